/* Ranks in a ring: each sends to the next, then receives from the one before. Whether that comes to an end is up to MPI: it may
 * take a message over before anyone receives it, or wait (MPI 4.0, 3.5: such a program is "unsafe"). */
#include "engine/workload/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/record/segment.h"
#include "engine/team/ranks-blocking.h"
#include "engine/team/ranks.h"

struct ring {
  int bytes;
  long pause_ns;
  bool receive_first; /* this rank */
  bool odd_first;
  uint8_t *out, *in;
  int region, object[2];
  uint64_t total[2]; /* rank 0, of the run: messages received, wrong bytes in them */
  struct workload_result result;
};

/* What rank FROM sends in STEP. */
static uint8_t
content (int from, uint64_t step, int i)
{
  return (uint8_t) ((unsigned) from * 31 + step * 7 + (unsigned) i);
}

static void
receive (struct ring *ring, struct member *member)
{
  int from = (member->rank + member->ranks - 1) % member->ranks;

  ranks_receive_bytes (member, ring->in, ring->bytes, from);
  member_write (member, ring->object[1], 0, 1);
  ring->total[0]++;
  for (int i = 0; i < ring->bytes; i++)
    ring->total[1] += ring->in[i] != content (from, member->step, i);
}

static void
ring_step (struct ring *ring, struct member *member)
{
  /* Small messages take a microsecond: nobody could see them, and their events would come faster than they are read. */
  nanosleep (&(struct timespec){ ring->pause_ns / 1000000000, ring->pause_ns % 1000000000 }, NULL);
  for (int i = 0; i < ring->bytes; i++)
    ring->out[i] = content (member->rank, member->step, i);
  member_write (member, ring->object[0], 0, 1);
  member_begin (member, ring->region, ring->object[0], 0, 1);
  if (ring->receive_first)
    receive (ring, member);
  ranks_send_bytes (member, ring->out, ring->bytes, (member->rank + 1) % member->ranks);
  if (!ring->receive_first)
    receive (ring, member);
  member_end (member);
}

static void
conclude (struct ring *ring, const struct member *member)
{
  uint64_t expected = (uint64_t) member->ranks * member->steps;
  struct workload_result *result = &ring->result;

  result->value = (double) ring->total[0];
  result->expected = (double) expected;
  result->ok = ring->total[0] == expected && ring->total[1] == 0;
  result->lesson = false; /* it came to its end */
  snprintf (result->text, sizeof result->text, "%llu messages of %d bytes, %llu bytes wrong; %s, no deadlock.",
            (unsigned long long) ring->total[0], ring->bytes, (unsigned long long) ring->total[1],
            ring->odd_first ? "odd ranks received first" : "all sent first and MPI took the messages over");
}

static void
ring_run (struct member *member, void *state)
{
  struct ring *ring = state;

  while (member_step (member))
    if (member->thread == 0)
      ring_step (ring, member);
  if (member->thread > 0)
    return;
  ranks_sum_u64 (member, ring->total, 2);
  if (member->rank == 0)
    conclude (ring, member);
}

static void
ring_destroy (void *state)
{
  struct ring *ring = state;

  free (ring);
}

static void *
ring_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct ring *ring;

  if (team->ranks < 2) {
    snprintf (error, room, "a ring of messages needs several ranks: give at least 2, in the model processes or hybrid");
    return NULL;
  }
  ring = calloc (1, sizeof *ring);
  if (ring) {
    ring->bytes = (int) values[0];
    ring->odd_first = values[1] == 1;
    ring->pause_ns = (long) values[2] * 1000;
    ring->receive_first = ring->odd_first && team->rank % 2 == 1;
    ring->result.lesson = !ring->odd_first;
    ring->out = team_memory (team, (uint64_t) ring->bytes);
    ring->in = team_memory (team, (uint64_t) ring->bytes);
    if (ring->out && ring->in) {
      ring->object[0] = team_object (team, "out", "to the next rank", ring->out, (uint64_t) ring->bytes, 1, OBJECT_SHARED);
      ring->object[1] = team_object (team, "in", "from the one before", ring->in, (uint64_t) ring->bytes, 1, OBJECT_SHARED);
      ring->region = team_region (team, "exchange");
      return ring;
    }
    ring_destroy (ring);
  }
  snprintf (error, room, "not enough memory for messages of %lld bytes", (long long) values[0]);
  return NULL;
}

static void
ring_result (void *state, struct workload_result *result)
{
  *result = ((struct ring *) state)->result;
}

const struct workload workload_deadlock_send = { "deadlock-send", ring_create, ring_run, ring_result, ring_destroy };
