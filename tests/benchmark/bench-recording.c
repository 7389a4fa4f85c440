/* What saving and opening a recording of a million events takes, in time and memory, beside otf2-print's on the same one, and beside
 * what pj_dump and ViTE take to read the same trace in Paje's format (export.h). Each is a process of its own, so that its memory is its own; the OTF2 library works in a child, whose
 * memory is told too (that of the one that writes begins with what it shares with its parent, the trace). */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/trace/export.h"
#include "engine/trace/recording.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"
#include "tests/benchmark/bench.h"

#define ROUNDS 5
#define LONGEST_S 60 /* of CPU, for a tool of others */
#define LANES 4
#define PER_STEP 9 /* events of a lane */

static void
add (struct trace *trace, int rank, struct event event, uint64_t end)
{
  event.span = event_span (end - event.begin, (uint16_t) rank);
  trace_writer_events (trace, rank, 0, &event, 1);
}

/* A ring with locks, regions, waits and the scheduler's word in it. */
static void
add_step (struct trace *trace, int rank, uint64_t t, uint32_t step)
{
  uint16_t next = (uint16_t) ((rank + 1) % LANES), last = (uint16_t) ((rank + LANES - 1) % LANES), sequence = (uint16_t) step;
  struct span on = { .begin = t, .end = t + 900, .object = rank, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) };

  add (trace, rank, (struct event){ .begin = t + 10, .kind = EVENT_LOCK_WAIT }, t + 50);
  add (trace, rank, (struct event){ .begin = t + 50, .kind = EVENT_LOCK_HOLD }, t + 90);
  add (trace, rank, (struct event){ .begin = t + 100, .kind = EVENT_SEND, .peer = next, .sequence = sequence, .value = 800 }, t + 120);
  add (trace, rank, (struct event){ .begin = t + 120, .kind = EVENT_WAIT, .peer = last }, t + 200);
  add (trace, rank, (struct event){ .begin = t + 120, .kind = EVENT_RECV, .peer = last, .sequence = sequence, .value = 800 }, t + 200);
  add (trace, rank, (struct event){ .begin = t + 210, .kind = EVENT_COLLECTIVE, .object = COLLECTIVE_ALLREDUCE, .value = 8 }, t + 300);
  add (trace, rank, (struct event){ .begin = t + 310, .kind = EVENT_REGION, .object = 1 }, t + 600);
  add (trace, rank, (struct event){ .begin = t + 600, .kind = EVENT_BARRIER }, t + 700);
  add (trace, rank, (struct event){ .begin = t, .kind = EVENT_STEP, .value = step }, t + 800);
  trace_writer_schedule (trace, rank, 0, &on, 1);
}

static struct trace *
make (uint64_t events)
{
  const struct trace_description asked = { .model = (char *) "processes", .workload = (char *) "ring", .ranks = LANES, .threads = 1 };
  struct trace *trace = trace_create (&asked);

  for (uint32_t step = 0; step < events / (LANES * PER_STEP); step++)
    for (int rank = 0; rank < LANES; rank++)
      add_step (trace, rank, 1000000 + UINT64_C (1000) * step, step);
  trace_writer_close (trace, 0);
  return trace;
}

static double
peak_mb (int who)
{
  struct rusage usage;

  getrusage (who, &usage);
  return (double) usage.ru_maxrss / 1024;
}

static int
tell (double seconds, double before)
{
  printf ("%.4f %.1f %.1f\n", seconds, peak_mb (RUSAGE_SELF) - before, peak_mb (RUSAGE_CHILDREN));
  return 0;
}

static int
save (const char *path, uint64_t events)
{
  struct trace *trace = make (events);
  double before = peak_mb (RUSAGE_SELF);
  uint64_t begin = bench_clock ();
  g_autoptr (GError) error = NULL;

  if (!recording_save (trace, NULL, path, NULL, &error))
    g_error ("%s", error->message);
  return tell ((double) (bench_clock () - begin) / 1e9, before);
}

static int
export_paje (const char *path, const char *recording)
{
  g_autoptr (GError) error = NULL;
  struct trace *trace = recording_load (recording, NULL, NULL, &error);

  if (!trace || !export_trace (trace, EXPORT_PAJE, 0, UINT64_MAX, path, NULL, NULL, NULL, &error))
    g_error ("%s", error->message);
  return 0;
}

static int
load (const char *path)
{
  uint64_t begin = bench_clock ();
  g_autoptr (GError) error = NULL;
  struct trace *trace = recording_load (path, NULL, NULL, &error);

  if (!trace)
    g_error ("%s", error->message);
  return tell ((double) (bench_clock () - begin) / 1e9, 0);
}

struct figures { double seconds[ROUNDS], own[ROUNDS], child[ROUNDS]; };

static void
ask (struct figures *figures, int round, const char *const *argv)
{
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &said, NULL, &status, &error) || status != 0 ||
      sscanf (said, "%lf %lf %lf", &figures->seconds[round], &figures->own[round], &figures->child[round]) != 3)
    g_error ("%s failed", argv[1]);
}

static void
run_quietly (const char *const *argv)
{
  struct rlimit most = { LONGEST_S, LONGEST_S };

  setrlimit (RLIMIT_CPU, &most);
  g_setenv ("QT_QPA_PLATFORM", "offscreen", TRUE); /* no window */
  if (freopen ("/dev/null", "w", stdout) && freopen ("/dev/null", "w", stderr))
    execv (argv[0], (char **) argv);
  _exit (127);
}

/* Time and peak memory of any command; what it prints goes nowhere. false: it failed, or took too long. */
static bool
watch (struct figures *figures, int round, const char *const *argv)
{
  struct rusage usage;
  uint64_t begin = bench_clock ();
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    run_quietly (argv);
  wait4 (pid, &status, 0, &usage);
  figures->seconds[round] = (double) (bench_clock () - begin) / 1e9;
  figures->own[round] = (double) usage.ru_maxrss / 1024;
  return status == 0;
}

static void
print (const char *what, struct figures *figures, uint64_t events, bool child)
{
  double seconds = bench_typical (figures->seconds, ROUNDS);

  printf ("%-44s %8.2f %10.0f %10.0f", what, seconds, seconds / (double) events * 1e9, bench_typical (figures->own, ROUNDS));
  if (child)
    printf (" %10.0f", bench_typical (figures->child, ROUNDS));
  printf ("\n");
}

static uint64_t
disk_bytes (const char *path)
{
  g_autofree char *folder = g_build_filename (path, "traces", NULL);
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  uint64_t bytes = 0;

  for (const char *name; names && (name = g_dir_read_name (names));) {
    g_autofree char *file = g_build_filename (folder, name, NULL);
    GStatBuf facts;
    bytes += g_stat (file, &facts) == 0 ? (uint64_t) facts.st_size : 0;
  }
  return bytes;
}

enum other { OTF2_SILENT, OTF2_PRINT, PJ_DUMP, VITE, OTHERS };

static struct other_tool {
  const char *program, *package, *what;
  const char *argument[3]; /* before the file; NULL = the end */
  bool paje;               /* it reads the trace in that format */
  struct figures figures;
  char *path;
  bool failed;
} other[OTHERS] = {
  [OTF2_SILENT] = { "otf2-print", "otf2-tools", "otf2-print --silent (reads, shows nothing)", { "--silent" } },
  [OTF2_PRINT] = { "otf2-print", "otf2-tools", "otf2-print to /dev/null" },
  [PJ_DUMP] = { "pj_dump", "pajeng", "pj_dump to /dev/null", .paje = true },
  [VITE] = { "vite", "vite", "ViTE, to an SVG (it has no way to only read)", { "-e", "/dev/null" }, .paje = true },
};

static void
watch_other (struct other_tool *tool, int round, const char *anchor, const char *paje)
{
  const char *argv[5] = { tool->path };
  int count = 1;

  while (count <= 2 && tool->argument[count - 1]) {
    argv[count] = tool->argument[count - 1];
    count++;
  }
  argv[count] = tool->paje ? paje : anchor;
  tool->failed = tool->failed || !watch (&tool->figures, round, argv);
}

/* How many times as much as we take to open it. */
static void
print_other (struct other_tool *tool, struct figures *loaded, uint64_t events)
{
  if (!tool->path)
    printf ("%s: not measured, it is not installed (apt install %s)\n", tool->program, tool->package);
  else if (tool->failed)
    printf ("%s: not measured, it did not read the trace within %d s of CPU time without a window\n", tool->program, LONGEST_S);
  if (!tool->path || tool->failed)
    return;
  print (tool->what, &tool->figures, events, false);
  double ours = bench_typical (loaded->seconds, ROUNDS), memory = MAX (bench_typical (loaded->own, ROUNDS), bench_typical (loaded->child, ROUNDS));
  printf ("  : open =  %.2f of its time, %.2f of its memory\n", ours / bench_typical (tool->figures.seconds, ROUNDS),
          memory / bench_typical (tool->figures.own, ROUNDS));
}

static void
compare (const char *self, const char *folder, uint64_t events)
{
  static struct figures saved, loaded;
  g_autofree char *path = g_build_filename (folder, "recording", NULL), *anchor = g_build_filename (path, "traces.otf2", NULL);
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, events), *paje = g_build_filename (folder, "same.trace", NULL);

  for (int k = 0; k < OTHERS; k++)
    other[k].path = g_find_program_in_path (other[k].program);
  for (int round = 0; round < ROUNDS; round++) {
    ask (&saved, round, (const char *const[]){ self, "--save", path, number, NULL });
    ask (&loaded, round, (const char *const[]){ self, "--load", path, NULL });
    static struct figures ignored;
    if (round == 0 && !watch (&ignored, 0, (const char *const[]){ self, "--paje", paje, path, NULL }))
      g_error ("no trace in Paje's format");
    for (int k = 0; k < OTHERS; k++)
      if (other[k].path && !other[k].failed)
        watch_other (&other[k], round, anchor, paje);
  }
  printf ("%" G_GUINT64_FORMAT " events, %.1f bytes each on disk\n", events, (double) disk_bytes (path) / (double) events);
  printf ("%-44s %8s %10s %10s %10s\n", "", "s", "ns/event", "peak MB", "child's MB");
  print ("save (memory: beside the trace)", &saved, events, true);
  print ("open, to the trace in memory", &loaded, events, true);
  for (int k = 0; k < OTHERS; k++) {
    print_other (&other[k], &loaded, events);
    g_free (other[k].path);
  }
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--save") == 0)
    return save (argv[2], g_ascii_strtoull (argv[3], NULL, 10));
  if (argc == 3 && strcmp (argv[1], "--load") == 0)
    return load (argv[2]);
  if (argc == 4 && strcmp (argv[1], "--paje") == 0)
    return export_paje (argv[2], argv[3]);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_dir_make_tmp ("strandscope-bench-XXXXXX", NULL);
  compare (self, folder, argc > 1 ? g_ascii_strtoull (argv[1], NULL, 10) : 1000000);
  const char *rm[] = { "rm", "-rf", folder, NULL };
  g_spawn_sync (NULL, (char **) rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  return 0;
}
