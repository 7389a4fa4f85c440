/* Spans of one thread in order of time, without overlap: the shape that a moment is looked up in. */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One shape serves waits, regions, steps, holds and the schedule. A span covers [begin, end). */
struct span {
  uint64_t begin, end;
  int32_t object; /* region, lock or collective id; the schedule: OS index of the PU */
  uint32_t value; /* step number, bytes; the schedule: shares, see span_shares */
  uint16_t peer;  /* awaited rank; regions: memory object + 1 */
  uint16_t first, parts;
  uint8_t kind;   /* enum event_kind; the schedule: enum schedule_kind */
  uint8_t flags;
};

static_assert (sizeof (struct span) == 32, "spans are written to recordings as they are");

enum schedule_kind { SCHEDULE_ON = 1, SCHEDULE_READY, SCHEDULE_BLOCKED, SCHEDULE_GAP /* records were lost */ };

/* What part of a schedule span was spent on a PU and waiting for one. The kernel's records say 0 or 1;
 * samples say something between. */
#define SPAN_WHOLE 65535u
static inline uint32_t
span_shares (unsigned on, unsigned ready)
{
  return on << 16 | ready;
}
static inline uint64_t
span_part (uint64_t length, unsigned share)
{
  return (uint64_t) ((double) length * share / SPAN_WHOLE);
}
/* How many threads were on PUs at once, when their shares add up to this (schedule.c). */
int threads_in_shares (int64_t shares);
static inline unsigned
span_on_share (const struct span *span)
{
  return span->value >> 16;
}
static inline unsigned
span_ready_share (const struct span *span)
{
  return span->value & 0xffff;
}

struct track {
  struct span *span;
  size_t count, room;
};

void track_finish (struct track *track);

/* Spans come in order of their ends, inner ones before those that enclose them: an enclosing span keeps the
 * time that its inner ones leave free. GAINED: how much time that was (may be NULL). false: it came out of
 * order and was left out. */
bool track_append (struct track *track, struct span span, uint64_t *gained);

/* Index of the last span that begins at or before T, -1 = none. */
long track_find (const struct track *track, uint64_t t);
/* The span that covers T, or NULL. */
const struct span *track_at (const struct track *track, uint64_t t);
/* Index of the first span that ends after T; track->count where there is none. */
size_t track_first_after (const struct track *track, uint64_t t);

static inline const struct span *
track_get (const struct track *track, size_t i)
{
  return &track->span[i];
}
