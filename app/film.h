/* A film of a stretch of a run: the order for it, checked, and its making. */
#pragma once

#include "app/scene-file.h"
#include "engine/machine/machine.h"
#include "engine/trace/trace.h"
#include "ui/draw/palette.h"
#include "ui/film/film-writer.h"

struct film_order {
  struct trace *trace;
  const struct machine *machine; /* NULL = not known */
  uint64_t from, to;             /* ns as in the trace */
  double speed;                  /* seconds of the run in one of the film: 1 = as it was, 1e-6 slow motion */
  int rate;                      /* frames a second */
  int width, height;             /* px */
  enum theme theme;
  const struct scene_file *look; /* its zoom, centre, selection, indexes and overlays; NULL = all of the machine */
  enum film_format format;
  enum film_colors_choice colors;
  const char *path;
};

#define FILM_MOST_FRAMES 100000 /* at 30 frames a second nearly an hour */

/* "1/1000000", "0.5", "2" or "2x". */
bool film_speed_parse (const char *text, double *speed, GError **error);

/* How many frames it has; 0 with one sentence where that makes no film. */
int film_frames (const struct film_order *order, GError **error);
/* The moment that a frame shows. */
uint64_t film_moment (const struct film_order *order, int frame);

/* SHARE: 0 to 1, of the frames. Called in the thread that makes the film. */
typedef void (*film_progress) (double share, void *data);

/* In any thread. PROGRESS and CANCELLABLE may be NULL. Cancelled (G_IO_ERROR_CANCELLED) or failed, PATH is as it was before. */
bool film_make (const struct film_order *order, film_progress progress, void *data, GCancellable *cancellable, GError **error);
