/* Recordings: one file of a good one is replaced. The first byte says which; 16 and more: of another tool's. */
#include "engine/trace/recording.h"
#include "fuzz.h"
#include "look.h"
#include "tests/engine/full-trace.h"
#include "tests/engine/other-archive.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

static const char *const own_files[] = { "traces.otf2", "traces.def", "traces/0.evt", "traces/2.evt", "traces/3.evt", "traces/1.def", "run.json", "machine.xml" };
static const char *const other_files[] = { "traces.otf2", "traces.def", "traces/0.evt", "traces/1.evt", "traces/4294967298.evt", "traces/1.def", "traces/2.def" };
#define OTHER 16

static struct { char *folder, *own, *other; } made;

static void
remove_all (void)
{
  const char *argv[] = { "rm", "-rf", made.folder, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
make (void)
{
  struct machine machine = { .xml = (char *) "<topology/>" };

  if (made.folder)
    return;
  made.folder = g_dir_make_tmp ("strandscope-fuzz-XXXXXX", NULL);
  made.own = g_build_filename (made.folder, "own", NULL);
  made.other = g_build_filename (made.folder, "other", NULL);
  struct trace *trace = full_trace ();
  if (!recording_save (trace, &machine, made.own, NULL, NULL))
    abort ();
  trace_destroy (trace);
  write_other_archive (made.other);
  atexit (remove_all);
}

static char *
file_of (uint8_t which, const char **recording)
{
  make ();
  *recording = which < OTHER ? made.own : made.other;
  const char *name = which < OTHER ? own_files[which % G_N_ELEMENTS (own_files)] : other_files[(which - OTHER) % G_N_ELEMENTS (other_files)];
  return g_build_filename (*recording, name, NULL);
}

static void
open_it (const char *recording)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL;
  struct trace *trace = recording_load (recording, &xml, NULL, &error);

  if ((trace == NULL) != (error != NULL))
    abort ();
  if (trace)
    look_at_all (trace);
  trace_destroy (trace);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *recording;
  g_autofree char *file = size > 0 ? file_of (data[0], &recording) : NULL, *good = NULL;
  gsize length;

  if (!file || !g_file_get_contents (file, &good, &length, NULL))
    return 0;
  g_file_set_contents (file, (const char *) data + 1, (gssize) size - 1, NULL);
  open_it (recording);
  g_file_set_contents (file, good, (gssize) length, NULL);
  return 0;
}

uint8_t *
fuzz_seed (int i, size_t *size)
{
  int own = G_N_ELEMENTS (own_files), other = G_N_ELEMENTS (other_files);
  uint8_t which = (uint8_t) (i < own ? i : OTHER + i - own);
  const char *recording;
  g_autofree char *text = NULL;
  gsize length;

  if (i >= own + other)
    return NULL;
  g_autofree char *file = file_of (which, &recording);
  if (!g_file_get_contents (file, &text, &length, NULL))
    abort ();
  uint8_t *data = g_malloc (length + 1);
  data[0] = which;
  memcpy (data + 1, text, length);
  *size = length + 1;
  return data;
}
