/* strandscope film SCENE|RECORDING -o FILE: a stretch of a run as a film, without a display. */
#include <stdio.h>

#include "app/command-progress.h"
#include "app/commands.h"
#include "app/film.h"
#include "app/moment.h"
#include "app/picture-run.h"

#define NO_RATE INT_MIN

struct choice {
  char *output, *format, *colors, *from, *to, *speed, *size, *theme, *machine, *workload, *model;
  int rate, ranks, threads;
  double duration;
  struct scene_file *file;
  struct film_order order;
};

static bool
fail (GError **error, const char *what, const char *sentence)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", what, sentence);
  return false;
}

/* ---- what is filmed, and how ---- */

static void
take_word (char **word, const char *asked)
{
  if (asked) {
    g_free (*word);
    *word = g_strdup (asked);
  }
}

static bool
open_source (struct choice *choice, const char *path, GError **error)
{
  if (path && scene_file_is (path))
    choice->file = scene_file_read (path, error);
  else
    choice->file = scene_file_new ();
  if (!choice->file)
    return false;
  struct scene_source *source = &choice->file->source[0];
  if (path && !choice->file->path)
    source->recording = g_strdup (path);
  take_word (&source->workload, choice->workload);
  take_word (&source->model, choice->model);
  take_word (&source->machine, choice->machine);
  source->ranks = choice->ranks > 0 ? choice->ranks : source->ranks;
  source->threads = choice->threads > 0 ? choice->threads : source->threads;
  source->duration = choice->duration > 0 ? choice->duration : source->duration;
  return true;
}

/* Of a scene only the stage can be filmed, and what stands around it stays away. */
static bool
check_scene (const struct scene_file *file, GError **error)
{
  if (file->view && !g_str_equal (file->view, "stage")) {
    scene_file_fault (file, "scene", "view", error, "a film shows the stage: leave view= out, or say view=stage");
    return false;
  }
  if (!file->source[0].recording && !file->source[0].workload) {
    scene_file_fault (file, "scene", NULL, error, "a film wants a run: recording= or workload=");
    return false;
  }
  if (file->title || file->caption || file->notes->len || file->legend != SIDE_NONE || file->facts != SIDE_NONE)
    g_printerr ("strandscope: title, caption, legend, facts and call-outs are of pictures: the film goes without them\n");
  return true;
}

static bool
check_size (struct choice *choice, GError **error)
{
  struct film_order *order = &choice->order;
  char rest;
  order->width = choice->file->width ? choice->file->width : 1280;
  order->height = choice->file->width ? choice->file->height : 800;
  bool right = !choice->size || sscanf (choice->size, "%dx%d%c", &order->width, &order->height, &rest) == 2;
  if (right && order->width >= 320 && order->height >= 200 && order->width <= FILM_LARGEST && order->height <= FILM_LARGEST)
    return true;
  return fail (error, choice->size ? choice->size : "size", "a film's size is WIDTHxHEIGHT in px, 320x200 at least and 16383 a side at most");
}

static bool
check_choice (struct choice *choice, GError **error)
{
  struct film_order *order = &choice->order;
  const struct scene_file *file = choice->file;
  const char *speed = choice->speed ? choice->speed : file->speed ? file->speed : "1";
  order->path = choice->output;
  order->look = file;
  order->rate = choice->rate != NO_RATE ? choice->rate : file->rate ? file->rate : 30;
  order->theme = file->theme;
  if (!check_size (choice, error))
    return false;
  if (choice->theme && !theme_parse (choice->theme, &order->theme))
    return fail (error, choice->theme, "a theme is light, dark, contrast or print");
  if (!film_speed_parse (speed, &order->speed, error))
    return false;
  if (order->rate >= 1 && order->rate <= film_fastest (order->format))
    return true;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--fps: %s shows 1 to %d frames a second", film_format_name (order->format), film_fastest (order->format));
  return false;
}

static bool
film_trace (struct choice *choice, GError **error)
{
  struct film_order *order = &choice->order;
  const char *from = choice->from ? choice->from : choice->file->from, *to = choice->to ? choice->to : choice->file->to;
  order->from = trace_begin (order->trace);
  order->to = trace_end (order->trace);
  if ((from && !moment_parse (from, order->trace, &order->from, error)) || (to && !moment_parse (to, order->trace, &order->to, error)))
    return false;
  if (order->from > order->to)
    return fail (error, to ? to : from, "the stretch of time ends before it begins");
  struct command_progress progress;
  command_progress_begin (&progress, "filming");
  bool done = film_make (order, command_progress_tell, &progress, progress.cancellable, error);
  command_progress_end (&progress, done);
  return done;
}

static bool
film_source (struct choice *choice, GError **error)
{
  struct picture_run run = { 0 };
  bool opened = picture_run_open (&run, choice->file, 0, error);
  choice->order.trace = run.trace;
  choice->order.machine = run.machine;
  bool done = opened && film_trace (choice, error);
  picture_run_finish (&run);
  return done;
}

static int
serve (struct choice *choice, int argc, char **argv, GError **error)
{
  if (!choice->output) {
    fail (error, "film", "say where it goes: -o FILE (.png, .gif or .webp)");
    return 2;
  }
  if (argc > 2 || (argc == 2) == (choice->workload != NULL)) {
    fail (error, "film", "name one scene or recording, or a --workload to run: strandscope film RECORDING -o FILE");
    return 2;
  }
  if (!film_format_choose (choice->output, choice->format, &choice->order.format, error) || !film_colors_choose (choice->order.format, choice->colors, &choice->order.colors, error))
    return 2;
  if (!open_source (choice, argc == 2 ? argv[1] : NULL, error))
    return 1;
  if (check_scene (choice->file, error) && check_choice (choice, error) && film_source (choice, error))
    return 0;
  return g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE) ? 2 : 1;
}

int
command_film (int argc, char **argv)
{
  struct choice choice = { .rate = NO_RATE };
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &choice.output, "Film to write: .png or .apng (APNG), .gif or .webp", "FILE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &choice.format, "apng, gif or webp, where FILE doesn't end so", "FORMAT" },
    { "colours", 0, 0, G_OPTION_ARG_STRING, &choice.colors, "Of an APNG: 256 (default, small: common colours as they are, shades between them nearly) or all (lossless)", "256|all" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &choice.from, "0.5 (s after the begin), 2ms, 50%, step 3, begin (default), or an event, as for render --at", "TIME" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &choice.to, "The same, end (default)", "TIME" },
    { "speed", 0, 0, G_OPTION_ARG_STRING, &choice.speed, "Of the run's time: 1 (default), 0.5, 1/1000000 (a microsecond takes a second), 10", "SPEED" },
    { "fps", 0, 0, G_OPTION_ARG_INT, &choice.rate, "Frames a second (default 30)", "N" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &choice.size, "In px (default 1280x800)", "WxH" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &choice.theme, "light (default), dark, contrast or print", "THEME" },
    { "machine", 0, 0, G_OPTION_ARG_FILENAME, &choice.machine, "The machine (hwloc XML or a description), where the recording doesn't have it", "SOURCE" },
    { "workload", 0, 0, G_OPTION_ARG_STRING, &choice.workload, "Run this now and film it, instead of a recording", "NAME" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &choice.model, "Of the workload: threads, processes or hybrid", "MODEL" },
    { "ranks", 0, 0, G_OPTION_ARG_INT, &choice.ranks, "Of the workload: processes", "P" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &choice.threads, "Of the workload: threads a process", "T" },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &choice.duration, "Of the workload: stop after so many seconds (default 3)", "S" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("SCENE|RECORDING - a stretch of a run as a film");
  g_option_context_add_main_entries (context, entries, NULL);
  int status = g_option_context_parse (context, &argc, &argv, &error) ? serve (&choice, argc, argv, &error) : 2;
  if (status)
    g_printerr ("strandscope: %s\n", error->message);
  scene_file_free (choice.file);
  char *texts[] = { choice.output, choice.format, choice.colors, choice.from, choice.to, choice.speed, choice.size, choice.theme, choice.machine, choice.workload, choice.model };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  return status;
}
