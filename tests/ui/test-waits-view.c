/* Locks and barriers as they are drawn and put in words. */
#include <string.h>

#include "engine/machine/machine.h"
#include "tests/ui/fixture.h"
#include "ui/draw/fact-list.h"
#include "ui/draw/stage.h"
#include "ui/draw/wait-facts.h"
#include "ui/draw/wait-words.h"

#define WIDTH 890
#define HEIGHT 580

static bool
inside (struct rect inner, struct rect outer)
{
  return inner.x >= outer.x - 0.6 && inner.y >= outer.y - 0.6 && inner.x + inner.w <= outer.x + outer.w + 0.6 &&
         inner.y + inner.h <= outer.y + outer.h + 0.6;
}

static struct stage *
shown (const struct fixture *fixture)
{
  struct stage *stage = stage_create ();

  stage_set_size (stage, WIDTH, HEIGHT);
  stage_update (stage, &fixture->snapshot);
  return stage;
}

static const struct scene *
live (const struct stage *stage)
{
  return stage_scenes (stage)[STAGE_LIVE];
}

/* Marks of one barrier in the colour that warns: rings are boxes, the flag is a path. */
static int
marks (const struct scene *scene, const char *id, enum primitive_kind kind, double *x)
{
  int object = scene_find (scene, id), found = 0;

  for (int i = 0; i < scene->count; i++) {
    const struct primitive *primitive = &scene->primitives[i];
    bool warns = kind == PRIMITIVE_BOX ? primitive->stroke.role == ROLE_WARNING && primitive->rect.w == primitive->rect.h
                                       : primitive->fill.role == ROLE_WARNING;
    if (primitive->object == object && primitive->kind == kind && warns) {
      x[found++] = primitive->rect.x + primitive->rect.w / 2;
      g_assert_cmpint (found, <, 8);
    }
  }
  return found;
}

static double
middle (const struct scene *scene, const char *id)
{
  int object = scene_find (scene, id);

  g_assert_cmpint (object, >=, 0);
  return scene->objects[object].rect.x + scene->objects[object].rect.w / 2;
}

static bool
says (const struct scene *scene, const char *words)
{
  for (int i = 0; i < scene->count; i++)
    if (scene->primitives[i].kind == PRIMITIVE_TEXT && scene->primitives[i].text >= 0 &&
        strstr (scene_text_at (scene, scene->primitives[i].text), words))
      return true;
  return false;
}

static void
set_barrier (struct fixture *fixture, const struct snapshot_barrier *barrier)
{
  fixture->snapshot.barrier = (struct snapshot_barrier *) barrier;
  fixture->snapshot.barriers = 1;
}

/* A ring under each thread that has not come; none under those who wait. */
static void
test_late_threads (void)
{
  struct fixture fixture;
  uint8_t member[] = { MEMBER_WAITS, MEMBER_LATE, MEMBER_WAITS, MEMBER_LATE };
  struct snapshot_barrier barrier = { .rank = 0, .kind = -1, .member = member, .members = 4, .late = 2, .open = true, .last = -1 };
  double x[8];

  fixture_init (&fixture, 1, 4, 8);
  barrier.first_ns = fixture.snapshot.t - 1200000;
  set_barrier (&fixture, &barrier);
  struct stage *stage = shown (&fixture);
  int object = scene_find (live (stage), "barrier:0");
  g_assert_cmpint (object, >=, 0);
  const struct scene *program = stage_scenes (stage)[STAGE_PROGRAM];
  g_assert_true (inside (live (stage)->objects[object].rect, program->objects[scene_find (program, "rank:0")].rect));
  g_assert_cmpint (marks (live (stage), "barrier:0", PRIMITIVE_BOX, x), ==, 2);
  g_assert_cmpfloat_with_epsilon (x[0], middle (live (stage), "thread:0.1"), 0.6);
  g_assert_cmpfloat_with_epsilon (x[1], middle (live (stage), "thread:0.3"), 0.6);
  g_assert_true (says (live (stage), "late: 1.2 ms"));
  g_assert_cmpstr (scene_text_at (live (stage), live (stage)->objects[object].title), ==,
                   "Barrier of the threads: threads 0.1, 0.3 are late: the others have waited 1.2 ms");
  g_autofree char *words = stage_describe (&fixture.snapshot, NULL);
  g_assert_nonnull (strstr (words, "Threads 0.1, 0.3 are late"));
  stage_destroy (stage);
  fixture_finish (&fixture);
}

/* A flag under the one who came last. */
static void
test_last_thread (void)
{
  struct fixture fixture;
  uint8_t member[] = { MEMBER_LEFT, MEMBER_LEFT, MEMBER_LEFT, MEMBER_LEFT };
  struct snapshot_barrier barrier = { .rank = 1, .kind = -1, .member = member, .members = 4, .last = 2, .margin_ns = 84000, .caused_ns = 300000 };
  double x[8];

  fixture_init (&fixture, 2, 4, 8);
  set_barrier (&fixture, &barrier);
  struct stage *stage = shown (&fixture);
  g_assert_cmpint (marks (live (stage), "barrier:1", PRIMITIVE_BOX, x), ==, 0);
  g_assert_cmpint (marks (live (stage), "barrier:1", PRIMITIVE_PATH, x), ==, 1);
  g_assert_cmpfloat_with_epsilon (x[0], middle (live (stage), "thread:1.2"), 0.6);
  g_assert_true (says (live (stage), "last by 84 µs"));
  g_autoptr (GArray) facts = wait_facts (&fixture.snapshot, NULL, "barrier:1");
  g_assert_cmpstr (g_array_index (facts, struct object_fact, 1).value, ==,
                   "thread 1.2 came last, 84 µs after the one before it; the others waited 300 µs in all");
  g_assert_null (wait_facts (&fixture.snapshot, NULL, "barrier:0"));
  g_assert_null (wait_facts (&fixture.snapshot, NULL, "barrier:ranks"));
  stage_destroy (stage);
  fixture_finish (&fixture);
}

static void
test_late_rank (void)
{
  struct fixture fixture;
  uint8_t member[] = { MEMBER_WAITS, MEMBER_WAITS, MEMBER_LATE };
  struct snapshot_barrier barrier = { .rank = -1, .kind = COLLECTIVE_ALLREDUCE, .member = member, .members = 3, .late = 1, .open = true, .last = -1 };
  double x[8];

  fixture_init (&fixture, 3, 2, 8);
  barrier.first_ns = fixture.snapshot.t - 5000000;
  set_barrier (&fixture, &barrier);
  struct stage *stage = shown (&fixture);
  const struct scene *program = stage_scenes (stage)[STAGE_PROGRAM];
  g_assert_cmpint (marks (live (stage), "barrier:ranks", PRIMITIVE_BOX, x), ==, 1);
  g_assert_cmpfloat_with_epsilon (x[0], middle (program, "rank:2"), 0.6);
  g_assert_true (says (live (stage), "MPI_Allreduce · rank 2 late: 5.0 ms"));
  stage_destroy (stage);
  fixture_finish (&fixture);
}

static void
assert_fact (const struct fact facts[FACTS], enum fact_id id, const char *value)
{
  g_assert_cmpstr (facts[id].value, ==, value);
  g_assert_cmpint (facts[id].source, ==, strcmp (value, "–") == 0 ? SOURCE_NONE : SOURCE_MEASURED);
}

static void
test_facts (void)
{
  struct summary_lock locks[] = { { .name = "not full", .kind = LOCK_CONDITION, .contended = 2, .wait_s = 1 },
                                  { .name = "counter", .acquisitions = 900, .contended = 10, .wait_s = 21e-6, .longest_wait_s = 9e-6, .uncontended_ns = 18 } };
  uint64_t last[] = { 78, 122 };
  double caused[] = { 0.011, 0.084 };
  struct summary_barrier barrier = { .rank = 0, .members = 2, .met = 200, .wait_s = 0.095, .times_last = last, .caused_s = caused };
  struct summary summary = { .lock = locks, .locks = 2, .barrier = &barrier, .barriers = 1,
                             .lock_cost = { [WAY_MUTEX] = { 17, 18, 70, 76 }, [WAY_ATOMIC] = { 5, 5.2, 0, 0 } } };
  struct fact facts[FACTS];

  fact_list (&summary, facts);
  assert_fact (facts, FACT_LOCK_ALONE, "18 ns");
  assert_fact (facts, FACT_LOCK_MEAN, "2.1 µs");
  assert_fact (facts, FACT_LAST, "0.1");
  g_autofree char *sentences = wait_sentences (&summary), *costs = lock_cost_words (summary.lock_cost);
  g_assert_cmpstr (sentences, ==, "Lock counter: whoever found it taken waited 2.1 µs on average, 117 × the 18 ns uncontended. "
                                  "Last to the barrier: thread 0.1 in 61 % of 200, 84 ms caused.");
  g_assert_cmpstr (costs, ==, "mutex 18 ns (76 ns recorded), atomic 5.2 ns");
  fact_list (&(struct summary){ 0 }, facts);
  assert_fact (facts, FACT_LOCK_ALONE, "–");
  assert_fact (facts, FACT_LOCK_MEAN, "–");
  assert_fact (facts, FACT_LAST, "–");
  g_autofree char *nothing = wait_sentences (&(struct summary){ 0 });
  g_assert_cmpstr (nothing, ==, "");
}

static void
assert_row (const GArray *facts, const char *name, const char *value)
{
  for (guint i = 0; i < facts->len; i++)
    if (strcmp (g_array_index (facts, struct object_fact, i).name, name) == 0) {
      g_assert_cmpstr (g_array_index (facts, struct object_fact, i).value, ==, value);
      return;
    }
  g_error ("no row %s", name);
}

static void
test_lock_table (void)
{
  struct fixture fixture;
  struct summary_lock sums = { .name = "residual", .acquisitions = 900, .contended = 10, .wait_s = 21e-6, .longest_wait_s = 9e-6, .uncontended_ns = 18 };
  struct summary summary = { .lock = &sums, .locks = 1, .lock_cost = { [WAY_MUTEX] = { 17, 18, 70, 76 } } };

  fixture_init (&fixture, 1, 4, 8);
  fixture.snapshot.lock[0].held_since_ns = fixture.snapshot.t - 3000;
  g_autoptr (GArray) facts = wait_facts (&fixture.snapshot, &summary, "lock:0.0");
  assert_row (facts, "Type", "Lock");
  assert_row (facts, "Holder", "0.1, for 3.0 µs");
  assert_row (facts, "Queue", "0.2");
  assert_row (facts, "Contended", "10 times");
  assert_row (facts, "Waited", "2.1 µs on average, 117 × the 18 ns uncontended");
  assert_row (facts, "Longest wait", "9.0 µs");
  assert_row (facts, "Uncontended", "mutex 18 ns (76 ns recorded)");
  g_assert_null (wait_facts (&fixture.snapshot, &summary, "lock:3.0"));
  g_assert_null (wait_facts (&fixture.snapshot, &summary, "PU:0"));
  fixture_finish (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waits/late-threads", test_late_threads);
  g_test_add_func ("/waits/last-thread", test_last_thread);
  g_test_add_func ("/waits/late-rank", test_late_rank);
  g_test_add_func ("/waits/facts", test_facts);
  g_test_add_func ("/waits/lock-table", test_lock_table);
  return g_test_run ();
}
