/* What a plan's binding means on a machine. */
#pragma once

#include "engine/launch/plan.h"
#include "engine/machine/machine.h"
#include "engine/team/placement.h"

/* The machine's PUs by logical index, as the worker sees them too. The caller frees with g_free. */
struct placement_pu *places_of_machine (const struct machine *machine);

/* NULL with a sentence where plan_check would refuse the binding, or no PU is allowed. */
struct placement *places_of_plan (const struct plan *plan, const struct machine *machine, GError **error);
