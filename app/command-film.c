/* strandscope film RECORDING -o FILE: a stretch of a recording as a film, without a display. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/film.h"
#include "app/moment.h"
#include "app/open-recording.h"

struct choice { char *output, *format, *from, *to, *speed, *size, *theme, *machine; int rate; struct film_order order; };

static volatile sig_atomic_t interrupted;

static bool
fail (GError **error, const char *what, const char *sentence)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", what, sentence);
  return false;
}

static bool
check_choice (struct choice *choice, GError **error)
{
  struct film_order *order = &choice->order;
  char rest;
  order->width = 1280;
  order->height = 800;
  order->rate = choice->rate;
  if (!choice->output)
    return fail (error, "film", "say where it goes: -o FILE (.png, .gif or .webp)");
  order->path = choice->output;
  if (choice->size && (sscanf (choice->size, "%dx%d%c", &order->width, &order->height, &rest) != 2 || order->width < 320 || order->height < 200 ||
                       order->width > FILM_LARGEST || order->height > FILM_LARGEST))
    return fail (error, choice->size, "a film's size is WIDTHxHEIGHT in px, 320x200 at least and 16383 a side at most");
  if (!theme_parse (choice->theme ? choice->theme : "light", &order->theme))
    return fail (error, choice->theme, "a theme is light, dark, contrast or print");
  if (!film_speed_parse (choice->speed ? choice->speed : "1", &order->speed, error) || !film_format_choose (choice->output, choice->format, &order->format, error))
    return false;
  if (order->rate >= 1 && order->rate <= film_fastest (order->format))
    return true;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--fps: %s shows 1 to %d frames a second", film_format_name (order->format), film_fastest (order->format));
  return false;
}

/* ---- progress: a line that is written over, where somebody looks ---- */

struct progress { GCancellable *cancellable; int percent; bool shown; };

static void
on_signal (int signal)
{
  interrupted = 1;
}

static void
on_progress (double share, void *data)
{
  struct progress *progress = data;
  int percent = (int) (share * 100);
  if (interrupted)
    g_cancellable_cancel (progress->cancellable);
  if (!progress->shown || percent == progress->percent)
    return;
  progress->percent = percent;
  g_printerr (percent < 100 ? "\rfilming: %d %%" : "\r              \r", percent);
}

static void
watch_signals (void)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND }; /* a second one ends it at once */
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

static bool
film_trace (struct choice *choice, GError **error)
{
  struct film_order *order = &choice->order;
  order->from = trace_begin (order->trace);
  order->to = trace_end (order->trace);
  if ((choice->from && !moment_parse (choice->from, order->trace, &order->from, error)) || (choice->to && !moment_parse (choice->to, order->trace, &order->to, error)))
    return false;
  if (order->from > order->to)
    return fail (error, choice->to ? choice->to : choice->from, "the stretch of time ends before it begins");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  struct progress progress = { cancellable, -1, isatty (STDERR_FILENO) };
  watch_signals ();
  bool done = film_make (order, on_progress, &progress, cancellable, error);
  if (!done && progress.percent >= 0 && progress.percent < 100)
    g_printerr ("\n");
  return done;
}

static bool
film_recording (struct choice *choice, const char *path, GError **error)
{
  struct machine *machine;
  choice->order.trace = open_recording (path, choice->machine, &machine, error);
  if (!choice->order.trace)
    return false;
  choice->order.machine = machine;
  bool done = film_trace (choice, error);
  machine_destroy (machine);
  trace_destroy (choice->order.trace);
  return done;
}

static int
run_choice (struct choice *choice, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status = 0;
  if (!check_choice (choice, &error))
    status = 2;
  else if (argc != 2) {
    fail (&error, "film", "name one recording: strandscope film RECORDING -o FILE");
    status = 2;
  } else if (!film_recording (choice, argv[1], &error))
    status = g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE) ? 2 : 1;
  if (status)
    g_printerr ("strandscope: %s\n", error->message);
  return status;
}

int
command_film (int argc, char **argv)
{
  struct choice choice = { .rate = 30 };
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &choice.output, "Film to write: .png or .apng (APNG), .gif or .webp", "FILE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &choice.format, "apng, gif or webp, where FILE doesn't end so", "FORMAT" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &choice.from, "Seconds after the begin, 50%, begin (default)", "TIME" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &choice.to, "The same, end (default)", "TIME" },
    { "speed", 0, 0, G_OPTION_ARG_STRING, &choice.speed, "Of the run's time: 1 (default), 0.5, 1/1000000 (a microsecond takes a second), 10", "SPEED" },
    { "fps", 0, 0, G_OPTION_ARG_INT, &choice.rate, "Frames a second (default 30)", "N" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &choice.size, "In px (default 1280x800)", "WxH" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &choice.theme, "light (default), dark, contrast or print", "THEME" },
    { "machine", 0, 0, G_OPTION_ARG_FILENAME, &choice.machine, "The machine's hwloc XML, where the recording doesn't have it", "FILE" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("RECORDING - a stretch of a recording as a film");
  g_option_context_add_main_entries (context, entries, NULL);
  int status = 2;
  if (g_option_context_parse (context, &argc, &argv, &error))
    status = run_choice (&choice, argc, argv);
  else
    g_printerr ("strandscope: %s\n", error->message);
  char *texts[] = { choice.output, choice.format, choice.from, choice.to, choice.speed, choice.size, choice.theme, choice.machine };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  return status;
}
