/* What is odd about a placement, on cases made by hand: a machine of two packages, two NUMA nodes, four cores, eight PUs,
 * whose OS indexes are as hwloc's logical ones unless said otherwise. */
#include "engine/record/segment.h"
#include "engine/trace/warnings.h"

#include <stdlib.h>
#include <string.h>

struct thread_case {
  int rank, thread;
  const char *asked;   /* "0 1"; NULL: not bound */
  const char *allowed; /* by the kernel; NULL: not known */
  const char *seen;
};

struct placement_case {
  const char *name;
  struct thread_case thread[6];
  const char *sentences; /* with severity, joined by newlines */
};

#define ALL "0 1 2 3 4 5 6 7"

static const struct placement_case cases[] = {
  { "all-well",
    { { 0, 0, "0", "0", "0" }, { 0, 1, "2", "2", "2" }, { 1, 0, "4", "4", "4" }, { 1, 1, "6", "6", "6" } },
    "hint: 4 of 8 PUs used." },
  { "free", { { 0, 0, NULL, ALL, "0 1 2 3 4 5 6 7" } }, "hint: Threads of rank 0 span 2 NUMA nodes." },
  { "shared",
    { { 0, 0, "0", "0", "0" }, { 0, 1, "0", "0", "0" }, { 1, 0, "0", "0", "0" }, { 1, 1, "3", "3", "3" } },
    "trouble: 3 threads share PU 0.\ntrouble: Rank 0 is bound to one core but has 2 threads.\nhint: 2 of 8 PUs used." },
  { "one-core",
    { { 0, 0, "0 1", "0 1", "0" }, { 0, 1, "0 1", "0 1", "1" }, { 0, 2, "0 1", "0 1", "0" } },
    "trouble: 3 threads have only 2 PUs between them: they must take turns.\n"
    "trouble: Rank 0 is bound to one core but has 3 threads.\nhint: 2 of 8 PUs used." },
  { "nodes",
    { { 0, 0, "0", "0", "0" }, { 0, 1, "4", "4", "4" }, { 1, 0, "6", "6", "6" } },
    "hint: Threads of rank 0 span 2 NUMA nodes.\nhint: 3 of 8 PUs used." },
  { "stray",
    { { 0, 0, "2", "2", "2" }, { 1, 2, "4", NULL, "4 5" } },
    "trouble: Thread 1.2 ran on PU 5, which it was not asked for.\nhint: 3 of 8 PUs used." },
  { "cpuset", /* the kernel allows less than was asked for */
    { { 0, 0, ALL, "3", "3" }, { 1, 0, ALL, "3", "3" } },
    "trouble: 2 threads share PU 3.\nhint: 1 of 8 PUs used." },
  { "not-known", { { 0, 0, NULL, NULL, "" }, { 0, 1, NULL, NULL, "" } }, "" },
};

static uint64_t *
bitmap (const char *text)
{
  g_auto (GStrv) words = text ? g_strsplit (text, " ", -1) : NULL;
  uint64_t *set = text ? g_new0 (uint64_t, SEGMENT_PU_WORDS) : NULL;

  for (int i = 0; words && words[i]; i++)
    if (*words[i])
      set[0] |= UINT64_C (1) << atoi (words[i]);
  return set;
}

static void
fill_thread (struct summary_thread *thread, const struct thread_case *from)
{
  g_autofree uint64_t *seen = bitmap (from->seen);

  *thread = (struct summary_thread){ .rank = from->rank, .thread = from->thread, .bound = from->asked != NULL,
                                     .asked = bitmap (from->asked), .binding = bitmap (from->allowed) };
  thread->pu = g_new0 (struct summary_pu, 64);
  for (int os = 0; os < 64; os++)
    if (seen[0] >> os & 1)
      thread->pu[thread->pus++] = (struct summary_pu){ os, 0.5 };
}

static void
thread_finish (struct summary_thread *thread)
{
  g_free ((gpointer) thread->asked);
  g_free ((gpointer) thread->binding);
  g_free (thread->pu);
}

static void
assert_warnings (const struct summary *summary, const struct machine *machine, const char *expected)
{
  struct warnings *warnings = warnings_take (summary, machine);
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < warnings->count; i++)
    g_string_append_printf (text, "%s%s: %s", i ? "\n" : "", warning_severity_name (warnings->warning[i].severity),
                            warnings->warning[i].sentence);
  g_assert_cmpstr (text->str, ==, expected);
  warnings_destroy (warnings);
}

static struct machine *
load (const char *source)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (source, &error);

  g_assert_no_error (error);
  return machine;
}

static void
test_case (gconstpointer data)
{
  const struct placement_case *each = data;
  struct machine *machine = load ("pack:2 [numa] core:2 pu:2");
  struct summary_process process[] = { { .rank = 0 }, { .rank = 1 } };
  struct summary_thread thread[G_N_ELEMENTS (each->thread)];
  struct summary summary = { .process = process, .processes = 2, .thread = thread };

  for (; summary.threads < (int) G_N_ELEMENTS (thread) && each->thread[summary.threads].seen; summary.threads++)
    fill_thread (&thread[summary.threads], &each->thread[summary.threads]);
  assert_warnings (&summary, machine, each->sentences);
  for (int i = 0; i < summary.threads; i++)
    thread_finish (&thread[i]);
  machine_destroy (machine);
}

/* As Linux numbers them: second PUs last. The sentence says both. */
static void
test_os_indexes (void)
{
  struct machine *machine = load ("pack:1 core:2 pu:2(indexes=0,2,1,3)");
  struct summary_process process = { .rank = 0 };
  struct summary_thread thread[2];
  struct summary summary = { .process = &process, .processes = 1, .thread = thread, .threads = 2 };

  fill_thread (&thread[0], &(struct thread_case){ 0, 0, "2", "2", "2" });
  fill_thread (&thread[1], &(struct thread_case){ 0, 1, "2", "2", "2" });
  assert_warnings (&summary, machine, "trouble: 2 threads share PU 1 (OS 2).\ntrouble: Rank 0 is bound to one core but has 2 threads.\n"
                                      "hint: 1 of 4 PUs used.");
  assert_warnings (&summary, NULL, "trouble: 2 threads share PU 2.");
  for (int i = 0; i < 2; i++)
    thread_finish (&thread[i]);
  machine_destroy (machine);
}

/* Many of a kind are summed up, so that the list can be read. */
static void
test_many (void)
{
  struct machine *machine = load ("pack:1 core:64 pu:1");
  g_autofree struct summary_process *process = g_new0 (struct summary_process, 64);
  g_autofree struct summary_thread *thread = g_new0 (struct summary_thread, 128);
  struct summary summary = { .process = process, .processes = 64, .thread = thread, .threads = 128 };

  for (int i = 0; i < 128; i++) {
    g_autofree char *pu = g_strdup_printf ("%d", i / 2 % 63);
    process[i / 2].rank = i / 2;
    fill_thread (&thread[i], &(struct thread_case){ i / 2, i % 2, pu, pu, "63" });
    thread[i].binding_refused = i < 10;
  }
  struct warnings *warnings = warnings_take (&summary, machine);
  g_assert_cmpint (warnings->count, ==, 5 + 5 + 1 + 5 + 1);
  g_assert_cmpstr (warnings->warning[4].sentence, ==, "It refused the bindings of 10 threads in all.");
  g_assert_cmpstr (warnings->warning[9].sentence, ==, "Threads ran where they were not asked to in 128 cases in all.");
  g_assert_cmpstr (warnings->warning[10].sentence, ==, "On 63 PUs several threads share one, up to 4 of them.");
  g_assert_cmpstr (warnings->warning[15].sentence, ==, "64 ranks in all have more threads than their one core.");
  warnings_destroy (warnings);
  for (int i = 0; i < 128; i++)
    thread_finish (&thread[i]);
  machine_destroy (machine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/warnings/", cases[i].name, NULL);
    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/warnings/os-indexes", test_os_indexes);
  g_test_add_func ("/warnings/many", test_many);
  return g_test_run ();
}
