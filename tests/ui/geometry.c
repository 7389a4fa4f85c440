#include "tests/ui/geometry.h"

#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

static bool
inside (struct rect inner, struct rect outer, double slack)
{
  return inner.x >= outer.x - slack && inner.y >= outer.y - slack && inner.x + inner.w <= outer.x + outer.w + slack
         && inner.y + inner.h <= outer.y + outer.h + slack;
}

static bool
overlap (struct rect a, struct rect b)
{
  return a.x + a.w > b.x + 1e-6 && b.x + b.w > a.x + 1e-6 && a.y + a.h > b.y + 1e-6 && b.y + b.h > a.y + 1e-6;
}

void
geometry_check_inside (const struct scene *scene)
{
  struct rect page = { 0, 0, scene->width, scene->height };
  for (int i = 0; i < scene->object_count; i++) {
    const struct scene_object *object = &scene->objects[i];
    struct rect outer = object->parent >= 0 ? scene->objects[object->parent].rect : page;
    if (!inside (object->rect, outer, 1e-6))
      g_error ("%s leaves %s: %g,%g %gx%g in %g,%g %gx%g", object->id,
               object->parent >= 0 ? scene->objects[object->parent].id : "the page", object->rect.x, object->rect.y,
               object->rect.w, object->rect.h, outer.x, outer.y, outer.w, outer.h);
  }
}

static int
by_parent_then_y (gconstpointer a, gconstpointer b, gpointer data)
{
  const struct scene *scene = data;
  const struct scene_object *one = &scene->objects[*(const int *) a], *other = &scene->objects[*(const int *) b];
  if (one->parent != other->parent)
    return one->parent < other->parent ? -1 : 1;
  return one->rect.y < other->rect.y ? -1 : one->rect.y > other->rect.y;
}

/* Sorted by y: only those that begin above the other's end can meet it. */
void
geometry_check_apart (const struct scene *scene)
{
  g_autofree int *order = g_new (int, MAX (1, scene->object_count));
  for (int i = 0; i < scene->object_count; i++)
    order[i] = i;
  g_qsort_with_data (order, scene->object_count, sizeof *order, by_parent_then_y, (gpointer) scene);
  for (int i = 0; i < scene->object_count; i++) {
    const struct scene_object *one = &scene->objects[order[i]];
    for (int j = i + 1; j < scene->object_count; j++) {
      const struct scene_object *other = &scene->objects[order[j]];
      if (other->parent != one->parent || other->rect.y >= one->rect.y + one->rect.h)
        break;
      if (overlap (one->rect, other->rect))
        g_error ("%s overlaps %s", one->id, other->id);
    }
  }
}

static void
count_id (GHashTable *seen, const char *id)
{
  if (!g_hash_table_add (seen, (gpointer) id))
    g_error ("%s is shown twice", id);
}

void
geometry_check_once (const struct scene *scene, const struct machine *machine)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < scene->object_count; i++) {
    const struct scene_object *object = &scene->objects[i];
    if (object->stands == 0)
      count_id (seen, object->id);
    for (int s = 0; s < object->stands; s++)
      count_id (seen, scene_text_at (scene, scene->stands[object->first_stands + s]));
  }
  for (int i = 0; i < machine->count; i++)
    if (!g_hash_table_contains (seen, machine->objects[i].id))
      g_error ("%s is not shown", machine->objects[i].id);
  g_assert_cmpuint (g_hash_table_size (seen), ==, machine->count);
}

struct written { struct rect box; const char *text; };

/* From the top of its capitals to its baseline. */
static struct written
written (const struct scene *scene, const struct primitive *text)
{
  const char *string = scene_text_at (scene, text->text);
  double size = text->rect.h, width = text_width (string, size, text->weight), x = text->rect.x;
  if (text->align != ALIGN_START)
    x -= text->align == ALIGN_MIDDLE ? width / 2 : width;
  return (struct written){ { x, text->rect.y - size * 0.73, width, size * 0.73 }, string };
}

void
geometry_check_labels (const struct scene *scene)
{
  for (int i = 0; i < scene->count; i++) {
    const struct primitive *text = &scene->primitives[i];
    if (text->kind != PRIMITIVE_TEXT || text->object < 0)
      continue;
    struct written words = written (scene, text);
    struct rect box = words.box;
    const struct scene_object *object = &scene->objects[text->object];
    if (!inside (box, object->rect, 0.6))
      g_error ("\"%s\" leaves %s: %g,%g %gx%g in %g,%g %gx%g", words.text, object->id, box.x, box.y, box.w, box.h, object->rect.x,
               object->rect.y, object->rect.w, object->rect.h);
    g_assert_cmpfloat (text->rect.h, >=, 7);
  }
}

static int
by_top (gconstpointer a, gconstpointer b)
{
  double one = ((const struct written *) a)->box.y, other = ((const struct written *) b)->box.y;
  return one < other ? -1 : one > other;
}

void
geometry_check_words_apart (const struct scene *scene)
{
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (struct written));
  for (int i = 0; i < scene->count; i++)
    if (scene->primitives[i].kind == PRIMITIVE_TEXT) {
      struct written one = written (scene, &scene->primitives[i]);
      g_array_append_val (words, one);
    }
  g_array_sort (words, by_top);
  for (unsigned int i = 0; i < words->len; i++) {
    const struct written *one = &g_array_index (words, struct written, i);
    for (unsigned int j = i + 1; j < words->len; j++) {
      const struct written *other = &g_array_index (words, struct written, j);
      if (other->box.y >= one->box.y + one->box.h)
        break;
      if (overlap (one->box, other->box))
        g_error ("\"%s\" is written over \"%s\" at %g,%g", one->text, other->text, other->box.x, other->box.y);
    }
  }
}

#define MOST_COMPARED 4000 /* primitives: each text is compared with all boxes */

void
geometry_check_words_seen (const struct scene *scene)
{
  for (int i = 0; i < scene->count && scene->count < MOST_COMPARED; i++) {
    if (scene->primitives[i].kind != PRIMITIVE_TEXT)
      continue;
    struct written words = written (scene, &scene->primitives[i]);
    for (int j = i + 1; j < scene->count; j++) {
      const struct primitive *box = &scene->primitives[j];
      if (box->kind == PRIMITIVE_BOX && box->fill.role != ROLE_NONE && overlap (words.box, box->rect))
        g_error ("\"%s\" is hidden by a box of %s", words.text, box->object >= 0 ? scene->objects[box->object].id : "nothing");
    }
  }
}
