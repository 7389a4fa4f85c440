/* A scene: a small text file (GKeyFile) that says which picture of what is to be made, so that it can be kept under version
 * control and made again. Its keys: scene-file-keys.c, one row a key; README.md tells them with an example.
 *
 *     [scene]              what is shown and how
 *     [compare]            the second run, for view=compare
 *     [callout NAME]       object=, text=, side=
 *
 * Strict: what is not understood is an error that says file, line and key. */
#pragma once

#include <gio/gio.h>

#include "engine/machine/machine.h"
#include "ui/draw/callout.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/palette.h"

enum scene_side { SIDE_NONE, SIDE_LEFT, SIDE_RIGHT, SIDES };

struct scene_source {      /* one of RECORDING, WORKLOAD and MACHINE; none: this machine */
  char *recording;         /* absolute */
  char *machine;           /* as for machine_load; a file's path absolute */
  char *workload, *model, *runtime, *bind, *sync, **settings; /* a run that is made for the picture */
  int ranks, threads;      /* 0 = the workload's own */
  double duration;         /* s; 0 = the program's choice */
  char *at;                /* a time or an event, see moment.h; NULL = near the middle */
  char *label;             /* what stands over it in a comparison; NULL = what it is */
};

struct scene_note { char *name, *object, *text; enum callout_side side; }; /* a call-out */

struct scene_file {
  char *path;              /* NULL: not from a file */
  struct scene_source source[2]; /* the second: [compare] */
  char *view, *title, *caption; /* NULL: stage; none; none. caption=auto: from the facts */
  char *study;             /* a scaling study's file, absolute; NULL = none */
  char *centre, *select;   /* objects' ids, NULL = none */
  char *measure, *traffic, *comm; /* of a matrix, see picture-matrix.h; NULL: bytes, all */
  char *from, *to, *speed; /* of a film, NULL: all of the run, as fast as it was */
  int rate;                /* its frames a second; 0 = 30 */
  double zoom;             /* of the machine, 1 = all of it, 0 = as CENTRE needs it */
  double stretch;          /* s of the timeline, INFINITY = all of the run */
  bool by_pu;              /* its lanes */
  int width, height;       /* px; 0 = the view's own */
  double scale;            /* PNG's pixels a px */
  enum theme theme;
  bool adapts;             /* svg-style=auto */
  enum machine_indexes indexes;
  unsigned overlays;       /* mask of enum overlay */
  enum scene_side legend, facts;
  GPtrArray *notes;        /* struct scene_note */
  GHashTable *lines;       /* "group/key" -> its line, from 1 */
};

#define SCENE_FILE_ERROR (scene_file_error_quark ())
GQuark scene_file_error_quark (void);

struct scene_file *scene_file_new (void); /* the defaults */
void scene_file_free (struct scene_file *file); /* accepts NULL */

/* Is this a scene? By its content: the first line that says something is [scene]. */
bool scene_file_is (const char *path);
struct scene_file *scene_file_read (const char *path, GError **error);
/* Only what differs from the defaults; recordings and machines beside it by their short names. */
bool scene_file_write (const struct scene_file *file, const char *path, GError **error);

/* "heat.scene:7: SENTENCE", or where there is no file the sentence alone, as G_OPTION_ERROR_BAD_VALUE: an option was wrong. */
void scene_file_fault (const struct scene_file *file, const char *group, const char *key, GError **error, const char *format, ...) G_GNUC_PRINTF (5, 6);
