/* Two runs for a comparison, one after the other: each has the machine for itself. */
#include "app/comparison-private.h"

#include "engine/launch/run.h"

#define LOOK_MS 50   /* at how far they are */
#define PATIENCE 30.0 /* s, over what was asked for: a run that does not end by itself is ended */

struct compared_runs {
  struct plan *plan;
  struct machine *machine;
  enum model model[COMPARED];
  double seconds;
  gboolean cancelled;           /* it is only waited for */
  int at;                       /* which of them goes on */
  struct run *run;
  struct trace *trace[COMPARED];
  char *failure;                /* how the last one that failed did; NULL = none */
  char *words;
  gint64 began, running;        /* µs: started, its first event; 0 = not yet */
  guint look;
};

static void
runs_free (struct compared_runs *runs)
{
  g_clear_handle_id (&runs->look, g_source_remove);
  run_destroy (runs->run);
  for (int i = 0; i < COMPARED; i++)
    trace_destroy (runs->trace[i]);
  machine_destroy (runs->machine);
  plan_free (runs->plan);
  g_free (runs->failure);
  g_free (runs->words);
  g_free (runs);
}

void
comparison_end_runs (StrandComparison *comparison)
{
  g_clear_pointer (&comparison->runs, runs_free);
}

/* ---- as what ---- */

/* The largest divisor of WORKERS that is at most ASKED. */
static int
ranks_of (int workers, int asked)
{
  int ranks = MAX (1, MIN (asked, workers));
  while (workers % ranks != 0)
    ranks--;
  return ranks;
}

static gboolean
suits_any_shape (const char *bind)
{
  static const char *const words[] = { "none", "compact", "scatter", "numa", NULL };
  return g_strv_contains (words, bind);
}

struct plan *
strand_comparison_plan (const struct plan *plan, enum model model, double seconds)
{
  struct plan *other = plan_copy (plan);
  int workers = plan_ranks (plan) * plan_threads (plan);
  other->model = model;
  other->ranks = model == MODEL_THREADS ? 1 : model == MODEL_PROCESSES ? workers : ranks_of (workers, plan->ranks);
  other->threads = workers / other->ranks;
  other->duration_s = seconds;
  other->endless = TRUE;      /* it is time that ends it */
  other->end_deadlock = TRUE;
  other->start_paused = FALSE;
  other->pace_s = 0;
  if (!suits_any_shape (other->bind)) { /* a list for each rank and thread means nothing in another shape */
    g_free (other->bind);
    other->bind = g_strdup ("compact");
  }
  return other;
}

/* ---- one after the other ---- */

static char *
title_of (enum model model)
{
  char *words = g_strdup (model_name (model));
  *words = g_ascii_toupper (*words);
  return words;
}

static gboolean
start_one (struct compared_runs *runs, GError **error)
{
  struct plan *plan = strand_comparison_plan (runs->plan, runs->model[runs->at], runs->seconds);
  g_autofree char *title = title_of (runs->model[runs->at]);
  int pus = runs->machine ? runs->machine->pu_count : (int) g_get_num_processors ();
  gboolean right = plan_check (plan, pus, error);
  runs->run = right ? run_start (plan, runs->machine, error) : NULL; /* on ranks of its own, so that both begin alike */
  runs->began = g_get_monotonic_time ();
  runs->running = 0;
  g_free (runs->words);
  runs->words = g_strdup_printf ("%s, run %d of %d", title, runs->at + 1, COMPARED);
  plan_free (plan);
  return runs->run != NULL;
}

/* What it left of itself is its trace. */
static void
end_one (struct compared_runs *runs)
{
  if (run_failure (runs->run)) {
    g_autofree char *title = title_of (runs->model[runs->at]);
    g_free (runs->failure);
    runs->failure = g_strdup_printf ("%s: %s", title, run_failure (runs->run));
  }
  runs->trace[runs->at] = trace_ref (run_trace (runs->run));
  g_clear_pointer (&runs->run, run_destroy);
}

static void
give_up (StrandComparison *comparison, const char *why)
{
  g_clear_pointer (&comparison->runs, runs_free);
  comparison_loading_changed (comparison);
  if (why)
    comparison_refused (comparison, why);
}

static void
show (StrandComparison *comparison)
{
  struct compared_runs *runs = g_steal_pointer (&comparison->runs);
  gboolean some = trace_begin (runs->trace[0]) && trace_begin (runs->trace[1]);
  comparison_loading_changed (comparison);
  for (int i = 0; i < COMPARED && some; i++) {
    g_autofree char *title = title_of (runs->model[i]), *name = g_strdup_printf ("%s run", title);
    comparison_put (comparison, i, g_steal_pointer (&runs->trace[i]), runs->machine ? machine_ref (runs->machine) : NULL, name, NULL);
  }
  if (some) {
    comparison_changed (comparison);
    comparison_ran (comparison);
  }
  if (runs->failure || !some)
    comparison_refused (comparison, runs->failure ? runs->failure : "One of the runs ended before it began: there is nothing to compare.");
  runs_free (runs);
}

/* Programs that do not heed the time that they were given are ended. */
static void
mind_time (struct compared_runs *runs)
{
  gint64 now = g_get_monotonic_time ();
  if (!runs->running && trace_begin (run_trace (runs->run)))
    runs->running = now;
  if ((double) (now - runs->began) > (runs->seconds + PATIENCE) * 1e6)
    run_stop (runs->run);
}

static gboolean
on_look (gpointer data)
{
  StrandComparison *comparison = data;
  struct compared_runs *runs = comparison->runs;
  g_autoptr (GError) error = NULL;
  mind_time (runs);
  if (run_ended (runs->run)) {
    if (runs->cancelled) {
      runs->look = 0;
      give_up (comparison, NULL);
      return G_SOURCE_REMOVE;
    }
    end_one (runs);
    if (++runs->at == COMPARED) {
      runs->look = 0;
      show (comparison);
      return G_SOURCE_REMOVE;
    }
    if (!start_one (runs, &error)) {
      runs->look = 0;
      give_up (comparison, error->message);
      return G_SOURCE_REMOVE;
    }
  }
  comparison_loading_changed (comparison);
  return G_SOURCE_CONTINUE;
}

void
strand_comparison_run (StrandComparison *comparison, const struct plan *plan, struct machine *machine, const enum model model[COMPARED], double seconds)
{
  struct compared_runs *runs = g_new0 (struct compared_runs, 1);
  g_autoptr (GError) error = NULL;
  strand_comparison_cancel_loading (comparison);
  comparison_end_runs (comparison);
  runs->plan = plan_copy (plan);
  runs->machine = machine ? machine_ref (machine) : NULL;
  runs->seconds = seconds;
  for (int i = 0; i < COMPARED; i++)
    runs->model[i] = model[i];
  comparison->runs = runs;
  if (!start_one (runs, &error)) {
    give_up (comparison, error->message);
    return;
  }
  runs->look = g_timeout_add (LOOK_MS, on_look, comparison);
  comparison_loading_changed (comparison);
}

const char *
strand_comparison_get_running (StrandComparison *comparison, double *share)
{
  const struct compared_runs *runs = comparison->runs && !comparison->runs->cancelled ? comparison->runs : NULL;
  double passed = runs && runs->running ? (double) (g_get_monotonic_time () - runs->running) / 1e6 : 0;
  *share = runs ? (runs->at + MIN (passed / runs->seconds, 0.98)) / COMPARED : -1;
  return runs ? runs->words : NULL;
}

void
strand_comparison_cancel_running (StrandComparison *comparison)
{
  if (!comparison->runs || comparison->runs->cancelled)
    return;
  comparison->runs->cancelled = TRUE;
  run_kill (comparison->runs->run);
  comparison_loading_changed (comparison);
}
