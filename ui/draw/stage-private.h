/* What the stage's files share: stage.c (layout, frames), stage-heading.c (words), stage-view.c (zoom, pan, selection),
 * stage-guide.c (where one is), stage-carry.c (placing by hand). */
#pragma once

#include "ui/draw/machine-live.h"
#include "ui/draw/stage.h"

#define STAGE_MARGIN 16.0
#define STAGE_HEADING 26.0

struct stage_carry {
  bool carries, found;    /* found: there is something under it */
  int rank, thread;       /* thread -1: all of the rank's */
  double x, y;            /* on the page */
  char over[40];          /* the scene's object under it that TARGET was made for */
  struct target target;
};

struct stage {
  double width, height;
  const struct machine *machine;
  char *hint, *title, *selected;
  bool runs; /* a run is shown */
  bool machine_unknown, machine_only, program_only, legend, no_map;
  enum machine_indexes indexes;
  unsigned overlays;
  struct scene *scene[STAGE_SCENES];
  uint64_t shape, machine_shape; /* hashes of what the program's and the machine's scene were made from; 0 = to be made */
  struct program_layout program;
  struct machine_places places;
  struct rect program_area, machine_area, column_area; /* column_area: the machine's with the overlays' matrices */
  /* what is looked at */
  double zoom, most_zoom; /* 1 = all of the machine fits its band */
  double pan_x, pan_y;    /* px of the zoomed machine that are out of sight at the left and above */
  int *rows;              /* arrangement that was chosen at zoom 1, for rows_machine in about rows_area: zoom keeps it */
  const struct machine *rows_machine;
  struct rect rows_area;
  struct stage_carry carry;
  bool laid;              /* the machine's scene is new since the last stage_update */
};

/* stage.c */
struct machine_view_options stage_view_options (const struct stage *stage);
void stage_lay_machine (struct stage *stage); /* the machine's scene anew, for the zoom and pan that are set */

/* stage-heading.c */
void stage_draw_headings (struct stage *stage, const struct snapshot *snapshot);

/* stage-guide.c: where one is on a zoomed machine */
void stage_draw_guide (struct stage *stage);
char *stage_breadcrumbs (const struct stage *stage); /* "3.2 × · Package 0 › Core 3"; NULL = all is in sight. The caller frees. */
struct rect stage_minimap (const struct stage *stage); /* on the page; w = 0: none */

/* stage-carry.c: placing by hand */
void stage_draw_carry (struct stage *stage);

/* stage-view.c */
void stage_prepare_rows (struct stage *stage);
void stage_lay_again (struct stage *stage, struct rect before); /* BEFORE: the band that was shown */
void stage_keep_in_sight (struct stage *stage); /* limits zoom and pan, gives them to the scenes */
void stage_draw_selected (struct stage *stage);
