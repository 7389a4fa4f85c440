/* Overlays: what is known between objects is drawn, readable and inside the picture. */
#include <string.h>

#include "engine/machine/relations.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/overlay.h"
#include "ui/draw/text.h"

static struct rect
text_box (const struct scene *scene, const struct primitive *text)
{
  double width = text_width (scene_text_at (scene, text->text), text->rect.h, text->weight);
  double x = text->rect.x - (text->align == ALIGN_START ? 0 : text->align == ALIGN_MIDDLE ? width / 2 : width);
  return (struct rect){ x, text->rect.y - text->rect.h * 0.73, width, text->rect.h * 0.73 };
}

static bool
overlap (struct rect a, struct rect b)
{
  return a.x + a.w > b.x + 0.5 && b.x + b.w > a.x + 0.5 && a.y + a.h > b.y + 0.5 && b.y + b.h > a.y + 0.5;
}

/* Texts and shapes from primitive FIRST on: the overlay's. */
static void
check_drawn (const struct scene *scene, int first, struct rect area)
{
  for (int i = first; i < scene->count; i++) {
    const struct primitive *one = &scene->primitives[i];
    struct rect r = one->kind == PRIMITIVE_TEXT ? text_box (scene, one) : one->rect;
    g_assert_true (r.x >= area.x - 1 && r.y >= area.y - 1 && r.x + r.w <= area.x + area.w + 1 && r.y + r.h <= area.y + area.h + 1);
    if (one->kind != PRIMITIVE_TEXT)
      continue;
    g_assert_cmpfloat (one->rect.h, >=, 7);
    for (int k = first; k < i; k++)
      if (scene->primitives[k].kind == PRIMITIVE_TEXT)
        g_assert_false (overlap (r, text_box (scene, &scene->primitives[k])));
  }
}

/* NODES NUMA nodes with distances, a bandwidth from everywhere to everywhere, and links between packages. */
static struct machine *
made (int nodes)
{
  g_autofree char *description = g_strdup_printf ("pack:%d numa:1 core:2 pu:2", nodes);
  struct machine *plain = machine_load (description, NULL);
  g_autoptr (GString) xml = g_string_new (machine_xml (plain)), more = g_string_new (NULL), list = g_string_new (NULL), values = g_string_new (NULL), packages = g_string_new (NULL);
  for (int i = 0; i < nodes; i++)
    g_string_append_printf (list, "%d ", i);
  for (int i = 0; i < nodes * nodes; i++)
    g_string_append_printf (values, "%d ", i / nodes == i % nodes ? 10 : 20 + 3 * ABS (i / nodes - i % nodes));
  g_string_append_printf (more, "<distances2 type=\"NUMANode\" nbobjs=\"%d\" kind=\"5\" name=\"NUMALatency\" indexing=\"os\"><indexes length=\"%zu\">%s</indexes>"
                                "<u64values length=\"%zu\">%s</u64values></distances2>", nodes, list->len, list->str, values->len, values->str);
  for (const char *at = xml->str; (at = strstr (at, "type=\"Package\"")); at++) {
    const char *gp = strstr (at, "gp_index=\"") + strlen ("gp_index=\"");
    g_string_append_printf (packages, "Package:%.*s ", (int) strspn (gp, "0123456789"), gp);
  }
  g_string_append_printf (more, "<distances2hetero nbobjs=\"%d\" kind=\"9\" name=\"XGMIBandwidth\"><indexes length=\"%zu\">%s</indexes>"
                                "<u64values length=\"%zu\">%s</u64values></distances2hetero>", nodes, packages->len, packages->str, values->len, values->str);
  g_string_append (more, "<memattr name=\"Bandwidth\" flags=\"5\">");
  for (const char *at = xml->str; (at = strstr (at, "type=\"NUMANode\"")); at++) {
    const char *gp = strstr (at, "gp_index=\"") + strlen ("gp_index=\"");
    for (int i = 0; i < nodes; i++)
      g_string_append_printf (more, "<memattr_value target_obj_type=\"NUMANode\" target_obj_gp_index=\"%.*s\" value=\"%d\" initiator_cpuset=\"0x%x\"/>",
                              (int) strspn (gp, "0123456789"), gp, 100000 + 1000 * i, 0xfu << (4 * i));
  }
  g_string_append (more, "</memattr></topology>");
  g_string_replace (xml, "</topology>", more->str, 0);
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load_xml (xml->str, "made", &error);
  g_assert_no_error (error);
  machine_destroy (plain);
  return machine;
}

static int
count_of (const struct scene *scene, const char *type)
{
  int count = 0;
  for (int i = 0; i < scene->object_count; i++)
    count += g_str_equal (scene->objects[i].type, type);
  return count;
}

static void
test_machine (gconstpointer data)
{
  int nodes = GPOINTER_TO_INT (data);
  static const struct { double w, h; } sizes[] = { { 1920, 1080 }, { 1280, 800 }, { 800, 500 }, { 300, 200 }, { 60, 40 } };
  struct machine *machine = made (nodes);
  unsigned all = OVERLAY_DISTANCES | OVERLAY_BANDWIDTH | OVERLAY_LATENCY | OVERLAY_LINKS;
  g_assert_cmpuint (overlay_available (machine), ==, OVERLAY_DISTANCES | OVERLAY_BANDWIDTH | OVERLAY_LINKS);
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++) {
    struct scene *scene = scene_create (sizes[i].w, sizes[i].h);
    struct rect area = { 4, 4, sizes[i].w - 8, sizes[i].h - 8 };
    struct machine_view_options options = { 0 };
    machine_view_layout (scene, machine, (struct rect){ area.x, area.y, area.w - overlay_column (machine, all, area), area.h }, &options);
    int first = scene->count;
    struct rect band = area;
    band.w -= overlay_column (machine, all, area);
    g_assert_cmpfloat (band.w, >=, area.w * 0.55);
    overlay_draw (scene, scene, machine, all, band);
    overlay_draw_column (scene, machine, all, area);
    check_drawn (scene, first, area);
    if (i == 0) {
      g_assert_cmpint (count_of (scene, "Distance"), ==, nodes <= 4 ? nodes * (nodes - 1) / 2 : 0);
      g_assert_cmpint (count_of (scene, "Link"), ==, nodes * (nodes - 1) / 2);
      g_assert_cmpint (count_of (scene, "Bandwidth"), ==, nodes);
      g_assert_cmpint (count_of (scene, "Matrix"), >=, nodes > 4 ? 2 : 1);
    }
    scene_destroy (scene);
  }
  machine_destroy (machine);
}

/* A title gives the figure, and where it comes from. */
static void
test_titles (void)
{
  struct machine *machine = made (2);
  struct scene *scene = scene_create (900, 600);
  struct rect area = { 0, 0, 900, 600 };
  struct machine_view_options options = { 0 };
  machine_view_layout (scene, machine, area, &options);
  int objects = scene->object_count;
  overlay_draw (scene, scene, machine, OVERLAY_DISTANCES, area);
  g_assert_cmpint (scene->object_count, ==, objects + 1);
  const struct scene_object *arc = &scene->objects[scene_find (scene, "distance:NUMA:0-NUMA:1")];
  const char *title = scene_text_at (scene, arc->title);
  g_assert_nonnull (strstr (title, "23"));
  g_assert_nonnull (strstr (title, "operating system"));
  int hit = scene_hit (scene, arc->rect.x + arc->rect.w / 2, arc->rect.y + arc->rect.h / 2);
  g_assert_cmpstr (scene->objects[hit].id, ==, arc->id);
  scene_destroy (scene);
  machine_destroy (machine);
}

static void
test_nothing_known (void)
{
  struct machine *machine = machine_load ("core:2 pu:1", NULL);
  struct scene *scene = scene_create (300, 200);
  g_assert_cmpuint (overlay_available (machine), ==, 0);
  overlay_draw (scene, scene, machine, 15, (struct rect){ 0, 0, 300, 200 });
  g_assert_cmpint (scene->count, ==, 0);
  scene_destroy (scene);
  machine_destroy (machine);
}

static void
test_words (void)
{
  unsigned mask = 0;
  g_assert_true (overlay_parse ("links, distances", &mask));
  g_assert_cmpuint (mask, ==, OVERLAY_LINKS | OVERLAY_DISTANCES);
  g_assert_true (overlay_parse ("all", &mask));
  g_assert_cmpuint (mask, ==, 15);
  g_assert_false (overlay_parse ("distances,lynx", &mask));
  g_assert_false (overlay_parse ("", &mask));
}

int
main (int argc, char **argv)
{
  static const int nodes[] = { 2, 4, 6, 8 };
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (nodes); i++) {
    g_autofree char *path = g_strdup_printf ("/overlay/nodes/%d", nodes[i]);
    g_test_add_data_func (path, GINT_TO_POINTER (nodes[i]), test_machine);
  }
  g_test_add_func ("/overlay/titles", test_titles);
  g_test_add_func ("/overlay/nothing-known", test_nothing_known);
  g_test_add_func ("/overlay/words", test_words);
  return g_test_run ();
}
