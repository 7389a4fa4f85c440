/* strandscope export RECORDING --to FORMAT -o FILE: a recording for other tools. */
#include "app/command-progress.h"
#include "app/commands.h"
#include "app/moment.h"
#include "engine/trace/export.h"
#include "engine/trace/recording.h"

struct order { char *format_name, *output, *from, *to; enum export_format format; };

static bool
fail (GError **error, const char *what, const char *sentence)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", what, sentence);
  return false;
}

static bool
check_order (struct order *order, GError **error)
{
  if (!order->format_name)
    return fail (error, "export", "say for whom: --to perfetto, paje or csv");
  if (!export_parse (order->format_name, &order->format))
    return fail (error, order->format_name, "a format is perfetto, paje or csv");
  if (order->format == EXPORT_CSV && order->from)
    return fail (error, "--from", "the facts are sums from the beginning: csv takes --to-time only");
  return order->output || fail (error, "export", "say where it goes: -o FILE, or -o - for standard output");
}

static bool
export_stretch (const struct order *order, struct trace *trace, GError **error)
{
  uint64_t from = 0, to = UINT64_MAX;
  if ((order->from && !moment_parse (order->from, trace, &from, error)) || (order->to && !moment_parse (order->to, trace, &to, error)))
    return false;
  if (from >= to)
    return fail (error, order->to ? order->to : order->from, "the stretch of time ends before it begins");
  struct command_progress progress;
  command_progress_begin (&progress, "exporting");
  bool done = export_trace (trace, order->format, from, to, order->output, command_progress_tell, &progress, progress.cancellable, error);
  command_progress_end (&progress, done);
  return done;
}

static bool
export_recording (const struct order *order, const char *path, GError **error)
{
  struct trace *trace = recording_load (path, NULL, NULL, error);
  bool done = trace && export_stretch (order, trace, error);
  trace_destroy (trace);
  return done;
}

int
command_export (int argc, char **argv)
{
  struct order order = { 0 };
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &order.format_name, "perfetto (Chrome's JSON), paje, or csv (the facts)", "FORMAT" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &order.output, "File to write, - for standard output", "FILE" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &order.from, "Seconds after the begin, 50%, begin (default)", "TIME" },
    { "to-time", 0, 0, G_OPTION_ARG_STRING, &order.to, "The same, end (default): viewers take a stretch where all is too much", "TIME" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("RECORDING - a recording for other tools");
  g_option_context_add_main_entries (context, entries, NULL);
  int status = 0;
  if (!g_option_context_parse (context, &argc, &argv, &error) || !check_order (&order, &error))
    status = 2;
  else if (argc != 2) {
    fail (&error, "export", "name one recording: strandscope export RECORDING --to FORMAT -o FILE");
    status = 2;
  } else if (!export_recording (&order, argv[1], &error))
    status = g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE) ? 2 : 1;
  if (status)
    g_printerr ("strandscope: %s\n", error->message);
  char *texts[] = { order.format_name, order.output, order.from, order.to };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  return status;
}
