/* The communication matrix: what was asked for stands in its cells; mailboxes and edges on the stage. */
#include <string.h>

#include "engine/machine/machine.h"
#include "engine/record/event.h"
#include "engine/trace/talk.h"
#include "tests/ui/fixture.h"
#include "ui/draw/export.h"
#include "ui/draw/matrix.h"
#include "ui/draw/stage.h"

static struct summary_talk talk[] = {
  { 0, 1, 0, "MPI_COMM_WORLD", 3, false, 4, 4096 }, { 0, 1, 0, "MPI_COMM_WORLD", 5, false, 1, 0 },
  { 0, 1, 1, "row", 3, false, 2, 20 },              { 0, 2, 0, "MPI_COMM_WORLD", 0, true, 7, 700 },
  { 2, 1, 0, "MPI_COMM_WORLD", TALK_OTHER_TAG, false, 9, 90 },
};
static const struct summary summary = { .processes = 3, .talk = talk, .talks = G_N_ELEMENTS (talk) };

static const char *
text_of (const struct scene *scene, const char *id)
{
  int object = scene_find (scene, id);
  for (int i = 0; i < scene->count; i++)
    if (scene->primitives[i].kind == PRIMITIVE_TEXT && scene->primitives[i].object == object)
      return scene_text_at (scene, scene->primitives[i].text);
  return NULL;
}

static void
assert_cells (struct matrix_options options, const char *first, const char *second, const char *third)
{
  struct scene *scene = scene_create (300, 0);
  matrix_draw (scene, &summary, &options);
  g_assert_cmpstr (text_of (scene, "talk:0-1"), ==, first);
  g_assert_cmpstr (text_of (scene, "talk:0-2"), ==, second);
  g_assert_cmpstr (text_of (scene, "talk:2-1"), ==, third);
  g_assert_cmpstr (text_of (scene, "talk:1-0"), ==, "–");
  scene_destroy (scene);
}

static void
test_cells (void)
{
  assert_cells ((struct matrix_options){ { TALK_ALL, 0, NULL }, MATRIX_MESSAGES }, "7", "7", "9");
  assert_cells ((struct matrix_options){ { TALK_ALL, 0, NULL }, MATRIX_BYTES }, "4.0 KB", "700 B", "90 B");
  assert_cells ((struct matrix_options){ { TALK_MESSAGES, 0, NULL }, MATRIX_MESSAGES }, "7", "–", "9");
  assert_cells ((struct matrix_options){ { TALK_COLLECTIVES, 0, NULL }, MATRIX_MESSAGES }, "–", "7", "–");
  assert_cells ((struct matrix_options){ { TALK_TAG, 3, NULL }, MATRIX_MESSAGES }, "6", "–", "–");
  assert_cells ((struct matrix_options){ { TALK_TAG, 3, "row" }, MATRIX_BYTES }, "20 B", "–", "–");
  assert_cells ((struct matrix_options){ { TALK_TAG, 5, NULL }, MATRIX_BYTES }, "0 B", "–", "–"); /* an empty message is one */
}

/* The darkest cell is that of the most bytes, or of the most messages. */
static void
test_shades (void)
{
  static const struct { enum matrix_measure measure; const char *darkest, *other; } shades[] = { { MATRIX_BYTES, "talk:0-1", "talk:2-1" },
                                                                                              { MATRIX_MESSAGES, "talk:2-1", "talk:0-1" } };
  for (size_t i = 0; i < G_N_ELEMENTS (shades); i++) {
    const struct matrix_options options = { { TALK_ALL, 0, NULL }, shades[i].measure };
    struct scene *scene = scene_create (300, 0);
    matrix_draw (scene, &summary, &options);
    for (int k = 0; k < scene->count; k++) {
      const struct primitive *box = &scene->primitives[k];
      if (box->kind == PRIMITIVE_BOX && box->object == scene_find (scene, shades[i].darkest))
        g_assert_cmpfloat (box->fill.alpha, ==, 1);
      if (box->kind == PRIMITIVE_BOX && box->object == scene_find (scene, shades[i].other))
        g_assert_cmpfloat (box->fill.alpha, <, 1);
    }
    scene_destroy (scene);
  }
}

static void
test_nothing (void)
{
  static const struct summary alone = { .processes = 1 }, silent = { .processes = 2 };
  const struct matrix_options row = { { TALK_COLLECTIVES, 0, "row" }, MATRIX_BYTES };
  struct scene *scene = scene_create (300, 0);
  matrix_draw (scene, NULL, NULL);
  g_assert_cmpint (scene_find (scene, "talk:0-1"), <, 0);
  matrix_draw (scene, &alone, NULL);
  g_assert_cmpint (scene_find (scene, "talk:0-0"), <, 0);
  matrix_draw (scene, &silent, NULL);
  g_assert_cmpint (scene_find (scene, "talk:0-1"), <, 0);
  matrix_draw (scene, &summary, &row);
  g_assert_cmpint (scene_find (scene, "talk:0-1"), <, 0);
  scene_destroy (scene);
}

static void
test_choices (void)
{
  struct matrix_choices choices;
  matrix_choices (&choices, &summary);
  g_assert_cmpint (choices.comms, ==, 2);
  g_assert_cmpstr (choices.comm[0], ==, "MPI_COMM_WORLD");
  g_assert_cmpstr (choices.comm[1], ==, "row");
  g_assert_cmpint (choices.tags, ==, 2);
  g_assert_true (choices.tag[0] == 3 && choices.tag[1] == 5 && choices.messages && choices.collectives);
  matrix_choices_finish (&choices);
  matrix_choices (&choices, NULL);
  g_assert_cmpint (choices.comms + choices.tags, ==, 0);
  matrix_choices_finish (&choices);
}

/* ---- on the stage ---- */

static bool
inside (struct rect r, double width, double height)
{
  return r.x >= 0 && r.y >= 0 && r.x + r.w <= width && r.y + r.h <= height;
}

static const char *
said (const struct scene *scene, const char *id)
{
  int object = scene_find (scene, id);
  return object < 0 ? NULL : scene_text_at (scene, scene->objects[object].title);
}

static struct stage *
look (struct fixture *fixture, struct machine **machine, int ranks, double width, double height)
{
  struct stage *stage = stage_create ();
  *machine = machine_load ("core:4 pu:1", NULL);
  fixture_init (fixture, ranks, 1, 4);
  stage_set_size (stage, width, height);
  stage_set_machine (stage, *machine);
  return stage;
}

static void
test_mailboxes (void)
{
  for (int ranks = 2; ranks <= 16; ranks *= 2) {
    struct fixture fixture;
    struct machine *machine;
    struct stage *stage = look (&fixture, &machine, ranks, 1000, 700);
    fixture.snapshot.process[1].unexpected = 3;
    fixture.snapshot.process[1].posted = 1;
    stage_update (stage, &fixture.snapshot);
    const struct scene *live = stage_scenes (stage)[STAGE_LIVE];
    g_assert_null (said (live, "mailbox:0")); /* nothing waits there */
    g_assert_nonnull (strstr (said (live, "mailbox:1"), "3 messages came before their receive"));
    g_assert_nonnull (strstr (said (live, "mailbox:1"), "1 receive is posted"));
    g_assert_true (inside (live->objects[scene_find (live, "mailbox:1")].rect, 1000, 700));
    stage_destroy (stage);
    fixture_finish (&fixture);
    machine_destroy (machine);
  }
}

static void
test_edges (void)
{
  struct snapshot_edge edges[] = { { 0, 1, 0, COLLECTIVE_BCAST, 9, 1, 64, 0, 1000000000 }, { 1, 3, 0, COLLECTIVE_BCAST, 9, 2, 128, 0, 1000000000 } };
  struct snapshot_collective waits[] = { { 2, COLLECTIVE_BCAST, 0, 64 } };
  struct fixture fixture;
  struct machine *machine;
  struct stage *stage = look (&fixture, &machine, 4, 1000, 700);
  fixture.snapshot.collective = waits;
  fixture.snapshot.collectives = 1;
  fixture.snapshot.edges_why = "it was not asked for";
  stage_update (stage, &fixture.snapshot);
  const struct scene *live = stage_scenes (stage)[STAGE_LIVE];
  g_assert_cmpint (scene_find (live, "edge:0-1"), <, 0); /* no tree is invented */
  g_assert_nonnull (strstr (text_of (live, "collective"), "edges not observed"));
  g_assert_nonnull (strstr (said (live, "collective"), "it was not asked for"));
  fixture.snapshot.edge = edges;
  fixture.snapshot.edges = 2;
  fixture.snapshot.edges_observed = true;
  stage_update (stage, &fixture.snapshot);
  g_assert_nonnull (strstr (said (live, "edge:1-3"), "rank 1 sent rank 3 128 B in 2 messages"));
  g_assert_cmpint (scene_find (live, "edge:0-3"), <, 0);
  g_assert_cmpstr (text_of (live, "collective"), ==, "MPI_Bcast · 1 of 4 inside · 2 edges measured");
  stage_destroy (stage);
  fixture_finish (&fixture);
  machine_destroy (machine);
}

/* A message's title says all that is known of it; what goes by rendezvous is drawn twice. */
static void
test_messages (void)
{
  struct fixture fixture;
  struct machine *machine;
  struct stage *stage = look (&fixture, &machine, 2, 1000, 700);
  struct snapshot_message *message = &fixture.snapshot.message[0];
  message->tag = 42;
  message->comm_name = "row";
  message->arrival = ARRIVAL_UNEXPECTED;
  message->protocol = PROTOCOL_RENDEZVOUS;
  message->protocol_seen = true;
  stage_update (stage, &fixture.snapshot);
  const struct scene *live = stage_scenes (stage)[STAGE_LIVE];
  g_assert_cmpstr (said (live, "message:0-1"), ==,
                   "Rank 0 to rank 1: 16 KB, tag 42, row, unexpected, rendezvous (inferred from its size, borne out by its call), in flight for 1.0 ms");
  int paths[2] = { 0, 0 };
  for (int i = 0; i < live->count; i++)
    for (int way = 0; way < 2; way++)
      paths[way] += live->primitives[i].kind == PRIMITIVE_PATH && live->primitives[i].object == scene_find (live, way ? "message:1-0" : "message:0-1");
  g_assert_cmpint (paths[0], ==, 2);
  g_assert_cmpint (paths[1], ==, 1);
  stage_destroy (stage);
  fixture_finish (&fixture);
  machine_destroy (machine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/matrix/cells", test_cells);
  g_test_add_func ("/matrix/shades", test_shades);
  g_test_add_func ("/matrix/nothing", test_nothing);
  g_test_add_func ("/matrix/choices", test_choices);
  g_test_add_func ("/matrix/mailboxes", test_mailboxes);
  g_test_add_func ("/matrix/edges", test_edges);
  g_test_add_func ("/matrix/messages", test_messages);
  return g_test_run ();
}
