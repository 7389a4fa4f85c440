/* A trace in formats that other tools read. What they cannot say is left out, nothing is made up. */
#pragma once

#include "engine/trace/trace.h"

enum export_format {
  EXPORT_PERFETTO, /* Chrome's JSON, for ui.perfetto.dev and chrome://tracing */
  EXPORT_PAJE,     /* for pj_dump, ViTE and R */
  EXPORT_CSV,      /* the facts (summary.h), a figure a line */
  EXPORT_FORMATS
};

const char *export_ending (enum export_format format); /* ".json" */
bool export_parse (const char *name, enum export_format *format); /* "perfetto", "paje", "csv" */

/* SHARE: 0 to 1, of what there is to do. Called in the thread that exports. */
typedef void (*export_progress) (double share, void *data);

/* FROM to TO in ns as in the trace, clamped to it: 0 and UINT64_MAX are all. The facts are sums from the beginning: EXPORT_CSV
 * looks at TO only. TRACE: closed (a run that ended, a recording); other threads may read it meanwhile. PATH: see output-file.h.
 * The same trace gives the same bytes. PROGRESS and CANCELLABLE may be NULL; cancelled (G_IO_ERROR_CANCELLED) or failed, PATH is as
 * it was before. */
bool export_trace (struct trace *trace, enum export_format format, uint64_t from, uint64_t to, const char *path,
                   export_progress progress, void *data, GCancellable *cancellable, GError **error);
