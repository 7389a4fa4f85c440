/* The timeline: a lane a thread or a PU, states as in the grammar, regions, messages, locks handed over, meetings, a map of the
 * whole run above. Where there is too much to show one by one, a pixel says what was there longest and the rarest of what else was.
 * What is drawn is taken from the trace first (timeline_take), so that drawing is pure. */
#pragma once

#include "engine/trace/details.h"
#include "engine/trace/occupancy.h"
#include "engine/trace/overview.h"
#include "engine/trace/snapshot.h"
#include "ui/draw/scene.h"

#define TIMELINE_MAP 26.0   /* px: height of the map of the whole run, at the top */

struct timeline_rows {      /* the lanes of all of a run, before any is scrolled out of sight */
  struct overview_row *row;
  int *rank;                /* of each row; folded where it has several lanes */
  int count;
};

/* FOLDED: a byte a rank, NULL = none. Free with timeline_rows_finish. */
void timeline_rows_make (struct timeline_rows *rows, int ranks, int threads, const uint8_t *folded);
void timeline_rows_finish (struct timeline_rows *rows);

struct timeline_look {      /* how it is to be shown */
  double width, height;     /* px */
  uint64_t from, to;        /* ns: from < to */
  uint64_t origin;          /* ns: what the axis calls 0 (begin of the run) */
  uint64_t begin, end;      /* of all of the run, for the map; end 0 = no map */
  bool by_pu;
  bool all;                 /* no lane may be out of sight: they get as thin as they must (pictures) */
  double scroll;            /* px: of the lanes */
};

/* Where things stand: px of the scene. */
struct timeline_layout {
  double left, right;       /* of the lanes */
  double top, bottom;
  double pitch;             /* of a lane */
  double bar;               /* height of its states */
  int first, rows;          /* in sight, of all */
  double y;                 /* of the first one */
  double height;            /* of all lanes, in and out of sight */
};

struct timeline_ends { int from, to; }; /* rows in sight that a line goes from and to; -1 = out of sight */

struct timeline {           /* what is shown; zeroed at first, used again and again */
  struct timeline_look look;
  struct timeline_layout layout;
  int lanes;                /* of all of the run: threads or PUs, folded ones counted once */
  int threads;              /* a rank */
  struct overview_row *row; int *rank; int rows; /* in sight, by thread; borrowed */
  bool exact;
  struct window window;     /* spans where it is exact, messages always */
  struct overview overview; /* else, and for rows that are folded */
  struct details details;
  struct timeline_ends *message_ends, *handover_ends; /* by PU: of the window's messages and the details' handovers */
  struct occupancy occupancy;
  struct overview map;
  uint64_t map_at, map_from, map_to;
  int map_lanes;
};

/* Takes what LOOK asks for; ROWS is borrowed until the next call. A map is kept as long as the run does not grow by a hundredth. */
void timeline_take (struct timeline *timeline, struct trace *trace, const struct timeline_rows *rows, const struct timeline_look *look);
void timeline_finish (struct timeline *timeline);

/* Fills SCENE (cleared first, its size set) with all but the playhead and the selection. */
void timeline_draw (struct scene *scene, const struct timeline *timeline);
struct timeline_flag { uint64_t t; const char *name; }; /* a bookmark */
struct timeline_marks {
  uint64_t playhead;        /* 0 = none */
  uint64_t from, to;        /* selected; equal: nothing */
  int rank, thread;         /* the lane that keys speak of; -1 = none */
  uint64_t loop_from, loop_to; /* equal: no loop */
  const struct timeline_flag *flag; int flags; /* by time */
};
/* Fills SCENE with those. */
void timeline_draw_over (struct scene *scene, const struct timeline *timeline, const struct timeline_marks *marks);

/* The bookmark at that point of what timeline_draw_over made; false: there is none. */
bool timeline_flag_at (const struct scene *over, double x, double y, uint64_t *t);

/* ---- positions ---- */

double timeline_x (const struct timeline *timeline, uint64_t t);           /* px; may be outside */
uint64_t timeline_time (const struct timeline *timeline, double x);        /* clamped to what is in view */
int timeline_row_at (const struct timeline *timeline, double y);           /* of all rows, -1 = none */
uint64_t timeline_map_time (const struct timeline *timeline, double x);    /* on the map */
/* Height at which LANES lanes are readable, map and axis included. */
double timeline_height (int lanes);

/* A moment since ORIGIN to the nanosecond where it has to be: "12.345 678 s". */
void timeline_format (uint64_t ns, char *out, size_t room);
