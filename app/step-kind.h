/* What a step of the playhead goes by, as actions and menus say it: in the window and where two runs are compared. */
#pragma once

#include <gio/gio.h>

#include "engine/trace/changes.h"

/* Of the action "step-by", whose state is a kind's name. */
enum change step_kind_of (GAction *step_by);
const char *step_kind_label (enum change kind); /* "by event" */
/* A row for each kind, which sets GROUP's action "step-by". */
void step_kind_add_to_menu (GMenu *menu, const char *group);
