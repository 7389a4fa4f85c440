/* How messages met their receives, what waits where, who talked to whom: on made-up events. */
#include "engine/trace/lane-items.h"
#include "engine/trace/moments.h"
#include "engine/trace/recording.h"
#include "engine/trace/summary.h"
#include "engine/trace/talk.h"
#include "engine/trace/trace-writer.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define LIMIT 4040

static struct trace *
make_trace (int ranks)
{
  struct trace_description description = { .model = (char *) "processes", .workload = (char *) "ring", .ranks = ranks, .threads = 1 };
  struct segment_mpi told = { .eager_self = 968, .eager_shared = LIMIT, .eager_network = 65480, .edges = 1 };
  struct trace *trace = trace_create (&description);

  for (int r = 0; r < ranks; r++) {
    trace_writer_mpi (trace, r, &told);
    trace_writer_workload (trace, r, 1, 0);
  }
  return trace;
}

static void
add (struct trace *trace, int rank, uint64_t begin, uint64_t end, struct event event)
{
  event.begin = begin;
  event.span = event_span (end - begin, 0);
  trace_writer_events (trace, rank, 0, &event, 1);
}

static void
send (struct trace *trace, uint64_t begin, uint64_t end, int number, unsigned bytes, unsigned flags)
{
  add (trace, 0, begin, end, (struct event){ .kind = EVENT_SEND, .peer = 1, .sequence = number, .object = 7, .value = bytes, .flags = flags });
}

static void
receive (struct trace *trace, uint64_t posted, uint64_t end, int number, unsigned bytes)
{
  add (trace, 1, posted, end, (struct event){ .kind = EVENT_RECV, .peer = 0, .sequence = number, .object = 7, .value = bytes });
}

/* Whichever end is heard of first, or whether the other ever is: how the receive was called is known. */
static void
test_flags (void)
{
  for (int order = 0; order < 3; order++) {
    struct trace *trace = make_trace (2);
    if (order == 0)
      send (trace, 100, 110, 0, 8, EVENT_SYNCHRONOUS);
    add (trace, 1, 50, 120, (struct event){ .kind = EVENT_RECV, .peer = 0, .object = 7, .value = 8, .flags = EVENT_NONBLOCKING });
    if (order == 1)
      send (trace, 100, 110, 0, 8, EVENT_SYNCHRONOUS);
    trace_writer_advance (trace, 1000);
    struct lane_receives *receives = lane_receives_new (trace);
    struct lane_reader *reader = lane_reader_new (trace, 1, receives);
    g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (struct lane_item));
    int found = 0;
    while (lane_reader_next (reader, items))
      for (guint i = 0; i < items->len; i++) {
        const struct lane_item *item = &g_array_index (items, struct lane_item, i);
        if (item->kind != ITEM_EVENT || item->event.kind != EVENT_RECV)
          continue;
        g_assert_cmpuint (item->event.flags, ==, EVENT_NONBLOCKING);
        found++;
      }
    g_assert_cmpint (found, ==, 1);
    lane_reader_free (reader);
    lane_receives_free (receives);
    trace_destroy (trace);
  }
}

struct encounter {
  uint64_t sent, returned, posted, received;
  unsigned bytes, flags;
  enum message_arrival arrival;
  enum message_protocol protocol;
  bool seen;
};

static const struct encounter meetings[] = {
  { 100, 110, 50, 120, 8, 0, ARRIVAL_POSTED, PROTOCOL_EAGER, false },
  { 100, 110, 150, 160, 8, 0, ARRIVAL_UNEXPECTED, PROTOCOL_EAGER, true },
  { 100, 110, 105, 160, 8, 0, ARRIVAL_UNKNOWN, PROTOCOL_EAGER, false }, /* posted while it was being sent */
  { 100, 110, 50, 120, LIMIT, 0, ARRIVAL_POSTED, PROTOCOL_EAGER, false },
  { 100, 110, 50, 120, LIMIT + 1, 0, ARRIVAL_POSTED, PROTOCOL_RENDEZVOUS, false },
  { 100, 190, 150, 200, 65536, 0, ARRIVAL_UNEXPECTED, PROTOCOL_RENDEZVOUS, true }, /* its call waited for the receive */
  { 100, 110, 150, 200, 65536, 0, ARRIVAL_UNEXPECTED, PROTOCOL_EAGER, true },      /* it did not: whatever its size */
  { 100, 110, 150, 200, 65536, EVENT_NONBLOCKING, ARRIVAL_UNEXPECTED, PROTOCOL_RENDEZVOUS, false },
  { 100, 110, 150, 200, 65536, EVENT_BUFFERED, ARRIVAL_UNEXPECTED, PROTOCOL_RENDEZVOUS, false },
  { 100, 190, 150, 200, 8, EVENT_SYNCHRONOUS, ARRIVAL_UNEXPECTED, PROTOCOL_RENDEZVOUS, true },
  { 100, 190, 150, 200, 8, EVENT_EXCHANGE, ARRIVAL_UNEXPECTED, PROTOCOL_EAGER, false }, /* the call's end says nothing */
};

static void
test_meetings (void)
{
  for (size_t i = 0; i < G_N_ELEMENTS (meetings); i++) {
    const struct encounter *m = &meetings[i];
    struct trace *trace = make_trace (2);
    struct snapshot snapshot = { 0 };

    send (trace, m->sent, m->returned, 0, m->bytes, m->flags);
    receive (trace, m->posted, m->received, 0, m->bytes);
    trace_writer_advance (trace, 1000);
    snapshot_take (trace, m->received, 1000, 1000, &snapshot);
    g_test_message ("meeting %zu", i);
    g_assert_cmpint (snapshot.messages, ==, 1);
    g_assert_cmpint (snapshot.message[0].arrival, ==, m->arrival);
    g_assert_cmpint (snapshot.message[0].protocol, ==, m->protocol);
    g_assert_true (snapshot.message[0].protocol_seen == m->seen);
    struct summary *summary = summary_take (trace, UINT64_MAX);
    g_assert_cmpuint (summary->by_arrival[m->arrival], ==, 1);
    g_assert_cmpuint (summary->by_protocol[m->protocol], ==, 1);
    summary_destroy (summary);
    snapshot_finish (&snapshot);
    trace_destroy (trace);
  }
}

/* Without a limit nothing is inferred; between hosts the network's counts. */
static void
test_limits (void)
{
  struct trace *trace = make_trace (2);
  struct segment_mpi silent = { .edges = 0 };
  struct snapshot snapshot = { 0 };

  trace_writer_process_facts (trace, 0, 1, "a");
  trace_writer_process_facts (trace, 1, 2, "b");
  send (trace, 100, 110, 0, 16384, 0);
  receive (trace, 50, 120, 0, 16384);
  trace_writer_advance (trace, 200);
  snapshot_take (trace, 150, 1000, 1000, &snapshot);
  g_assert_cmpint (snapshot.message[0].protocol, ==, PROTOCOL_EAGER);
  trace_writer_mpi (trace, 0, &silent);
  snapshot_take (trace, 150, 1000, 1000, &snapshot);
  g_assert_cmpint (snapshot.message[0].protocol, ==, PROTOCOL_UNKNOWN);
  snapshot_finish (&snapshot);
  trace_destroy (trace);
}

static void
assert_queue (struct trace *trace, uint64_t t, int unexpected, int posted)
{
  struct snapshot snapshot = { 0 };

  snapshot_take (trace, t, 1000, 1000, &snapshot);
  g_test_message ("at %d", (int) t);
  g_assert_cmpint (snapshot.process[1].unexpected, ==, unexpected);
  g_assert_cmpint (snapshot.process[1].posted, ==, posted);
  g_assert_cmpint (snapshot.process[0].unexpected + snapshot.process[0].posted, ==, 0);
  snapshot_finish (&snapshot);
}

static void
test_moments (void)
{
  struct moments moments = { .count = 0 };

  for (uint64_t i = 0; i < 10000; i++) /* 1, 0, 3, 2, ... */
    moments_add (&moments, i ^ 1);
  for (uint64_t t = 0; t < 10000; t++)
    g_assert_cmpuint (moments_until (&moments, t), ==, t + 1);
  moments_finish (&moments);
}

static void
test_queues (void)
{
  struct trace *trace = make_trace (2);

  for (int i = 0; i < 3; i++) /* come at 110, 210, 310; asked for from 500 on, received soon after */
    send (trace, 100 + i * 100, 110 + i * 100, i, 8, 0);
  for (int i = 0; i < 3; i++)
    receive (trace, 500 + i * 100, 520 + i * 100, i, 8);
  for (int i = 0; i < 2; i++) { /* two receives posted at 1000, their messages come at 1200 and 1300 */
    receive (trace, 1000, 1230 + i * 100, 3 + i, 8);
    send (trace, 1200 + i * 100, 1210 + i * 100, 3 + i, 8, 0);
  }
  trace_writer_advance (trace, 5000);
  assert_queue (trace, 109, 0, 0);
  assert_queue (trace, 111, 1, 0);
  assert_queue (trace, 400, 3, 0);
  assert_queue (trace, 510, 2, 1);
  assert_queue (trace, 650, 1, 0);
  assert_queue (trace, 900, 0, 0);
  assert_queue (trace, 1100, 0, 2);
  assert_queue (trace, 1240, 0, 1);
  assert_queue (trace, 1400, 0, 0);
  trace_writer_receives_posted (trace, 1, 4, 4000); /* under way: only their number is known */
  assert_queue (trace, 3999, 0, 0);
  assert_queue (trace, 4000, 0, 4);
  trace_destroy (trace);
}

/* What nobody receives waits to the end; a receive that never returned is posted as long as its call was under way. */
static void
test_queues_never_emptied (void)
{
  struct trace *trace = make_trace (2);
  struct writer_now now = { .at = 600, .since = 500, .state = NOW_RECEIVING, .object = 0, .pu = 0, .region = UINT32_MAX };

  add (trace, 1, 10, 20, (struct event){ .kind = EVENT_STEP });
  send (trace, 100, 110, 0, 8, 0);
  trace_writer_now (trace, 1, 0, &now);
  trace_writer_advance (trace, UINT64_C (1000000000));
  assert_queue (trace, UINT64_C (900000000), 1, 1);
  trace_writer_close (trace, UINT64_C (1000000000));
  assert_queue (trace, UINT64_C (900000000), 1, 1);
  assert_queue (trace, 400, 1, 0);
  trace_destroy (trace);
}

static void
edge (struct trace *trace, int from, int to, uint64_t begin, uint64_t end, int number, int messages, unsigned bytes)
{
  add (trace, from, begin, end, (struct event){ .kind = EVENT_EDGE, .peer = to, .sequence = number, .object = messages, .value = bytes });
}

static void
inside (struct trace *trace, int rank, uint64_t begin, uint64_t end, int number, int kind)
{
  add (trace, rank, begin, end, (struct event){ .kind = EVENT_COLLECTIVE, .peer = rank, .sequence = number, .object = kind });
}

/* A broadcast 0 -> 1, 0 -> 2, 2 -> 3, then a barrier 3 -> 0. */
static struct trace *
make_collectives (void)
{
  struct trace *trace = make_trace (4);

  edge (trace, 0, 1, 100, 150, 5, 1, 64);
  edge (trace, 0, 2, 100, 150, 5, 2, 64);
  edge (trace, 2, 3, 110, 180, 5, 1, 64);
  for (int r = 0; r < 4; r++)
    inside (trace, r, 100 + r * 5, 150 + r * 15, 5, COLLECTIVE_BCAST);
  edge (trace, 3, 0, 300, 400, 6, 1, 0);
  for (int r = 0; r < 4; r++)
    inside (trace, r, 300, 400, 6, COLLECTIVE_BARRIER);
  trace_writer_advance (trace, 5000);
  return trace;
}

static void
test_edges (void)
{
  struct trace *trace = make_collectives ();
  struct snapshot snapshot = { 0 };

  snapshot_take (trace, 50, 200, 1000, &snapshot);
  g_assert_cmpint (snapshot.edges, ==, 0);
  g_assert_true (snapshot.edges_observed);
  snapshot_take (trace, 105, 200, 1000, &snapshot); /* rank 2 has not come yet */
  g_assert_cmpint (snapshot.edges, ==, 2);
  snapshot_take (trace, 250, 200, 1000, &snapshot); /* it ended, and is in sight still */
  g_assert_cmpint (snapshot.edges, ==, 3);
  g_assert_cmpint (snapshot.edge[1].kind, ==, COLLECTIVE_BCAST);
  g_assert_cmpint (snapshot.edge[1].destination, ==, 2);
  g_assert_cmpuint (snapshot.edge[1].messages, ==, 2);
  g_assert_cmpuint (snapshot.edge[1].bytes, ==, 64);
  snapshot_take (trace, 350, 200, 1000, &snapshot); /* only the newest */
  g_assert_cmpint (snapshot.edges, ==, 1);
  g_assert_cmpint (snapshot.edge[0].kind, ==, COLLECTIVE_BARRIER);
  snapshot_take (trace, 700, 200, 1000, &snapshot);
  g_assert_cmpint (snapshot.edges, ==, 0);
  snapshot_finish (&snapshot);
  trace_destroy (trace);
}

static struct trace *
make_talk (void)
{
  struct trace *trace = make_collectives ();

  for (int tag = 0; tag < 3; tag++)
    for (int i = 0; i <= tag; i++)
      add (trace, 1, 1000 + tag * 10 + i, 1001 + tag * 10 + i,
           (struct event){ .kind = EVENT_SEND, .peer = 2, .comm = tag == 2, .sequence = i, .object = tag, .value = 10 });
  trace_writer_comm_name (trace, 1, 1, "split 1");
  trace_writer_comm_name (trace, 1, 1, "a \"row\"");
  return trace;
}

static void
assert_matrix (const struct summary *summary, struct talk_filter filter, int from, int to, uint64_t messages, uint64_t bytes)
{
  uint64_t count[16], size[16];

  summary_matrix (summary, &filter, count, size);
  g_assert_cmpuint (count[from * 4 + to], ==, messages);
  g_assert_cmpuint (size[from * 4 + to], ==, bytes);
}

static void
assert_talk (const struct summary *summary)
{
  assert_matrix (summary, (struct talk_filter){ TALK_ALL, 0, NULL }, 1, 2, 6, 60);
  assert_matrix (summary, (struct talk_filter){ TALK_ALL, 0, NULL }, 0, 2, 2, 64);
  assert_matrix (summary, (struct talk_filter){ TALK_MESSAGES, 0, NULL }, 0, 2, 0, 0);
  assert_matrix (summary, (struct talk_filter){ TALK_COLLECTIVES, 0, NULL }, 1, 2, 0, 0);
  assert_matrix (summary, (struct talk_filter){ TALK_COLLECTIVES, 0, NULL }, 3, 0, 1, 0);
  assert_matrix (summary, (struct talk_filter){ TALK_TAG, 1, NULL }, 1, 2, 2, 20);
  assert_matrix (summary, (struct talk_filter){ TALK_TAG, 0, NULL }, 0, 2, 0, 0); /* collectives have no tag */
  assert_matrix (summary, (struct talk_filter){ TALK_ALL, 0, "a \"row\"" }, 1, 2, 3, 30);
  assert_matrix (summary, (struct talk_filter){ TALK_ALL, 0, "MPI_COMM_WORLD" }, 1, 2, 3, 30);
  assert_matrix (summary, (struct talk_filter){ TALK_TAG, 1, "a \"row\"" }, 1, 2, 0, 0);
}

static void
test_talk (void)
{
  struct trace *trace = make_talk ();
  struct summary *summary = summary_take (trace, UINT64_MAX);
  g_autofree char *csv = summary_talk_csv (summary);

  assert_talk (summary);
  g_assert_true (g_str_has_prefix (csv, "source,destination,traffic,communicator,tag,messages,bytes\n0,1,collective,\"MPI_COMM_WORLD\",,1,64\n"));
  g_assert_nonnull (strstr (csv, "\n1,2,message,\"MPI_COMM_WORLD\",1,2,20\n"));
  g_assert_nonnull (strstr (csv, "\n1,2,message,\"a \"\"row\"\"\",2,3,30\n"));
  summary_destroy (summary);
  summary = summary_take (trace, 1015); /* before the last tag */
  assert_matrix (summary, (struct talk_filter){ TALK_MESSAGES, 0, NULL }, 1, 2, 3, 30);
  assert_matrix (summary, (struct talk_filter){ TALK_COLLECTIVES, 0, NULL }, 0, 1, 1, 64);
  summary_destroy (summary);
  trace_destroy (trace);
}

/* A tag a message: the list stays finite, and nothing is left out of the sums. */
static void
test_many_tags (void)
{
  struct talk *talk = talk_new ();
  uint64_t messages = 0;
  int count;

  for (int i = 0; i < 2 * TALK_MOST; i++)
    talk_add (talk, &(struct talk_key){ .source = 0, .destination = 1, .tag = i }, 1, 8);
  struct talk_entry *list = talk_list (talk, &count);
  g_assert_cmpint (count, ==, TALK_MOST + 1);
  g_assert_cmpint (list[0].key.tag, ==, TALK_OTHER_TAG);
  g_assert_cmpuint (list[0].messages, ==, TALK_MOST);
  for (int i = 0; i < count; i++)
    messages += list[i].messages;
  g_assert_cmpuint (messages, ==, 2 * TALK_MOST);
  g_free (list);
  talk_free (talk);
}

/* All of it comes back from a recording. */
static void
test_recorded (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("strandscope-XXXXXX", NULL), *path = g_build_filename (folder, "a.rec", NULL);
  struct trace *trace = make_talk (), *loaded;
  struct snapshot snapshot = { 0 };

  trace_writer_close (trace, 6000);
  g_assert_true (recording_save (trace, NULL, path, NULL, &error));
  g_assert_no_error (error);
  loaded = recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  struct summary *summary = summary_take (loaded, UINT64_MAX);
  assert_talk (summary);
  g_assert_true (summary->edges_observed);
  g_assert_cmpuint (summary->eager_shared, ==, LIMIT);
  summary_destroy (summary);
  snapshot_take (loaded, 250, 200, 1000, &snapshot);
  g_assert_cmpint (snapshot.edges, ==, 3);
  snapshot_finish (&snapshot);
  trace_destroy (loaded);
  trace_destroy (trace);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", folder);
  g_assert_true (g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/meetings", test_meetings);
  g_test_add_func ("/delivery/flags", test_flags);
  g_test_add_func ("/delivery/limits", test_limits);
  g_test_add_func ("/delivery/moments", test_moments);
  g_test_add_func ("/delivery/queues", test_queues);
  g_test_add_func ("/delivery/queues-never-emptied", test_queues_never_emptied);
  g_test_add_func ("/delivery/edges", test_edges);
  g_test_add_func ("/delivery/talk", test_talk);
  g_test_add_func ("/delivery/many-tags", test_many_tags);
  g_test_add_func ("/delivery/recorded", test_recorded);
  return g_test_run ();
}
