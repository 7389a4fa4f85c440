/* Between the files of the timeline. */
#pragma once

#include "ui/draw/timeline.h"

#define TIMELINE_LABEL 10.5 /* px: largest size of a lane's name */
#define TIMELINE_MESSAGES 400
#define TIMELINE_MESSAGES_PALE 64 /* where states are not drawn one by one: they would hide them */
#define TIMELINE_REGIONS_FROM 20.0 /* px: lanes as high as this have room for them */

static inline double
timeline_row_y (const struct timeline *timeline, int row) /* of those in sight */
{
  return timeline->layout.y + row * timeline->layout.pitch;
}

/* As scene_line; where it is upright, as a box, which takes no time to paint. */
void timeline_line (struct scene *scene, int object, double x1, double y1, double x2, double y2, struct paint paint, double width, enum dash dash);
/* Of a state of a process, as a column of pixels. */
struct look timeline_state_look (enum thread_state state, int rank);
/* Row in sight of a thread, -1 = none. */
int timeline_row_of (const struct timeline *timeline, int rank, int thread);

/* By PU: takes what goes on between the threads that were on the PUs in sight. */
void timeline_take_between (struct timeline *timeline, struct trace *trace); /* timeline-between.c */

void timeline_draw_axis (struct scene *scene, const struct timeline *timeline);   /* timeline-axis.c */
void timeline_draw_lanes (struct scene *scene, const struct timeline *timeline);  /* timeline-lane.c */
void timeline_draw_pus (struct scene *scene, const struct timeline *timeline);    /* timeline-pu.c */
void timeline_draw_lines (struct scene *scene, const struct timeline *timeline);  /* timeline-lines.c: what goes on between lanes */
void timeline_draw_map (struct scene *scene, const struct timeline *timeline);    /* timeline-map.c */
void timeline_draw_view_box (struct scene *scene, const struct timeline *timeline, uint64_t playhead);
/* A lane's name and the ground that it lies on, but for a strip; the object. */
int timeline_draw_ground (struct scene *scene, const struct timeline *timeline, int row, const char *id, const char *type, const char *title,
                          const char *name, struct paint ink, bool strip);
