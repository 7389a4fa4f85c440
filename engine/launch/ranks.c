/* The ranks' segments: opened as they appear, drained into the trace. */
#include "engine/launch/run-private.h"

#include <errno.h>
#include <string.h>
#include <sys/pidfd.h>
#include <unistd.h>

#define DRAIN_ROOM SEGMENT_RING_EVENTS

static char *
text_of (const char *field, size_t room)
{
  return g_utf8_make_valid (field, strnlen (field, room));
}

/* A header that does not describe this run's rank is not looked at: the file may be anyone's. */
static bool
fits (const struct run *run, const struct run_rank *rank, const struct segment *segment)
{
  return segment->rank == rank->rank && segment->ranks == run->ranks && segment->threads == run->threads &&
         segment->pid > 0;
}

static void
meet (struct run *run, struct run_rank *rank, struct segment *segment)
{
  g_autofree char *host = text_of (segment->host, sizeof segment->host);

  rank->segment = segment;
  rank->pid = segment->pid;
  rank->pidfd = pidfd_open (segment->pid, 0);
  rank->attached = g_new0 (bool, run->threads);
  rank->known = g_new0 (uint64_t, run->threads);
  trace_writer_process_facts (run->trace, rank->rank, rank->pid, host[0] ? host : NULL);
  trace_writer_process (run->trace, rank->rank, run_clock (), PROCESS_ALIVE, NULL);
  observer_attach_process (run->observer, rank->rank, rank->pid);
}

static void
open_one (struct run *run, struct run_rank *rank)
{
  g_autofree char *path = g_strdup_printf ("%s/rank-%d", run->folder, rank->rank);
  struct segment *segment = segment_open (path);

  if (segment && fits (run, rank, segment)) {
    meet (run, rank, segment);
    return;
  }
  if (segment || errno == EPROTO)
    run_fail (run, "The worker program is of another version than this one (the memory of rank %d does not fit); install both "
              "again.", rank->rank);
  segment_unmap (segment);
}

void
ranks_open (struct run *run)
{
  for (int i = 0; i < run->ranks; i++)
    if (!run->rank[i].segment && !run->rank[i].gone)
      open_one (run, &run->rank[i]);
}

static bool
read_now (struct run_rank *rank, int thread, struct writer_now *now)
{
  struct segment_now read;

  if (!segment_now (rank->segment, thread, &rank->known[thread], &read))
    return false;
  now->state = read.state;
  now->object = read.object;
  now->pu = (int) read.pu;
  now->since = read.since;
  now->region = read.region;
  return true;
}

/* When a thread began as itself: after it was bound, so that the PU it was born on is no placement of its own. */
static uint64_t
first_moment (struct segment *segment, int thread, const struct thread_slot *slot)
{
  uint64_t since = atomic_load_explicit (&slot->now_since, memory_order_relaxed);

  if (atomic_load_explicit (&slot->head, memory_order_acquire) > 0)
    since = MIN (since, segment_ring (segment, thread)[0].begin);
  return MAX (since, segment->begin_ns);
}

/* A thread is known to the trace once its tid is; to the observer once the workload began, so that start-up
 * (MPI_Init spins for a second) is no part of its sums. */
static void
meet_thread (struct run *run, struct run_rank *rank, int thread, struct thread_slot *slot, uint64_t now)
{
  int tid = atomic_load_explicit (&slot->tid, memory_order_acquire);

  if (rank->attached[thread] || tid <= 0 || !rank->segment->begin_ns)
    return;
  struct writer_thread facts = { now, tid, slot->bound, slot->bind_error, slot->asked, slot->binding };
  trace_writer_thread (run->trace, rank->rank, thread, &facts);
  observer_attach_thread (run->observer, rank->rank, thread, slot->pid > 0 ? slot->pid : rank->pid, tid,
                          first_moment (rank->segment, thread, slot));
  observer_attach_stack (run->observer, rank->rank, thread, slot->stack, slot->stack_bytes);
  rank->attached[thread] = true;
  rebind_newcomer (run, rank, thread);
}

static void
drain_thread (struct run *run, struct run_rank *rank, int thread, uint64_t now)
{
  struct thread_slot *slot = segment_slot (rank->segment, thread);
  struct writer_now inside = { .at = now };
  size_t count, drained = 0;

  meet_thread (run, rank, thread, slot, now);
  trace_writer_lost (run->trace, rank->rank, thread, atomic_load_explicit (&slot->dropped, memory_order_relaxed));
  do {
    count = segment_drain (rank->segment, thread, run->buffer, DRAIN_ROOM);
    trace_writer_events (run->trace, rank->rank, thread, run->buffer, count);
    drained += count;
  } while (count == DRAIN_ROOM);
  run->events += drained;
  run->fullest = MAX (run->fullest, drained);
  if (drained > 0)
    run->last_event_ns = now;
  if (rank->gone || run->halted_ns || !read_now (rank, thread, &inside))
    return;
  if (rank->held && inside.state == NOW_BARRIER && inside.object < 0)
    inside.state = NOW_GATE; /* it came to the gate before the pause, and waited only for the others then */
  inside.since = MAX (inside.since, run->let_go_ns); /* while it was stopped it waited for nobody */
  trace_writer_now (run->trace, rank->rank, thread, &inside);
}

static void
read_names (struct run *run, struct run_rank *rank)
{
  struct segment *segment = rank->segment;
  uint32_t regions = MIN (atomic_load_explicit (&segment->regions, memory_order_acquire), SEGMENT_MAX_NAMES);
  uint32_t locks = MIN (atomic_load_explicit (&segment->locks, memory_order_acquire), SEGMENT_MAX_NAMES);
  uint32_t comms = MIN (atomic_load_explicit (&segment->comms, memory_order_acquire), SEGMENT_MAX_COMMS);
  uint32_t objects = MIN (atomic_load_explicit (&segment->objects, memory_order_acquire), SEGMENT_MAX_OBJECTS);

  for (; rank->regions < regions; rank->regions++) {
    g_autofree char *name = text_of (segment->region[rank->regions], SEGMENT_NAME_BYTES);
    trace_writer_region_name (run->trace, rank->rank, rank->regions, name);
  }
  for (; rank->locks < locks; rank->locks++) {
    g_autofree char *name = text_of (segment->lock[rank->locks], SEGMENT_NAME_BYTES);
    trace_writer_lock_kind (run->trace, rank->rank, rank->locks, segment->lock_kind[rank->locks]);
    trace_writer_lock_name (run->trace, rank->rank, rank->locks, name);
  }
  for (; rank->objects < objects; rank->objects++) {
    const struct segment_object *object = &segment->object[rank->objects];
    trace_writer_object (run->trace, rank->rank, rank->objects, object);
    observer_attach_object (run->observer, rank->rank, object->address, object->bytes);
  }
  for (; rank->comms < comms; rank->comms++) {
    g_autofree char *name = text_of (segment->comm[rank->comms].name, SEGMENT_NAME_BYTES);
    trace_writer_comm_name (run->trace, rank->rank, segment->comm[rank->comms].number, name);
  }
}

/* What each object held at the end of the last step. */
static void
read_values (struct run *run, struct run_rank *rank, uint64_t now)
{
  for (uint32_t i = 0; i < rank->objects; i++)
    if (rank->segment->object[i].sample != SAMPLE_NONE)
      trace_writer_value (run->trace, rank->rank, i, now, atomic_load_explicit (&rank->segment->sample[i], memory_order_relaxed));
}

static void
read_lock_holders (struct run *run, struct run_rank *rank, uint64_t now)
{
  for (uint32_t i = 0; i < rank->locks; i++) {
    int holder = atomic_load_explicit (&rank->segment->lock_holder[i], memory_order_relaxed) - 1;
    trace_writer_lock_holder (run->trace, rank->rank, i, holder < run->threads ? holder : -1, now);
  }
}

/* What each thread is inside of is told to the trace anew. */
static void
look_again (const struct run *run, struct run_rank *rank)
{
  for (int thread = 0; rank->segment && thread < run->threads; thread++)
    rank->known[thread] = SEGMENT_NOW_ANEW;
}

void
ranks_look_again (struct run *run)
{
  for (int i = 0; i < run->ranks; i++)
    look_again (run, &run->rank[i]);
}

static void
note_held (struct run *run, struct run_rank *rank)
{
  bool held = control_paused (run->control) && control_waits (run->control, rank->rank);

  if (held != rank->held)
    look_again (run, rank);
  rank->held = held;
}

static void
hear_mpi (struct run *run, struct run_rank *rank, uint64_t now)
{
  unsigned state = atomic_load_explicit (&rank->segment->state, memory_order_acquire);

  if (state == SEGMENT_STARTING || run->direct)
    return;
  if (!rank->heard)
    trace_writer_mpi (run->trace, rank->rank, &rank->segment->mpi);
  rank->heard = true;
  trace_writer_receives_posted (run->trace, rank->rank, atomic_load_explicit (&rank->segment->receives_posted, memory_order_relaxed), now);
}

void
ranks_drain (struct run *run, uint64_t now)
{
  run->fullest = 0;
  for (int i = 0; i < run->ranks; i++) {
    struct run_rank *rank = &run->rank[i];
    if (!rank->segment)
      continue;
    note_held (run, rank);
    read_names (run, rank);
    hear_mpi (run, rank, now);
    if (rank->segment->begin_ns && !rank->begun && rank->rank == 0)
      trace_writer_lock_cost (run->trace, rank->segment->lock_cost);
    rank->begun = rank->segment->begin_ns > 0;
    if (rank->begun) {
      trace_writer_workload (run->trace, rank->rank, rank->segment->begin_ns, rank->segment->end_ns);
      read_values (run, rank, now);
    }
    for (int thread = 0; thread < run->threads; thread++)
      drain_thread (run, rank, thread, now);
    read_lock_holders (run, rank, now);
  }
}

static unsigned
state_of (const struct run_rank *rank)
{
  return rank->segment ? atomic_load_explicit (&rank->segment->state, memory_order_acquire) : SEGMENT_STARTING;
}

bool
ranks_all_running (const struct run *run)
{
  for (int i = 0; i < run->ranks; i++)
    if (state_of (&run->rank[i]) == SEGMENT_STARTING)
      return false;
  return true;
}

bool
ranks_all_finished (const struct run *run)
{
  for (int i = 0; i < run->ranks; i++)
    if (state_of (&run->rank[i]) != SEGMENT_DONE)
      return false;
  return true;
}

uint64_t
ranks_begun (const struct run *run)
{
  uint64_t begun = 0;

  for (int i = 0; i < run->ranks; i++) {
    uint64_t begin = run->rank[i].segment ? run->rank[i].segment->begin_ns : 0;
    if (begin && (!begun || begin < begun))
      begun = begin;
  }
  return begun;
}

void
ranks_finish (struct run *run)
{
  for (int i = 0; i < run->ranks; i++) {
    segment_unmap (run->rank[i].segment);
    g_free (run->rank[i].attached);
    g_free (run->rank[i].known);
    if (run->rank[i].pidfd >= 0)
      close (run->rank[i].pidfd);
  }
  g_free (run->rank);
}
