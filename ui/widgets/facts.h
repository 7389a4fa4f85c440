/* The right pane: what you see, the facts with their sources, who talks to whom, and the placement table that holds
 * the same facts as the picture for assistive tools. */
#pragma once

#include <gtk/gtk.h>

#include "engine/machine/machine.h"
#include "engine/trace/summary.h"
#include "ui/draw/palette.h"
#include "ui/widgets/placement-table.h"

#define STRAND_TYPE_FACTS (strand_facts_get_type ())
G_DECLARE_FINAL_TYPE (StrandFacts, strand_facts, STRAND, FACTS, GtkWidget)

StrandPlacementTable *strand_facts_get_placement (StrandFacts *facts); /* its signals: rows can be carried */
void strand_facts_set_theme (StrandFacts *facts, enum theme theme);
/* Only what must agree with the picture at every moment: the placement. */
void strand_facts_follow (StrandFacts *facts, const struct summary *summary, const struct snapshot *snapshot, const struct machine *machine);
/* SUMMARY and SNAPSHOT are read during the call only; both may be NULL. */
void strand_facts_show (StrandFacts *facts, const struct summary *summary, const struct snapshot *snapshot, const struct machine *machine);
