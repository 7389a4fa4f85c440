/* Where one is on a zoomed machine: a path in the heading, labels that stay in sight, a small map. */
#include "ui/draw/stage-private.h"

#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

#define MAP_WIDTH 132.0
#define MAP_BOXES 200 /* more would be a grey field */

static bool
zoomed (const struct stage *stage)
{
  return stage->zoom > 1.001 && stage->machine;
}

/* ---- the path ---- */

static bool
worth_naming (const struct scene_object *object)
{
  static const char *const types[] = { "Package", "Die", "Group", "Core", "Aggregate", "NUMA" };
  for (size_t i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_prefix (object->type, types[i]))
      return true;
  return false;
}

char *
stage_breadcrumbs (const struct stage *stage)
{
  const struct scene *scene = stage->scene[STAGE_MACHINE];
  struct rect band = stage->machine_area;
  if (!zoomed (stage))
    return NULL;
  g_autofree char *path = g_strdup ("");
  for (int i = scene_hit (scene, band.x + band.w / 2, band.y + band.h / 2); i >= 0; i = scene->objects[i].parent)
    if (worth_naming (&scene->objects[i]) && scene->objects[i].label >= 0) {
      char *longer = g_strconcat (scene_text_at (scene, scene->objects[i].label), *path ? " › " : "", path, NULL);
      g_free (path);
      path = longer;
    }
  return g_strdup_printf (stage->zoom < 10 ? "%.1f ×%s%s" : "%.0f ×%s%s", stage->zoom, *path ? "  ·  " : "", path);
}

/* ---- labels ---- */

static struct rect
in_band (const struct stage *stage, struct rect rect)
{
  struct rect band = stage->machine_area, r = scene_on_page (stage->scene[STAGE_MACHINE], rect);
  double x = fmax (r.x, band.x), y = fmax (r.y, band.y);
  return (struct rect){ x, y, fmin (r.x + r.w, band.x + band.w) - x, fmin (r.y + r.h, band.y + band.h) - y };
}

static bool
meets (const GArray *kept, struct rect r)
{
  for (guint i = 0; i < kept->len; i++) {
    struct rect other = g_array_index (kept, struct rect, i);
    if (r.x < other.x + other.w && other.x < r.x + r.w && r.y < other.y + other.h && other.y < r.y + r.h)
      return true;
  }
  return false;
}

/* A label left of the band, or right of it, while its box is in sight, is written again where it is seen, on clear ground;
 * the outer box's comes first, and what would cover it is left out. */
static void
keep_label (struct stage *stage, const struct primitive *text, GArray *kept)
{
  const struct scene *scene = stage->scene[STAGE_MACHINE];
  struct rect band = stage->machine_area, box = in_band (stage, scene->objects[text->object].rect);
  double x = text->rect.x + scene->dx, y = text->rect.y + scene->dy;
  if (box.w < 40 || box.h < text->rect.h || y - text->rect.h < box.y || y > box.y + box.h)
    return;
  const char *string = scene_text_at (scene, text->text);
  double width = text_width (string, text->rect.h, text->weight), left = text->align == ALIGN_START ? x : text->align == ALIGN_MIDDLE ? x - width / 2 : x - width;
  if (width + 12 > box.w || (left + width > band.x && left < band.x + band.w))
    return;
  bool start = text->align == ALIGN_START;
  double at = box.x + (start ? 7 : (box.w - width) / 2), size = text->rect.h;
  struct rect ground = { at - 4, y - size * 0.92, width + 8, size * 1.24 };
  if (meets (kept, ground))
    return;
  g_array_append_val (kept, ground);
  scene_box (stage->scene[STAGE_LIVE], -1, ground, 4, PAINT (ROLE_PANEL), PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
  scene_text (stage->scene[STAGE_LIVE], -1, at, y, 0, size, text->weight, ALIGN_START, text->fill, string);
}

static void
keep_labels (struct stage *stage)
{
  const struct scene *scene = stage->scene[STAGE_MACHINE];
  struct rect band = stage->machine_area;
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (struct rect));
  int last = -1; /* an object's name comes first; what stands beside it is left out */
  for (int i = 0; i < scene->count; i++) {
    const struct primitive *text = &scene->primitives[i];
    double y = text->rect.y + scene->dy;
    if (text->kind != PRIMITIVE_TEXT || text->object < 0 || text->object == last)
      continue;
    last = text->object;
    if (y > band.y && y < band.y + band.h)
      keep_label (stage, text, kept);
  }
}

/* ---- the map ---- */

struct rect
stage_minimap (const struct stage *stage)
{
  struct rect band = stage->machine_area;
  double height = MAP_WIDTH * band.h / band.w;
  if (!zoomed (stage) || band.w < 3 * MAP_WIDTH || band.h < 2 * height)
    return (struct rect){ 0 };
  return (struct rect){ band.x + 10, band.y + band.h - height - 10, MAP_WIDTH, height };
}

static bool
on_map (const struct scene_object *object)
{
  return g_str_equal (object->type, "Package") || g_str_equal (object->type, "Die") || g_str_has_prefix (object->type, "Group");
}

static void
draw_boxes (struct stage *stage, struct rect map)
{
  const struct scene *scene = stage->scene[STAGE_MACHINE];
  struct rect band = stage->machine_area;
  double scale = map.w / (band.w * stage->zoom);
  int drawn = 0;
  for (int i = 0; i < scene->object_count && drawn < MAP_BOXES; i++) {
    struct rect r = scene->objects[i].rect;
    if (!on_map (&scene->objects[i]))
      continue;
    scene_box (stage->scene[STAGE_LIVE], -1, (struct rect){ map.x + (r.x - band.x) * scale, map.y + (r.y - band.y) * scale, r.w * scale, r.h * scale },
               1, PAINT (ROLE_NONE), PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
    drawn++;
  }
}

static void
draw_map (struct stage *stage)
{
  struct scene *live = stage->scene[STAGE_LIVE];
  struct rect map = stage_minimap (stage), band = stage->machine_area;
  if (map.w <= 0)
    return;
  int object = scene_add_object (live, "minimap", "Map", "Where you are on the machine: drag to move", NULL, -1, map);
  scene_box (live, object, map, 4, PAINT (ROLE_PANEL), PAINT (ROLE_LINE), 1, DASH_SOLID);
  draw_boxes (stage, map);
  double scale = map.w / (band.w * stage->zoom);
  struct rect view = { map.x + stage->pan_x * scale, map.y + stage->pan_y * scale, fmax (4, map.w / stage->zoom), fmax (4, map.h / stage->zoom) };
  scene_box (live, object, view, 2, PAINT_ALPHA (ROLE_SELECTED, 0, 0.2), PAINT (ROLE_SELECTED), 1.5, DASH_SOLID);
}

void
stage_draw_guide (struct stage *stage)
{
  if (!zoomed (stage))
    return;
  keep_labels (stage);
  if (!stage->no_map)
    draw_map (stage);
}
