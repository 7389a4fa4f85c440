/* Who is late: what the arrivals at barriers and collectives say at a moment. */
#include "engine/trace/trace-private.h"

#include <string.h>

#define LOOKED_BACK 64 /* meetings before the newest that are searched for one worth telling */

/* Events have 16 bits of a collective's number; what is left of it is known from the one before. */
static bool
whole_number (struct process *process, uint16_t sequence, uint64_t *number)
{
  int64_t whole = (int64_t) process->collective + (int16_t) (sequence - (uint16_t) process->collective);

  *number = whole;
  return whole >= 0;
}

/* Whoever takes part in these waits for the root alone. */
static bool
waits_for_root (int kind)
{
  return kind == COLLECTIVE_BCAST || kind == COLLECTIVE_SCATTER;
}

void
barriers_add (struct trace *trace, struct lane *lane, const struct span *span)
{
  struct process *process = &trace->process[lane->rank];
  struct meeting which = { .number = span->value, .root = -1, .kind = -1 };

  if (span->kind == EVENT_BARRIER && span->object == BARRIER_NUMBERED && trace->threads > 1) {
    meetings_come (&process->barriers, lane->thread, &which, span->begin, span->end);
  } else if (span->kind == EVENT_COLLECTIVE && span->first == 0 && trace->ranks > 1 &&
             whole_number (process, span->parts, &which.number)) {
    process->collective = MAX (process->collective, which.number);
    which.kind = span->object;
    which.root = waits_for_root (span->object) && span->peer < trace->ranks ? span->peer : -1;
    meetings_come (&trace->collectives, lane->rank, &which, span->begin, span->end);
  }
}

int
barriers_count (const struct trace *trace)
{
  return (trace->threads > 1 ? trace->ranks : 0) + (trace->ranks > 1);
}

struct meetings *
barriers_group (struct trace *trace, int group, int *rank)
{
  bool threads = trace->threads > 1 && group < trace->ranks;

  *rank = threads ? group : -1;
  return threads ? &trace->process[group].barriers : &trace->collectives;
}

/* ---- a moment ---- */

struct look {
  struct trace *trace;
  struct meetings *meetings;
  int rank;
  uint64_t t;
};

struct inside { /* where a member waits and has not left */
  uint64_t number, since;
  int kind;
};

static bool
lane_inside (struct look *look, int rank, int thread, struct inside *inside)
{
  const struct lane_wait *wait = &look->trace->wait[(size_t) rank * look->trace->threads + thread];
  bool here = look->rank >= 0 ? wait->state == THREAD_BARRIER_WAIT : wait->call == CALL_COLLECTIVE;

  if (!here || wait->number < 0)
    return false;
  *inside = (struct inside){ wait->number, wait->since, look->rank >= 0 ? -1 : wait->collective };
  return look->rank >= 0 || whole_number (&look->trace->process[rank], (uint16_t) wait->number, &inside->number);
}

static bool
member_inside (struct look *look, int member, struct inside *inside)
{
  if (look->rank >= 0)
    return lane_inside (look, look->rank, member, inside);
  for (int i = 0; i < look->trace->threads; i++)
    if (lane_inside (look, member, i, inside))
      return true;
  return false;
}

/* What is recorded of the meeting, as it was at T. */
static void
take_recorded (const struct look *look, size_t index, struct snapshot_barrier *out)
{
  for (int i = 0; i < out->members; i++) {
    const struct presence *arrival = meetings_arrival (look->meetings, index, i);
    if (arrival->begin && arrival->begin <= look->t) {
      out->member[i] = look->t < arrival->end ? MEMBER_WAITS : MEMBER_LEFT;
      out->first_ns = MIN (out->first_ns, arrival->begin);
    }
  }
}

static int
count (const struct snapshot_barrier *barrier, enum barrier_member state)
{
  int found = 0;

  for (int i = 0; i < barrier->members; i++)
    found += barrier->member[i] == state;
  return found;
}

/* Somebody waits, and who is waited for has not come. Who left a barrier of threads had not to wait any more: then all have
 * come, and what lacks was not recorded. */
static bool
is_open (const struct snapshot_barrier *barrier, int root)
{
  if (!count (barrier, MEMBER_WAITS) || !barrier->late)
    return false;
  if (root >= 0)
    return barrier->member[root] == MEMBER_LATE;
  return barrier->kind >= 0 || !count (barrier, MEMBER_LEFT);
}

/* Meeting NUMBER as it was at T. true: some wait for others. */
static bool
take_meeting (struct look *look, uint64_t number, struct snapshot_barrier *out)
{
  struct inside inside;
  bool found;
  size_t index = meetings_index (look->meetings, number, &found);
  const struct meeting *meeting = found ? meetings_get (look->meetings, index) : NULL;

  memset (out->member, MEMBER_LATE, out->members);
  out->first_ns = UINT64_MAX;
  out->kind = meeting ? meeting->kind : -1;
  if (meeting)
    take_recorded (look, index, out);
  for (int i = 0; i < out->members; i++)
    if (out->member[i] == MEMBER_LATE && member_inside (look, i, &inside) && inside.number == number) {
      out->member[i] = MEMBER_WAITS;
      out->first_ns = MIN (out->first_ns, inside.since);
      out->kind = inside.kind;
    }
  out->late = count (out, MEMBER_LATE);
  out->open = is_open (out, meeting ? meeting->root : -1);
  return out->open;
}

/* The newest one that anybody is in. */
static bool
newest (struct look *look, uint64_t *number)
{
  long begun = meetings_find (look->meetings, look->t);
  bool known = begun >= 0;

  if (known)
    *number = meetings_get (look->meetings, begun)->number;
  for (int i = 0; i < look->meetings->members; i++) {
    struct inside inside;
    if (member_inside (look, i, &inside) && (!known || inside.number > *number)) {
      *number = inside.number;
      known = true;
    }
  }
  return known;
}

static bool
take_over (struct look *look, uint64_t glow_ns, struct snapshot_barrier *out)
{
  long begun = meetings_find (look->meetings, look->t), best = -1;
  uint64_t least = look->t > glow_ns ? look->t - glow_ns : 0;

  for (long i = begun; i >= 0 && i > begun - LOOKED_BACK; i--) {
    uint64_t came = meetings_last_came (look->meetings, i);
    if (came && came <= look->t && came >= least &&
        (best < 0 || meetings_get (look->meetings, i)->caused_ns > meetings_get (look->meetings, best)->caused_ns))
      best = i;
  }
  if (best < 0)
    return false;
  const struct meeting *meeting = meetings_get (look->meetings, best);
  memset (out->member, MEMBER_LEFT, out->members);
  out->kind = meeting->kind;
  out->open = false;
  out->late = 0;
  out->first_ns = meeting->first;
  out->last = meeting->last;
  out->last_ns = meetings_last_came (look->meetings, best);
  out->margin_ns = meeting->margin_ns;
  out->caused_ns = meeting->caused_ns;
  return true;
}

bool
barriers_at (struct trace *trace, int group, uint64_t t, uint64_t glow_ns, struct snapshot_barrier *out)
{
  uint8_t *member = out->member;
  struct look look = { .trace = trace, .t = t };
  uint64_t number;

  look.meetings = barriers_group (trace, group, &look.rank);
  *out = (struct snapshot_barrier){ .rank = look.rank, .kind = -1, .member = member, .members = look.meetings->members, .last = -1 };
  return (newest (&look, &number) && take_meeting (&look, number, out)) || take_over (&look, glow_ns, out);
}
