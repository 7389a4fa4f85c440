/* The views that can be exported, in one table: a view more is a row more (picture-views.c). */
#pragma once

#include "app/picture-run.h"
#include "engine/scaling/study.h"
#include "ui/draw/scene.h"

struct picture_page {
  const struct scene_file *file;
  struct picture_run run[2];
  struct study *study;  /* owned; of a view that shows one */
  double width, height; /* px */
  GPtrArray *scenes;    /* struct scene, owned: in the order that they are painted */
};

struct picture_view {
  const char *name;
  const char *kind;    /* in words, for who can't see it: "Who sent how much to whom" */
  int width, height;   /* px, where none is asked for; height 0: as much as it takes */
  int runs;            /* how many it shows; 0: a machine is enough */
  bool study;          /* it shows a scaling study, and no run */
  bool (*check) (const struct picture_page *page, GError **error); /* before it is drawn; NULL: nothing can be wrong */
  /* Adds scenes within AREA. Returns the height (px) that it takes. */
  double (*draw) (struct picture_page *page, struct rect area);
};

const struct picture_view *picture_view_find (const char *name); /* NULL = there is none */
char *picture_view_names (void);                                 /* "stage, machine, ..."; the caller frees */

/* Zooms STAGE and brings to its middle what FILE says. */
struct stage;
void picture_look (struct stage *stage, const struct scene_file *file, const struct snapshot *snapshot);

/* Two runs, each under a heading: the view "compare", and the window's picture of two runs. */
double picture_draw_compare (struct picture_page *page, struct rect area);

/* A copy of SCENE with its page's corner at AREA's; PREFIX before the ids of its objects, "" or "2/" of the second run. */
void picture_page_add (struct picture_page *page, const struct scene *scene, struct rect area, const char *prefix);
