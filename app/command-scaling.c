/* strandscope scaling: a workload by 1, 2, ... workers, as a table, a file, a picture. */
#include "app/commands.h"
#include "app/interrupts.h"
#include "app/report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/launch/scaling.h"
#include "engine/scaling/study-file.h"
#include "engine/trace/output-file.h"
#include "engine/workload/table.h"
#include "ui/draw/export.h"
#include "ui/draw/scaling.h"

#define TURN_US 10000

struct options {
  char *model, *workload, *runtime, *bind, *sync, *output, *csv, *size, *theme, *format;
  char **settings;
  int max, repeat, width, height;
  gboolean strong, weak, json;
  enum theme palette;
};

static bool
wrong (GError **error, const char *what, const char *sentence)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", what, sentence);
  return false;
}

static int
fail (const char *sentence, int status)
{
  g_printerr ("strandscope: %s\n", sentence);
  return status;
}

static void
options_finish (struct options *options)
{
  char *strings[] = { options->model, options->workload, options->runtime, options->bind, options->sync, options->output,
                      options->csv, options->size, options->theme, options->format };

  for (size_t i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (strings[i]);
  g_strfreev (options->settings);
}

/* STUDY: the file to be loaded, NULL where there is none. */
static bool
parse (struct options *options, int argc, char **argv, char **study, GError **error)
{
  const GOptionEntry entries[] = {
    { "workload", 0, 0, G_OPTION_ARG_STRING, &options->workload, "one of those that `strandscope workloads` says can be studied (default: pi)", "NAME" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &options->model, "what a worker is: threads (default) or processes", "MODEL" },
    { "max", 0, 0, G_OPTION_ARG_INT, &options->max, "workers at most (default: as many as PUs; more shows oversubscription)", "N" },
    { "strong", 0, 0, G_OPTION_ARG_NONE, &options->strong, "only the same problem for all numbers of workers", NULL },
    { "weak", 0, 0, G_OPTION_ARG_NONE, &options->weak, "only a problem that grows with them (default: both)", NULL },
    { "repeat", 0, 0, G_OPTION_ARG_INT, &options->repeat, "runs a point (default: 3; the median is drawn)", "R" },
    { "runtime", 0, 0, G_OPTION_ARG_STRING, &options->runtime, "openmp, pthreads or c11", "NAME" },
    { "bind", 0, 0, G_OPTION_ARG_STRING, &options->bind, "none, compact, scatter (default), numa or PUs such as 0,2,4-6", "HOW" },
    { "sync", 0, 0, G_OPTION_ARG_STRING, &options->sync, "none, mutex, atomic or reduction", "HOW" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->settings, "a setting of the workload", "KEY=VALUE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "print the study as JSON, which can be loaded again", NULL },
    { "csv", 0, 0, G_OPTION_ARG_FILENAME, &options->csv, "write a line a run", "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "picture to write: .png, .svg or .pdf, or - with --format; .json: the study", "FILE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format, "png, svg or pdf, for -o -", "FORMAT" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options->size, "of the picture, in px (default 1200x760)", "WxH" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &options->theme, "light (default), dark, contrast or print", "THEME" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[STUDY.json] - how a workload scales with its workers: real runs, or those of a study");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return false;
  *study = argc > 1 ? g_strdup (argv[1]) : NULL;
  return argc <= 2 || wrong (error, argv[2], "one study at a time");
}

static bool
check_picture (struct options *options, GError **error)
{
  char rest;

  options->width = 1200;
  options->height = 760;
  if (options->size && (sscanf (options->size, "%dx%d%c", &options->width, &options->height, &rest) != 2 ||
                        options->width < SCALING_LEAST_WIDTH || options->height < SCALING_LEAST_HEIGHT))
    return wrong (error, options->size, "a size is WIDTHxHEIGHT in px, at least 320x240");
  if (!theme_parse (options->theme ? options->theme : "light", &options->palette))
    return wrong (error, options->theme, "a theme is light, dark, contrast or print");
  return true;
}

/* A study can take hours: what it is written to must be right before. */
static bool
check_file (const char *path, GError **error)
{
  struct output_file file;

  if (!path || g_str_equal (path, "-"))
    return true;
  if (!output_file_open (&file, path, error))
    return false;
  output_file_close (&file, false, NULL);
  return true;
}

static bool
check_outputs (const struct options *options, GError **error)
{
  static const char *const endings[] = { ".png", ".svg", ".pdf", ".json" };
  const char *path = options->output;
  bool known = !path || options->format;

  for (size_t i = 0; !known && i < G_N_ELEMENTS (endings); i++)
    known = g_str_has_suffix (path, endings[i]);
  if (!known)
    return wrong (error, path, "a picture ends in .png, .svg or .pdf, a study in .json, and - takes --format");
  return check_file (path, error) && check_file (options->csv, error);
}

/* ---- runs ---- */

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
  plan->model = MODEL_THREADS;
  if (options->model && !model_parse (options->model, &plan->model))
    return wrong (error, options->model, "there is no such model; choose threads or processes");
  take_word (&plan->workload, options->workload ? options->workload : "pi");
  take_word (&plan->runtime, options->runtime);
  take_word (&plan->bind, options->bind ? options->bind : SCALING_BIND);
  const struct workload_description *workload = workload_describe (plan->workload);
  take_word (&plan->sync, options->sync ? options->sync : workload ? workload->initial_sync : NULL);
  plan->settings = g_strdupv (options->settings);
  return true;
}

/* A line that is written over, where somebody looks. */
static void
tell_progress (const struct scaling_progress *progress, int *told)
{
  if (!isatty (STDERR_FILENO) || progress->done == *told)
    return;
  *told = progress->done;
  if (progress->done < progress->all)
    g_printerr ("\r\033[K%s scaling, %d worker%s, run %d (%d of %d done)", scaling_name (progress->kind), progress->workers,
                progress->workers == 1 ? "" : "s", progress->repetition, progress->done, progress->all);
  else
    g_printerr ("\r\033[K");
}

static void
wait_for_end (struct scaling_runs *runs)
{
  struct scaling_progress progress = scaling_progress (runs);
  bool stopped = false;
  int told = -1;

  while (scaling_turn (runs)) {
    progress = scaling_progress (runs);
    tell_progress (&progress, &told);
    if (interrupts_heard () && !stopped) {
      stopped = true;
      scaling_stop (runs);
    }
    g_usleep (TURN_US);
  }
  if (told >= 0)
    g_printerr ("\r\033[K");
}

static struct study *
make_study (const struct options *options, GError **error)
{
  struct plan *plan = plan_new ();
  struct scaling_order order = { .plan = plan, .max = options->max, .repeat = options->repeat,
                                 .wanted = { options->strong || !options->weak, options->weak || !options->strong } };
  struct machine *machine = NULL;
  struct scaling_runs *runs = NULL;

  if (make_plan (options, plan, error) && (machine = machine_load (NULL, error)))
    runs = scaling_start (&order, machine, error);
  if (runs) {
    interrupts_catch ();
    wait_for_end (runs);
  }
  struct study *study = scaling_finish (runs);
  machine_destroy (machine);
  plan_free (plan);
  return study;
}

/* ---- what becomes of it ---- */

static bool
write_picture (const struct options *options, const struct study *study, GError **error)
{
  if (g_str_has_suffix (options->output, ".json")) {
    g_autofree char *text = study_to_json (study), *line = g_strconcat (text, "\n", NULL);
    return study_write (line, options->output, error);
  }
  struct scene *scene = scene_create (options->width, options->height);
  scaling_draw (scene, study);
  bool written = export_scenes (&scene, 1, options->palette, 1, options->output, options->format, error);
  scene_destroy (scene);
  return written;
}

static bool
write_all (const struct options *options, const struct study *study, GError **error)
{
  g_autofree char *json = options->json ? study_to_json (study) : NULL;
  g_autofree char *csv = options->csv ? study_to_csv (study) : NULL;

  if (json)
    g_print ("%s\n", json);
  else if (g_strcmp0 (options->output, "-") != 0 && g_strcmp0 (options->csv, "-") != 0)
    report_print_study (study);
  return (!csv || study_write (csv, options->csv, error)) && (!options->output || write_picture (options, study, error));
}

/* The first run that gave no figure, with how many did not. */
static char *
say_gaps (const struct study *study)
{
  const struct scaling_point *first = NULL;
  int gaps = 0;

  for (int kind = 0; kind < SCALINGS; kind++)
    for (int i = 0; i < study->series[kind].points; i++) {
      const struct scaling_point *point = &study->series[kind].point[i];
      gaps += point->runs - scaling_measured (point);
      first = !first && scaling_gap (point) ? point : first;
    }
  return first ? g_strdup_printf ("%d run%s gave no figure, with %d worker%s: %s", gaps, gaps == 1 ? "" : "s", first->workers,
                                  first->workers == 1 ? "" : "s", scaling_gap (first)) : NULL;
}

static int
verdict (const struct study *study, bool loaded)
{
  g_autofree char *gaps = loaded ? NULL : say_gaps (study);
  int runs = 0;

  for (int kind = 0; kind < SCALINGS; kind++)
    for (int i = 0; i < study->series[kind].points; i++)
      runs += study->series[kind].point[i].runs;
  g_autofree char *cut = g_strdup_printf ("the study was ended after %d run%s: what was measured until then is kept", runs, runs == 1 ? "" : "s");
  if (study->cut_short && !loaded)
    return fail (cut, 1);
  return gaps ? fail (gaps, 1) : 0;
}

/* What would run it again makes no sense with a study that has been made. */
static bool
check_loaded (const struct options *options, const char *path, GError **error)
{
  bool runs = options->workload || options->model || options->max || options->strong || options->weak || options->repeat != 3 ||
              options->runtime || options->bind || options->sync || options->settings;

  return !runs || wrong (error, path, "a study that is loaded is not run again: leave out what says how to run it");
}

static int
study_options (const struct options *options, const char *path, GError **error)
{
  if (path && !check_loaded (options, path, error))
    return 2;
  if (!check_outputs (options, error))
    return g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE) ? 2 : 1;
  struct study *study = path ? study_load (path, error) : make_study (options, error);
  int status = 1;
  if (!study)
    status = path || !(g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) || (*error)->domain == G_OPTION_ERROR) ? 1 : 2;
  else if (write_all (options, study, error))
    status = verdict (study, path != NULL);
  study_free (study);
  return status;
}

int
command_scaling (int argc, char **argv)
{
  struct options options = { .repeat = 3 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int status = parse (&options, argc, argv, &path, &error) && check_picture (&options, &error) ? study_options (&options, path, &error) : 2;

  options_finish (&options);
  return error ? fail (error->message, status) : status;
}
