/* The stage: PROGRAM over MACHINE, as scenes over one another. What stands still is made anew only when the size, the
 * machine, what is looked at or the run's shape changes; the live scenes with every snapshot. The window, pictures and
 * tests share it. */
#pragma once

#include "engine/machine/machine.h"
#include "engine/trace/snapshot.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/scene.h"
#include "ui/draw/target.h"

struct stage;

enum stage_scene { /* in the order that they are painted */
  STAGE_PROGRAM, /* stands still */
  STAGE_MACHINE, /* stands still, clipped and panned */
  STAGE_MARKS,   /* live, on the machine: clipped and panned with it */
  STAGE_LIVE,
  STAGE_SCENES
};

struct stage *stage_create (void);
void stage_destroy (struct stage *stage); /* accepts NULL */

void stage_set_size (struct stage *stage, double width, double height);     /* px */
void stage_set_machine (struct stage *stage, const struct machine *machine); /* borrowed until the next call; NULL = loading */
/* No machine will come: the recording doesn't say which it was, and the picture does. */
void stage_set_machine_unknown (struct stage *stage, bool unknown);
/* One sentence over the program band where no run is shown ("Press Run ..."), NULL = none. Copied. */
void stage_set_hint (struct stage *stage, const char *hint);
/* What runs, before the program's heading ("heat, hybrid model"), NULL = nothing. Copied. */
void stage_set_title (struct stage *stage, const char *title);
/* No PROGRAM band: the machine has the whole picture. */
void stage_set_machine_only (struct stage *stage, bool machine_only);
/* No MACHINE band: the program has the whole picture. Together with no machine. */
void stage_set_program_only (struct stage *stage, bool program_only);
void stage_set_indexes (struct stage *stage, enum machine_indexes indexes);
void stage_set_legend (struct stage *stage, bool legend);
void stage_set_overlays (struct stage *stage, unsigned overlays); /* mask of enum overlay */

/* The small map of a zoomed machine; on by itself. A saved picture has none. */
void stage_set_map (struct stage *stage, bool map);

/* Lays out what SNAPSHOT (NULL = no run) shows. true: the scenes that stand still changed too. */
bool stage_update (struct stage *stage, const struct snapshot *snapshot);
/* The STAGE_SCENES scenes; the stage's own, read only. */
struct scene *const *stage_scenes (const struct stage *stage);

/* ---- what is looked at: call stage_update after any of these ---- */

/* FACTOR about the point of the page, so that what lies there stays there; 0: all of the machine again. */
void stage_zoom (struct stage *stage, double factor, double x, double y);
/* The pointer was moved by DX, DY; on the minimap at X, Y the picture moves faster, and the other way. */
void stage_pan (struct stage *stage, double dx, double dy, double x, double y);
double stage_get_zoom (const struct stage *stage); /* 1 = all of it fits */
bool stage_on_machine (const struct stage *stage, double x, double y); /* is that point of the page in the machine's band? */
/* Zooms and pans so that the object is in sight and can be read. false: it is not on the machine. */
bool stage_reveal (struct stage *stage, const char *id);
/* The object whose outline is emphasised; NULL = none. Copied. */
void stage_select (struct stage *stage, const char *id);

/* ---- placing by hand: call stage_update after it ---- */

/* What ID names ("thread:1.3", "seat:1.3", "rank:1") is carried at that point of the page; NULL: nothing is any more. */
void stage_carry (struct stage *stage, const char *id, double x, double y);
/* What it would come to lie on; NULL = nothing is carried, or there is nothing of the machine. Borrowed until the next call. */
const struct target *stage_get_target (const struct stage *stage);

/* Hands it over: the caller clears TARGET, and nothing is carried any more. false: there was none, TARGET is zeroed. */
bool stage_drop (struct stage *stage, struct target *target);

/* A run in words, whatever machine it was on. The caller frees. */
char *stage_describe_run (const struct snapshot *snapshot, const struct machine *machine);
/* The same in words, for captions and assistive tools: what is seen at this moment. The caller frees. */
char *stage_describe (const struct snapshot *snapshot, const struct machine *machine);
