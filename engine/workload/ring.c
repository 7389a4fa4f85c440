/* A token goes round all workers: from thread to thread through the memory they share, from rank to rank by message.
 *
 * Only thread 0 of a rank calls MPI, so the last thread hands the token back to it before it leaves the rank. */
#include "engine/workload/workload.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/labour.h"
#include "engine/workload/tally.h"

enum { VALUE_LAPS, VALUE_HOLD };
#define TAG_TOKEN RANKS_TAG

struct ring {
  uint64_t laps, hold;
  struct team_baton *baton;
  int hold_region, pass_region, token_object;
  uint64_t *token;     /* passes so far, only valid where the token is */
  struct tally *tally; /* times that the worker had it */
  struct workload_result result;
};

/* The worker has the token: it counts itself. */
static void
hold (struct ring *ring, struct member *member)
{
  member_begin (member, ring->hold_region, ring->token_object, 0, 1);
  ring->tally[member->thread].count[0] += labour (ring->hold) == labour_result (ring->hold);
  ++*ring->token;
  member_wrote (member, 0, 1);
  member_end (member);
}

/* Thread 0: the token comes from the rank before, but for the very first time on rank 0. */
static void
receive (struct ring *ring, struct member *member)
{
  ranks_receive (member, (member->rank + member->ranks - 1) % member->ranks, TAG_TOKEN, ring->token, 1);
  member_write (member, ring->token_object, 0, 1);
}

static void
send (struct ring *ring, struct member *member)
{
  member_begin (member, ring->pass_region, ring->token_object, 0, 1);
  ranks_send (member, (member->rank + 1) % member->ranks, TAG_TOKEN, ring->token, 1);
  member_end (member);
}

/* Thread 0 once the token is in its rank: it goes through all threads and comes back. */
static void
lap_first (struct ring *ring, struct member *member)
{
  if (member->ranks > 1 && member->rank > 0)
    receive (ring, member);
  member_baton_take (member, ring->baton);
  hold (ring, member);
  if (member->threads > 1) {
    member_baton_pass (member, ring->baton, 1);
    member_baton_take (member, ring->baton);
  }
  if (member->ranks > 1)
    send (ring, member);
  member_baton_pass (member, ring->baton, 0);
  if (member->ranks > 1 && member->rank == 0)
    receive (ring, member);
}

static void
lap_other (struct ring *ring, struct member *member)
{
  member_baton_take (member, ring->baton);
  hold (ring, member);
  member_baton_pass (member, ring->baton, (member->thread + 1) % member->threads);
}

/* Where the token ends, on rank 0, it says how often it was passed on. */
static void
conclude (struct ring *ring, const struct member *member)
{
  uint64_t members = (uint64_t) member->ranks * (unsigned) member->threads, laps = ring->laps * member->steps, holds, least,
           most;
  struct workload_result *result = &ring->result;

  tally_sum (member, ring->tally, &holds, 1);
  tally_range (member, ring->tally, 0, 0, &least, &most);
  if (member->rank > 0)
    return;
  result->value = (double) *ring->token;
  result->expected = (double) (laps * members);
  result->ok = *ring->token == laps * members && holds == *ring->token && least == laps && most == laps;
  snprintf (result->text, sizeof result->text,
            "%llu laps round %llu workers: the token counts %llu, each worker had it %llu-%llu times.",
            (unsigned long long) laps, (unsigned long long) members, (unsigned long long) *ring->token,
            (unsigned long long) least, (unsigned long long) most);
}

static void
ring_run (struct member *member, void *state)
{
  struct ring *ring = state;

  while (member_step (member))
    for (uint64_t lap = 0; lap < ring->laps; lap++)
      if (member->thread == 0)
        lap_first (ring, member);
      else
        lap_other (ring, member);
  if (member->thread == 0)
    conclude (ring, member);
}

static void
ring_destroy (void *state)
{
  struct ring *ring = state;

  team_baton_destroy (ring->baton);
  free (ring);
}

static void *
ring_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct ring *ring = calloc (1, sizeof *ring);

  if (!ring)
    return workload_refuse (error, room, "not enough memory");
  ring->laps = (uint64_t) values[VALUE_LAPS];
  ring->hold = (uint64_t) values[VALUE_HOLD];
  ring->token = team_memory (team, sizeof *ring->token);
  ring->tally = tally_create (team);
  ring->baton = team_baton_create (team, "token");
  if (!ring->token || !ring->tally || !ring->baton) {
    ring_destroy (ring);
    return workload_refuse (error, room, "not enough memory for %d threads", team->threads);
  }
  ring->token_object = team_object (team, "token", "passes so far", ring->token, sizeof *ring->token, 1, OBJECT_SHARED);
  team_sample (team, ring->token_object, ring->token, SAMPLE_UNSIGNED);
  ring->hold_region = team_region (team, "hold token");
  ring->pass_region = team_region (team, "send token");
  return ring;
}

static void
ring_result (void *state, struct workload_result *result)
{
  *result = ((struct ring *) state)->result;
}

const struct workload workload_ring = { "ring", ring_create, ring_run, ring_result, ring_destroy };
