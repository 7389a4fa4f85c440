/* What a format is made of. */
#pragma once

#include "engine/trace/export.h"
#include "engine/trace/export-walk.h"

struct export_out {
  struct trace *trace;
  struct walk *walk; /* NULL where the format needs none */
  uint64_t to;
  GString *text;     /* what is to be written next: formats append to it */
  GString *word;     /* room for a name */
  GHashTable *known; /* char * -> int from 1: names that a format has introduced */
};

struct export_kind {
  const char *name, *ending;
  void (*begin) (struct export_out *out); /* with the trace's mutex held where there is a walk */
  const struct walk_calls *calls;         /* their DATA is the struct export_out; NULL: no walk */
  void (*end) (struct export_out *out);   /* may be NULL */
};

extern const struct export_kind export_perfetto, export_paje, export_csv;

/* ns since the trace began, in units of DIGITS decimals: 3 = µs, 9 = s. No locale's comma. */
void export_put_time (struct export_out *out, uint64_t t, int digits);
