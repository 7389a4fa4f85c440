#include "engine/team/team.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/record/recorder.h"
#include "engine/team/binder.h"
#include "engine/team/memory.h"

/* Passing an open gate takes well under a microsecond: what is shorter than this is not "held". */
#define HELD_NS 5000

static const char *const sync_names[SYNCS] = { "none", "mutex", "atomic", "reduction" };

const char *
sync_name (enum sync sync)
{
  return sync_names[sync];
}

bool
sync_parse (const char *name, enum sync *sync)
{
  for (int i = 0; i < SYNCS; i++)
    if (strcmp (sync_names[i], name) == 0) {
      *sync = (enum sync) i;
      return true;
    }
  return false;
}

bool
team_init (struct team *team)
{
  team->barrier = team->runtime->barrier_create (team->threads);
  team->gate_last = 0;
  team->gate_open = true;
  team->memory = team_memory_create ();
  return team->barrier != NULL && team->memory != NULL;
}

void
team_finish (struct team *team)
{
  if (team->barrier)
    team->runtime->barrier_destroy (team->barrier);
  team->barrier = NULL;
  team_memory_destroy (team->memory);
  team->memory = NULL;
}

struct job {
  struct team *team;
  void (*body) (struct member *member, void *data);
  void *data;
};

static void
run_member (int thread, void *data)
{
  struct job *job = data;
  struct team *team = job->team;
  struct member member = { .team = team, .rank = team->rank, .ranks = team->ranks, .thread = thread, .threads = team->threads };

  binder_bind_thread (team->binder, thread, team->segment ? segment_slot (team->segment, thread) : NULL);
  if (team->stand_in)
    recorder_attach_for (team->segment, thread, team->stand_in[thread].pid, team->stand_in[thread].tid);
  else
    recorder_attach (team->segment, thread);
  job->body (&member, job->data);
  recorder_detach ();
}

bool
team_run (struct team *team, void (*body) (struct member *member, void *data), void *data)
{
  struct job job = { team, body, data };

  return team->runtime->parallel (team->threads, run_member, &job);
}

static void
raw_barrier (struct member *member)
{
  if (member->threads > 1)
    member->team->runtime->barrier_wait (member->team->barrier);
}

void
member_barrier (struct member *member)
{
  uint32_t number = member->barriers++;
  struct span span;

  if (member->threads == 1)
    return;
  span = recorder_begin (NOW_BARRIER, now_barrier (number));
  raw_barrier (member);
  recorder_span ((struct event){ .kind = EVENT_BARRIER, .object = BARRIER_NUMBERED, .value = number }, span.begin, recorder_end (span));
}

static void
end_step (struct member *member)
{
  if (member->steps > 0 && recorder_on ())
    recorder_span ((struct event){ .kind = EVENT_STEP, .value = (uint32_t) member->step }, member->step_begin, recorder_time ());
}

/* Is it the gate that makes them wait, or only each other? */
static bool
gate_holds (const struct team *team)
{
  return team->control && (control_paused (team->control) || atomic_load_explicit (&team->control->pace_ns, memory_order_relaxed) > 0);
}

/* While the rank's threads wait: what they have written stands. Other ranks may write into a window meanwhile. */
static void
read_samples (const struct team *team)
{
  struct segment *segment = team->segment;
  uint32_t objects = segment ? atomic_load_explicit (&segment->objects, memory_order_relaxed) : 0;

  for (uint32_t i = 0; i < objects; i++) {
    const struct segment_object *object = &segment->object[i];

    if (object->sample == SAMPLE_NONE)
      continue;
    uint64_t value = __atomic_load_n ((const uint64_t *) (uintptr_t) (object->address + object->sample_at), __ATOMIC_RELAXED);
    atomic_store_explicit (&segment->sample[i], value, memory_order_relaxed);
  }
}

/* Thread 0 asks for all. */
static void
ask_gate (struct team *team, uint64_t step, uint64_t begin)
{
  bool holds = gate_holds (team);

  team->gate_held = false;
  if (team->limit && step >= team->limit) {
    team->gate_open = false;
  } else if (team->control) {
    team->gate_open = control_pass (team->control, team->rank, step, &team->gate_last);
    team->gate_held = holds && recorder_on () && recorder_time () - begin >= HELD_NS;
  }
}

/* Where the gate was open at once, those who came to it first only waited for the others. */
static uint64_t
end_gate (struct member *member, struct span span)
{
  uint64_t end = recorder_end (span);

  if (member->team->gate_held)
    recorder_span ((struct event){ .kind = EVENT_GATE }, span.begin, end);
  else if (end - span.begin >= HELD_NS)
    recorder_span ((struct event){ .kind = EVENT_BARRIER }, span.begin, end);
  return end;
}

bool
member_step (struct member *member)
{
  struct team *team = member->team;
  struct span span;

  member_barrier (member);
  end_step (member);
  span = recorder_begin (gate_holds (team) ? NOW_GATE : NOW_BARRIER, -1);
  if (member->thread == 0) {
    read_samples (team);
    ask_gate (team, member->steps, span.begin);
  }
  raw_barrier (member);
  member->step_begin = end_gate (member, span);
  if (!team->gate_open)
    return false;
  member->step = member->steps++;
  return true;
}

int
team_region (struct team *team, const char *name)
{
  return recorder_region (team->segment, name);
}

int
team_object (struct team *team, const char *name, const char *detail, const void *address, uint64_t bytes,
             unsigned parts, unsigned flags)
{
  struct segment_object object = { .address = (uintptr_t) address, .bytes = bytes, .parts = parts, .flags = flags };

  snprintf (object.name, sizeof object.name, "%s", name);
  snprintf (object.detail, sizeof object.detail, "%s", detail);
  return recorder_object (team->segment, &object);
}

void
team_sample (struct team *team, int id, const void *address, enum object_sample sample)
{
  struct segment_object *object = team->segment && id >= 0 ? &team->segment->object[id] : NULL;
  uint64_t at = (uintptr_t) address;

  if (!object || at < object->address || at + sizeof (uint64_t) > object->address + object->bytes)
    return;
  object->sample_at = at - object->address;
  object->sample = sample;
}

void
member_begin (struct member *member, int region, int object, unsigned first, unsigned parts)
{
  int depth = member->regions++;

  if (!recorder_on () || depth >= MEMBER_DEPTH)
    return;
  member->region[depth].begin = recorder_time ();
  member->region[depth].region = (int16_t) region;
  member->region[depth].object = (uint16_t) (object + 1);
  member->region[depth].first_part = (uint16_t) first;
  member->region[depth].parts = (uint16_t) parts;
  member->region[depth].written = 0;
  recorder_now_region ((uint32_t) region);
}

void
member_end (struct member *member)
{
  int depth = --member->regions;
  struct event event = { .kind = EVENT_REGION };

  if (!recorder_on () || depth >= MEMBER_DEPTH)
    return;
  event.object = member->region[depth].region;
  event.peer = member->region[depth].object;
  event.comm = member->region[depth].first_part;
  event.sequence = member->region[depth].parts;
  event.value = member->region[depth].written;
  recorder_span (event, member->region[depth].begin, recorder_time ());
  recorder_now_region (depth > 0 ? (uint32_t) member->region[depth - 1].region : UINT32_MAX);
}

void
member_wrote (struct member *member, unsigned first, unsigned parts)
{
  if (member->regions > 0 && member->regions <= MEMBER_DEPTH)
    member->region[member->regions - 1].written = event_written (first, parts);
}

void
member_write (struct member *member, int object, unsigned first, unsigned parts)
{
  struct event event = { .kind = EVENT_WRITE, .object = object, .comm = (uint16_t) first, .sequence = (uint16_t) parts };

  if (!recorder_on () || object < 0)
    return;
  uint64_t now = recorder_time ();
  recorder_span (event, now, now);
}

uint64_t
member_load (const struct member *member)
{
  return recorder_on () ? recorder_time () : 0;
}

void
member_store (struct member *member, int object, uint64_t loaded, uint64_t overwrote)
{
  struct event event = { .kind = EVENT_WRITE, .object = object, .sequence = 1, .value = (uint32_t) overwrote };

  if (recorder_on () && object >= 0)
    recorder_span (event, loaded, recorder_time ());
}

void
split (uint64_t count, int shares, int index, uint64_t *first, uint64_t *end)
{
  *first = (uint64_t) ((unsigned __int128) count * (unsigned) index / (unsigned) shares);
  *end = (uint64_t) ((unsigned __int128) count * ((unsigned) index + 1) / (unsigned) shares);
}
