/* A bounded buffer: producers put numbered items into a few places, consumers take them out.
 *
 * In every step each producer makes the same number of items, and all of them are consumed before the step ends, so that the
 * run can be held and stopped between two steps. An item carries its producer and its number; the first half of a rank's threads
 * produce, the rest consume. Ranks share nothing: each has a buffer of its own. */
#include "engine/workload/workload.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/labour.h"

struct item {
  uint32_t producer;
  uint32_t number;
};

enum sums { MADE, CONSUMED, DIFFERENCE /* of what was made and consumed */, FULL, EMPTY /* waits */, DISORDER, SUMS };

struct side { /* what one thread has done; a cache line, so that they don't share it */
  _Alignas (64) uint64_t items, sum, waits, faults;
};

struct buffer {
  uint32_t places, items;      /* of the buffer; each producer's in a step */
  uint64_t work;
  int producers;
  struct team_lock *lock;
  struct team_condition *not_full, *not_empty;
  /* under the lock from here on */
  struct item *place;
  uint32_t first, used;
  uint64_t taken;              /* in this step */
  uint32_t *next;              /* by producer: the number that must be taken next */

  struct side *side;           /* a thread each */
  int object, produce_region, consume_region;
  uint64_t total[SUMS];        /* rank 0: of the run */
  struct workload_result result;
};

static uint64_t
weight (struct item item)
{
  return ((uint64_t) item.producer << 32 | item.number) * UINT64_C (0x9e3779b97f4a7c15) >> 16;
}

static void
put (struct buffer *buffer, struct member *member, struct item item)
{
  struct side *side = &buffer->side[member->thread];

  member_lock (member, buffer->lock);
  while (buffer->used == buffer->places) {
    side->waits++;
    member_wait (member, buffer->not_full, buffer->lock);
  }
  uint32_t place = (buffer->first + buffer->used++) % buffer->places;
  buffer->place[place] = item;
  member_write (member, buffer->object, place, 1);
  member_signal (member, buffer->not_empty);
  member_unlock (member, buffer->lock);
  side->items++;
  side->sum += weight (item);
}

/* The last item of a step wakes all consumers: those that wait will get none. */
static void
count_taken (struct buffer *buffer, struct member *member)
{
  if (++buffer->taken == (uint64_t) buffer->producers * buffer->items)
    member_broadcast (member, buffer->not_empty);
}

/* false: all items of the step have been taken. */
static bool
take (struct buffer *buffer, struct member *member, struct item *item)
{
  struct side *side = &buffer->side[member->thread];
  uint64_t all = (uint64_t) buffer->producers * buffer->items;

  member_lock (member, buffer->lock);
  while (buffer->used == 0 && buffer->taken < all) {
    side->waits++;
    member_wait (member, buffer->not_empty, buffer->lock);
  }
  if (buffer->used == 0) {
    member_unlock (member, buffer->lock);
    return false;
  }
  *item = buffer->place[buffer->first];
  buffer->first = (buffer->first + 1) % buffer->places;
  buffer->used--;
  side->faults += buffer->next[item->producer]++ != item->number;
  count_taken (buffer, member);
  member_signal (member, buffer->not_full);
  member_unlock (member, buffer->lock);
  return true;
}

static void
produce (struct buffer *buffer, struct member *member)
{
  uint32_t first = (uint32_t) member->step * buffer->items;

  member_begin (member, buffer->produce_region, buffer->object, 0, buffer->places);
  for (uint32_t i = 0; i < buffer->items; i++) {
    churn (buffer->work, i);
    put (buffer, member, (struct item){ (uint32_t) member->thread, first + i });
  }
  member_end (member);
}

static void
consume (struct buffer *buffer, struct member *member)
{
  struct side *side = &buffer->side[member->thread];
  struct item item;

  member_begin (member, buffer->consume_region, buffer->object, 0, buffer->places);
  while (take (buffer, member, &item)) {
    side->items++;
    side->sum += weight (item);
    churn (buffer->work, item.number);
  }
  member_end (member);
}

static void
buffer_step (struct buffer *buffer, struct member *member)
{
  /* All have left the step before, and nobody takes before it is reset. */
  if (member->thread == 0)
    buffer->taken = 0;
  member_barrier (member);
  if (member->thread < buffer->producers)
    produce (buffer, member);
  else
    consume (buffer, member);
}

static void
add_up (struct buffer *buffer, struct member *member)
{
  for (int i = 0; i < member->threads; i++) {
    const struct side *side = &buffer->side[i];
    bool produces = i < buffer->producers;

    buffer->total[produces ? MADE : CONSUMED] += side->items;
    buffer->total[DIFFERENCE] += produces ? side->sum : -side->sum;
    buffer->total[produces ? FULL : EMPTY] += side->waits;
    buffer->total[DISORDER] += side->faults;
  }
  ranks_sum_u64 (member, buffer->total, SUMS);
}

static void
conclude (struct buffer *buffer, const struct member *member)
{
  const uint64_t *total = buffer->total;
  uint64_t expected = (uint64_t) member->ranks * (unsigned) buffer->producers * buffer->items * member->steps;
  struct workload_result *result = &buffer->result;

  result->value = (double) total[CONSUMED];
  result->expected = (double) expected;
  result->ok = total[MADE] == expected && total[CONSUMED] == expected && total[DIFFERENCE] == 0 && total[DISORDER] == 0;
  snprintf (result->text, sizeof result->text,
            "%llu items made, %llu consumed, %llu out of order; waits: %llu for a free place (full), %llu for an item (empty).",
            (unsigned long long) total[MADE], (unsigned long long) total[CONSUMED], (unsigned long long) total[DISORDER],
            (unsigned long long) total[FULL], (unsigned long long) total[EMPTY]);
}

static void
buffer_run (struct member *member, void *state)
{
  struct buffer *buffer = state;

  while (member_step (member))
    buffer_step (buffer, member);
  if (member->thread > 0)
    return;
  add_up (buffer, member);
  if (member->rank == 0)
    conclude (buffer, member);
}

static void
buffer_destroy (void *state)
{
  struct buffer *buffer = state;

  free (buffer->next);
  free (buffer->side);
  team_condition_destroy (buffer->not_full);
  team_condition_destroy (buffer->not_empty);
  team_lock_destroy (buffer->lock);
  free (buffer);
}

static bool
make_parts (struct buffer *buffer, struct team *team)
{
  buffer->place = team_memory (team, buffer->places * sizeof *buffer->place);
  buffer->next = calloc ((size_t) buffer->producers, sizeof *buffer->next);
  buffer->side = aligned_alloc (64, (size_t) team->threads * sizeof *buffer->side);
  buffer->lock = team_lock_create (team, "buffer");
  buffer->not_full = team_condition_create (team, "not full");
  buffer->not_empty = team_condition_create (team, "not empty");
  if (!buffer->place || !buffer->next || !buffer->side || !buffer->lock || !buffer->not_full || !buffer->not_empty)
    return false;
  for (int i = 0; i < team->threads; i++)
    buffer->side[i] = (struct side){ 0 };
  return true;
}

static void *
buffer_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct buffer *buffer;

  if (team->threads < 2) {
    snprintf (error, room, "the buffer is shared by threads of one process: give at least 2 threads, in the model threads or hybrid");
    return NULL;
  }
  buffer = calloc (1, sizeof *buffer);
  if (buffer) {
    buffer->places = (uint32_t) values[0];
    buffer->items = (uint32_t) values[1];
    buffer->work = (uint64_t) values[2];
    buffer->producers = team->threads / 2;
    if (make_parts (buffer, team)) {
      buffer->object = team_object (team, "buffer", "places for items", buffer->place, buffer->places * sizeof *buffer->place,
                                    buffer->places, OBJECT_SHARED);
      buffer->produce_region = team_region (team, "produce");
      buffer->consume_region = team_region (team, "consume");
      return buffer;
    }
    buffer_destroy (buffer);
  }
  snprintf (error, room, "not enough memory for %d threads", team->threads);
  return NULL;
}

static void
buffer_result (void *state, struct workload_result *result)
{
  *result = ((struct buffer *) state)->result;
}

const struct workload workload_buffer = { "buffer", buffer_create, buffer_run, buffer_result, buffer_destroy };
