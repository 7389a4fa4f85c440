/* The stage: PROGRAM over MACHINE, as two scenes. The base (what stands still) is made anew only when the size, the
 * machine or the run's shape changes; the live scene with every snapshot. The window, pictures and tests share it. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/snapshot.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/scene.h"

struct stage;

enum stage_scene { STAGE_BASE, STAGE_LIVE, STAGE_SCENES };

struct stage *stage_create (void);
void stage_destroy (struct stage *stage); /* accepts NULL */

void stage_set_size (struct stage *stage, double width, double height);     /* px */
void stage_set_machine (struct stage *stage, const struct machine *machine); /* borrowed until the next call; NULL = loading */
/* One sentence over the program band where no run is shown ("Press Run ..."), NULL = none. Copied. */
void stage_set_hint (struct stage *stage, const char *hint);

/* What runs, before the program's heading ("heat, hybrid model"), NULL = nothing. Copied. */
void stage_set_title (struct stage *stage, const char *title);

/* No PROGRAM band: the machine has the whole picture. */
void stage_set_machine_only (struct stage *stage, bool machine_only);
void stage_set_indexes (struct stage *stage, enum machine_indexes indexes);
void stage_set_legend (struct stage *stage, bool legend);
void stage_set_overlays (struct stage *stage, unsigned overlays); /* mask of enum overlay */

/* Zooms and pans so that the object is in sight and can be read. false: it is not on the machine. */
bool stage_reveal (struct stage *stage, const char *id);
/* The object whose outline is emphasised; NULL = none. Copied. */
void stage_select (struct stage *stage, const char *id);

/* Lays out what SNAPSHOT (NULL = no run) shows. true: the base changed too. */
bool stage_update (struct stage *stage, const struct snapshot *snapshot);

const struct scene *stage_base (const struct stage *stage);
const struct scene *stage_live (const struct stage *stage);

/* The STAGE_SCENES scenes; the stage's own, read only. */
struct scene *const *stage_scenes (const struct stage *stage);

/* The same in words, for captions and assistive tools: what is seen at this moment. The caller frees. */
char *stage_describe (const struct snapshot *snapshot, const struct machine *machine);
