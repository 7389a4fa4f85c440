/* Studies as files: JSON that is loaded again, CSV for other programs. */
#pragma once

#include <gio/gio.h>

#include "engine/scaling/study.h"

/* One object: what was run and measured, and, for programs, what follows from it. Caller frees. */
char *study_to_json (const struct study *study);
/* A line a run, with a heading. Caller frees. */
char *study_to_csv (const struct study *study);

/* What follows from the runs is worked out anew. NULL with one sentence where PATH is no study. */
struct study *study_load (const char *path, GError **error);
struct study *study_from_json (const char *text, gsize length, const char *name, GError **error); /* NAME: for the sentence */

/* Writes TEXT so that PATH is whole or as it was ("-": standard output). */
bool study_write (const char *text, const char *path, GError **error);
