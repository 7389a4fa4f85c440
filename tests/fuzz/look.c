#include "look.h"

#include "engine/trace/json.h"
#include "engine/trace/summary.h"

void
look_at_all (struct trace *trace)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);
  g_autofree char *text = summary_to_json (summary, trace_description (trace), NULL, NULL);
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  struct snapshot snapshot = { 0 };
  struct window window = { 0 };

  summary_destroy (summary);
  for (int i = 0; i <= 8; i++)
    snapshot_take (trace, begin + (end - begin) / 8 * i, 1000, 100, &snapshot);
  snapshot_take (trace, UINT64_MAX, UINT64_MAX, UINT64_MAX, &snapshot);
  window_take (trace, 0, UINT64_MAX, (end - begin) / 100, 100, &window);
  window_finish (&window);
  snapshot_finish (&snapshot);
}
