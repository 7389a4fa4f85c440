/* Between the overlays' files: overlay.c (what and where), overlay-arcs.c (distances, links), overlay-memory.c (bandwidth,
 * latency), overlay-grid.c (matrices too full for arcs). */
#pragma once

#include "engine/machine/relations.h"
#include "ui/draw/overlay.h"

struct over {
  struct scene *scene;
  const struct scene *base;
  const struct machine *machine;
  struct rect area;
  GHashTable *places;   /* id -> scene object + 1, aggregates under all they stand for */
  GArray *taken;        /* struct rect: badges and grids so far, which none may cover */
  GArray *badges;       /* struct over_pill: drawn last, above all arcs */
  double grid_y;        /* the next grid begins here */
  double grids_w;       /* width of the widest so far */
};

struct over_grid { /* rows x columns of values, some missing */
  const char *id, *title;
  int rows, columns;
  char **row, **column; /* names */
  const uint64_t *value;
  const bool *there;    /* NULL = all */
  bool near_is_small;   /* of latencies and distances the least is the best */
  enum machine_measure measure;
};

/* Where the machine's object is drawn, itself or its aggregate. false: nowhere. */
bool over_place (const struct over *over, int object, struct rect *rect);
struct over_pill { struct rect rect; int object; enum role role; double type; char *text; };

/* A pill with TEXT about X, Y; false, and nothing, where it would cover another or leave AREA. OBJECT: of the scene. */
bool over_badge (struct over *over, int object, double x, double y, enum role role, const char *text);
bool over_is_free (const struct over *over, struct rect rect);
void over_take (struct over *over, struct rect rect);

void over_draw_distances (struct over *over);
void over_draw_links (struct over *over);
void over_draw_memory (struct over *over, enum machine_measure measure);
/* The same as grids, where there is more to say than arcs and badges can. */
void over_grid_matrices (struct over *over, bool links);
void over_grid_memory (struct over *over, enum machine_measure measure);
void over_draw_grid (struct over *over, const struct over_grid *grid);
