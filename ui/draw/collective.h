/* A collective on the PROGRAM band: who is inside, and what MPI sent from whom to whom where that was observed. */
#pragma once

#include "ui/draw/program-layout.h"

void collective_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, uint64_t glow_ns);
/* " · 6 edges measured", or that they were not observed; may be empty. */
void collective_edges_words (const struct snapshot *snapshot, char *text, size_t room);
