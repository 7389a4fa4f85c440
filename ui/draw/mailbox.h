/* What waits at each rank: messages that nobody has asked for yet, receives that nothing has come for yet. */
#pragma once

#include "ui/draw/program-layout.h"

void mailbox_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot);
