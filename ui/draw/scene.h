/* The display list: primitives in page coordinates (px, y down) and the objects that they stand for.
 *
 * One scene serves the Cairo painter (screen, PNG, PDF), the SVG writer, hit-testing, the table for assistive
 * tools, --json and the tests: none works out positions again. Colours are roles that a palette resolves, so
 * the same scene paints light, dark, high contrast and print. No GTK here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rect { double x, y, w, h; };

enum role { /* what a colour is for; see palette.h */
  ROLE_NONE,          /* not painted */
  ROLE_PAGE,          /* background of the page */
  ROLE_PANEL,         /* card on the page (machine's outer box) */
  ROLE_INK, ROLE_INK_SOFT, ROLE_INK_FAINT,   /* text: main, secondary, tertiary */
  ROLE_LINE, ROLE_LINE_SOFT,                 /* outlines */
  ROLE_MACHINE, ROLE_PACKAGE, ROLE_DIE, ROLE_GROUP, ROLE_CORE, ROLE_PU, ROLE_CACHE, ROLE_ICACHE,
  ROLE_NUMA, ROLE_NUMA_LINE, ROLE_MEMCACHE, ROLE_IO, ROLE_MISC,
  ROLE_FORBIDDEN,     /* disallowed PUs and nodes */
  ROLE_PROCESS,       /* the process's own strong colour: `index` = rank */
  ROLE_PROCESS_PALE,  /* fill of its box */
  ROLE_PROCESS_MID,   /* fill of a PU that it occupies, between the two */
  ROLE_ON_PROCESS,    /* text on the strong colour */
  ROLE_HALO, ROLE_HALO_LINE,
  ROLE_PLAYHEAD, ROLE_WARNING, ROLE_ERROR, ROLE_GOOD,
  ROLE_HEAT,          /* heat tile: `index` = 0..255 share busy */
  ROLE_PROCESS_INK,   /* the process's colour as text on page, panel or its pale fill: at least 4.5:1 */
  ROLE_ON_HEAT,       /* text on a heat tile of the same `index` */
  ROLE_PU_LINE,       /* outline of an idle PU, lighter than ROLE_LINE_SOFT */
  ROLE_SELECTED,      /* outline of the selected object */
  ROLE_DISTANCE, ROLE_BANDWIDTH, ROLE_LATENCY, ROLE_LINK, /* overlays */
  ROLE_PU_TINY,       /* fill of a PU too small for an outline; like ROLE_CORE and ROLE_PU: `index` = CPU kind + 1, 0 = all alike */
  ROLE_FORBIDDEN_LINE,/* hatch and cross of what is forbidden */
  ROLE_BOUND,         /* outline of the PUs that this process is bound to */
  ROLE_MEASURED,      /* dots of a diagram */
  ROLE_LAW,           /* the curve of a law that was fitted to them */
  ROLES
};

struct paint { uint8_t role; uint16_t index; float alpha; }; /* alpha 0..1; {0} = nothing */
#define PAINT(r) ((struct paint){ (r), 0, 1.0f })
#define PAINT_OF(r, i) ((struct paint){ (r), (uint16_t) (i), 1.0f })
#define PAINT_ALPHA(r, i, a) ((struct paint){ (r), (uint16_t) (i), (float) (a) })

enum primitive_kind { PRIMITIVE_BOX, PRIMITIVE_TEXT, PRIMITIVE_PATH, PRIMITIVE_TOKEN, PRIMITIVE_STRIP };
enum dash { DASH_SOLID, DASH_DASHED, DASH_DOTTED };
enum align { ALIGN_START, ALIGN_MIDDLE, ALIGN_END };
enum weight { WEIGHT_REGULAR, WEIGHT_MEDIUM, WEIGHT_BOLD };
enum badge { BADGE_NONE, BADGE_PADLOCK, BADGE_ENVELOPE, BADGE_CROSS, BADGE_BARRIER, BADGE_PAUSE };

/* A strip: a row of columns of equal width, each with a look and, in its lower part, the look of what it must not hide.
 * It lies on the page: its colours are mixed with the page's, not with what was painted before. */
enum weave { WEAVE_PLAIN, WEAVE_EDGES /* ink at top and bottom */, WEAVE_DASHES, WEAVE_DOTS, WEAVE_MIDDLE /* a line */ }; /* rows of ink: read in black and white */
struct look { struct paint fill, ink; uint8_t weave; };
struct strip_cell { uint8_t look, mark; }; /* places in the strip's looks + 1; 0 = nothing */

struct primitive {
  uint8_t kind, dash, align, weight, badge;
  int object;             /* index into scene->objects, -1 = decoration */
  struct rect rect;       /* box; path: bounds; text: anchor x, BASELINE y, w = room (0 = any), h = font size px; token: bounds of its circle */
  struct paint fill, stroke, ink; /* text: fill; a token's text: ink */
  float stroke_width;     /* px; a box's stroke lies inside its rect, so that whole-pixel rects are crisp */
  float radius;           /* box corners; token: size of its text, px */
  int text;               /* offset in scene->strings; text and token; -1 = none */
  int first_point, points;/* path: in scene->points, as M then cubic triples: 1 + 3n points; lines are degenerate cubics */
  int first_cell, columns, first_look, looks; /* strip: in scene->cells, scene->looks */
};

struct scene_object {
  char id[40];            /* "PU:17", "thread:1.3", "rank:0", "lock:0.1", "message:..." */
  const char *type;       /* static: "PU", "Thread", ... */
  int title, state;       /* offsets in strings, -1 = none: what a hover says; "on-CPU", "busy", ... */
  int parent;             /* index in scene->objects, -1 */
  int logical, os;        /* hwloc objects; -1 = none */
  int label;              /* offset in strings, -1: text drawn for it */
  struct rect rect;
  int first_stands, stands; /* aggregates: ids in scene->stands (offsets in strings) */
};

struct scene {
  double width, height;   /* of the page */
  double dx, dy;          /* the page's coordinates = those of primitives and objects + these: a scene that is panned */
  struct rect clip;       /* page coordinates: nothing of it is seen, or hit, outside; w = 0: the whole page */
  struct primitive *primitives; int count, room;
  struct scene_object *objects; int object_count, object_room;
  double *points; int point_count, point_room; /* x, y pairs: point_count counts pairs */
  struct strip_cell *cells; int cell_count, cell_room;
  struct look *looks; int look_count, look_room;
  char *strings; size_t string_bytes, string_room;
  int *stands; int stand_count, stand_room;
};

struct scene *scene_create (double width, double height);
void scene_destroy (struct scene *scene);  /* accepts NULL */
void scene_clear (struct scene *scene);    /* empties it, keeps the memory, the page's size, its offset and clip */

int scene_string (struct scene *scene, const char *text);           /* copies; offset */
const char *scene_text_at (const struct scene *scene, int offset);  /* NULL for -1 */

/* Adds an object; returns its index. TITLE and STATE may be NULL. */
int scene_add_object (struct scene *scene, const char *id, const char *type, const char *title, const char *state,
                      int parent, struct rect rect);
/* OBJECT is an aggregate that stands for ID too. Call for one aggregate after the other, not interleaved. */
void scene_stand_for (struct scene *scene, int object, const char *id);

void scene_box (struct scene *scene, int object, struct rect rect, double radius, struct paint fill, struct paint stroke,
                double stroke_width, enum dash dash);
/* (X, BASELINE) is the anchor; ROOM > 0: ellipsized to that width, nothing drawn where not even an ellipsis fits. */
void scene_text (struct scene *scene, int object, double x, double baseline, double room, double size, enum weight weight,
                 enum align align, struct paint ink, const char *text);
/* POINTS: 1 + 3n pairs. */
void scene_path (struct scene *scene, int object, const double *points, int pairs, struct paint stroke, double stroke_width,
                 enum dash dash, struct paint fill);
void scene_line (struct scene *scene, int object, double x1, double y1, double x2, double y2, struct paint stroke,
                 double stroke_width, enum dash dash);
/* Copies LOOKS and CELLS. */
void scene_strip (struct scene *scene, int object, struct rect rect, const struct look *looks, int look_count, const struct strip_cell *cells, int columns);
/* A thread's disc with its name in it and a badge at its upper right. */
void scene_token (struct scene *scene, int object, double cx, double cy, double radius, const char *text,
                  struct paint fill, struct paint stroke, double stroke_width, enum dash dash, enum badge badge, struct paint ink);

/* Topmost object whose rect holds the point of the page, -1 = none. */
int scene_hit (const struct scene *scene, double x, double y);
/* A rect of the scene's own coordinates on the page. */
struct rect scene_on_page (const struct scene *scene, struct rect rect);
/* Object with this id, -1 = none. */
int scene_find (const struct scene *scene, const char *id);
