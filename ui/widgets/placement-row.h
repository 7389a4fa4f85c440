/* One thread in the placement table: binding as asked beside placement as observed. */
#pragma once

#include <gio/gio.h>

#include "engine/machine/machine.h"
#include "engine/trace/snapshot.h"
#include "engine/trace/summary.h"

#define STRAND_TYPE_PLACEMENT_ROW (strand_placement_row_get_type ())
G_DECLARE_FINAL_TYPE (StrandPlacementRow, strand_placement_row, STRAND, PLACEMENT_ROW, GObject)

/* Properties (strings, notify): "thread", "asked", "observed", "state". */
StrandPlacementRow *strand_placement_row_new (void);
void strand_placement_row_update (StrandPlacementRow *row, const struct summary_thread *asked, const struct snapshot_thread *now,
                                  const struct machine *machine);
