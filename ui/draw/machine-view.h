/* The MACHINE band: lays out a machine in a rectangle of a scene. */
#pragma once

#include "engine/machine/machine.h"
#include "ui/draw/scene.h"

enum machine_detail { MACHINE_FIT, /* everything in the rectangle, aggregated where it must be */ MACHINE_FULL /* as large as it takes */ };
enum machine_indexes { MACHINE_LOGICAL, MACHINE_PHYSICAL, MACHINE_BOTH };

struct machine_view_options {
  enum machine_detail detail;
  enum machine_indexes indexes;
  bool legend;        /* host, date and source under the picture */
  bool live;          /* room is kept in PUs for tokens and history */
  int *rows;          /* NULL, or for each machine object the rows of its children: taken where set, chosen and set where
                       * 0. The same array at another size keeps the arrangement (zoom, small changes of size). */
};

/* Adds machine objects to SCENE within AREA. One scene object for each machine object that is drawn (id = its id),
 * or an aggregate that names what it stands for. */
void machine_view_layout (struct scene *scene, const struct machine *machine, struct rect area,
                          const struct machine_view_options *options);

/* Size (px) that MACHINE_FULL takes. */
void machine_view_full_size (const struct machine *machine, const struct machine_view_options *options, double *width,
                             double *height);

/* For each PU by logical index the scene object that shows it, its own or an aggregate: OBJECTS holds pu_count ints. */
void machine_view_pus (const struct scene *scene, const struct machine *machine, int *objects);
