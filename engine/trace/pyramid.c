#include "engine/trace/pyramid.h"

#include "engine/trace/lane-states.h"

#include <string.h>

#define SPANS_A_BUCKET 1 /* a pyramid takes a sixth to a third of what the states take; coarser, and where it ends there are many to walk */

void
pyramid_finish (struct pyramid *pyramid)
{
  for (int k = 0; k < PYRAMID_LEVELS; k++)
    column_finish (&pyramid->level[k]);
  memset (pyramid->count, 0, sizeof pyramid->count);
  pyramid->base = 0;
}

static struct bucket *
bucket_at (const struct pyramid *pyramid, int level, size_t i)
{
  return column_at (&pyramid->level[level], i, sizeof (struct bucket));
}

static struct bucket *
bucket_room (struct pyramid *pyramid, int level, size_t i)
{
  struct bucket *bucket = column_room (&pyramid->level[level], i, sizeof *bucket);

  pyramid->count[level] = MAX (pyramid->count[level], i + 1);
  return bucket;
}

static size_t
most_buckets (const struct lane *lane)
{
  return (lane->waits.count + lane->schedule.count) / SPANS_A_BUCKET;
}

static void
begin (struct trace *trace, struct lane *lane, uint64_t until)
{
  struct pyramid *pyramid = &lane->pyramid;

  pyramid->origin = pyramid->until = trace->begin;
  pyramid->base = 10;
  while ((until - pyramid->origin) >> pyramid->base > most_buckets (lane))
    pyramid->base++;
}

/* Time goes on without much happening: the finest level is given up. */
static void
coarsen (struct pyramid *pyramid)
{
  column_finish (&pyramid->level[0]);
  for (int k = 0; k + 1 < PYRAMID_LEVELS; k++) {
    struct column dropped = pyramid->level[k];
    pyramid->level[k] = pyramid->level[k + 1];
    pyramid->level[k + 1] = dropped;
    pyramid->count[k] = pyramid->count[k + 1];
  }
  pyramid->count[PYRAMID_LEVELS - 1] = 0;
  pyramid->base += 2;
  pyramid_cut (pyramid, pyramid->until);
}

void
pyramid_cut (struct pyramid *pyramid, uint64_t t)
{
  if (!pyramid->base || t > pyramid->until)
    return;
  pyramid->until = t <= pyramid->origin ? pyramid->origin
                                        : pyramid->origin + ((t - pyramid->origin) >> pyramid->base << pyramid->base);
}

struct filling {
  struct pyramid *pyramid;
  size_t bucket;                    /* that is being filled */
  uint64_t ns[PYRAMID_CLASSES];
};

static uint8_t
share_of (uint64_t ns, int base)
{
  uint64_t share = ((ns << 8) - ns) >> base;

  return ns == 0 ? 0 : CLAMP (share, 1, 255);
}

static void
flush (struct filling *filling)
{
  struct bucket *bucket = bucket_room (filling->pyramid, 0, filling->bucket);

  for (int c = 0; c < PYRAMID_CLASSES; c++)
    bucket->share[c] = share_of (filling->ns[c], filling->pyramid->base);
  memset (filling->ns, 0, sizeof filling->ns);
  filling->bucket++;
}

static void
fill (uint64_t begin, uint64_t end, enum thread_state state, void *data)
{
  struct filling *filling = data;
  int base = filling->pyramid->base;

  begin -= filling->pyramid->origin;
  end -= filling->pyramid->origin;
  while (begin < end) {
    while (filling->bucket < begin >> base)
      flush (filling);
    uint64_t next = MIN (end, (uint64_t) (filling->bucket + 1) << base);
    filling->ns[pyramid_class (state)] += next - begin;
    begin = next;
  }
}

/* The mean of up to four; who was there stays there. */
static void
fill_parent (struct pyramid *pyramid, int level, size_t i)
{
  struct bucket *bucket = bucket_room (pyramid, level, i);
  unsigned sum[PYRAMID_CLASSES] = { 0 };

  for (size_t child = 4 * i; child < MIN (4 * i + 4, pyramid->count[level - 1]); child++)
    for (int c = 0; c < PYRAMID_CLASSES; c++)
      sum[c] += bucket_at (pyramid, level - 1, child)->share[c];
  for (int c = 0; c < PYRAMID_CLASSES; c++)
    bucket->share[c] = sum[c] == 0 ? 0 : MAX (1, sum[c] / 4);
}

static void
fill_parents (struct pyramid *pyramid, size_t first)
{
  for (int k = 1; k < PYRAMID_LEVELS && pyramid->count[k - 1] > 1; k++) {
    first /= 4;
    for (size_t i = first; i < (pyramid->count[k - 1] + 3) / 4; i++)
      fill_parent (pyramid, k, i);
  }
}

void
pyramid_extend (struct trace *trace, struct lane *lane, uint64_t until)
{
  struct pyramid *pyramid = &lane->pyramid;

  if (lane->waits.count + lane->schedule.count < PYRAMID_LEAST || until <= trace->begin)
    return;
  if (pyramid->base && trace->begin < pyramid->origin)
    pyramid_finish (pyramid); /* an earlier event came after all */
  if (!pyramid->base)
    begin (trace, lane, until);
  while ((until - pyramid->origin) >> pyramid->base > most_buckets (lane) + 1)
    coarsen (pyramid);
  until = pyramid->origin + ((until - pyramid->origin) >> pyramid->base << pyramid->base);
  if (until <= pyramid->until)
    return;
  size_t first = (pyramid->until - pyramid->origin) >> pyramid->base, end = (until - pyramid->origin) >> pyramid->base;
  struct filling filling = { .pyramid = pyramid, .bucket = first };
  lane_states_walk (trace, lane, pyramid->until, until, fill, &filling);
  while (filling.bucket < end)
    flush (&filling);
  fill_parents (pyramid, first);
  pyramid->until = until;
}

int
pyramid_level (const struct pyramid *pyramid, uint64_t ns)
{
  int level = -1;

  if (!pyramid->base)
    return -1;
  while (level + 1 < PYRAMID_LEVELS && pyramid->count[level + 1] > 0 && pyramid_bucket_ns (pyramid, level + 1) <= ns)
    level++;
  return level;
}

int
pyramid_add (const struct pyramid *pyramid, int level, uint64_t from, uint64_t to, pyramid_sum *sum)
{
  int bits = pyramid->base + 2 * level;
  uint64_t round = (UINT64_C (1) << bits) - 1;
  size_t first = (MAX (from, pyramid->origin) - pyramid->origin + round) >> bits;
  size_t end = MIN ((MAX (to, pyramid->origin) - pyramid->origin + round) >> bits, pyramid->count[level]);

  end = MIN (end, first + PYRAMID_SUMMED);
  for (size_t i = first, next; i < end; i = next) {
    size_t place, piece = column_piece (i, &place);
    const struct bucket *bucket = (const struct bucket *) (const void *) pyramid->level[level].piece[piece] + place;
    next = MIN (end, i + column_piece_records (piece) - place);
    for (size_t k = 0; k < next - i; k++) {
      pyramid_shares shares;
      memcpy (&shares, bucket[k].share, sizeof shares);
      *sum += __builtin_convertvector (shares, pyramid_sum);
    }
  }
  return end > first ? (int) (end - first) : 0;
}
