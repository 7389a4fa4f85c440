#include "same-trace.h"

#include "engine/trace/json.h"
#include "engine/trace/summary.h"

#include <string.h>

#define MOMENTS 400

char *
described (struct trace *trace)
{
  struct summary *summary = summary_take (trace, UINT64_MAX);
  char *text = summary_to_json (summary, trace_description (trace), NULL, NULL);

  summary_destroy (summary);
  return text;
}

static void
assert_same_threads (const struct snapshot *x, const struct snapshot *y)
{
  g_assert_cmpint (x->threads, ==, y->threads);
  for (int i = 0; i < x->threads; i++) {
    const struct snapshot_thread *a = &x->thread[i], *b = &y->thread[i];
    g_assert_cmpint (a->tid, ==, b->tid);
    g_assert_cmpint (a->state, ==, b->state);
    g_assert_cmpint (a->on_cpu, ==, b->on_cpu);
    g_assert_cmpint (a->pu, ==, b->pu);
    g_assert_cmpint (a->pu_source, ==, b->pu_source);
    g_assert_cmpint (a->previous_pu, ==, b->previous_pu);
    g_assert_cmpuint (a->migrated_ns, ==, b->migrated_ns);
    g_assert_cmpuint (a->since_ns, ==, b->since_ns);
    g_assert_cmpint (a->bound, ==, b->bound);
    g_assert_cmpint (a->binding_refused, ==, b->binding_refused);
    g_assert_cmpint (a->misplaced, ==, b->misplaced);
    g_assert_cmpint (a->binding != NULL, ==, b->binding != NULL);
    if (a->binding)
      g_assert_cmpmem (a->binding, SEGMENT_PU_WORDS * sizeof (uint64_t), b->binding, SEGMENT_PU_WORDS * sizeof (uint64_t));
    g_assert_cmpstr (a->region, ==, b->region);
    g_assert_cmpint (a->object, ==, b->object);
    g_assert_cmpint (a->first_part, ==, b->first_part);
    g_assert_cmpint (a->parts, ==, b->parts);
    g_assert_cmpint (a->lock, ==, b->lock);
    g_assert_cmpint (a->awaited, ==, b->awaited);
    g_assert_cmpint (a->call, ==, b->call);
    g_assert_cmpuint (a->steps, ==, b->steps);
  }
}

static void
assert_same_messages (const struct snapshot *x, const struct snapshot *y)
{
  g_assert_cmpint (x->messages, ==, y->messages);
  g_assert_cmpint (x->messages_not_listed, ==, y->messages_not_listed);
  for (int i = 0; i < x->messages; i++) {
    const struct snapshot_message *a = &x->message[i], *b = &y->message[i];
    g_assert_cmpint (a->source, ==, b->source);
    g_assert_cmpint (a->destination, ==, b->destination);
    g_assert_cmpint (a->source_thread, ==, b->source_thread);
    g_assert_cmpint (a->destination_thread, ==, b->destination_thread);
    g_assert_cmpint (a->tag, ==, b->tag);
    g_assert_cmpint (a->comm, ==, b->comm);
    g_assert_cmpuint (a->bytes, ==, b->bytes);
    g_assert_cmpuint (a->sent_ns, ==, b->sent_ns);
    g_assert_cmpuint (a->received_ns, ==, b->received_ns);
    g_assert_cmpint (a->state, ==, b->state);
    g_assert_cmpint (a->arrival, ==, b->arrival);
    g_assert_cmpint (a->protocol, ==, b->protocol);
    g_assert_cmpint (a->protocol_seen, ==, b->protocol_seen);
    g_assert_cmpstr (a->comm_name, ==, b->comm_name);
  }
  g_assert_cmpint (x->edges_observed, ==, y->edges_observed);
  g_assert_cmpstr (x->edges_why, ==, y->edges_why);
  g_assert_cmpint (x->edges, ==, y->edges);
  for (int i = 0; i < x->edges; i++) {
    const struct snapshot_edge *a = &x->edge[i], *b = &y->edge[i];
    g_assert_cmpint (a->source, ==, b->source);
    g_assert_cmpint (a->destination, ==, b->destination);
    g_assert_cmpint (a->comm, ==, b->comm);
    g_assert_cmpint (a->kind, ==, b->kind);
    g_assert_cmpuint (a->sequence, ==, b->sequence);
    g_assert_cmpuint (a->messages, ==, b->messages);
    g_assert_cmpuint (a->bytes, ==, b->bytes);
    g_assert_cmpuint (a->begin_ns, ==, b->begin_ns);
    g_assert_cmpuint (a->end_ns, ==, b->end_ns);
  }
}

static void
assert_same_locks (const struct snapshot *x, const struct snapshot *y)
{
  g_assert_cmpint (x->locks, ==, y->locks);
  for (int i = 0; i < x->locks; i++) {
    const struct snapshot_lock *a = &x->lock[i], *b = &y->lock[i];
    g_assert_cmpint (a->rank, ==, b->rank);
    g_assert_cmpint (a->lock, ==, b->lock);
    g_assert_cmpstr (a->name, ==, b->name);
    g_assert_cmpint (a->holder, ==, b->holder);
    g_assert_cmpint (a->queued, ==, b->queued);
    if (a->queued)
      g_assert_cmpmem (a->queue, a->queued * sizeof (int), b->queue, b->queued * sizeof (int));
    g_assert_cmpuint (a->held_since_ns, ==, b->held_since_ns);
    g_assert_cmpint (a->last_waiter, ==, b->last_waiter);
    g_assert_cmpuint (a->last_wait_ns, ==, b->last_wait_ns);
  }
  g_assert_cmpint (x->waits, ==, y->waits);
  for (int i = 0; i < x->waits; i++) {
    g_assert_cmpint (x->wait[i].from, ==, y->wait[i].from);
    g_assert_cmpint (x->wait[i].kind, ==, y->wait[i].kind);
    g_assert_cmpint (x->wait[i].to_rank, ==, y->wait[i].to_rank);
    g_assert_cmpint (x->wait[i].to_thread, ==, y->wait[i].to_thread);
    g_assert_cmpuint (x->wait[i].since_ns, ==, y->wait[i].since_ns);
    g_assert_cmpint (x->wait[i].in_cycle, ==, y->wait[i].in_cycle);
  }
}

static void
assert_same_processes (const struct snapshot *x, const struct snapshot *y)
{
  g_assert_cmpint (x->processes, ==, y->processes);
  for (int i = 0; i < x->processes; i++) {
    const struct snapshot_process *a = &x->process[i], *b = &y->process[i];
    g_assert_cmpint (a->pid, ==, b->pid);
    g_assert_cmpstr (a->host, ==, b->host);
    g_assert_cmpint (a->state, ==, b->state);
    g_assert_cmpstr (a->fate, ==, b->fate);
    g_assert_cmpint (a->unexpected, ==, b->unexpected);
    g_assert_cmpint (a->posted, ==, b->posted);
    g_assert_cmpuint (a->pss_bytes, ==, b->pss_bytes);
    g_assert_cmpuint (a->rss_bytes, ==, b->rss_bytes);
    g_assert_cmpint (a->objects, ==, b->objects);
    for (int k = 0; k < a->objects; k++) {
      g_assert_cmpstr (a->object[k].name, ==, b->object[k].name);
      g_assert_cmpstr (a->object[k].detail, ==, b->object[k].detail);
      g_assert_cmpuint (a->object[k].address, ==, b->object[k].address);
      g_assert_cmpuint (a->object[k].bytes, ==, b->object[k].bytes);
      g_assert_cmpint (a->object[k].parts, ==, b->object[k].parts);
    }
  }
}

static void
assert_same_pus (const struct snapshot *x, const struct snapshot *y)
{
  g_assert_cmpint (x->pus, ==, y->pus);
  for (int i = 0; i < x->pus; i++) {
    const struct snapshot_pu *a = &x->pu[i], *b = &y->pu[i];
    g_assert_cmpint (a->os, ==, b->os);
    g_assert_cmpint (a->rank, ==, b->rank);
    g_assert_cmpint (a->thread, ==, b->thread);
    g_assert_cmpint (a->sharing, ==, b->sharing);
    g_assert_cmpmem (a->slice_rank, sizeof a->slice_rank, b->slice_rank, sizeof b->slice_rank);
    g_assert_cmpmem (a->slice_share, sizeof a->slice_share, b->slice_share, sizeof b->slice_share);
  }
}

void
assert_same_moment (struct trace *a, struct trace *b, uint64_t t)
{
  uint64_t length = trace_end (a) - trace_begin (a);
  struct snapshot x = { 0 }, y = { 0 };

  snapshot_take (a, t, length / 50 + 1, length / 100 + 1, &x);
  snapshot_take (b, t, length / 50 + 1, length / 100 + 1, &y);
  g_assert_cmpuint (x.t, ==, y.t);
  g_assert_cmpuint (x.begin, ==, y.begin);
  g_assert_cmpuint (x.end, ==, y.end);
  g_assert_cmpuint (x.events, ==, y.events);
  g_assert_cmpuint (x.events_lost, ==, y.events_lost);
  g_assert_cmpuint (x.deadlock_since_ns, ==, y.deadlock_since_ns);
  g_assert_cmpint (x.on_cpu, ==, y.on_cpu);
  g_assert_cmpint (x.runnable, ==, y.runnable);
  assert_same_threads (&x, &y);
  assert_same_messages (&x, &y);
  assert_same_locks (&x, &y);
  assert_same_processes (&x, &y);
  assert_same_pus (&x, &y);
  g_assert_cmpint (x.collectives, ==, y.collectives);
  for (int i = 0; i < x.collectives; i++) {
    g_assert_cmpint (x.collective[i].rank, ==, y.collective[i].rank);
    g_assert_cmpint (x.collective[i].kind, ==, y.collective[i].kind);
    g_assert_cmpuint (x.collective[i].bytes, ==, y.collective[i].bytes);
    g_assert_cmpuint (x.collective[i].since_ns, ==, y.collective[i].since_ns);
  }
  snapshot_finish (&x);
  snapshot_finish (&y);
}

static void
assert_same_stretch (struct trace *a, struct trace *b)
{
  struct window x = { 0 }, y = { 0 };

  window_take (a, trace_begin (a), trace_end (a), 0, 1 << 20, &x);
  window_take (b, trace_begin (b), trace_end (b), 0, 1 << 20, &y);
  g_assert_cmpint (x.messages, ==, y.messages);
  g_assert_cmpint (x.lanes, ==, y.lanes);
  for (int i = 0; i < x.lanes; i++) {
    g_assert_cmpint (x.lane[i].spans, ==, y.lane[i].spans);
    for (int k = 0; k < x.lane[i].spans; k++) {
      g_assert_cmpuint (x.lane[i].span[k].begin, ==, y.lane[i].span[k].begin);
      g_assert_cmpuint (x.lane[i].span[k].end, ==, y.lane[i].span[k].end);
      g_assert_cmpint (x.lane[i].span[k].state, ==, y.lane[i].span[k].state);
    }
  }
  window_finish (&x);
  window_finish (&y);
}

void
assert_same_trace (struct trace *a, struct trace *b)
{
  g_autofree char *before = described (a), *after = described (b);
  uint64_t begin = trace_begin (a), end = trace_end (a);

  g_assert_cmpstr (before, ==, after);
  assert_same_stretch (a, b);
  for (uint64_t i = 0; i <= MOMENTS; i++)
    assert_same_moment (a, b, begin + (end - begin) / MOMENTS * i);
  assert_same_moment (a, b, UINT64_MAX);
}
