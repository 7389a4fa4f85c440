#include "engine/launch/scaling.h"

#include "engine/launch/run.h"
#include "engine/trace/summary.h"
#include "engine/workload/table.h"

#include <string.h>

#define ALL_UP_TO 16 /* workers: each number; beyond only some */

struct task { enum scaling_kind kind; int point, repetition; };

struct scaling_runs {
  struct plan *plan;
  const struct machine *machine;
  struct study *study;
  GArray *task;   /* struct task, in the order in which they are run */
  guint next;     /* the one that goes on or comes next */
  struct run *run; /* NULL: none goes on */
  bool stopped;
};

int
scaling_pus (const struct machine *machine)
{
  int count = 0;

  for (int i = 0; i < machine->pu_count; i++)
    count += machine->objects[machine->pu[i]].allowed;
  return MAX (count, 1);
}

static bool
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return false;
}

static struct plan *
plan_for (const struct plan *asked, int workers)
{
  struct plan *plan = plan_copy (asked);

  plan->ranks = plan->model == MODEL_PROCESSES ? workers : 1;
  plan->threads = plan->model == MODEL_PROCESSES ? 1 : workers;
  plan->duration_s = 0;
  plan->endless = false;
  plan->pace_s = 0;
  plan->start_paused = false;
  plan->end_deadlock = true;
  return plan;
}

static int
most_workers (const struct scaling_order *order, const struct machine *machine)
{
  return order->max > 0 ? order->max : scaling_pus (machine);
}

/* Each number up to 16, then two in each doubling, the PUs and the last one. */
static bool
is_counted (int workers, int pus, int max)
{
  if (workers <= ALL_UP_TO || workers == max || workers == pus)
    return true;
  int power = workers & ~(workers - 1);
  return workers == power || workers == 3 * power;
}

/* The parameters' values as PLAN has them. */
static void
values_of (const struct plan *plan, const struct workload_description *workload, int64_t *values)
{
  char sentence[256];

  workload_set_initial (workload, values);
  for (int i = 0; plan->settings && plan->settings[i]; i++)
    workload_set (workload, plan->settings[i], values, sentence, sizeof sentence);
}

static bool
check_steps (const struct plan *plan, const struct workload_description *workload, GError **error)
{
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  const struct workload_parameter *steps = workload_parameter (workload, "steps");

  values_of (plan, workload, values);
  if (steps && values[steps - workload->parameter] == 0)
    return refuse (error, "A run of a scaling study must come to an end: give a number of steps, as steps=%d.", (int) steps->initial);
  return true;
}

static bool
check_sizes (const struct scaling_order *order, const struct workload_description *workload, int max, GError **error)
{
  const struct workload_parameter *size = workload_parameter (workload, workload->scaling.key);
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  double work;

  for (int kind = 0; kind < SCALINGS; kind++) {
    values_of (order->plan, workload, values);
    if (order->wanted[kind] && !workload_scale (workload, kind == SCALING_WEAK, max, values, &work))
      return refuse (error, "With %d workers %s would be out of its range (%d to %" G_GINT64_FORMAT ") for %s scaling: give fewer workers or another %s.",
                     max, size->key, MAX ((int) size->min, 1), (gint64) size->max, scaling_name (kind), size->key);
  }
  return true;
}

static bool
check_order (const struct scaling_order *order, int max, GError **error)
{
  if (order->plan->model == MODEL_HYBRID)
    return refuse (error, "A scaling study counts one kind of worker: choose the model threads or processes.");
  if (order->repeat < 1 || order->repeat > SCALING_REPEAT_MOST)
    return refuse (error, "%d runs a point cannot be made; choose 1 to %d.", order->repeat, SCALING_REPEAT_MOST);
  if (order->max < 0 || max < 1)
    return refuse (error, "%d workers cannot be run; choose 1 or more.", order->max);
  if (!order->wanted[SCALING_STRONG] && !order->wanted[SCALING_WEAK])
    return refuse (error, "Choose strong or weak scaling, or both.");
  return true;
}

bool
scaling_check (const struct scaling_order *order, const struct machine *machine, GError **error)
{
  int max = most_workers (order, machine);
  struct plan *plan = plan_for (order->plan, max);
  bool right = check_order (order, max, error) && plan_check (plan, machine->pu_count, error);
  const struct workload_description *workload = right ? workload_describe (plan->workload) : NULL;

  plan_free (plan);
  if (workload && !workload->scaling.key)
    return refuse (error, "There is no scaling to study in %s: %s.", workload->name, workload->scaling.why);
  return workload && check_steps (order->plan, workload, error) && check_sizes (order, workload, max, error);
}

static void
take_word (char **place, const char *word)
{
  g_free (*place);
  *place = g_strdup (word ? word : "");
}

static void
describe (struct study *study, const struct scaling_order *order, const struct machine *machine)
{
  const struct plan *plan = order->plan;
  const struct workload_description *workload = workload_describe (plan->workload);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *started = g_date_time_format_iso8601 (now);

  take_word (&study->workload, workload->name);
  take_word (&study->title, workload->title);
  take_word (&study->model, model_name (plan->model));
  take_word (&study->runtime, plan->runtime);
  take_word (&study->bind, plan->bind);
  take_word (&study->sync, plan->sync);
  take_word (&study->size, workload->scaling.key);
  take_word (&study->host, g_get_host_name ());
  take_word (&study->machine, machine->name);
  take_word (&study->started, started);
  if (plan->settings) {
    g_strfreev (study->settings);
    study->settings = g_strdupv (plan->settings);
  }
  study->pus = scaling_pus (machine);
  study->repeat = order->repeat;
}

static void
add_points (struct study *study, const struct scaling_order *order, enum scaling_kind kind, int max)
{
  const struct workload_description *workload = workload_describe (order->plan->workload);
  const struct workload_parameter *size = workload_parameter (workload, workload->scaling.key);
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  double work;

  for (int workers = 1; workers <= max; workers++) {
    values_of (order->plan, workload, values);
    if (is_counted (workers, study->pus, max) && workload_scale (workload, kind == SCALING_WEAK, workers, values, &work))
      study_add_point (study, kind, workers, values[size - workload->parameter], work);
  }
}

/* All points once, then all again: what changes on the machine meanwhile falls on all of them alike. */
static void
add_tasks (struct scaling_runs *runs)
{
  for (int repetition = 0; repetition < runs->study->repeat; repetition++)
    for (int kind = 0; kind < SCALINGS; kind++)
      for (int i = 0; i < runs->study->series[kind].points; i++) {
        struct task task = { kind, i, repetition };
        g_array_append_val (runs->task, task);
      }
}

struct scaling_runs *
scaling_start (const struct scaling_order *order, const struct machine *machine, GError **error)
{
  if (!scaling_check (order, machine, error))
    return NULL;
  struct scaling_runs *runs = g_new0 (struct scaling_runs, 1);
  runs->plan = plan_copy (order->plan);
  runs->machine = machine;
  runs->study = study_new ();
  runs->task = g_array_new (FALSE, FALSE, sizeof (struct task));
  describe (runs->study, order, machine);
  for (int kind = 0; kind < SCALINGS; kind++)
    if (order->wanted[kind])
      add_points (runs->study, order, kind, most_workers (order, machine));
  add_tasks (runs);
  return runs;
}

static struct scaling_point *
point_of (struct scaling_runs *runs)
{
  struct task *task = &g_array_index (runs->task, struct task, runs->next);

  return &runs->study->series[task->kind].point[task->point];
}

/* The plan of a point: so many workers, and the size that is its. */
static struct plan *
plan_of (struct scaling_runs *runs, const struct scaling_point *point)
{
  struct plan *plan = plan_for (runs->plan, point->workers);
  g_autoptr (GStrvBuilder) settings = g_strv_builder_new ();
  g_autofree char *size = g_strdup_printf ("%s=%" G_GINT64_FORMAT, runs->study->size, (gint64) point->value);

  for (int i = 0; plan->settings && plan->settings[i]; i++)
    g_strv_builder_add (settings, plan->settings[i]);
  g_strv_builder_add (settings, size); /* the last one counts */
  g_strfreev (plan->settings);
  plan->settings = g_strv_builder_end (settings);
  return plan;
}

/* Of all workers. Without a schedule nobody knows. */
static double
share_waited (const struct summary *summary)
{
  double ran = 0, waited = 0;

  for (int i = 0; i < summary->threads; i++) {
    ran += summary->thread[i].on_cpu_s;
    waited += summary->thread[i].runnable_s;
  }
  return summary->schedule_source != SOURCE_NONE && ran + waited > 0 ? waited / (ran + waited) : -1;
}

static void
take_schedule (struct study *study, struct scaling_point *point, const struct summary *summary)
{
  point->run[point->runs - 1].waited = share_waited (summary);
  if (summary->schedule_source != SOURCE_NONE)
    take_word (&study->schedule, source_name (summary->schedule_source));
}

/* Only what came to its end by itself, with a right result, is a figure. */
static void
take_run (struct scaling_runs *runs)
{
  struct summary *summary = summary_take (run_trace (runs->run), UINT64_MAX);
  bool wrong = summary->has_result && !summary->ok && !summary->lesson;
  g_autofree char *why = run_failure (runs->run)  ? g_strdup (run_failure (runs->run))
                         : wrong                  ? g_strdup_printf ("The result is wrong: %s", summary->result_text)
                         : !summary->has_result   ? g_strdup ("It ended without a result.")
                         : summary->wall_s <= 0   ? g_strdup ("It took no time that could be measured.")
                                                  : NULL;

  scaling_point_add (point_of (runs), why ? 0 : summary->wall_s, why);
  take_schedule (runs->study, point_of (runs), summary);
  summary_destroy (summary);
  run_destroy (g_steal_pointer (&runs->run));
  runs->next++;
}

static void
begin_run (struct scaling_runs *runs)
{
  struct plan *plan = plan_of (runs, point_of (runs));
  g_autoptr (GError) error = NULL;

  runs->run = run_start (plan, runs->machine, &error);
  if (!runs->run) {
    scaling_point_add (point_of (runs), 0, error->message);
    runs->next++;
  }
  plan_free (plan);
}

bool
scaling_turn (struct scaling_runs *runs)
{
  if (runs->run && !run_ended (runs->run))
    return true;
  if (runs->run && runs->stopped)
    run_destroy (g_steal_pointer (&runs->run));
  else if (runs->run)
    take_run (runs);
  if (runs->stopped || runs->next >= runs->task->len)
    return false;
  begin_run (runs);
  return true;
}

void
scaling_stop (struct scaling_runs *runs)
{
  runs->stopped = true;
  runs->study->cut_short |= runs->next < runs->task->len;
  if (runs->run)
    run_kill (runs->run);
}

const struct study *
scaling_study (struct scaling_runs *runs)
{
  return runs->study;
}

struct scaling_progress
scaling_progress (struct scaling_runs *runs)
{
  struct scaling_progress progress = { .done = (int) runs->next, .all = (int) runs->task->len };

  if (runs->next < runs->task->len) {
    const struct task *task = &g_array_index (runs->task, struct task, runs->next);
    progress.kind = task->kind;
    progress.workers = point_of (runs)->workers;
    progress.repetition = task->repetition + 1;
  }
  return progress;
}

struct study *
scaling_finish (struct scaling_runs *runs)
{
  if (!runs)
    return NULL;
  struct study *study = runs->study;
  study->cut_short |= runs->next < runs->task->len;
  run_destroy (runs->run);
  plan_free (runs->plan);
  g_array_unref (runs->task);
  g_free (runs);
  return study;
}
