/* Drives a target without libFuzzer: its seeds cut at many places, then changed at random, for some seconds.
 * STRANDSCOPE_FUZZ_SECONDS and STRANDSCOPE_SEED choose others. With a folder as argument it puts the seeds there, for libFuzzer. */
#include "fuzz.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HANG_S 120 /* for one input, on a machine that does much else */
#define CUTS 24
#define CHANGES 16

struct drive { GRand *random; GPtrArray *seed; /* GBytes */ unsigned tried; gint64 until; };

static void
try_it (struct drive *drive, const uint8_t *data, size_t size)
{
  alarm (HANG_S);
  LLVMFuzzerTestOneInput (data, size);
  alarm (0);
  drive->tried++;
}

static gboolean
is_time (struct drive *drive)
{
  return g_get_monotonic_time () < drive->until;
}

/* The whole, which is no surprise, and its beginnings. */
static void
cut (struct drive *drive)
{
  for (int part = CUTS; part >= 0; part--)
    for (guint i = 0; i < drive->seed->len && (part == CUTS || is_time (drive)); i++) {
      gsize size;
      const uint8_t *data = g_bytes_get_data (g_ptr_array_index (drive->seed, i), &size);
      try_it (drive, data, size * part / CUTS);
    }
}

static void
change (struct drive *drive, uint8_t *data, size_t *size)
{
  for (int i = g_rand_int_range (drive->random, 1, CHANGES); i > 0 && *size > 1; i--) {
    size_t at = 1 + (size_t) g_rand_int_range (drive->random, 0, (int) *size - 1), left = *size - at; /* the first byte says what it is */
    switch (g_rand_int_range (drive->random, 0, 5)) {
    case 0:
      data[at] ^= (uint8_t) (1 << g_rand_int_range (drive->random, 0, 8));
      break;
    case 1:
      memset (data + at, g_rand_boolean (drive->random) ? 0xff : 0, MIN (left, 8));
      break;
    case 2:
      memmove (data + 1, data + at, left / 2); /* a part lies elsewhere too */
      break;
    case 3:
      if (g_rand_int_range (drive->random, 0, 8) == 0)
        *size = at + 1;
      break;
    default:
      data[at] = (uint8_t) g_rand_int_range (drive->random, 0, 256);
    }
  }
}

static void
change_at_random (struct drive *drive)
{
  while (is_time (drive)) {
    GBytes *seed = g_ptr_array_index (drive->seed, g_rand_int_range (drive->random, 0, (int) drive->seed->len));
    gsize size;
    g_autofree uint8_t *data = g_memdup2 (g_bytes_get_data (seed, NULL), g_bytes_get_size (seed));
    size = g_bytes_get_size (seed);
    change (drive, data, &size);
    try_it (drive, data, size);
  }
}

static unsigned
setting (const char *name, unsigned otherwise)
{
  const char *value = g_getenv (name);

  return value ? (unsigned) strtoul (value, NULL, 10) : otherwise;
}

static int
write_seeds (const struct drive *drive, const char *folder)
{
  for (guint i = 0; i < drive->seed->len; i++) {
    g_autofree char *name = g_strdup_printf ("seed-%u", i), *path = g_build_filename (folder, name, NULL);
    GBytes *seed = g_ptr_array_index (drive->seed, i);
    if (!g_file_set_contents (path, g_bytes_get_data (seed, NULL), (gssize) g_bytes_get_size (seed), NULL))
      return 1;
  }
  return 0;
}

int
main (int argc, char **argv)
{
  unsigned number = setting ("STRANDSCOPE_SEED", g_random_int ());
  struct drive drive = { g_rand_new_with_seed (number), g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref), 0, 0 };
  size_t size;

  for (uint8_t *data; (data = fuzz_seed ((int) drive.seed->len, &size));)
    g_ptr_array_add (drive.seed, g_bytes_new_take (data, size));
  if (argc > 1)
    return write_seeds (&drive, argv[1]);
  g_print ("# STRANDSCOPE_SEED=%u\n1..1\n", number);
  drive.until = g_get_monotonic_time () + (gint64) setting ("STRANDSCOPE_FUZZ_SECONDS", 6) * G_USEC_PER_SEC;
  cut (&drive);
  change_at_random (&drive);
  g_print ("# %u inputs\nok 1 it returns from each\n", drive.tried);
  g_ptr_array_unref (drive.seed);
  g_rand_free (drive.random);
  return 0;
}
