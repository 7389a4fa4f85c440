/* What is known of memory, on made-up facts: the kernel's files, contents and last writers at a moment, what lies at one address. */
#include "engine/observe/maps.h"
#include "engine/trace/journal.h"
#include "engine/trace/json.h"
#include "engine/trace/recording.h"
#include "engine/trace/remove-tree.h"
#include "engine/trace/summary.h"
#include "engine/trace/trace-writer.h"

#include <string.h>

/* ---- the kernel's files ---- */

static const char smaps[] =
  "400000000000-400000002000 rw-p 00000000 00:00 0 \nSize: 8 kB\nRss:                  8 kB\nPss:                  6 kB\nPss_Dirty: 4 kB\n"
  "55d000000000-55d000001000 r-xp 00001000 fe:01 77                         /usr/bin/a b\nRss: 4 kB\nPss: 1 kB\nFilePmdMapped: 0 kB\n"
  "7f0000000000-7f0000010000 rw-s 00002000 00:05 99                         /dev/shm/w\nRss: 64 kB\nPss: 32 kB\n"
  "7ff000000000-7ff000021000 rw-p 00000000 00:00 0                          [stack]\nRss: 12 kB\nPss: 12 kB\nVmFlags: rd wr\n"
  "7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0                          [vdso]\nRss: 0 kB\nPss: 0 kB\n";
static const char numa_maps[] =
  "400000000000 default anon=2 dirty=2 N0=1 N1=1 kernelpagesize_kB=4\n"
  "55d000000000 default file=/usr/bin/a\\040N9=3 mapped=1 N1=1 kernelpagesize_kB=4\n"
  "6000000000 default anon=9 N0=9 kernelpagesize_kB=4\n" /* came in between: not in smaps */
  "7f0000000000 default file=/dev/shm/w dirty=16 N3=1 kernelpagesize_kB=64\n";

static void
test_maps (void)
{
  static const enum space_kind kinds[] = { SPACE_HEAP, SPACE_FILES, SPACE_SHARED, SPACE_STACKS, SPACE_OTHER };
  g_autoptr (GArray) mappings = g_array_new (FALSE, FALSE, sizeof (struct mapping));

  maps_parse (smaps, mappings);
  g_assert_cmpint (mappings->len, ==, 5);
  for (guint i = 0; i < mappings->len; i++)
    g_assert_cmpint (g_array_index (mappings, struct mapping, i).kind, ==, kinds[i]);
  struct mapping *grid = maps_find (mappings, 0x400000001fff), *window = maps_find (mappings, 0x7f0000000000);
  g_assert_cmpuint (grid->rss, ==, 8192);
  g_assert_cmpuint (grid->pss, ==, 6144); /* not Pss_Dirty */
  g_assert_true (window->shared);
  g_assert_cmpuint (window->inode, ==, 99);
  g_assert_cmpuint (window->device, ==, 5);
  g_assert_cmpuint (window->offset, ==, 0x2000);
  g_assert_null (maps_find (mappings, 0x400000002000));

  g_assert_true (maps_parse_nodes (numa_maps, mappings));
  g_assert_cmpint (grid->nodes.count, ==, 2);
  g_assert_cmpint (grid->nodes.node[1].id, ==, 1);
  g_assert_cmpuint (grid->nodes.node[1].bytes, ==, 4096);
  g_assert_cmpint (space_only_node (&grid->nodes), ==, -1);
  g_assert_cmpuint (window->nodes.node[0].bytes, ==, 65536);
  g_assert_cmpint (space_only_node (&window->nodes), ==, 3);
  g_assert_false (maps_parse_nodes ("", mappings));
}

static void
test_nodes (void)
{
  struct space_nodes nodes = { 0 };

  for (int id = 40; id > 0; id--)
    space_nodes_add (&nodes, id, 10);
  space_nodes_add (&nodes, 30, 5);
  space_nodes_add (&nodes, 7, 0);
  g_assert_cmpint (nodes.count, ==, SPACE_NODES);
  for (int i = 1; i < nodes.count; i++)
    g_assert_cmpint (nodes.node[i - 1].id, <, nodes.node[i].id);
  g_assert_cmpuint (nodes.on_others, ==, 10 * (40 - SPACE_NODES));
  g_assert_cmpuint (nodes.node[5].bytes, ==, 15);
}

/* ---- a trace ---- */

static struct trace *
small_trace (int ranks, int threads)
{
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .ranks = ranks, .threads = threads };
  struct trace *trace = trace_create (&description);

  for (int rank = 0; rank < ranks; rank++)
    trace_writer_process_facts (trace, rank, 100 + rank, "here");
  return trace;
}

static void
name_object (struct trace *trace, int rank, unsigned id, uint64_t address, unsigned parts)
{
  struct segment_object object = { .name = "grid", .address = address, .bytes = 8192, .parts = parts, .flags = OBJECT_SHARED, .sample = SAMPLE_UNSIGNED };

  trace_writer_object (trace, rank, id, &object);
}

static void
region (struct trace *trace, int rank, int thread, uint64_t begin, uint64_t end, int object, uint32_t written)
{
  struct event event = { .begin = begin, .span = event_span (end - begin, 0), .kind = EVENT_REGION, .peer = object + 1, .sequence = 4, .value = written };

  trace_writer_events (trace, rank, thread, &event, 1);
}

static void
write_once (struct trace *trace, int rank, int thread, uint64_t begin, uint64_t end, unsigned part, unsigned overwrote)
{
  struct event event = { .begin = begin, .span = event_span (end - begin, 0), .kind = EVENT_WRITE, .comm = part, .sequence = 1, .value = overwrote };

  trace_writer_events (trace, rank, thread, &event, 1);
}

static const struct snapshot *
at (struct trace *trace, uint64_t t)
{
  static struct snapshot snapshot; /* used again and again: its memory is */

  snapshot_take (trace, t, 0, 10, &snapshot);
  return &snapshot;
}

static const struct snapshot_object *
object_at (struct trace *trace, uint64_t t, int rank)
{
  return &at (trace, t)->process[rank].object[0];
}

static struct trace *
written_trace (void)
{
  struct trace *trace = small_trace (1, 3);

  name_object (trace, 0, 0, 0x1000, 4);
  region (trace, 0, 0, 100, 200, 0, event_written (0, 2));
  region (trace, 0, 1, 150, 250, 0, event_written (1, 1));
  region (trace, 0, 2, 160, 400, 0, 0); /* it only read */
  region (trace, 0, 2, 410, 420, 1, event_written (0, 4)); /* an object that nobody named */
  write_once (trace, 0, 2, 430, 450, 3, 7);
  write_once (trace, 0, 2, 460, 470, 3, 0);
  write_once (trace, 0, 1, 440, 480, 0, 5);
  region (trace, 0, 0, 481, 490, 0, event_written (1, 1)); /* the first thread is the last one */
  trace_writer_close (trace, 500);
  return trace;
}

static void
assert_written (struct trace *trace, uint64_t t, int writer, uint64_t when, const char *parts, uint64_t overwrote)
{
  const struct snapshot_object *object = object_at (trace, t, 0);

  g_assert_cmpint (object->writer, ==, writer);
  g_assert_cmpuint (object->written_ns, ==, when);
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (object->part_writer[i], ==, parts[i] == '-' ? -1 : parts[i] - '0');
  g_assert_cmpuint (object->overwrote, ==, overwrote);
}

static void
check_writers (struct trace *trace)
{
  assert_written (trace, 199, -1, 0, "----", 0);
  assert_written (trace, 200, 0, 200, "00--", 0);
  assert_written (trace, 250, 1, 250, "01--", 0);
  assert_written (trace, 449, 1, 250, "01--", 0);
  assert_written (trace, 455, 2, 450, "01-2", 7);
  assert_written (trace, 470, 2, 470, "01-2", 7);
  assert_written (trace, 480, 1, 480, "11-2", 12);
  assert_written (trace, 490, 0, 490, "10-2", 12);
}

static void
test_writers (void)
{
  struct trace *trace = written_trace ();

  check_writers (trace);
  trace_destroy (trace);
}

/* More parts than are told apart: pieces of equal numbers of them. */
static void
test_many_parts (void)
{
  struct trace *trace = small_trace (1, 2);

  name_object (trace, 0, 0, 0x1000, 640);
  region (trace, 0, 1, 100, 200, 0, event_written (25, 10));
  region (trace, 0, 0, 100, 210, 0, event_written (639, 100)); /* beyond its end */
  trace_writer_close (trace, 500);
  const struct snapshot_object *object = object_at (trace, 500, 0);
  for (int i = 0; i < SNAPSHOT_PARTS; i++)
    g_assert_cmpint (object->part_writer[i], ==, i == 2 || i == 3 ? 1 : i == SNAPSHOT_PARTS - 1 ? 0 : -1);
  trace_destroy (trace);
}

/* The last value is exact, earlier ones are known some times a second. */
static void
test_contents (void)
{
  struct trace *trace = small_trace (1, 1);
  const uint64_t ms = 1000000;

  name_object (trace, 0, 0, 0x1000, 1);
  trace_writer_advance (trace, 1000 * ms);
  g_assert_false (object_at (trace, 900 * ms, 0)->has_value);
  for (uint64_t i = 0; i < 100; i++)
    trace_writer_value (trace, 0, 0, (100 + 5 * i) * ms, i);
  g_assert_false (object_at (trace, 99 * ms, 0)->has_value);
  g_assert_cmpuint (object_at (trace, 100 * ms, 0)->value, ==, 0);
  g_assert_cmpuint (object_at (trace, 1000 * ms, 0)->value, ==, 99);
  const struct snapshot_object *object = object_at (trace, 350 * ms, 0);
  g_assert_true (object->has_value);
  g_assert_cmpuint (object->value, <=, 50);
  g_assert_cmpuint (object->value, >=, 50 - 20);
  trace_destroy (trace);
}

/* ---- address spaces ---- */

static void
look_in (struct trace *trace, int rank, uint64_t time, enum space_sharing sharing, uint64_t address, uint64_t inode, uint64_t in_file)
{
  struct space *space = space_new (1, 1);

  space->time = time;
  space->nodes_known = true;
  space->part[0] = (struct space_part){ .address = address, .bytes = 8192, .measured = true, .rss = 8192, .pss = 4096, .sharing = sharing,
                                        .device = 5, .inode = inode, .at = in_file };
  space_nodes_add (&space->part[0].nodes, 2, 8192);
  space_nodes_add (&space->whole.nodes, 2, 12288);
  space->part[1] = (struct space_part){ .address = 0x9000, .bytes = 4096, .measured = true, .rss = 4096 };
  trace_writer_space (trace, rank, space);
}

static void
look (struct trace *trace, int rank, uint64_t time, enum space_sharing sharing, uint64_t address, uint64_t inode)
{
  look_in (trace, rank, time, sharing, address, inode, 64);
}

static void
test_same_address (void)
{
  struct trace *trace = small_trace (3, 1);

  for (int rank = 0; rank < 3; rank++) {
    name_object (trace, rank, 0, 0x1000, 1);
    trace_writer_value (trace, rank, 0, 50, 40 + (rank == 1));
  }
  trace_writer_close (trace, 500);
  g_assert_cmpint (object_at (trace, 500, 0)->twins, ==, 2);
  g_assert_cmpint (object_at (trace, 500, 0)->twin, ==, TWIN_UNKNOWN); /* nobody has looked yet */
  for (int rank = 0; rank < 3; rank++)
    look (trace, rank, 100, SPACE_PRIVATE, 0x1000, 0);
  const struct snapshot_object *object = object_at (trace, 500, 1);
  g_assert_cmpint (object->twin, ==, TWIN_OTHER);
  g_assert_true (object->twin_differs);
  g_assert_cmpint (object->twin_rank, ==, 0);
  g_assert_cmpint (object_at (trace, 500, 0)->twin_rank, ==, 1);
  g_assert_cmpint (object->mapped_by, ==, 1);
  trace_destroy (trace);
}

/* On another host the same address means nothing. */
static void
test_other_host (void)
{
  struct trace *trace = small_trace (2, 1);

  for (int rank = 0; rank < 2; rank++)
    name_object (trace, rank, 0, 0x1000, 1);
  trace_writer_process_facts (trace, 1, 101, "there");
  trace_writer_close (trace, 500);
  g_assert_cmpint (object_at (trace, 500, 0)->twins, ==, 0);
  g_assert_cmpint (object_at (trace, 500, 0)->twin, ==, TWIN_NONE);
  trace_destroy (trace);
}

static struct trace *
window_trace (void)
{
  struct trace *trace = small_trace (2, 1);

  for (int rank = 0; rank < 2; rank++) {
    name_object (trace, rank, 0, 0x1000 * (rank + 1), 1);
    look (trace, rank, 100, SPACE_MAPPED_SHARED, 0x1000 * (rank + 1), 77);
    trace_writer_value (trace, rank, 0, 200 + rank, rank);
  }
  region (trace, 1, 0, 100, 200, 0, event_written (0, 1));
  trace_writer_numa_nodes (trace, 4);
  trace_writer_close (trace, 500);
  return trace;
}

/* One memory at two addresses: one last writer, one value. */
static void
check_window (struct trace *trace)
{
  for (int rank = 0; rank < 2; rank++) {
    const struct snapshot_object *object = object_at (trace, 500, rank);
    g_assert_cmpint (object->mapped_by, ==, 2);
    g_assert_cmpint (object->twins, ==, 0);
    g_assert_cmpint (object->writer, ==, 1);
    g_assert_cmpuint (object->value, ==, 1);
    g_assert_cmpint (space_only_node (&object->place->nodes), ==, 2);
  }
  const struct snapshot *snapshot = at (trace, 500);
  g_assert_cmpint (snapshot->numa_nodes, ==, 4);
  g_assert_cmpuint (space_stack (snapshot->process[0].space, 0)->address, ==, 0x9000);
  g_assert_null (space_stack (snapshot->process[0].space, 1));
}

static void
test_window (void)
{
  struct trace *trace = window_trace ();

  check_window (trace);
  trace_destroy (trace);
}

/* Another file, or another place in it, is other memory. */
static void
test_other_window (void)
{
  for (int differs = 0; differs < 2; differs++) {
    struct trace *trace = small_trace (2, 1);

    for (int rank = 0; rank < 2; rank++) {
      name_object (trace, rank, 0, 0x1000, 1);
      look_in (trace, rank, 100, SPACE_MAPPED_SHARED, 0x1000, differs ? 77 : 77 + rank, differs ? 4096 * rank : 0);
    }
    trace_writer_close (trace, 500);
    g_assert_cmpint (object_at (trace, 500, 0)->mapped_by, ==, 1);
    g_assert_cmpint (object_at (trace, 500, 0)->twin, ==, TWIN_OTHER);
    trace_destroy (trace);
  }
}

/* What does not change is kept once; before the first look it lay where that found it. */
static void
test_looks (void)
{
  struct trace *trace = small_trace (1, 1);

  name_object (trace, 0, 0, 0x1000, 1);
  look (trace, 0, 100, SPACE_PRIVATE, 0x1000, 0);
  look (trace, 0, 200, SPACE_PRIVATE, 0x1000, 0);
  look (trace, 0, 300, SPACE_PRIVATE, 0x1000, 1);
  trace_writer_close (trace, 500);
  g_assert_cmpuint (at (trace, 50)->process[0].space->time, ==, 100);
  g_assert_cmpuint (at (trace, 299)->process[0].space->time, ==, 100);
  g_assert_cmpuint (at (trace, 300)->process[0].space->time, ==, 300);
  trace_destroy (trace);
}

/* A look after a thread's end finds its stack gone, and soon more: what was there while all of them worked stays. */
static void
test_ended (void)
{
  struct event life = { .begin = 10, .span = event_span (240, 0), .kind = EVENT_THREAD };
  struct trace *trace = small_trace (1, 2);

  name_object (trace, 0, 0, 0x1000, 1);
  look (trace, 0, 100, SPACE_PRIVATE, 0x1000, 0);
  look (trace, 0, 250, SPACE_PRIVATE, 0x1000, 1);
  look (trace, 0, 251, SPACE_PRIVATE, 0, 0);
  trace_writer_advance (trace, 300);
  g_assert_cmpuint (at (trace, 300)->process[0].space->time, ==, 251);
  trace_writer_events (trace, 0, 1, &life, 1);
  trace_writer_close (trace, 500);
  g_assert_cmpuint (at (trace, 249)->process[0].space->time, ==, 100);
  g_assert_cmpuint (at (trace, 500)->process[0].space->time, ==, 250);
  g_assert_nonnull (object_at (trace, 500, 0)->place);
  trace_destroy (trace);
}

/* ---- kept ---- */

static void
test_recording (void)
{
  g_autofree char *parent = g_dir_make_tmp ("strandscope-memory-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  struct trace *made[] = { written_trace (), window_trace () };
  void (*const check[]) (struct trace *) = { check_writers, check_window };

  for (int i = 0; i < 2; i++) {
    g_autofree char *path = g_strdup_printf ("%s/%d", parent, i);
    recording_save (made[i], NULL, path, NULL, &error);
    g_assert_no_error (error);
    trace_destroy (made[i]);
    struct trace *read = recording_load (path, NULL, NULL, &error);
    g_assert_no_error (error);
    check[i] (read);
    trace_destroy (read);
  }
  remove_tree (parent);
}

/* Everything that may stand where a part of it belongs. */
static void
test_damaged_recording (void)
{
  static const char *const wrong[] = { "\"spaces\":[1,{\"parts\":7},{\"objects\":99999,\"stacks\":-4,\"parts\":[{}]},{\"objects\":3,\"parts\":[null,[],1]}]",
                                       "\"contents\":[1,[[],{},null],[\"a\",\"b\"],[5]]", "\"spaces\":{},\"contents\":{}" };
  g_autofree char *parent = g_dir_make_tmp ("strandscope-memory-XXXXXX", NULL), *path = g_build_filename (parent, "r", NULL);
  g_autofree char *facts = g_build_filename (path, "run.json", NULL);
  struct trace *trace = window_trace ();

  g_assert_true (recording_save (trace, NULL, path, NULL, NULL));
  trace_destroy (trace);
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *text = g_strdup_printf ("{\"format\":\"strandscope-recording\",\"version\":2,\"ranks\":1,\"threads\":1,\"end\":9,\"processes\":"
                                             "[{\"objects\":[{\"name\":\"x\",\"sample\":77}],%s}],\"lanes\":[{}]}", wrong[i]);
    g_assert_true (g_file_set_contents (facts, text, -1, NULL));
    struct trace *read = recording_load (path, NULL, NULL, NULL);
    g_assert_nonnull (read);
    at (read, 9);
    struct summary *summary = summary_take (read, UINT64_MAX);
    g_autofree char *json = summary_to_json (summary, trace_description (read), NULL, NULL);
    g_assert_nonnull (json);
    summary_destroy (summary);
    trace_destroy (read);
  }
  remove_tree (parent);
}

static void
test_journal (void)
{
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .ranks = 1, .threads = 1 };
  g_autofree char *parent = g_dir_make_tmp ("strandscope-memory-XXXXXX", NULL), *folder = g_build_filename (parent, "journal", NULL);
  g_autoptr (GError) error = NULL;
  struct trace *trace = trace_create (&description);

  trace_keep_journal (trace, journal_create (folder, &description, NULL, NULL, &error));
  g_assert_no_error (error);
  name_object (trace, 0, 0, 0x1000, 1);
  look (trace, 0, 100, SPACE_PRIVATE, 0x1000, 0);
  trace_writer_value (trace, 0, 0, 50, 42);
  write_once (trace, 0, 0, 60, 70, 0, 3);
  trace_writer_numa_nodes (trace, 4);
  trace_writer_close (trace, 500);
  trace_destroy (trace);
  trace = journal_load (folder, NULL, &error);
  g_assert_no_error (error);
  const struct snapshot_object *object = object_at (trace, 500, 0);
  g_assert_cmpuint (object->value, ==, 42);
  g_assert_cmpuint (object->overwrote, ==, 3);
  g_assert_cmpint (object->writer, ==, 0);
  g_assert_cmpint (object->place->sharing, ==, SPACE_PRIVATE);
  g_assert_cmpuint (object->place->pss, ==, 4096);
  g_assert_cmpint (at (trace, 500)->numa_nodes, ==, 4);
  trace_destroy (trace);
  remove_tree (parent);
}

static void
test_json (void)
{
  struct trace *trace = window_trace ();
  struct summary *summary = summary_take (trace, UINT64_MAX);
  g_autofree char *json = summary_to_json (summary, trace_description (trace), NULL, NULL);

  g_assert_nonnull (strstr (json, "\"numa\" : {\n          \"2\" : 12288\n"));
  g_assert_nonnull (strstr (json, "\"address\" : \"0x2000\""));
  g_assert_nonnull (strstr (json, "\"mapping\" : \"shared\""));
  g_assert_nonnull (strstr (json, "\"last_writer\" : \"1.0\""));
  g_assert_nonnull (strstr (json, "\"same_addresses\" : []"));
  summary_destroy (summary);
  trace_destroy (trace);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memory/maps", test_maps);
  g_test_add_func ("/memory/nodes", test_nodes);
  g_test_add_func ("/memory/writers", test_writers);
  g_test_add_func ("/memory/many-parts", test_many_parts);
  g_test_add_func ("/memory/contents", test_contents);
  g_test_add_func ("/memory/same-address", test_same_address);
  g_test_add_func ("/memory/other-host", test_other_host);
  g_test_add_func ("/memory/window", test_window);
  g_test_add_func ("/memory/other-window", test_other_window);
  g_test_add_func ("/memory/looks", test_looks);
  g_test_add_func ("/memory/ended", test_ended);
  g_test_add_func ("/memory/recording", test_recording);
  g_test_add_func ("/memory/damaged-recording", test_damaged_recording);
  g_test_add_func ("/memory/journal", test_journal);
  g_test_add_func ("/memory/json", test_json);
  return g_test_run ();
}
