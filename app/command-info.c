/* strandscope info: what a recording holds. */
#include "app/commands.h"
#include "app/report.h"

#include "engine/trace/json.h"
#include "engine/trace/recording.h"

static int
fail (const char *sentence, int status)
{
  g_printerr ("strandscope: %s\n", sentence);
  return status;
}

static int
print_recording (const char *path, gboolean json, const char *matrix)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *xml = NULL;
  struct trace *trace = recording_load (path, &xml, &error);

  if (!trace)
    return fail (error->message, 1);
  struct machine *machine = xml ? machine_load_xml (xml, path, NULL) : NULL;
  struct summary *summary = summary_take (trace, UINT64_MAX);
  struct warnings *warnings = warnings_take (summary, machine);
  bool saved = !matrix || report_save_matrix (summary, matrix, &error);
  if (matrix && saved && g_str_equal (matrix, "-")) { /* the table alone */
  } else if (json) {
    g_autofree char *text = summary_to_json (summary, trace_description (trace), warnings, NULL);
    g_print ("%s\n", text);
  } else {
    report_print (summary, trace_description (trace), warnings);
  }
  warnings_destroy (warnings);
  summary_destroy (summary);
  machine_destroy (machine);
  trace_destroy (trace);
  return saved ? 0 : fail (error->message, 1);
}

int
command_info (int argc, char **argv)
{
  gboolean json = FALSE;
  g_autofree char *matrix = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL },
    { "matrix", 0, 0, G_OPTION_ARG_FILENAME, &matrix, "write who sent whom how much, by communicator and tag (- for standard output)", "FILE.csv" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("RECORDING - tell what a recording holds");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return fail (error->message, 2);
  if (argc != 2)
    return fail ("say which recording: strandscope info RECORDING", 2);
  return print_recording (argv[1], json, matrix);
}
