#include "app/open-recording.h"

#include "engine/trace/recording.h"
#include "engine/trace/trace-writer.h"

struct trace *
open_recording (const char *path, const char *machine_file, struct machine **machine, GError **error)
{
  g_autofree char *xml = NULL;
  struct trace *trace = recording_load (path, &xml, NULL, error);

  *machine = NULL;
  if (!trace)
    return NULL;
  if (machine_file && *machine_file)
    *machine = machine_load (machine_file, error);
  else if (xml)
    *machine = machine_load_xml (xml, path, error);
  if (!*machine && (machine_file || xml)) {
    trace_destroy (trace);
    return NULL;
  }
  if (!*machine)
    trace_writer_note (trace, "The recording doesn't say which machine it ran on: give its hwloc XML with --machine FILE.");
  return trace;
}
