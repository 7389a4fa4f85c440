#include "app/picture-run.h"

#include "app/moment.h"
#include "app/open-recording.h"
#include "engine/workload/table.h"

#define USUAL_DURATION 3.0 /* s */

static const char *
group_of (int which)
{
  return which ? "compare" : "scene";
}

/* The reason, with the line of the scene that it comes from. */
static bool
blame (const struct scene_file *file, int which, const char *key, GError *why, GError **error)
{
  if (file->path)
    scene_file_fault (file, group_of (which), key, error, "%s", why->message);
  else
    g_propagate_error (error, g_error_copy (why));
  g_error_free (why);
  return false;
}

static bool
open_recorded (struct picture_run *run, const struct scene_file *file, int which, GError **error)
{
  const struct scene_source *source = &file->source[which];
  GError *why = NULL;
  run->trace = open_recording (source->recording, source->machine, &run->machine, &why);
  bool other = source->machine && why && why->domain == MACHINE_ERROR;
  return why ? blame (file, which, other ? "machine" : "recording", why, error) : true;
}

/* ---- a run for the picture ---- */

static void
take_word (char **word, const char *asked)
{
  if (asked) {
    g_free (*word);
    *word = g_strdup (asked);
  }
}

bool
picture_run_plan (struct plan *plan, const struct scene_file *file, int which, GError **error)
{
  const struct scene_source *source = &file->source[which];
  if (source->model && !model_parse (source->model, &plan->model)) {
    scene_file_fault (file, group_of (which), "model", error, "there is no model \"%s\": threads, processes or hybrid", source->model);
    return false;
  }
  take_word (&plan->workload, source->workload);
  take_word (&plan->runtime, source->runtime);
  take_word (&plan->bind, source->bind);
  const struct workload_description *workload = workload_describe (plan->workload);
  take_word (&plan->sync, source->sync ? source->sync : workload ? workload->initial_sync : NULL);
  plan->ranks = source->ranks ? source->ranks : plan->ranks;
  plan->threads = source->threads ? source->threads : plan->threads;
  g_strfreev (plan->settings);
  plan->settings = g_strdupv (source->settings);
  plan->duration_s = source->duration;
  return true;
}

static bool
play (struct picture_run *run, const struct scene_file *file, int which, GError **error)
{
  GError *why = NULL;
  struct plan *plan = plan_new ();
  bool made = picture_run_plan (plan, file, which, error);
  plan->duration_s = plan->duration_s > 0 ? plan->duration_s : USUAL_DURATION;
  plan->end_deadlock = true;
  if (made && (run->machine = machine_load (NULL, &why)) && plan_check (plan, run->machine->pu_count, &why))
    run->run = run_start (plan, run->machine, &why);
  plan_free (plan);
  if (why)
    return blame (file, which, "workload", why, error);
  if (!made)
    return false;
  run_wait (run->run, -1);
  run->trace = run_trace (run->run);
  if (trace_end (run->trace) > trace_begin (run->trace)) /* a run that fails may be just what is to be shown */
    return true;
  const char *failure = run_failure (run->run);
  scene_file_fault (file, group_of (which), "workload", error, "%s", failure ? failure : "nothing was seen of the run");
  return false;
}

/* ---- all ---- */

static bool
open_machine (struct picture_run *run, const struct scene_file *file, int which, GError **error)
{
  GError *why = NULL;
  if (run->machine || run->trace)
    return true;
  run->machine = machine_load (file->source[which].machine, &why);
  return run->machine ? true : blame (file, which, "machine", why, error);
}

static bool
take_moment (struct picture_run *run, const struct scene_file *file, int which, GError **error)
{
  GError *why = NULL;
  if (!run->trace)
    return true;
  if (!moment_parse (file->source[which].at, run->trace, &run->t, &why))
    return blame (file, which, "at", why, error);
  snapshot_take (run->trace, run->t, SNAPSHOT_GLOW_NS, SNAPSHOT_SLICE_NS, &run->snapshot);
  run->summary = summary_take (run->trace, run->t);
  return true;
}

bool
picture_run_open (struct picture_run *run, const struct scene_file *file, int which, GError **error)
{
  const struct scene_source *source = &file->source[which];
  bool opened = source->recording ? open_recorded (run, file, which, error) : source->workload ? play (run, file, which, error) : true;
  return opened && open_machine (run, file, which, error) && take_moment (run, file, which, error);
}

void
picture_run_finish (struct picture_run *run)
{
  snapshot_finish (&run->snapshot);
  summary_destroy (run->summary);
  if (run->run)
    run_destroy (run->run);
  else
    trace_destroy (run->trace);
  machine_destroy (run->machine);
  *run = (struct picture_run){ 0 };
}
