/* The line under the picture: where it is from and when, and a key to what occurs on this machine. */
#include "ui/draw/view.h"

#include <math.h>

#include "ui/draw/text.h"

struct pen { double x, y, font, left, right, line; };

static double
legend_font (const struct view *view)
{
  return fmax (view->least, 9.5 * fmin (1.3, view->scale));
}

static const char *const tier_words[MACHINE_TIERS] = { [MACHINE_TIER_UNKNOWN] = "memory", [MACHINE_TIER_DRAM] = "DRAM",
  [MACHINE_TIER_HBM] = "HBM: high bandwidth", [MACHINE_TIER_CXL] = "CXL: attached, far", [MACHINE_TIER_NVM] = "NVM: non-volatile",
  [MACHINE_TIER_GPU] = "GPU memory" };

/* Place of the next WIDTH px: on a new line where this one is full. */
static void
pen_next (struct pen *pen, double width)
{
  if (pen->x <= pen->left || pen->x + width <= pen->right)
    return;
  pen->x = pen->left;
  pen->y += pen->line;
}

/* WORDS after a swatch, whose rect is returned. */
static struct rect
entry (struct view *view, struct pen *pen, double swatch_width, const char *words)
{
  double width = text_width (words, pen->font, WEIGHT_REGULAR) + 1, room, height = ceil (pen->font * 1.2);
  pen_next (pen, swatch_width + 5 + width);
  room = pen->right - pen->x - swatch_width - 5;
  view->cut += width > room;
  struct rect swatch = { round (pen->x), round (pen->y - height / 2), swatch_width, height };
  scene_text (view->scene, -1, pen->x + swatch_width + 5, pen->y + 0.364 * pen->font, fmin (width, room),
              pen->font, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), words);
  pen->x += swatch_width + 5 + width + 1.6 * pen->font;
  return swatch;
}

static void
key_kinds (struct view *view, struct pen *pen)
{
  for (int kind = view->kinds - 1; kind >= 0 && view->kinds > 1; kind--) {
    g_autofree char *words = view_kind_word (view, kind);
    struct rect swatch = entry (view, pen, 2.2 * pen->font, words);
    scene_box (view->scene, -1, swatch, 3, PAINT_OF (ROLE_CORE, kind + 1), PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
    view_kind_bars (view, -1, kind, (struct rect){ swatch.x, swatch.y, swatch.w - 4, swatch.h }, pen->font * 0.85);
  }
}

static void
key_tiers (struct view *view, struct pen *pen)
{
  if (!view_tiers_differ (view))
    return;
  for (int tier = 0; tier < MACHINE_TIERS; tier++) {
    struct machine_object sample = { .type = MACHINE_NUMA, .tier = tier };
    if (!(view->tiers >> tier & 1))
      continue;
    struct rect swatch = entry (view, pen, 2.2 * pen->font, tier_words[tier]);
    scene_box (view->scene, -1, swatch, 3, PAINT_OF (ROLE_NUMA, tier), PAINT (ROLE_NUMA_LINE), 1, DASH_SOLID);
    view_glyph (view->scene, -1, view_glyph_of (&sample), swatch.x + 0.65 * pen->font, swatch.y + swatch.h / 2, 0.9 * pen->font, ROLE_INK_SOFT);
  }
}

static void
key_marks (struct view *view, struct pen *pen)
{
  if (view->forbidden)
    scene_box (view->scene, -1, entry (view, pen, 1.6 * pen->font, "not allowed for this user"), 3, PAINT (ROLE_FORBIDDEN), PAINT (ROLE_FORBIDDEN_LINE), 1, DASH_SOLID);
  if (view->bound)
    scene_box (view->scene, -1, entry (view, pen, 1.6 * pen->font, "this process is bound to it"), 3, PAINT (ROLE_PU), PAINT (ROLE_BOUND), 2, DASH_SOLID);
}

/* "node7  ·  this machine  ·  2026-11-24  ·  logical indexes" */
static char *
origin (const struct view *view)
{
  static const char *const indexes[] = { "logical indexes", "physical (OS) indexes", "logical (physical) indexes" };
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  const char *host = view_attribute (view_object (view, 0), "HostName");
  if (host == NULL && view->machine->this_machine)
    host = g_get_host_name ();
  return g_strdup_printf ("%s%s%s  ·  %s  ·  %s", host != NULL ? host : "", host != NULL ? "  ·  " : "", view->machine->source, date,
                          indexes[view->options->indexes]);
}

/* After the key, at the right of the last line; on a line of its own where it is too long for that. */
static void
write_origin (struct view *view, struct pen *pen)
{
  g_autofree char *text = origin (view);
  bool alone = pen->x <= pen->left;
  double width = text_width (text, pen->font, WEIGHT_REGULAR) + 1;
  pen_next (pen, width);
  view->cut += width > pen->right - pen->x;
  alone |= pen->x <= pen->left;
  scene_text (view->scene, -1, alone ? pen->left : pen->right, pen->y + 0.364 * pen->font, pen->right - pen->x, pen->font, WEIGHT_REGULAR,
              alone ? ALIGN_START : ALIGN_END, PAINT (ROLE_INK_SOFT), text);
}

/* Writes it into view->scene from TOP on; returns its height. */
static double
write_legend (struct view *view, double left, double top, double width)
{
  double font = legend_font (view), line = fmax (16, ceil (1.8 * font));
  struct pen pen = { .x = left + 2, .y = top + line / 2 + 2, .font = font, .left = left + 2, .right = left + width - 2, .line = line };
  key_marks (view, &pen);
  key_kinds (view, &pen);
  key_tiers (view, &pen);
  write_origin (view, &pen);
  return pen.y + line / 2 - top;
}

/* Found out by writing it aside. */
double
view_legend_height (struct view *view, double width)
{
  struct scene *kept = view->scene, *aside = scene_create (width, width);
  view->scene = aside;
  double height = write_legend (view, 0, 0, width);
  view->scene = kept;
  scene_destroy (aside);
  return height;
}

void
view_emit_legend (struct view *view, struct rect area)
{
  write_legend (view, area.x, area.y, area.w);
}
