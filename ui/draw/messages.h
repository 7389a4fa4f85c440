/* Messages between the PROGRAM band's processes: an arc a pair of ranks and direction, a dot a message. */
#pragma once

#include "ui/draw/program-layout.h"

/* GLOW_NS: how long an arc is still seen after its message was received (it fades). */
void messages_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, uint64_t glow_ns);
