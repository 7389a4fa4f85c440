#include "engine/trace/warnings.h"

#include "engine/record/segment.h"

#include <string.h>

#define ALIKE_MOST 4 /* sentences of one kind; of more, how many there are */

struct look {
  const struct summary *summary;
  const struct machine *machine; /* NULL: not known */
  GArray *found;                 /* struct warning */
  int *object;                   /* by OS index: the PU's object in the machine, -1 = none */
};

static void warn (struct look *look, enum warning_severity severity, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
warn (struct look *look, enum warning_severity severity, const char *format, ...)
{
  struct warning warning = { .severity = severity };
  va_list args;

  va_start (args, format);
  warning.sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_array_append_val (look->found, warning);
}

/* ---- sets of PUs ---- */

static bool
has (const uint64_t *set, int os)
{
  return os >= 0 && os < (int) SEGMENT_MAX_PUS && (set[os / 64] >> (os % 64) & 1);
}

static int
count_bits (const uint64_t *set)
{
  int count = 0;

  for (unsigned i = 0; i < SEGMENT_PU_WORDS; i++)
    count += __builtin_popcountll (set[i]);
  return count;
}

/* What the kernel allows, else what was asked for; NULL: not known. */
static const uint64_t *
affinity_of (const struct summary_thread *thread)
{
  return thread->binding ? thread->binding : thread->bound ? thread->asked : NULL;
}

/* The only PU that a thread may use, -1: it has several, or it is not known. */
static int
only_pu (const struct summary_thread *thread)
{
  const uint64_t *set = affinity_of (thread);

  if (!set || count_bits (set) != 1)
    return -1;
  for (int word = 0;; word++)
    if (set[word])
      return word * 64 + __builtin_ctzll (set[word]);
}

static void
seen_pus (const struct summary_thread *thread, uint64_t *set)
{
  for (int i = 0; i < thread->pus; i++)
    if (thread->pu[i].seconds > 0 && thread->pu[i].os >= 0 && thread->pu[i].os < (int) SEGMENT_MAX_PUS)
      set[thread->pu[i].os / 64] |= UINT64_C (1) << (thread->pu[i].os % 64);
}

/* "PU 5", "PU 5 (OS 10)". */
static char *
pu_name (const struct look *look, int os)
{
  int object = look->object && os < (int) SEGMENT_MAX_PUS ? look->object[os] : -1;
  int logical = object >= 0 ? look->machine->objects[object].logical : os;

  return logical == os ? g_strdup_printf ("PU %d", os) : g_strdup_printf ("PU %d (OS %d)", logical, os);
}

/* How many objects of the kind that OF tells the PUs of SET are in. */
typedef int (*object_of) (const struct machine *machine, int pu);

static int
core_of (const struct machine *machine, int pu)
{
  return machine_ancestor (machine, pu, MACHINE_CORE);
}

static int
count_objects (const struct look *look, const uint64_t *set, object_of of)
{
  g_autoptr (GHashTable) objects = g_hash_table_new (NULL, NULL);

  for (int os = 0; os < (int) SEGMENT_MAX_PUS; os++)
    if (set[os / 64] && has (set, os) && look->object[os] >= 0)
      g_hash_table_add (objects, GINT_TO_POINTER (of (look->machine, look->object[os]) + 1));
  return g_hash_table_size (objects);
}

/* ---- what can be odd ---- */

static void
check_refused (struct look *look)
{
  int refused = 0;

  for (int i = 0; i < look->summary->threads; i++) {
    const struct summary_thread *thread = &look->summary->thread[i];
    if (thread->binding_refused && ++refused <= ALIKE_MOST)
      warn (look, WARNING_TROUBLE, "The kernel refused to bind thread %d.%d as it was asked for.", thread->rank, thread->thread);
  }
  if (refused > ALIKE_MOST)
    warn (look, WARNING_TROUBLE, "It refused the bindings of %d threads in all.", refused);
}

/* What a thread that was bound anew did before it was is no fault: the times do not tell before from after. */
static bool
may_stray (const struct summary_thread *thread)
{
  return thread->bound && thread->asked && (!thread->rebound || thread->misplaced);
}

static void
check_strays (struct look *look)
{
  int strays = 0;

  for (int i = 0; i < look->summary->threads; i++) {
    const struct summary_thread *thread = &look->summary->thread[i];
    for (int p = 0; may_stray (thread) && p < thread->pus; p++) {
      if (thread->pu[p].seconds <= 0 || has (thread->asked, thread->pu[p].os))
        continue;
      g_autofree char *name = pu_name (look, thread->pu[p].os);
      if (++strays <= ALIKE_MOST)
        warn (look, WARNING_TROUBLE, "Thread %d.%d ran on %s, which it was not asked for.", thread->rank, thread->thread, name);
    }
  }
  if (strays > ALIKE_MOST)
    warn (look, WARNING_TROUBLE, "Threads ran where they were not asked to in %d cases in all.", strays);
}

static void
check_shared (struct look *look)
{
  g_autofree int *threads = g_new0 (int, SEGMENT_MAX_PUS);
  int shared = 0, most = 0;

  for (int i = 0; i < look->summary->threads; i++) {
    int os = only_pu (&look->summary->thread[i]);
    if (os >= 0)
      shared += ++threads[os] == 2;
  }
  for (int os = 0; os < (int) SEGMENT_MAX_PUS; os++) {
    most = MAX (most, threads[os]);
    if (threads[os] < 2 || shared > ALIKE_MOST)
      continue;
    g_autofree char *name = pu_name (look, os);
    warn (look, WARNING_TROUBLE, "%d threads share %s.", threads[os], name);
  }
  if (shared > ALIKE_MOST)
    warn (look, WARNING_TROUBLE, "On %d PUs several threads share one, up to %d of them.", shared, most);
}

/* Threads that may go anywhere, but are more than there are places. */
static void
check_crowded (struct look *look)
{
  g_autofree uint64_t *may = g_new0 (uint64_t, SEGMENT_PU_WORDS);
  int several = 0, pus;

  for (int i = 0; i < look->summary->threads; i++) {
    const uint64_t *set = affinity_of (&look->summary->thread[i]);
    bool counts = set && count_bits (set) > 1;
    for (unsigned word = 0; counts && word < SEGMENT_PU_WORDS; word++)
      may[word] |= set[word];
    several += counts;
  }
  pus = count_bits (may);
  if (several > pus && pus > 0)
    warn (look, WARNING_TROUBLE, "%d threads have only %d PUs between them: they must take turns.", several, pus);
}

static void
check_idle (struct look *look)
{
  g_autofree uint64_t *seen = g_new0 (uint64_t, SEGMENT_PU_WORDS);
  int used;

  for (int i = 0; i < look->summary->threads; i++)
    seen_pus (&look->summary->thread[i], seen);
  used = count_bits (seen);
  if (look->machine && used > 0 && used < look->machine->pu_count)
    warn (look, WARNING_HINT, "%d of %d PUs used.", used, look->machine->pu_count);
}

struct rank_sets { int threads; uint64_t may[SEGMENT_PU_WORDS], seen[SEGMENT_PU_WORDS]; bool unknown; };

static struct rank_sets *
sets_of_rank (const struct look *look, int rank)
{
  struct rank_sets *sets = g_new0 (struct rank_sets, 1);

  for (int i = 0; i < look->summary->threads; i++) {
    const struct summary_thread *thread = &look->summary->thread[i];
    const uint64_t *set = affinity_of (thread);
    if (thread->rank != rank)
      continue;
    sets->threads++;
    sets->unknown |= !set;
    for (unsigned word = 0; set && word < SEGMENT_PU_WORDS; word++)
      sets->may[word] |= set[word];
    seen_pus (thread, sets->seen);
  }
  return sets;
}

static void
check_rank (struct look *look, int rank, int alike[2])
{
  g_autofree struct rank_sets *sets = sets_of_rank (look, rank);
  bool one_core = !sets->unknown && sets->threads > 1 && look->machine->core_count > 1 && count_objects (look, sets->may, core_of) == 1;
  int nodes = count_objects (look, sets->seen, machine_node_of);

  if (one_core && ++alike[0] <= ALIKE_MOST)
    warn (look, WARNING_TROUBLE, "Rank %d is bound to one core but has %d threads.", rank, sets->threads);
  if (nodes > 1 && ++alike[1] <= ALIKE_MOST)
    warn (look, WARNING_HINT, "Threads of rank %d span %d NUMA nodes.", rank, nodes);
}

static void
check_ranks (struct look *look)
{
  int alike[2] = { 0 };

  for (int i = 0; look->machine && i < look->summary->processes; i++)
    check_rank (look, look->summary->process[i].rank, alike);
  if (alike[0] > ALIKE_MOST)
    warn (look, WARNING_TROUBLE, "%d ranks in all have more threads than their one core.", alike[0]);
  if (alike[1] > ALIKE_MOST)
    warn (look, WARNING_HINT, "%d ranks in all span several NUMA nodes.", alike[1]);
}

static int *
index_pus (const struct machine *machine)
{
  int *object = g_new (int, SEGMENT_MAX_PUS);

  for (unsigned i = 0; i < SEGMENT_MAX_PUS; i++)
    object[i] = -1;
  for (int i = 0; i < machine->pu_count; i++) {
    int os = machine->objects[machine->pu[i]].os;
    if (os >= 0 && os < (int) SEGMENT_MAX_PUS)
      object[os] = machine->pu[i];
  }
  return object;
}

struct warnings *
warnings_take (const struct summary *summary, const struct machine *machine)
{
  struct warnings *warnings = g_new0 (struct warnings, 1);
  g_autofree int *object = machine ? index_pus (machine) : NULL;
  struct look look = { summary, machine, g_array_new (FALSE, FALSE, sizeof (struct warning)), object };

  check_refused (&look);
  check_strays (&look);
  check_shared (&look);
  check_crowded (&look);
  check_ranks (&look);
  check_idle (&look);
  warnings->count = look.found->len;
  warnings->warning = (struct warning *) (void *) g_array_free (look.found, FALSE);
  return warnings;
}

void
warnings_destroy (struct warnings *warnings)
{
  if (!warnings)
    return;
  for (int i = 0; i < warnings->count; i++)
    g_free (warnings->warning[i].sentence);
  g_free (warnings->warning);
  g_free (warnings);
}

const char *
warning_severity_name (enum warning_severity severity)
{
  static const char *const names[WARNING_SEVERITIES] = { "hint", "trouble" };

  return names[severity];
}
