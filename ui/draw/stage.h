/* The stage: PROGRAM over MACHINE, as two scenes. The base (what stands still) is made anew only when the size, the
 * machine or the run's shape changes; the live scene with every snapshot. The window, pictures and tests share it. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/snapshot.h"
#include "ui/draw/scene.h"

struct stage;

struct stage *stage_create (void);
void stage_destroy (struct stage *stage); /* accepts NULL */

void stage_set_size (struct stage *stage, double width, double height);     /* px */
void stage_set_machine (struct stage *stage, const struct machine *machine); /* borrowed until the next call; NULL = loading */
/* One sentence over the program band where no run is shown ("Press Run ..."), NULL = none. Copied. */
void stage_set_hint (struct stage *stage, const char *hint);

/* What runs, before the program's heading ("heat, hybrid model"), NULL = nothing. Copied. */
void stage_set_title (struct stage *stage, const char *title);

/* Lays out what SNAPSHOT (NULL = no run) shows. true: the base changed too. */
bool stage_update (struct stage *stage, const struct snapshot *snapshot);

const struct scene *stage_base (const struct stage *stage);
const struct scene *stage_live (const struct stage *stage);

/* The same in words, for captions and assistive tools: what is seen at this moment. The caller frees. */
char *stage_describe (const struct snapshot *snapshot, const struct machine *machine);
