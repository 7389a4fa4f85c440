/* What is seen of memory while the program runs: contents, who wrote last, which address is which memory. */
#pragma once

#include "ui/draw/program-layout.h"

void program_draw_memory (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot);
