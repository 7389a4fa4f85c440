/* strandscope run: a run without a window. */
#include "app/commands.h"
#include "app/interrupts.h"
#include "app/report.h"

#include "engine/launch/run.h"
#include "engine/machine/machine.h"
#include "engine/trace/json.h"
#include "engine/trace/recording.h"
#include "engine/workload/table.h"

#include <string.h>

struct options {
  char *model, *workload, *runtime, *bind, *sync, *hosts, *output, *matrix;
  char **settings;
  int ranks, threads;
  double duration;
  gboolean json, report, edges;
};

static void
options_finish (struct options *options)
{
  char *strings[] = { options->model, options->workload, options->runtime, options->bind,
                      options->sync, options->hosts, options->output, options->matrix };

  for (size_t i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (strings[i]);
  g_strfreev (options->settings);
}

static bool
parse (struct options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &options->model, "threads, processes or hybrid", "MODEL" },
    { "workload", 0, 0, G_OPTION_ARG_STRING, &options->workload, "one of those that `strandscope workloads` lists", "NAME" },
    { "ranks", 0, 0, G_OPTION_ARG_INT, &options->ranks, "processes", "P" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->threads, "threads a process", "T" },
    { "runtime", 0, 0, G_OPTION_ARG_STRING, &options->runtime, "openmp, pthreads or c11", "NAME" },
    { "bind", 0, 0, G_OPTION_ARG_STRING, &options->bind, "none, compact, scatter, numa or PUs such as 0,2,4-6", "HOW" },
    { "sync", 0, 0, G_OPTION_ARG_STRING, &options->sync, "none, mutex, atomic or reduction", "HOW" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->settings, "a setting of the workload", "KEY=VALUE" },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &options->duration, "stop after so many seconds", "S" },
    { "hosts", 0, 0, G_OPTION_ARG_FILENAME, &options->hosts, "several hosts (comes later)", "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "save a recording", "FOLDER" },
    { "edges", 0, 0, G_OPTION_ARG_NONE, &options->edges, "have MPI count what collectives send, at 20 to 40 ns a message (workloads about collectives do it anyway)", NULL },
    { "matrix", 0, 0, G_OPTION_ARG_FILENAME, &options->matrix, "write who sent whom how much, by communicator and tag", "FILE.csv" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "print one JSON object", NULL },
    { "report", 0, 0, G_OPTION_ARG_NONE, &options->report, "print where each thread was bound and ran, and what is odd about it", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- run a parallel program and tell what was seen");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return false;
  if (argc > 1)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "\"%s\" is no option of run.", argv[1]);
  return argc <= 1;
}

static void
take_word (char **word, const char *asked)
{
  if (asked) {
    g_free (*word);
    *word = g_strdup (asked);
  }
}

static bool
make_plan (const struct options *options, struct plan *plan, GError **error)
{
  if (options->hosts || (options->model && !model_parse (options->model, &plan->model))) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, options->hosts
                 ? "Runs on several hosts come in a later version; leave out --hosts."
                 : "There is no model \"%s\"; choose threads, processes or hybrid.", options->model);
    return false;
  }
  take_word (&plan->workload, options->workload);
  take_word (&plan->runtime, options->runtime);
  take_word (&plan->bind, options->bind);
  const struct workload_description *workload = workload_describe (plan->workload);
  take_word (&plan->sync, options->sync ? options->sync : workload ? workload->initial_sync : NULL);
  if (options->ranks != INT_MIN)
    plan->ranks = options->ranks;
  if (options->threads != INT_MIN)
    plan->threads = options->threads;
  plan->settings = g_strdupv (options->settings);
  plan->duration_s = options->duration;
  plan->end_deadlock = true;
  plan->edges = options->edges;
  return true;
}

/* The first interrupt asks, the second insists. */
static void
wait_for_end (struct run *run)
{
  int heard = 0;

  while (!run_wait (run, 0.05)) {
    if (interrupts_heard () == heard)
      continue;
    heard = interrupts_heard ();
    if (heard == 1)
      run_stop (run);
    else
      run_kill (run);
  }
}

static void
print_summary (struct run *run, const struct machine *machine, const struct options *options)
{
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  struct warnings *warnings = warnings_take (summary, machine);
  const struct trace_description *description = trace_description (run_trace (run));

  if (options->json) {
    g_autofree char *text = summary_to_json (summary, description, warnings, run_failure (run));
    g_print ("%s\n", text);
  } else if (summary->wall_s <= 0) { /* nothing was seen of a run that never began */
  } else if (options->report) {
    report_print_placement (summary, warnings);
  } else {
    report_print (summary, description, warnings);
  }
  warnings_destroy (warnings);
  summary_destroy (summary);
}

static int
fail (const char *sentence, int status)
{
  g_printerr ("strandscope: %s\n", sentence);
  return status;
}

/* A wrong result is a failure of the run, unless showing it is the workload's lesson. */
static int
verdict (struct run *run)
{
  if (run_failure (run))
    return fail (run_failure (run), 1);
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  bool wrong = summary->has_result && !summary->ok && !summary->lesson;
  g_autofree char *sentence = wrong ? g_strdup_printf ("The result is wrong: %s", summary->result_text) : NULL;
  summary_destroy (summary);
  return wrong ? fail (sentence, 1) : 0;
}

static bool
save_matrix (struct run *run, const char *path, GError **error)
{
  struct summary *summary = summary_take (run_trace (run), UINT64_MAX);
  bool saved = report_save_matrix (summary, path, error);

  summary_destroy (summary);
  return saved;
}

static int
fail_to_save (struct run *run, const char *why)
{
  const char *kept = run_keep (run);
  g_autofree char *sentence = kept ? g_strdup_printf ("%s What was recorded is kept in %s, which opens like a recording.", why, kept)
                                   : g_strdup (why);

  return fail (sentence, 1);
}

static int
run_plan (const struct plan *plan, const struct machine *machine, const struct options *options)
{
  g_autoptr (GError) error = NULL;
  struct run *run = run_start (plan, machine, &error);

  if (!run)
    return fail (error->message, 1);
  wait_for_end (run);
  print_summary (run, machine, options);
  int status = verdict (run);
  if (options->matrix && !save_matrix (run, options->matrix, &error))
    status = fail (error->message, 1);
  g_clear_error (&error);
  if (options->output && !recording_save (run_trace (run), machine, options->output, NULL, &error))
    status = fail_to_save (run, error->message);
  run_destroy (run);
  return status;
}

static int
run_options (const struct options *options)
{
  g_autoptr (GError) error = NULL;
  struct plan *plan = plan_new ();
  struct machine *machine = NULL;
  int status = 2;

  if (!make_plan (options, plan, &error)) {
    fail (error->message, 2);
  } else if (!(machine = machine_load (NULL, &error))) {
    status = fail (error->message, 1);
  } else if (!plan_check (plan, machine->pu_count, &error)) {
    fail (error->message, 2);
  } else {
    interrupts_catch ();
    status = run_plan (plan, machine, options);
  }
  machine_destroy (machine);
  plan_free (plan);
  return status;
}

int
command_run (int argc, char **argv)
{
  struct options options = { .ranks = INT_MIN, .threads = INT_MIN };
  g_autoptr (GError) error = NULL;
  int status = parse (&options, argc, argv, &error) ? run_options (&options) : fail (error->message, 2);

  options_finish (&options);
  return status;
}
