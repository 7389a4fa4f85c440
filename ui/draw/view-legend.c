/* The line under the picture: where it is from and when, and a key to what occurs on this machine. */
#include "ui/draw/view.h"

#include <math.h>

#include "ui/draw/text.h"

#define LEAST 18.0 /* px high */

struct pen { double x, y, font, right; int object; };

static double
legend_font (const struct view *view)
{
  return 9.5 * fmin (1.5, view->scale);
}

double
view_legend_height (const struct view *view)
{
  return fmax (LEAST, ceil (1.9 * legend_font (view)));
}

static const char *const tier_words[MACHINE_TIERS] = { [MACHINE_TIER_UNKNOWN] = "memory", [MACHINE_TIER_DRAM] = "DRAM",
  [MACHINE_TIER_HBM] = "HBM: high bandwidth", [MACHINE_TIER_CXL] = "CXL: attached, far", [MACHINE_TIER_NVM] = "NVM: non-volatile",
  [MACHINE_TIER_GPU] = "GPU memory" };

/* Room for a swatch and WORDS, or false. The swatch's rect is returned in SWATCH, or not drawn at all. */
static bool
entry (struct view *view, struct pen *pen, double swatch_width, const char *words, struct rect *swatch)
{
  double width = text_width (words, pen->font, WEIGHT_REGULAR), height = ceil (pen->font * 1.2);
  if (pen->x + swatch_width + 5 + width > pen->right)
    return false;
  *swatch = (struct rect){ round (pen->x), round (pen->y - height / 2), swatch_width, height };
  scene_text (view->scene, -1, pen->x + swatch_width + 5, pen->y + 0.364 * pen->font, 0, pen->font, WEIGHT_REGULAR, ALIGN_START,
              PAINT (ROLE_INK_SOFT), words);
  pen->x += swatch_width + 5 + width + 1.6 * pen->font;
  return true;
}

static void
key_kinds (struct view *view, struct pen *pen)
{
  for (int kind = view->kinds - 1; kind >= 0 && view->kinds > 1; kind--) {
    struct rect swatch;
    g_autofree char *words = view_kind_word (view, kind);
    if (!entry (view, pen, 2.2 * pen->font, words, &swatch))
      return;
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
    struct rect swatch;
    struct machine_object sample = { .type = MACHINE_NUMA, .tier = tier };
    if (!(view->tiers >> tier & 1) || !entry (view, pen, 2.2 * pen->font, tier_words[tier], &swatch))
      continue;
    scene_box (view->scene, -1, swatch, 3, PAINT_OF (ROLE_NUMA, tier), PAINT (ROLE_NUMA_LINE), 1, DASH_SOLID);
    view_glyph (view->scene, -1, view_glyph_of (&sample), swatch.x + 0.65 * pen->font, swatch.y + swatch.h / 2, 0.9 * pen->font, ROLE_INK_SOFT);
  }
}

static void
key_marks (struct view *view, struct pen *pen)
{
  struct rect swatch;
  if (view->forbidden && entry (view, pen, 1.6 * pen->font, "not allowed for this user", &swatch))
    scene_box (view->scene, -1, swatch, 3, PAINT (ROLE_FORBIDDEN), PAINT (ROLE_FORBIDDEN_LINE), 1, DASH_SOLID);
  if (view->bound && entry (view, pen, 1.6 * pen->font, "this process is bound to it", &swatch))
    scene_box (view->scene, -1, swatch, 3, PAINT (ROLE_PU), PAINT (ROLE_BOUND), 2, DASH_SOLID);
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

void
view_emit_legend (struct view *view, struct rect row)
{
  struct pen pen = { .x = row.x + 2, .y = row.y + row.h / 2 + 1, .font = legend_font (view), .right = row.x + row.w - 2 };
  key_kinds (view, &pen);
  key_tiers (view, &pen);
  key_marks (view, &pen);
  g_autofree char *text = origin (view);
  bool alone = pen.x <= row.x + 2;
  double room = pen.right - pen.x;
  if (room > 8 * pen.font)
    scene_text (view->scene, -1, alone ? pen.x : pen.right, pen.y + 0.364 * pen.font, room, pen.font, WEIGHT_REGULAR,
                alone ? ALIGN_START : ALIGN_END, PAINT (ROLE_INK_SOFT), text);
}
