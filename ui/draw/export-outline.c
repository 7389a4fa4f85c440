#include "ui/draw/export-outline.h"

#include <cairo-pdf.h>
#include <glib.h>
#include <string.h>

#define MOST_ENTRIES 2000 /* a reader pages through no more */

struct outline {
  cairo_surface_t *surface;
  double points;
  GHashTable *entries; /* id -> number of its entry */
  int root;
};

/* Ids may begin with "2/", the second of two runs. */
static const char *
after_run (const char *id)
{
  const char *slash = strchr (id, '/');
  return slash && strchr (id, ':') > slash ? slash + 1 : id;
}

static bool
is_listed (const char *id)
{
  static const char *const kinds[] = { "part:", "rank:", "thread:", "lock:", "lane:", "Package:", "NUMA:" };
  for (size_t i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (after_run (id), kinds[i]))
      return true;
  return false;
}

/* "thread:1.3" stands under "rank:1", everything of a run under its part of the picture. */
static int
entry_above (const struct outline *outline, const char *id)
{
  const char *kind = after_run (id);
  g_autofree char *run = g_strndup (id, (gsize) (kind - id)), *rank = NULL, *part = g_strconcat (run, "part:run", NULL);
  if (g_str_has_prefix (kind, "thread:") || g_str_has_prefix (kind, "lock:")) {
    const char *number = strchr (kind, ':') + 1;
    rank = g_strdup_printf ("%srank:%.*s", run, (int) strcspn (number, "."), number);
  }
  gpointer entry = rank ? g_hash_table_lookup (outline->entries, rank) : NULL;
  entry = entry ? entry : g_hash_table_lookup (outline->entries, part);
  return entry ? GPOINTER_TO_INT (entry) : outline->root;
}

/* "Thread 1.3, tid 4711: on a PU" -> "Thread 1.3" */
static char *
name_of (const struct scene *scene, const struct scene_object *object)
{
  const char *title = scene_text_at (scene, object->title);
  char *name = g_strndup (title ? title : object->id, strcspn (title ? title : object->id, ",:;\n"));
  return g_strchomp (name);
}

static int
add (struct outline *outline, int above, const char *name, double x, double y)
{
  char px[G_ASCII_DTOSTR_BUF_SIZE], py[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (px, sizeof px, "%.2f", x * outline->points);
  g_ascii_formatd (py, sizeof py, "%.2f", y * outline->points);
  g_autofree char *place = g_strdup_printf ("page=1 pos=[%s %s]", px, py), *valid = g_utf8_make_valid (name, -1);
  return cairo_pdf_surface_add_outline (outline->surface, above, valid, place, above == CAIRO_PDF_OUTLINE_ROOT ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
}

static void
add_object (struct outline *outline, const struct scene *scene, const struct scene_object *object)
{
  if (!is_listed (object->id) || g_hash_table_contains (outline->entries, object->id) || g_hash_table_size (outline->entries) >= MOST_ENTRIES)
    return;
  g_autofree char *name = name_of (scene, object);
  struct rect place = scene_on_page (scene, object->rect);
  int entry = add (outline, entry_above (outline, object->id), name, place.x, place.y);
  g_hash_table_insert (outline->entries, g_strdup (object->id), GINT_TO_POINTER (entry));
}

void
export_outline (cairo_surface_t *surface, struct scene *const *scenes, int count, double points, const char *title)
{
  g_autoptr (GHashTable) entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  struct outline outline = { surface, points, entries, 0 };
  outline.root = add (&outline, CAIRO_PDF_OUTLINE_ROOT, title ? title : "Strandscope", 0, 0);
  for (int i = 0; i < count; i++)
    for (int k = 0; k < scenes[i]->object_count; k++)
      add_object (&outline, scenes[i], &scenes[i]->objects[k]);
}
