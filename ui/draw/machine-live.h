/* What lives on the MACHINE band: who is on each PU, what each PU did in the last moments, bindings, and the line
 * from each thread to its PU. */
#pragma once

#include <glib.h>

#include "engine/machine/machine.h"
#include "ui/draw/program-layout.h"

/* Where PUs are drawn, in the machine's scene, looked up once a layout. */
struct pu_place { struct rect rect; int os; int object; /* in the base scene, -1 = not drawn */ int label; /* its text in base->primitives, -1 = none */ bool aggregate; };
struct machine_places { struct pu_place *place; /* by logical index */ int places; GHashTable *by_os; /* OS index -> place + 1 */ };

void machine_places_find (struct machine_places *places, const struct scene *base, const struct machine *machine);
void machine_places_finish (struct machine_places *places);

/* MARKS gets what lies on the machine, in the coordinates of BASE, the scene that PLACES was found in; LINES, in the
 * page's, the lines from the program. LAYOUT may be NULL: machine alone, no lines. */
void machine_live_draw (struct scene *marks, struct scene *lines, const struct scene *base, const struct machine_places *places,
                        const struct program_layout *layout, const struct snapshot *snapshot);
