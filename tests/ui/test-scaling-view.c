/* The scaling picture: where the dots are, what its words say, and that nothing runs into anything, at all sizes. */
#include <glib.h>
#include <math.h>
#include <string.h>

#include "ui/draw/scaling.h"
#include "ui/draw/text.h"

static struct study *
study_of (double f, int pus, int max, int step, const char *title)
{
  struct study *study = study_new ();
  g_free (study->title);
  g_free (study->model);
  g_free (study->machine);
  study->title = g_strdup (title);
  study->model = g_strdup ("threads");
  study->machine = g_strdup ("a host with a name: a processor with a name that is rather long @ 3.00 GHz");
  study->pus = pus;
  study->repeat = 3;
  for (int kind = 0; kind < SCALINGS; kind++)
    for (int n = 1; n <= max; n = n < step || step == 1 ? n + 1 : n * 2) {
      double work = kind == SCALING_WEAK ? n : 1, seconds = work * 1.25 / scaling_law (kind, f, n) * (n > pus ? 2 : 1);
      struct scaling_point *point = study_add_point (study, kind, n, n, work);
      scaling_point_add (point, seconds * 1.04, NULL);
      scaling_point_add (point, seconds, NULL);
      scaling_point_add (point, seconds * 0.97, NULL);
      point->run[1].waited = pus == 8 ? 0.4 : -1;
    }
  return study;
}

/* ---- nothing overlaps, nothing is outside ---- */

static struct rect
extent (const struct scene *scene, const struct primitive *text)
{
  double width = text_width (scene_text_at (scene, text->text), text->rect.h, text->weight);
  double left = text->rect.x - (text->align == ALIGN_MIDDLE ? width / 2 : text->align == ALIGN_END ? width : 0);
  return (struct rect){ left, text->rect.y - 0.76 * text->rect.h, width, 0.98 * text->rect.h };
}

static bool
meet (struct rect a, struct rect b)
{
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static bool
inside (const struct scene *scene, struct rect r)
{
  return r.x >= 0 && r.y >= 0 && r.x + r.w <= scene->width + 0.01 && r.y + r.h <= scene->height + 0.01;
}

static void
assert_tidy (const struct scene *scene)
{
  for (int i = 0; i < scene->count; i++) {
    const struct primitive *one = &scene->primitives[i];
    struct rect rect = one->kind == PRIMITIVE_TEXT ? extent (scene, one) : one->rect;
    g_assert_true (isfinite (rect.x) && isfinite (rect.y) && isfinite (rect.w) && isfinite (rect.h));
    if (!inside (scene, rect))
      g_test_message ("kind %d at %g %g %g %g: %s", one->kind, rect.x, rect.y, rect.w, rect.h, one->kind == PRIMITIVE_TEXT ? scene_text_at (scene, one->text) : "");
    g_assert_true (inside (scene, rect));
    for (int j = 0; one->kind == PRIMITIVE_TEXT && j < i; j++) {
      const struct primitive *other = &scene->primitives[j];
      if (other->kind != PRIMITIVE_TEXT || !meet (rect, extent (scene, other)))
        continue;
      g_test_message ("\"%s\" and \"%s\" overlap", scene_text_at (scene, one->text), scene_text_at (scene, other->text));
      g_assert_not_reached ();
    }
  }
}

static void
gap (struct study *study, int point)
{
  for (int kind = 0; kind < SCALINGS; kind++)
    for (int i = 0; i < study->series[kind].point[point].runs; i++) {
      struct scaling_run *run = &study->series[kind].point[point].run[i];
      run->seconds = 0;
      run->why = g_strdup ("Rank 1 (pid 4711) was killed by signal 9 (Killed): it ran out of memory, or somebody ended it from elsewhere.");
    }
}

static void
test_tidy (void)
{
  static const struct { double f; int pus, max, step, gap; } studies[] = {
    { 0.03, 4, 4, 1, -1 }, { 0.06, 8, 16, 1, 4 },  { 0.01, 128, 1024, 16, 2 }, { 0.5, 1, 2, 1, -1 },     { 1, 64, 64, 16, -1 },
    { 0, 2, 1, 1, -1 },    { 0.2, 2, 2, 1, 0 },    { 0.003, 2, 5, 1, 1 },      { 0.0004, 1024, 1024, 16, -1 }, { 0.1, 3, 17, 17, -1 },
  };
  static const struct { double w, h; } sizes[] = { { 320, 240 }, { 480, 320 }, { 640, 480 }, { 600, 900 }, { 900, 600 }, { 1200, 760 }, { 1920, 1080 } };
  for (size_t i = 0; i < G_N_ELEMENTS (studies); i++)
    for (size_t j = 0; j < G_N_ELEMENTS (sizes); j++) {
      struct study *study = study_of (studies[i].f, studies[i].pus, studies[i].max, studies[i].step, i % 2 ? "π" : "A workload with a title of many words, more than fit");
      struct scene *scene = scene_create (sizes[j].w, sizes[j].h);
      if (studies[i].gap >= 0)
        gap (study, studies[i].gap);
      scaling_draw (scene, study);
      g_test_message ("study %zu, %g x %g", i, sizes[j].w, sizes[j].h);
      assert_tidy (scene);
      scene_destroy (scene);
      study_free (study);
    }
}

/* ---- where things are ---- */

static const struct scene_object *
object_of (const struct scene *scene, const char *id)
{
  int object = scene_find (scene, id);
  g_assert_cmpint (object, >=, 0);
  return &scene->objects[object];
}

static double
middle_x (const struct scene *scene, const char *id)
{
  const struct scene_object *object = object_of (scene, id);
  return object->rect.x + object->rect.w / 2;
}

static double
middle_y (const struct scene *scene, const char *id)
{
  const struct scene_object *object = object_of (scene, id);
  return object->rect.y + object->rect.h / 2;
}

static bool
says (const struct scene *scene, const char *words)
{
  for (int i = 0; i < scene->count; i++)
    if (scene->primitives[i].kind == PRIMITIVE_TEXT && strstr (scene_text_at (scene, scene->primitives[i].text), words))
      return true;
  return false;
}

/* Speedup 1, 2, 3 with no serial part: dots at equal distances, and in the efficiency all equally high. */
static void
test_linear (void)
{
  struct study *study = study_of (0, 8, 8, 1, "π");
  struct scene *scene = scene_create (1200, 760);
  scaling_draw (scene, study);
  double x[4], y[4];
  for (int n = 1; n <= 3; n++) {
    g_autofree char *id = g_strdup_printf ("strong:%d", n), *lower = g_strdup_printf ("strong-efficiency:%d", n), *run = g_strdup_printf ("strong:%d:3", n);
    x[n] = middle_x (scene, id);
    y[n] = middle_y (scene, id);
    g_assert_cmpfloat_with_epsilon (middle_x (scene, lower), x[n], 0.01);
    g_assert_cmpfloat_with_epsilon (middle_y (scene, lower), middle_y (scene, "strong-efficiency:1"), 0.01);
    g_assert_cmpfloat (middle_y (scene, lower), >, y[n]);
    g_assert_cmpfloat (middle_y (scene, run), <, y[n]); /* the fastest run is above the median */
  }
  g_assert_cmpfloat_with_epsilon (x[3] - x[2], x[2] - x[1], 0.01);
  g_assert_cmpfloat_with_epsilon (y[3] - y[2], y[2] - y[1], 0.01);
  g_assert_cmpfloat (y[2], <, y[1]);
  scene_destroy (scene);
  study_free (study);
}

/* More than 16: each doubling is as wide, and as high. */
static void
test_logarithmic (void)
{
  struct study *study = study_of (0, 64, 64, 2, "π");
  struct scene *scene = scene_create (1200, 760);
  scaling_draw (scene, study);
  g_assert_cmpfloat_with_epsilon (middle_x (scene, "weak:64") - middle_x (scene, "weak:32"), middle_x (scene, "weak:4") - middle_x (scene, "weak:2"), 0.01);
  g_assert_cmpfloat_with_epsilon (middle_y (scene, "weak:64") - middle_y (scene, "weak:32"), middle_y (scene, "weak:4") - middle_y (scene, "weak:2"), 0.01);
  scene_destroy (scene);
  study_free (study);
}

/* The pointer on a dot finds its figures. */
static void
test_hover (void)
{
  struct study *study = study_of (0.1, 4, 4, 1, "π");
  struct scene *scene = scene_create (1200, 760);
  scaling_draw (scene, study);
  int hit = scene_hit (scene, middle_x (scene, "weak:3"), middle_y (scene, "weak:3"));
  g_assert_cmpstr (scene->objects[hit].id, ==, "weak:3");
  const char *title = scene_text_at (scene, object_of (scene, "strong:2")->title);
  g_assert_nonnull (strstr (title, "2 threads"));
  g_assert_nonnull (strstr (title, "688 ms, median of 3 runs (667 ms to 715 ms, measured)"));
  g_assert_nonnull (strstr (title, "speedup 1.82, efficiency 91\u00a0%"));
  g_assert_nonnull (strstr (scene_text_at (scene, object_of (scene, "strong:2:1")->title), "run 1: 715 ms"));
  scene_destroy (scene);
  study_free (study);
}

static void
test_words (void)
{
  struct study *study = study_of (0.1, 4, 6, 1, "π");
  struct scene *scene = scene_create (1200, 760);
  g_autofree char *strong = scaling_caption (study, SCALING_STRONG), *weak = scaling_caption (study, SCALING_WEAK);
  g_assert_cmpstr (strong, ==, "4 threads: 3.08 times as fast as one (efficiency 77\u00a0%); Amdahl’s law fits best with 10\u00a0% serial, off by 0\u00a0%: never more "
                               "than 10 times; 6 threads: 2.00 times.");
  g_assert_true (g_str_has_prefix (weak, "4 threads: 3.70 times as much a second as one (efficiency 92\u00a0%); Gustafson’s law fits best with 10\u00a0% serial"));
  scaling_draw (scene, study);
  g_assert_true (says (scene, "Amdahl’s law, 10\u00a0% serial"));
  g_assert_true (says (scene, "more workers than 4 PUs"));
  g_assert_false (says (scene, "No figure with"));
  g_assert_false (says (scene, "Not the workload alone"));
  study->series[SCALING_WEAK].point[5].run[0].waited = 0.9; /* more workers than PUs: no wonder */
  study->series[SCALING_WEAK].point[1].run[0].waited = 0.46;
  scaling_draw (scene, study);
  g_assert_true (says (scene, "Not the workload alone: 2 threads had no PU for 46\u00a0% of the time"));
  gap (study, 1);
  study->cut_short = true;
  scaling_draw (scene, study);
  g_assert_true (says (scene, "No figure with 2 threads (5 more, marked ×): Rank 1 (pid 4711) was killed"));
  g_assert_true (says (scene, "Ended before all runs were made."));
  g_assert_nonnull (strstr (scene_text_at (scene, object_of (scene, "strong:2")->title), "3 of 3 runs gave no figure: Rank 1"));
  g_assert_cmpint (scene_find (scene, "strong:2:1"), ==, -1);
  gap (study, 0);
  g_autofree char *alone = scaling_caption (study, SCALING_STRONG);
  g_assert_true (g_str_has_prefix (alone, "There is no figure with one worker"));
  scene_destroy (scene);
  study_free (study);
}

/* A law that does not fit is not drawn; a zone only where there is something in it. */
static void
test_no_law (void)
{
  struct study *study = study_of (0, 4, 2, 1, "π");
  struct scene *scene = scene_create (1200, 760);
  for (int i = 0; i < 3; i++)
    study->series[SCALING_STRONG].point[1].run[i].seconds = 9; /* slower than one */
  scaling_draw (scene, study);
  g_assert_false (says (scene, "Amdahl’s law,"));
  g_assert_true (says (scene, "slower than any serial share explains"));
  g_assert_true (says (scene, "Gustafson’s law, 0\u00a0% serial"));
  g_assert_false (says (scene, "more workers than"));
  scene_destroy (scene);
  study_free (study);
}

static void
test_nothing (void)
{
  struct study *study = study_new ();
  struct scene *scene = scene_create (480, 320);
  scaling_draw (scene, NULL);
  g_assert_true (says (scene, "No study yet"));
  assert_tidy (scene);
  scaling_draw (scene, study);
  g_assert_true (says (scene, "No study yet"));
  scene_destroy (scene);
  study_free (study);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scaling-view/tidy", test_tidy);
  g_test_add_func ("/scaling-view/linear", test_linear);
  g_test_add_func ("/scaling-view/logarithmic", test_logarithmic);
  g_test_add_func ("/scaling-view/hover", test_hover);
  g_test_add_func ("/scaling-view/words", test_words);
  g_test_add_func ("/scaling-view/no-law", test_no_law);
  g_test_add_func ("/scaling-view/nothing", test_nothing);
  return g_test_run ();
}
