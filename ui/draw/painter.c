#include "ui/draw/painter.h"

#include <math.h>
#include <string.h>

#include "ui/draw/badge.h"
#include "ui/draw/brush.h"
#include "ui/draw/patch.h"
#include "ui/draw/pattern.h"
#include "ui/draw/strip.h"
#include "ui/draw/text.h"

static void
set_paint (const struct brush *brush, struct paint paint)
{
  struct rgba c = palette_color (brush->theme, paint);
  cairo_set_source_rgba (brush->cr, c.r, c.g, c.b, c.a);
}

/* Dashes in stroke widths' company: a dot is a short dash, so that it shows without round caps too. */
static void
set_dash (cairo_t *cr, enum dash dash, double width)
{
  double dashed[] = { fmax (3, 1.4 * width), fmax (2.4, 1.2 * width) }, dotted[] = { 0.01, fmax (3.4, 1.7 * width) };
  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, dash == DASH_DOTTED ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dash == DASH_DOTTED ? dotted : dashed, dash == DASH_SOLID ? 0 : 2, 0);
}

/* Fills the current path, stipple over colour, and keeps it. */
static void
fill_path (const struct brush *brush, struct paint paint, bool stippled)
{
  int stipple = stippled ? palette_stipple (brush->theme, paint) : -1;
  set_paint (brush, paint);
  cairo_fill_preserve (brush->cr);
  if (stipple >= 0)
    stipple_fill (brush->cr, stipple, palette_stipple_color (brush->theme, paint));
}

/* RECT's edges on device pixels. Edges are rounded, not sizes: neighbours that touch still touch. */
static struct rect
snapped (const struct brush *brush, struct rect rect)
{
  double x1 = rect.x, y1 = rect.y, x2 = rect.x + rect.w, y2 = rect.y + rect.h;
  if (!brush->snap)
    return rect;
  cairo_user_to_device (brush->cr, &x1, &y1);
  cairo_user_to_device (brush->cr, &x2, &y2);
  x1 = floor (x1 + 0.5); /* halves one way, so that a picture can be painted in parts */
  y1 = floor (y1 + 0.5);
  x2 = fmax (floor (x2 + 0.5), x1 + 1);
  y2 = fmax (floor (y2 + 0.5), y1 + 1);
  cairo_device_to_user (brush->cr, &x1, &y1);
  cairo_device_to_user (brush->cr, &x2, &y2);
  return (struct rect){ x1, y1, x2 - x1, y2 - y1 };
}

static struct rect
inset (struct rect rect, double by)
{
  return (struct rect){ rect.x + by, rect.y + by, fmax (0, rect.w - 2 * by), fmax (0, rect.h - 2 * by) };
}

static void
paint_box (const struct brush *brush, const struct primitive *box)
{
  if (brush_pixel_box (brush, box))
    return;
  cairo_t *cr = brush->cr;
  struct rect rect = snapped (brush, box->rect), middle;
  double half = brush_visible (box->stroke) ? box->stroke_width / 2 : 0;
  if (rect.w <= 2 * half || rect.h <= 2 * half)
    half = 0;
  double radius = fmin (box->radius, fmin (rect.w, rect.h) / 2) - half;
  middle = inset (rect, half);
  patch_trace (cr, middle.x, middle.y, middle.w, middle.h, radius < 0.5 ? 0 : radius);
  if (brush_visible (box->fill))
    fill_path (brush, box->fill, true);
  if (brush_visible (box->stroke) && half > 0) {
    set_paint (brush, box->stroke);
    set_dash (cr, box->dash, box->stroke_width);
    cairo_stroke (cr);
  }
  cairo_new_path (cr);
}

static void
draw_string (const struct brush *brush, double x, double baseline, double size, enum weight weight, struct paint ink, const char *string)
{
  if (brush_pixel_text (brush, x, baseline, size, weight, ink, string))
    return;
  set_paint (brush, ink);
  text_draw (brush->cr, x, baseline, size, weight, string);
}

static void
paint_text (const struct brush *brush, const struct primitive *text)
{
  const char *string = scene_text_at (brush->scene, text->text);
  double size = text->rect.h, x = text->rect.x;
  if (text->align != ALIGN_START) {
    double width = text_width (string, size, text->weight);
    x -= text->align == ALIGN_MIDDLE ? width / 2 : width;
  }
  draw_string (brush, x, text->rect.y, size, text->weight, text->fill, string);
}

static void
trace_points (cairo_t *cr, const double *at, int points)
{
  cairo_move_to (cr, at[0], at[1]);
  for (int i = 1; i + 2 < points; i += 3) {
    const double *c = at + 2 * i;
    if (c[2] == c[4] && c[3] == c[5]) /* a straight piece */
      cairo_line_to (cr, c[4], c[5]);
    else
      cairo_curve_to (cr, c[0], c[1], c[2], c[3], c[4], c[5]);
  }
}

static void
paint_path (const struct brush *brush, const struct primitive *path)
{
  if (brush_pixel_path (brush, path))
    return;
  cairo_t *cr = brush->cr;
  const double *points = brush->scene->points + 2 * path->first_point;
  trace_points (cr, points, path->points);
  if (brush_visible (path->fill))
    fill_path (brush, path->fill, true);
  if (brush_visible (path->stroke)) {
    set_paint (brush, path->stroke);
    set_dash (cr, path->dash, path->stroke_width);
    cairo_stroke (cr);
  }
  cairo_new_path (cr);
}

static void
paint_badge (const struct brush *brush, const struct primitive *token)
{
  static const struct paint ink = { ROLE_INK, 0, 1 }, paper = { ROLE_PANEL, 0, 1 };
  cairo_t *cr = brush->cr;
  struct rect rect = badge_rect (token);
  int count;
  const struct badge_shape *shapes = badge_shapes (token->badge, &count);
  cairo_save (cr);
  cairo_translate (cr, rect.x, rect.y);
  cairo_scale (cr, rect.w / BADGE_UNITS, rect.h / BADGE_UNITS);
  for (int i = 0; i < count; i++) {
    trace_points (cr, shapes[i].at[0], shapes[i].points);
    if (shapes[i].closed)
      cairo_close_path (cr);
    if (shapes[i].fill != BADGE_HOLLOW)
      fill_path (brush, shapes[i].fill == BADGE_INK ? ink : paper, false);
    set_paint (brush, ink);
    set_dash (cr, DASH_SOLID, token->badge == BADGE_ENVELOPE ? 1.1 : 1.7);
    if (shapes[i].stroke)
      cairo_stroke (cr);
    cairo_new_path (cr);
  }
  cairo_restore (cr);
}

void
brush_token_body (const struct brush *brush, const struct primitive *token)
{
  cairo_t *cr = brush->cr;
  double radius = token->rect.w / 2, cx = token->rect.x + radius, cy = token->rect.y + radius;
  double half = brush_visible (token->stroke) ? token->stroke_width / 2 : 0;
  cairo_new_sub_path (cr);
  cairo_arc (cr, cx, cy, fmax (0.5, radius - half), 0, 2 * M_PI);
  if (brush_visible (token->fill))
    fill_path (brush, token->fill, false);
  if (half > 0) {
    set_paint (brush, token->stroke);
    set_dash (cr, token->dash, token->stroke_width);
    cairo_stroke (cr);
  }
  cairo_new_path (cr);
  if (token->badge != BADGE_NONE)
    paint_badge (brush, token);
}

/* The text stands well inside the disc, apart from the badge. */
static void
paint_token (const struct brush *brush, const struct primitive *token)
{
  double radius = token->rect.w / 2, size = token->radius;
  if (!brush_pixel_bodies (brush, token, 1))
    brush_token_body (brush, token);
  if (token->text < 0 || size <= 0)
    return;
  const char *text = scene_text_at (brush->scene, token->text);
  double x = token->rect.x + radius - text_width (text, size, WEIGHT_BOLD) / 2;
  draw_string (brush, x, token->rect.y + radius + size * 0.364, size, WEIGHT_BOLD, token->ink, text);
}

static void
fill_rects (const struct rect *rect, int rects, struct paint paint, void *data)
{
  const struct brush *brush = data;
  for (int i = 0; i < rects; i++)
    cairo_rectangle (brush->cr, rect[i].x, rect[i].y, rect[i].w, rect[i].h);
  set_paint (brush, paint);
  cairo_fill (brush->cr);
}

static void
paint_strip (const struct brush *brush, const struct primitive *strip)
{
  if (!brush_pixel_strip (brush, strip))
    strip_walk (brush->scene, strip, fill_rects, (void *) (uintptr_t) brush);
}

static bool
on_pixels (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));
  cairo_matrix_t matrix;
  cairo_get_matrix (cr, &matrix);
  return type != CAIRO_SURFACE_TYPE_PDF && type != CAIRO_SURFACE_TYPE_SVG && type != CAIRO_SURFACE_TYPE_PS
         && matrix.xy == 0 && matrix.yx == 0 && matrix.xx > 0 && matrix.yy > 0;
}

/* Around all that a primitive paints. How wide a text is would have to be measured: four ems a byte are enough. */
static struct rect
reach_of (const struct scene *scene, const struct primitive *primitive)
{
  struct rect r = primitive->rect;
  double around = 1 + primitive->stroke_width;
  if (primitive->kind == PRIMITIVE_TOKEN) /* its badge stands out */
    around += 16;
  if (primitive->kind == PRIMITIVE_TEXT) {
    double size = r.h, width = 4 * size * strlen (scene_text_at (scene, primitive->text));
    double before = primitive->align == ALIGN_START ? 0 : primitive->align == ALIGN_MIDDLE ? width / 2 : width;
    return (struct rect){ r.x - before - size, r.y - 2 * size, width + 2 * size, 3 * size };
  }
  return (struct rect){ r.x - around, r.y - around, r.w + 2 * around, r.h + 2 * around };
}

/* How many tokens without text follow one another, as far as they can be painted together. */
static int
bare_tokens (const struct primitive *primitive, int count)
{
  int bare = 0;
  while (bare < BRUSH_BODIES && bare < count && primitive[bare].kind == PRIMITIVE_TOKEN && primitive[bare].text < 0)
    bare++;
  return bare;
}

static void
paint_one (const struct brush *brush, const struct primitive *primitive)
{
  static void (*const paint[]) (const struct brush *, const struct primitive *)
    = { [PRIMITIVE_BOX] = paint_box, [PRIMITIVE_TEXT] = paint_text, [PRIMITIVE_PATH] = paint_path,
        [PRIMITIVE_TOKEN] = paint_token, [PRIMITIVE_STRIP] = paint_strip };
  paint[primitive->kind](brush, primitive);
}

static void
paint_seen (const struct brush *brush)
{
  const struct scene *scene = brush->scene;
  double x1, y1, x2, y2;
  cairo_clip_extents (brush->cr, &x1, &y1, &x2, &y2);
  for (int i = 0, done; i < scene->count; i += done) {
    const struct primitive *primitive = &scene->primitives[i];
    done = brush_pixel_bodies (brush, primitive, bare_tokens (primitive, scene->count - i));
    if (done > 0)
      continue;
    struct rect r = reach_of (scene, primitive);
    if (r.x < x2 && r.y < y2 && r.x + r.w > x1 && r.y + r.h > y1)
      paint_one (brush, primitive);
    done = 1;
  }
}

void
scene_paint (cairo_t *cr, const struct scene *scene, enum theme theme)
{
  cairo_save (cr);
  if (scene->clip.w > 0) {
    cairo_rectangle (cr, scene->clip.x, scene->clip.y, scene->clip.w, scene->clip.h);
    cairo_clip (cr);
  }
  cairo_translate (cr, scene->dx, scene->dy);
  struct pixels pixels;
  struct brush brush = { cr, theme, scene, on_pixels (cr), pixels_find (&pixels, cr) ? &pixels : NULL };
  if (brush.pixels) {
    cairo_surface_flush (pixels.surface);
    cairo_surface_mark_dirty (pixels.surface); /* now already: what Cairo takes for empty it draws over, not upon */
  }
  cairo_new_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  paint_seen (&brush);
  if (brush.pixels)
    cairo_surface_mark_dirty (pixels.surface);
  cairo_restore (cr);
}
