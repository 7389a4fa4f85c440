/* How a machine's picture uses its room: better than lstopo's, steadily, and the same arrangement when it is zoomed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/ui/geometry.h"
#include "ui/draw/machine-view.h"

#define WIDTH 1920.0
#define HEIGHT 1080.0

static struct scene *
laid_out (const struct machine *machine, double width, double height, int *rows)
{
  struct machine_view_options options = { .legend = true, .rows = rows };
  struct scene *scene = scene_create (width, height);
  machine_view_layout (scene, machine, (struct rect){ 12, 12, width - 24, height - 24 }, &options);
  return scene;
}

/* ---- coverage ---- */

/* Share of the page that PUs cover. */
static double
our_share (const char *source)
{
  struct machine *machine = machine_load (source, NULL);
  struct scene *scene = laid_out (machine, WIDTH, HEIGHT, NULL);
  double covered = 0;
  for (int i = 0; i < scene->object_count; i++)
    if (strcmp (scene->objects[i].type, "PU") == 0)
      covered += scene->objects[i].rect.w * scene->objects[i].rect.h;
  scene_destroy (scene);
  machine_destroy (machine);
  return covered / (WIDTH * HEIGHT);
}

static double
number_after (const char *text, const char *name)
{
  const char *at = strstr (text, name);
  return at != NULL ? g_ascii_strtod (at + strlen (name), NULL) : 0;
}

/* Share that PUs cover when lstopo's SVG is scaled to fit into the same page. */
static double
share_in_svg (const char *svg)
{
  double width = number_after (svg, " width='"), height = number_after (svg, " height='"), covered = 0;
  for (const char *rect = strstr (svg, "<rect id='PU_"); rect != NULL; rect = strstr (rect + 1, "<rect id='PU_"))
    covered += number_after (rect, " width='") * number_after (rect, " height='");
  double scale = fmin (WIDTH / width, HEIGHT / height);
  return covered * scale * scale / (WIDTH * HEIGHT);
}

/* Negative where there is no lstopo. */
static double
their_share (const char *source)
{
  g_autofree char *lstopo = g_find_program_in_path ("lstopo"), *svg = NULL;
  if (lstopo == NULL)
    return -1;
  const char *const arguments[] = { lstopo, "-i", source, "--of", "nativesvg", "-", NULL };
  if (!g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &svg, NULL, NULL, NULL))
    return -1;
  return share_in_svg (svg);
}

/* PUs cover at least twice the share of the page that they have in lstopo's picture. */
static void
test_coverage (gconstpointer source)
{
  double theirs = their_share (source), ours = our_share (source);
  g_test_message ("%s: ours %.1f %%, lstopo's %.1f %%", (const char *) source, 100 * ours, 100 * theirs);
  g_assert_cmpfloat (ours, >, 0.3);
  if (theirs < 0)
    g_test_skip ("no lstopo here to compare with: it is in the package hwloc");
  else
    g_assert_cmpfloat (ours, >=, 2 * theirs);
}

/* ---- steadiness ---- */

/* How far the middle of any PU moves, as a share of its size, when the window grows by STEP pixels. */
static double
farthest_move (const struct scene *one, const struct scene *other)
{
  double farthest = 0;
  g_assert_cmpint (one->object_count, ==, other->object_count);
  for (int i = 0; i < one->object_count; i++) {
    struct rect a = one->objects[i].rect, b = other->objects[i].rect;
    if (strcmp (one->objects[i].type, "PU") == 0)
      farthest = fmax (farthest, fmax (fabs (a.x + a.w / 2 - b.x - b.w / 2), fabs (a.y + a.h / 2 - b.y - b.h / 2)));
  }
  return farthest;
}

/* Sizes a pixel apart: PUs stay where they are but for a few pixels; a new arrangement is rare. */
static void
test_steady (gconstpointer source)
{
  struct machine *machine = machine_load (source, NULL);
  struct scene *before = laid_out (machine, 1000, 640, NULL);
  int leaps = 0;
  for (int step = 1; step <= 120; step++) {
    struct scene *after = laid_out (machine, 1000 + step, 640 + step * 0.6, NULL);
    double move = farthest_move (before, after);
    leaps += move > 8;
    if (move > 8)
      g_test_message ("%s: at %dx%g PUs move by %.0f px", (const char *) source, 1000 + step, 640 + step * 0.6, move);
    scene_destroy (before);
    before = after;
  }
  g_assert_cmpint (leaps, <=, 3);
  scene_destroy (before);
  machine_destroy (machine);
}

/* ---- zoom ---- */

/* The arrangement that fits the window is kept eight times as large; there each PU has its words. */
static void
test_zoom (void)
{
  struct machine *machine = machine_load ("pack:8 numa:2 l3:4 core:16 pu:4", NULL);
  g_autofree int *rows = g_new0 (int, machine->count);
  struct scene *fitted = laid_out (machine, WIDTH, HEIGHT, rows), *zoomed = laid_out (machine, 8 * WIDTH, 8 * HEIGHT, rows);
  g_assert_cmpint (zoomed->stand_count, ==, 0);
  struct rect small = { 0 }, large = { 0 }; /* of the PU before */
  for (int i = 0; i < machine->pu_count; i++) {
    const char *id = machine->objects[machine->pu[i]].id;
    int there = scene_find (zoomed, id);
    struct rect a = fitted->objects[scene_find (fitted, id)].rect, b = zoomed->objects[there].rect;
    g_assert_cmpint (zoomed->objects[there].label, >=, 0);
    g_assert_true (i == 0 || (a.x > small.x) == (b.x > large.x));
    g_assert_true (i == 0 || (a.y > small.y) == (b.y > large.y));
    small = a;
    large = b;
  }
  scene_destroy (fitted);
  scene_destroy (zoomed);
  machine_destroy (machine);
}

static const char *const compared[] = {
  "pu:2", "pack:1 l3:1 core:4 pu:2", "pack:2 numa:1 l3:1 l2:8 l1d:1 l1i:1 core:1 pu:2", "pack:4 numa:2 l3:2 core:4 pu:2", "pack:2 numa:4 l3:2 core:8 pu:2",
  "pack:2 die:4 numa:1 l3:2 l2:4 l1d:1 core:1 pu:2", "pack:16 core:16 pu:4", "pack:8 numa:2 l3:4 core:32 pu:2", "pack:32 core:64 pu:8",
};
static const char *const resized[] = { "pack:2 core:8 pu:2", "pack:2 numa:2 l3:2 l2:4 core:1 pu:2", "core:17 pu:1", "pack:2 die:12 l3:1 core:8 pu:2",
                                       "pack:4 core:64 pu:4" };

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (compared); i++) {
    g_autofree char *path = g_strdup_printf ("/machine-fit/coverage/%zu", i);
    g_test_add_data_func (path, compared[i], test_coverage);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (resized); i++) {
    g_autofree char *path = g_strdup_printf ("/machine-fit/steady/%zu", i);
    g_test_add_data_func (path, resized[i], test_steady);
  }
  g_test_add_func ("/machine-fit/zoom", test_zoom);
  return g_test_run ();
}
