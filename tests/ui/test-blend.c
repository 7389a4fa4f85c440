/* Rows of pixels that are blended many at a time are, to the bit, as if blended one channel after the other. */
#include <glib.h>
#include <string.h>

#include "ui/draw/blend.h"

#define LONGEST 45
#define AROUND 8 /* pixels on either side that must stay */
#define ROUNDS 200

static unsigned int
by_255 (unsigned int product)
{
  product += 128;
  return (product + (product >> 8)) >> 8;
}

static unsigned int
channel (uint32_t pixel, int which)
{
  return pixel >> 8 * which & 255;
}

static uint32_t
plain_stamp (uint32_t below, unsigned int coverage, uint32_t color)
{
  uint32_t result = 0;
  for (int i = 0; i < 4; i++)
    result |= by_255 (channel (color, i) * coverage + channel (below, i) * (255 - by_255 (channel (color, 3) * coverage))) << 8 * i;
  return result;
}

static uint32_t
plain_over (uint32_t below, uint32_t source)
{
  uint32_t result = 0;
  for (int i = 0; i < 4; i++)
    result |= (by_255 (channel (below, i) * (255 - channel (source, 3))) + channel (source, i)) << 8 * i;
  return result;
}

/* None, half and all of it often. */
static unsigned int
some_alpha (void)
{
  int kind = g_test_rand_int_range (0, 4);
  return kind == 0 ? 0 : kind == 1 ? 255 : (unsigned int) g_test_rand_int_range (0, 256);
}

/* Premultiplied. */
static uint32_t
some_pixel (void)
{
  unsigned int alpha = some_alpha ();
  uint32_t pixel = alpha << 24;
  for (int i = 0; i < 3; i++)
    pixel |= (uint32_t) g_test_rand_int_range (0, (int) alpha + 1) << 8 * i;
  return pixel;
}

struct rows {
  uint32_t before[LONGEST + 2 * AROUND], after[LONGEST + 2 * AROUND], source[LONGEST], color;
  uint8_t coverage[LONGEST];
};

static uint32_t *
fill_rows (struct rows *rows)
{
  for (int i = 0; i < LONGEST + 2 * AROUND; i++)
    rows->before[i] = some_pixel ();
  for (int i = 0; i < LONGEST; i++) {
    rows->source[i] = some_pixel ();
    rows->coverage[i] = (uint8_t) some_alpha ();
  }
  rows->color = some_pixel ();
  memcpy (rows->after, rows->before, sizeof rows->after);
  return rows->after + AROUND;
}

typedef void (*blend) (struct rows *rows, uint32_t *row, int count);
typedef uint32_t (*plain) (const struct rows *rows, uint32_t below, int i);

static void
compare (blend ours, plain theirs)
{
  struct rows rows;
  for (int count = 0; count <= LONGEST; count++)
    for (int round = 0; round < ROUNDS; round++) {
      ours (&rows, fill_rows (&rows), count);
      for (int i = -AROUND; i < LONGEST + AROUND; i++) {
        uint32_t below = rows.before[AROUND + i];
        g_assert_cmphex (rows.after[AROUND + i], ==, i >= 0 && i < count ? theirs (&rows, below, i) : below);
      }
    }
}

static void
stamp (struct rows *rows, uint32_t *row, int count)
{
  blend_stamp (row, rows->coverage, count, rows->color);
}

static uint32_t
stamped (const struct rows *rows, uint32_t below, int i)
{
  return plain_stamp (below, rows->coverage[i], rows->color);
}

static void
fill (struct rows *rows, uint32_t *row, int count)
{
  blend_fill (row, count, rows->color);
}

static uint32_t
filled (const struct rows *rows, uint32_t below, int i)
{
  return plain_over (below, rows->color);
}

static void
sprite (struct rows *rows, uint32_t *row, int count)
{
  blend_sprite (row, rows->source, count);
}

static uint32_t
covered (const struct rows *rows, uint32_t below, int i)
{
  return plain_over (below, rows->source[i]);
}

static void
test_stamp (void)
{
  compare (stamp, stamped);
}

static void
test_fill (void)
{
  compare (fill, filled);
}

static void
test_sprite (void)
{
  compare (sprite, covered);
}

static void
test_thinned (void)
{
  for (int i = 0; i < 20000; i++) {
    uint32_t color = some_pixel ();
    unsigned int coverage = some_alpha ();
    g_assert_cmphex (blend_thinned (color, coverage), ==, plain_stamp (0, coverage, color));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blend/stamp", test_stamp);
  g_test_add_func ("/blend/fill", test_fill);
  g_test_add_func ("/blend/sprite", test_sprite);
  g_test_add_func ("/blend/thinned", test_thinned);
  return g_test_run ();
}
