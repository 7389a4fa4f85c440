/* Who is late at a barrier: a bar under the threads (or under the ranks' boxes) that those who wait hang on and that is broken
 * over those who have not come. */
#pragma once

#include "ui/draw/program-layout.h"

void barrier_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot);
/* It says all of the collective that the ranks are in: who is late, or that nobody is inside any more and who was last. */
bool barrier_of_ranks (const struct snapshot *snapshot);
