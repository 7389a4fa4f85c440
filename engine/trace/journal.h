/* What was told to a trace, in a file as it is told: whatever ends the program, what happened up to then can be read again.
 * The file lies in a folder of its own with the machine's XML; it goes when the run was saved or is not wanted any more. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

#include "engine/trace/trace.h"

struct journal;

/* Makes FOLDER (0700; it must not exist, its parents may) and holds a lock on it. MACHINE_XML may be NULL. NULL with a sentence.
 * RUN: the run's folder, see journal_salvage. */
struct journal *journal_create (const char *folder, const struct trace_description *description, const char *machine_xml,
                                const char *run, GError **error);
/* Closes it; the folder stays. Accepts NULL. */
void journal_close (struct journal *journal);
const char *journal_folder (const struct journal *journal);

/* From now on all that TRACE is told goes there too; the trace closes it. Before the first fact. */
void trace_keep_journal (struct trace *trace, struct journal *journal);
/* The folder of a trace's journal, NULL = it has none, or could not be written to its end. */
const char *trace_journal_folder (struct trace *trace);

bool journal_is_one (const char *folder);
/* Nobody writes it any more, so that it may be read and removed. */
bool journal_is_left (const char *folder);
/* Takes over what the ranks of a journal that was left recorded last, as long as their memory is there. */
void journal_salvage (const char *folder);
/* What it tells, up to its last whole record; its notes say where it ended early. MACHINE_XML (may be NULL): NULL where it has none;
 * the caller frees. */
struct trace *journal_load (const char *folder, char **machine_xml, GError **error);
