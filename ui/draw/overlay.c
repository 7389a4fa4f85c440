#include "ui/draw/overlay-private.h"

#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

#define BADGE_TYPE 10.0
#define BADGE_LEAST 7.0

static const struct { const char *word; enum overlay overlay; } words[] = {
  { "distances", OVERLAY_DISTANCES }, { "bandwidth", OVERLAY_BANDWIDTH }, { "latency", OVERLAY_LATENCY }, { "links", OVERLAY_LINKS },
  { "all", OVERLAY_DISTANCES | OVERLAY_BANDWIDTH | OVERLAY_LATENCY | OVERLAY_LINKS },
};

unsigned
overlay_available (const struct machine *machine)
{
  const struct machine_relations *relations = machine_relations (machine);
  unsigned mask = 0;
  for (int i = 0; i < relations->matrices; i++)
    if (relations->matrix[i].n > 1)
      mask |= relations->matrix[i].links ? OVERLAY_LINKS : OVERLAY_DISTANCES;
  for (int i = 0; i < relations->values; i++)
    mask |= relations->value[i].measure == MACHINE_BANDWIDTH ? OVERLAY_BANDWIDTH : relations->value[i].measure == MACHINE_LATENCY ? OVERLAY_LATENCY : 0;
  return mask;
}

static bool
parse_word (const char *word, unsigned *mask)
{
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].word, word) == 0) {
      *mask |= words[i].overlay;
      return true;
    }
  return false;
}

bool
overlay_parse (const char *text, unsigned *mask)
{
  g_auto (GStrv) list = g_strsplit (text, ",", -1);
  unsigned found = 0;
  for (char **word = list; *word != NULL; word++)
    if (!parse_word (g_strstrip (*word), &found))
      return false;
  *mask = found;
  return found != 0;
}

/* ---- places ---- */

static GHashTable *
places_in (const struct scene *base)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < base->object_count; i++) {
    const struct scene_object *object = &base->objects[i];
    g_hash_table_insert (places, (gpointer) object->id, GINT_TO_POINTER (i + 1));
    for (int s = 0; s < object->stands; s++)
      g_hash_table_insert (places, (gpointer) scene_text_at (base, base->stands[object->first_stands + s]), GINT_TO_POINTER (i + 1));
  }
  return places;
}

bool
over_place (const struct over *over, int object, struct rect *rect)
{
  if (object < 0)
    return false;
  int found = GPOINTER_TO_INT (g_hash_table_lookup (over->places, over->machine->objects[object].id));
  if (found > 0)
    *rect = over->base->objects[found - 1].rect;
  return found > 0;
}

static bool
inside (struct rect inner, struct rect outer)
{
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w && inner.y + inner.h <= outer.y + outer.h;
}

bool
over_is_free (const struct over *over, struct rect r)
{
  for (guint i = 0; i < over->taken->len; i++) {
    struct rect other = g_array_index (over->taken, struct rect, i);
    if (r.x < other.x + other.w && other.x < r.x + r.w && r.y < other.y + other.h && other.y < r.y + r.h)
      return false;
  }
  return inside (r, over->area);
}

void
over_take (struct over *over, struct rect rect)
{
  g_array_append_val (over->taken, rect);
}

bool
over_badge (struct over *over, int object, double x, double y, enum role role, const char *text)
{
  double type = fmin (BADGE_TYPE, fmax (BADGE_LEAST, over->area.h / 40)), width = text_width (text, type, WEIGHT_MEDIUM) + type;
  struct rect pill = { x - width / 2, y - type * 0.8, width, type * 1.6 };
  if (!over_is_free (over, pill))
    return false;
  over_take (over, pill);
  over->scene->objects[object].rect = pill; /* what is pointed at: an arc's bounds would cover half the machine */
  g_array_append_val (over->badges, ((struct over_pill){ pill, object, role, type, g_strdup (text) }));
  return true;
}

static void
draw_badges (struct over *over)
{
  for (guint i = 0; i < over->badges->len; i++) {
    struct over_pill *pill = &g_array_index (over->badges, struct over_pill, i);
    struct rect r = pill->rect;
    scene_box (over->scene, pill->object, r, r.h / 2, PAINT (ROLE_PANEL), PAINT (pill->role), 1.2, DASH_SOLID);
    scene_text (over->scene, pill->object, r.x + r.w / 2, r.y + r.h / 2 + pill->type * 0.364, 0, pill->type, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK),
                pill->text);
    g_free (pill->text);
  }
}

void
overlay_draw (struct scene *scene, const struct scene *base, const struct machine *machine, unsigned mask, struct rect area)
{
  struct over over = { scene, base, machine, area, NULL, g_array_new (FALSE, FALSE, sizeof (struct rect)), g_array_new (FALSE, FALSE, sizeof (struct over_pill)), 0, 0 };
  /* SCENE may be BASE, and its arrays move when something is added: the places are looked up in a copy. */
  struct scene copy = *base;
  copy.objects = g_memdup2 (base->objects, (gsize) base->object_count * sizeof *base->objects);
  copy.strings = g_memdup2 (base->strings, base->string_bytes);
  copy.stands = g_memdup2 (base->stands, (gsize) base->stand_count * sizeof *base->stands);
  over.base = &copy;
  over.places = places_in (&copy);
  if (mask & OVERLAY_DISTANCES)
    over_draw_distances (&over);
  if (mask & OVERLAY_LINKS)
    over_draw_links (&over);
  if (mask & OVERLAY_BANDWIDTH)
    over_draw_memory (&over, MACHINE_BANDWIDTH);
  if (mask & OVERLAY_LATENCY)
    over_draw_memory (&over, MACHINE_LATENCY);
  draw_badges (&over);
  g_array_unref (over.badges);
  g_hash_table_unref (over.places);
  g_array_unref (over.taken);
  g_free (copy.objects);
  g_free (copy.strings);
  g_free (copy.stands);
}

/* ---- the column ---- */

#define GAP 12.0 /* px: between machine and column, and between grids */

/* Width of the widest grid, 0 = none. */
static double
draw_grids (struct scene *scene, const struct machine *machine, unsigned mask, struct rect area)
{
  struct over over = { .scene = scene, .machine = machine, .area = area, .grid_y = area.y };
  if (mask & OVERLAY_DISTANCES)
    over_grid_matrices (&over, false);
  if (mask & OVERLAY_LINKS)
    over_grid_matrices (&over, true);
  if (mask & OVERLAY_BANDWIDTH)
    over_grid_memory (&over, MACHINE_BANDWIDTH);
  if (mask & OVERLAY_LATENCY)
    over_grid_memory (&over, MACHINE_LATENCY);
  return over.grids_w;
}

double
overlay_column (const struct machine *machine, unsigned mask, struct rect area)
{
  struct scene *scratch = mask != 0 ? scene_create (area.w, area.h) : NULL;
  double width = scratch != NULL ? draw_grids (scratch, machine, mask, area) : 0;
  scene_destroy (scratch);
  return width > 0 ? width + GAP : 0;
}

void
overlay_draw_column (struct scene *scene, const struct machine *machine, unsigned mask, struct rect area)
{
  draw_grids (scene, machine, mask, area);
}
