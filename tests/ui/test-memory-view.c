/* Memory as it is drawn and put in words. */
#include <stdlib.h>
#include <string.h>

#include "engine/record/segment.h"
#include "tests/ui/fixture.h"
#include "ui/draw/memory-facts.h"
#include "ui/draw/memory-view.h"
#include "ui/draw/memory-words.h"
#include "ui/draw/stage.h"

#define WIDTH 1200
#define HEIGHT 760

/* ---- a run whose memory is known ---- */

struct known { struct fixture fixture; struct space *space[4]; };

static struct space *
look (int threads, uint64_t address, enum space_sharing sharing)
{
  struct space *space = space_new (1, threads);
  space->nodes_known = true;
  space->part[0] = (struct space_part){ .address = address, .bytes = 16 << 20, .measured = true, .rss = 8 << 20, .pss = 4 << 20, .sharing = sharing, .inode = 7 };
  space_nodes_add (&space->part[0].nodes, 1, 8 << 20);
  space_nodes_add (&space->whole.nodes, 0, 1 << 20);
  space_nodes_add (&space->whole.nodes, 1, 8 << 20);
  for (int i = 0; i < threads; i++)
    space->part[1 + i] = (struct space_part){ .address = 0x7ff000000000 + i * 0x1000000, .bytes = 8 << 20, .measured = true, .rss = 8192, .pss = 8192 };
  space->kind[SPACE_HEAP] = (struct space_part){ .bytes = 1 << 20, .measured = true, .rss = 4096, .pss = 4096 };
  return space;
}

static void
know (struct known *known, int ranks, int threads, enum space_sharing sharing)
{
  fixture_init (&known->fixture, ranks, threads, 4);
  known->fixture.snapshot.numa_nodes = 2;
  for (int i = 0; i < ranks; i++) {
    struct snapshot_process *process = &known->fixture.snapshot.process[i];
    struct snapshot_object *object = &process->object[0];
    bool shared = sharing == SPACE_MAPPED_SHARED;
    double value = i ? 42 : 1;
    process->space = known->space[i] = look (threads, object->address, sharing);
    object->place = space_object (process->space, 0);
    object->sample = SAMPLE_FLOAT;
    object->has_value = true;
    memcpy (&object->value, &value, sizeof value);
    object->twins = ranks - 1;
    object->twin_rank = !i;
    object->twin = ranks == 1 ? TWIN_NONE : shared ? TWIN_SAME : TWIN_OTHER;
    object->mapped_by = shared ? ranks : 1;
    object->writer = i * threads + threads - 1;
    object->written_ns = known->fixture.snapshot.t - 3100;
    for (int part = 0; part < SNAPSHOT_PARTS; part++)
      object->part_writer[part] = part < 16 ? object->writer : -1;
  }
}

static void
forget (struct known *known)
{
  for (int i = 0; i < known->fixture.snapshot.processes; i++)
    g_free (known->space[i]);
  fixture_finish (&known->fixture);
}

static struct stage *
shown (const struct known *known)
{
  struct stage *stage = stage_create ();
  stage_set_size (stage, WIDTH, HEIGHT);
  stage_update (stage, &known->fixture.snapshot);
  return stage;
}

static bool
says (const struct scene *scene, const char *words)
{
  for (int i = 0; i < scene->count; i++)
    if (scene->primitives[i].kind == PRIMITIVE_TEXT && strstr (scene_text_at (scene, scene->primitives[i].text), words))
      return true;
  return false;
}

static const char *
title_of (const struct scene *scene, const char *id)
{
  int object = scene_find (scene, id);
  return object < 0 ? NULL : scene_text_at (scene, scene->objects[object].title);
}

/* ---- the stage ---- */

static void
test_different_memory (void)
{
  struct known known;
  know (&known, 2, 1, SPACE_PRIVATE);
  struct stage *stage = shown (&known);
  const struct scene *live = stage_scenes (stage)[STAGE_LIVE], *base = stage_scenes (stage)[STAGE_PROGRAM];
  g_assert_cmpstr (title_of (live, "twins:0-1"), ==, "0x7f0000000000 in rank 0: 1, in rank 1: 42: same address, different memory");
  g_assert_true (says (live, "≠"));
  g_assert_true (says (live, "different memory"));
  g_assert_true (says (live, "0x7f0000000000 = 1 here, 42 in rank 1"));
  g_assert_true (says (base, "NUMA 1"));
  g_assert_false (says (live, "one memory"));
  g_assert_false (says (live, "last written")); /* by its only thread */
  struct rect a = base->objects[scene_find (base, "rank:0")].rect, b = base->objects[scene_find (base, "rank:1")].rect;
  struct rect sign = live->objects[scene_find (live, "twins:0-1")].rect;
  g_assert_cmpfloat (sign.x, >=, a.x + a.w - 0.5);
  g_assert_cmpfloat (sign.x + sign.w, <=, b.x + 0.5);
  stage_destroy (stage);
  forget (&known);
}

static void
test_one_memory (void)
{
  struct known known;
  know (&known, 2, 2, SPACE_MAPPED_SHARED);
  struct stage *stage = shown (&known);
  const struct scene *live = stage_scenes (stage)[STAGE_LIVE];
  g_assert_cmpstr (title_of (live, "shared:0-1"), ==, "grid: one memory, at 0x7f0000000000 in rank 0 and at 0x7f0000000000 in rank 1");
  g_assert_null (title_of (live, "twins:0-1"));
  g_assert_true (says (live, "in all 2 processes"));
  g_assert_true (says (live, "last written by 1.1, 3.1 µs ago"));
  stage_destroy (stage);
  forget (&known);
}

/* Cells carry who wrote them last: sixteen of 32 were written, by thread 3. */
static void
test_last_writer (void)
{
  struct known known;
  int marks = 0;
  know (&known, 1, 4, SPACE_PRIVATE);
  struct stage *stage = shown (&known);
  const struct scene *live = stage_scenes (stage)[STAGE_LIVE];
  for (int i = 0; i < live->count; i++)
    marks += live->primitives[i].kind == PRIMITIVE_TEXT && strcmp (scene_text_at (live, live->primitives[i].text), "3") == 0;
  g_assert_cmpint (marks, ==, 16);
  g_assert_true (says (live, "0x7f0000000000 = 1 for all 4 threads · last written by 0.3, 3.1 µs ago"));
  g_assert_false (says (live, "≠"));
  known.fixture.snapshot.process[0].object[0].parts = 1;
  stage_update (stage, &known.fixture.snapshot);
  g_assert_cmpstr (title_of (stage_scenes (stage)[STAGE_LIVE], "writer:0.grid"), ==, "grid was last written by 0.3, 3.1 µs ago");
  stage_destroy (stage);
  forget (&known);
}

/* Nothing is claimed that was not looked at. */
static void
test_not_known (void)
{
  struct known known;
  know (&known, 2, 1, SPACE_PRIVATE);
  for (int i = 0; i < 2; i++) {
    struct snapshot_object *object = &known.fixture.snapshot.process[i].object[0];
    object->place = NULL;
    object->twin = TWIN_UNKNOWN;
    object->mapped_by = 0;
    known.fixture.snapshot.process[i].space = NULL;
  }
  struct stage *stage = shown (&known);
  g_assert_null (title_of (stage_scenes (stage)[STAGE_LIVE], "twins:0-1"));
  g_assert_false (says (stage_scenes (stage)[STAGE_PROGRAM], "NUMA"));
  g_autoptr (GArray) facts = memory_facts (&known.fixture.snapshot, "object:0.grid");
  for (guint i = 0; i < facts->len; i++) {
    const struct object_fact *fact = &g_array_index (facts, struct object_fact, i);
    g_assert_null (strstr (fact->value, "memory in"));
    g_assert_null (strstr (fact->value, "different memory"));
    g_assert_cmpstr (fact->name, !=, "Resident");
  }
  stage_destroy (stage);
  forget (&known);
}

/* ---- tables ---- */

static const struct object_fact *
row (const GArray *facts, const char *name)
{
  for (guint i = 0; i < facts->len; i++)
    if (strcmp (g_array_index (facts, struct object_fact, i).name, name) == 0)
      return &g_array_index (facts, struct object_fact, i);
  g_test_message ("no row %s", name);
  return NULL;
}

static void
test_facts (void)
{
  struct known known;
  know (&known, 2, 2, SPACE_PRIVATE);
  g_autoptr (GArray) process = memory_facts (&known.fixture.snapshot, "rank:1");
  g_autoptr (GArray) object = memory_facts (&known.fixture.snapshot, "object:0.grid");
  g_assert_cmpstr (row (process, "NUMA")->value, ==, "node 0: 1.0 MB, node 1: 8.0 MB");
  g_assert_cmpstr (row (process, "grid")->value, ==, "0x7f0000000000: private, 8.0 MB of 16 MB resident, PSS 4.0 MB, NUMA 1");
  g_assert_nonnull (strstr (row (process, "grid")->links, "href=\"object:1.grid\""));
  g_assert_cmpstr (row (process, "Stack of 1.1")->value, ==, "0x7ff001000000: 8.0 KB of 8.0 MB resident, PSS 8.0 KB");
  g_assert_cmpstr (row (process, "Heap")->value, ==, "4.0 KB of 1.0 MB resident, PSS 4.0 KB");
  g_assert_cmpstr (row (object, "In rank 1")->value, ==, "42: same address, different memory");
  g_assert_cmpstr (row (object, "Last written by")->value, ==, "0.1, 3.1 µs ago");
  g_assert_cmpstr (row (object, "Mapping")->value, ==, "private to rank 0, shared by its 2 threads");
  g_assert_cmpstr (row (object, "NUMA")->value, ==, "all on node 1");
  g_assert_null (memory_facts (&known.fixture.snapshot, "rank:2"));
  g_assert_null (memory_facts (&known.fixture.snapshot, "object:0.none"));
  g_assert_null (memory_facts (&known.fixture.snapshot, "thread:0.0"));
  g_assert_null (memory_facts (NULL, "rank:0"));
  forget (&known);
}

static void
test_words (void)
{
  struct space_nodes nodes = { 0 };
  struct space space = { .nodes_known = true };
  char text[160];
  memory_nodes (&nodes, text, sizeof text);
  g_assert_cmpstr (text, ==, "");
  space_nodes_add (&nodes, 3, 1);
  memory_nodes_sentence (&space, &nodes, 1, text, sizeof text);
  g_assert_cmpstr (text, ==, "all on node 3, the only one of this machine");
  space_nodes_add (&nodes, 1, 1);
  memory_nodes (&nodes, text, sizeof text);
  g_assert_cmpstr (text, ==, "NUMA 1 and 3");
  for (int id = 4; id < 9; id++)
    space_nodes_add (&nodes, id, 1);
  memory_nodes (&nodes, text, sizeof text);
  g_assert_cmpstr (text, ==, "NUMA 1, 3, 4, 5, …");
  space.nodes_known = false;
  memory_nodes_sentence (&space, &nodes, 2, text, sizeof text);
  g_assert_cmpstr (text, ==, "not told by the kernel");
}

/* ---- the view ---- */

/* Every row lies in its process's card, below the one before; the page is as high as it takes. */
static void
check_view (int ranks, int threads, double width)
{
  struct known known;
  struct scene *scene = scene_create (width, 100);
  know (&known, ranks, threads, SPACE_PRIVATE);
  memory_view_draw (scene, &known.fixture.snapshot);
  int rows = 0;
  for (int i = 0; i < scene->object_count; i++) {
    const struct scene_object *object = &scene->objects[i];
    if (object->parent < 0)
      continue;
    struct rect card = scene->objects[object->parent].rect;
    g_assert_cmpfloat (object->rect.x, >=, card.x);
    g_assert_cmpfloat (object->rect.y, >=, card.y);
    g_assert_cmpfloat (object->rect.x + object->rect.w, <=, card.x + card.w);
    g_assert_cmpfloat (object->rect.y + object->rect.h, <=, card.y + card.h);
    g_assert_cmpfloat (card.y + card.h, <=, scene->height);
    g_assert_cmpfloat (card.x + card.w, <=, scene->width);
    rows++;
  }
  g_assert_cmpint (rows, ==, ranks * (1 + threads + 1)); /* grid, stacks, heap */
  g_assert_true (says (scene, "0x7f0000000000 ≠") == (ranks > 1));
  scene_destroy (scene);
  forget (&known);
}

static void
test_view (void)
{
  check_view (1, 1, 900);
  check_view (2, 4, 1440);
  check_view (4, 3, 700);
  check_view (3, 2, 3000);
  check_view (3, 2, 300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory-view/different-memory", test_different_memory);
  g_test_add_func ("/memory-view/one-memory", test_one_memory);
  g_test_add_func ("/memory-view/last-writer", test_last_writer);
  g_test_add_func ("/memory-view/not-known", test_not_known);
  g_test_add_func ("/memory-view/facts", test_facts);
  g_test_add_func ("/memory-view/words", test_words);
  g_test_add_func ("/memory-view/view", test_view);
  return g_test_run ();
}
