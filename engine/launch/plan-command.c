/* A plan as a command for the user's own shell. What a thread is bound to is said by whom it concerns: mpirun binds ranks,
 * OpenMP binds threads. Each rank has its own OMP_PLACES, so ranks of several threads are mpirun's application contexts. */
#include "engine/launch/places.h"
#include "engine/launch/worker-path.h"

#include <string.h>
#include <unistd.h>

#define RANKFILE "strandscope.rankfile"

static void
add_quoted (GString *command, const char *word)
{
  bool plain = *word != '\0';

  for (const char *at = word; *at; at++)
    plain &= g_ascii_isalnum (*at) || strchr ("-_=.,/:+%@", *at) != NULL;
  g_autofree char *quoted = plain ? g_strdup (word) : g_shell_quote (word);
  g_string_append_printf (command, "%s%s", command->len ? " " : "", quoted);
}

static void
add_all (GString *command, const char *const *words)
{
  for (; *words; words++)
    add_quoted (command, *words);
}

static bool
has_setting (const struct plan *plan, const char *key)
{
  for (int i = 0; plan->settings && plan->settings[i]; i++)
    if (g_str_has_prefix (plan->settings[i], key))
      return true;
  return false;
}

static void
add_worker (GString *command, const struct plan *plan, const char *bind)
{
  g_autofree char *worker = worker_path (NULL), *threads = g_strdup_printf ("%d", plan_threads (plan));

  add_all (command, (const char *const[]){ worker ? worker : "strandscope-worker", "--model", model_name (plan->model), "--threads",
                                           threads, "--runtime", plan->runtime, "--bind", bind, "--sync", plan->sync, plan->workload, NULL });
  for (int i = 0; plan->settings && plan->settings[i]; i++)
    add_quoted (command, plan->settings[i]);
  if (plan->endless && !has_setting (plan, "steps="))
    add_quoted (command, "steps=0");
}

static void
add_mpirun (GString *command, const char *const *options)
{
  add_all (command, (const char *const[]){ "mpirun", "--oversubscribe", NULL });
  if (geteuid () == 0)
    add_quoted (command, "--allow-run-as-root");
  add_all (command, options);
}

static void
add_count (GString *command, int ranks)
{
  g_string_append_printf (command, " -n %d", ranks);
}

/* ---- places ---- */

struct places { const struct plan *plan; const struct placement_pu *pu; int pus; const struct placement *placement; };

static int
by_value (const void *a, const void *b)
{
  return *(const int *) a - *(const int *) b;
}

/* By the kernel's numbers (OS) or hwloc's; of a thread that is not bound: all that are allowed. */
static GArray *
numbers_of (const struct places *places, int rank, int thread, bool os)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (int));
  int count;
  const int *pu = placement_of (places->placement, rank, thread, &count);

  for (int i = 0; i < (count ? count : places->pus); i++) {
    int index = count ? pu[i] : i, number = os ? places->pu[index].os : index;
    if (count || places->pu[index].allowed)
      g_array_append_val (numbers, number);
  }
  g_array_sort (numbers, by_value);
  return numbers;
}

static char *
list_numbers (const GArray *numbers)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (text, i ? ",%d" : "%d", g_array_index (numbers, int, i));
  return g_string_free (text, FALSE);
}

/* "{0},{2},{4,5}": a place a thread. */
static char *
places_of_rank (const struct places *places, int rank)
{
  GString *text = g_string_new (NULL);

  for (int thread = 0; thread < plan_threads (places->plan); thread++) {
    g_autoptr (GArray) numbers = numbers_of (places, rank, thread, true);
    g_autofree char *list = list_numbers (numbers);
    g_string_append_printf (text, "%s{%s}", thread ? "," : "", list);
  }
  return g_string_free (text, FALSE);
}

/* ---- the three models ---- */

static void
add_one_process (GString *command, const struct places *places)
{
  const struct plan *plan = places->plan;
  g_autofree char *list = places_of_rank (places, 0);

  g_string_append_printf (command, "OMP_NUM_THREADS=%d", plan_threads (plan));
  if (g_str_equal (plan->bind, "numa"))
    g_string_append (command, " OMP_PLACES=numa_domains OMP_PROC_BIND=spread");
  else if (g_str_equal (plan->bind, "none"))
    g_string_append (command, " OMP_PROC_BIND=false");
  else
    g_string_append_printf (command, " OMP_PLACES='%s' OMP_PROC_BIND=close", list);
  add_worker (command, plan, "none");
}

/* Ranks are bound as a whole: not at all, or to a node each. */
static void
add_whole_ranks (GString *command, const struct plan *plan)
{
  bool numa = g_str_equal (plan->bind, "numa");

  g_string_append_printf (command, "OMP_NUM_THREADS=%d OMP_PROC_BIND=false", plan_threads (plan));
  add_mpirun (command, numa ? (const char *const[]){ "--map-by", "numa", "--bind-to", "numa", NULL }
                            : (const char *const[]){ "--bind-to", "none", NULL });
  add_count (command, plan_ranks (plan));
  add_worker (command, plan, "none");
}

/* Ranks of one thread: no need for OpenMP. Slots are PUs by logical index. */
static void
add_rankfile (GString *command, const struct places *places)
{
  int ranks = plan_ranks (places->plan);

  g_string_append (command, "printf '");
  for (int rank = 0; rank < ranks; rank++) {
    g_autoptr (GArray) numbers = numbers_of (places, rank, 0, false);
    g_autofree char *list = list_numbers (numbers);
    g_string_append_printf (command, "rank %d=localhost slot=%s\\n", rank, list);
  }
  g_string_append (command, "' > " RANKFILE " &&");
  add_mpirun (command, (const char *const[]){ "--use-hwthread-cpus", "--rankfile", RANKFILE, NULL });
  add_count (command, ranks);
  add_worker (command, places->plan, "none");
}

static void
add_contexts (GString *command, const struct places *places)
{
  int ranks = plan_ranks (places->plan);

  g_string_append_printf (command, "OMP_NUM_THREADS=%d OMP_PROC_BIND=close", plan_threads (places->plan));
  add_mpirun (command, (const char *const[]){ "--bind-to", "none", NULL });
  for (int rank = 0; rank < ranks; rank++) {
    g_autofree char *list = places_of_rank (places, rank);
    g_string_append_printf (command, "%s -n 1 -x OMP_PLACES='%s'", rank ? " :" : "", list);
    add_worker (command, places->plan, "none");
  }
}

static bool
binds_whole_ranks (const struct plan *plan, const struct machine *machine)
{
  return g_str_equal (plan->bind, "none") || (g_str_equal (plan->bind, "numa") && plan_ranks (plan) >= machine->numa_count);
}

static void
add_bound (GString *command, const struct places *places, const struct machine *machine)
{
  if (plan_ranks (places->plan) == 1)
    add_one_process (command, places);
  else if (binds_whole_ranks (places->plan, machine))
    add_whole_ranks (command, places->plan);
  else if (plan_threads (places->plan) == 1)
    add_rankfile (command, places);
  else
    add_contexts (command, places);
}

/* Neither mpirun nor OpenMP binds threads of other runtimes one by one: the worker does it. */
static void
add_binding_worker (GString *command, const struct plan *plan)
{
  g_string_append_printf (command, "OMP_NUM_THREADS=%d", plan_threads (plan));
  if (plan_ranks (plan) > 1) {
    add_mpirun (command, (const char *const[]){ "--bind-to", "none", NULL });
    add_count (command, plan_ranks (plan));
  }
  add_worker (command, plan, plan->bind);
}

char *
plan_equivalent_command (const struct plan *plan, const struct machine *machine)
{
  GString *command = g_string_new (NULL);
  bool sayable = g_str_equal (plan->runtime, "openmp") || (plan_threads (plan) == 1 && plan_ranks (plan) > 1);
  struct placement *placement = machine && sayable ? places_of_plan (plan, machine, NULL) : NULL;

  if (placement) {
    g_autofree struct placement_pu *pu = places_of_machine (machine);
    struct places places = { plan, pu, machine->pu_count, placement };
    add_bound (command, &places, machine);
  } else {
    add_binding_worker (command, plan);
  }
  placement_destroy (placement);
  return g_string_free (command, FALSE);
}
