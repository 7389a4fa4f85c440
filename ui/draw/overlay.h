/* What hwloc knows between objects, drawn over the machine: distances, bandwidth and latency of memory, links. */
#pragma once

#include "engine/machine/machine.h"
#include "ui/draw/scene.h"

enum overlay {
  OVERLAY_DISTANCES = 1, /* distance matrices between NUMA nodes (SLIT) */
  OVERLAY_BANDWIDTH = 2, /* memory attribute, from an initiator's PUs to a NUMA node */
  OVERLAY_LATENCY = 4,
  OVERLAY_LINKS = 8,     /* NVLink, xGMI and the like between devices and packages */
};

/* Which of them the machine's source has anything about: a mask. */
unsigned overlay_available (const struct machine *machine);

/* Draws those in MASK into SCENE, which may be BASE itself: BASE is where the objects are, in the same coordinates. Each
 * arc, bar or badge is an object with a title that gives the figure, its unit and its source. Nothing leaves AREA. */
void overlay_draw (struct scene *scene, const struct scene *base, const struct machine *machine, unsigned mask, struct rect area);

/* Matrices with more figures than arcs or badges can show stand in a column at AREA's right, beside the machine, not on it.
 * Its width, 0 = none is needed, or there is no room for one. */
double overlay_column (const struct machine *machine, unsigned mask, struct rect area);
void overlay_draw_column (struct scene *scene, const struct machine *machine, unsigned mask, struct rect area);

/* "distances", "bandwidth", "latency", "links", joined by commas; "all". false: a word is none of them. */
bool overlay_parse (const char *words, unsigned *mask);
