/* Between the files of the painter: painter.c draws with Cairo, painter-pixels.c what it can without. */
#pragma once

#include "ui/draw/palette.h"
#include "ui/draw/pixels.h"

struct brush {
  cairo_t *cr;
  enum theme theme;
  const struct scene *scene;
  bool snap;                   /* to device pixels: not on paper */
  const struct pixels *pixels; /* NULL where there are none */
};

static inline bool
brush_visible (struct paint paint)
{
  return paint.role != ROLE_NONE && paint.alpha > 0;
}

/* Disc and badge of a token, without its text. */
void brush_token_body (const struct brush *brush, const struct primitive *token);

/* Straight into pixels; false, and nothing drawn, where Cairo must do it. */
bool brush_pixel_box (const struct brush *brush, const struct primitive *box);
bool brush_pixel_text (const struct brush *brush, double x, double baseline, double size, enum weight weight, struct paint ink, const char *text);
bool brush_pixel_path (const struct brush *brush, const struct primitive *path);
bool brush_pixel_strip (const struct brush *brush, const struct primitive *strip); /* strip-pixels.c */
/* Bodies of the first of at most BRUSH_BODIES tokens without text between them; how many were painted, 0 where Cairo must do the first. */
#define BRUSH_BODIES 4 /* whose pixels are fetched from memory together */
int brush_pixel_bodies (const struct brush *brush, const struct primitive *token, int count);
