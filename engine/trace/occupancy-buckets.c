/* Buckets over the list of a PU: who held it longest, who else did. */
#include "engine/trace/occupancy-private.h"

#include <string.h>

#define HOLDS_A_BUCKET 1
#define CANDIDATES 12

struct candidate { int32_t lane; uint64_t ns; };
struct candidates { struct candidate of[CANDIDATES]; int count; uint64_t all; };

static void
vote (struct candidates *candidates, int32_t lane, uint64_t ns)
{
  int i = 0;

  candidates->all += ns;
  while (i < candidates->count && candidates->of[i].lane != lane)
    i++;
  if (i < candidates->count)
    candidates->of[i].ns += ns;
  else if (i < CANDIDATES)
    candidates->of[candidates->count++] = (struct candidate){ lane, ns };
}

static uint8_t
share_of (uint64_t ns, uint64_t all)
{
  double share = (double) ns * 255 / (double) all;

  return ns == 0 ? 0 : (uint8_t) CLAMP (share, 1, 255);
}

static struct held_bucket
elect (const struct merged *merged, const struct candidates *candidates, uint64_t length)
{
  struct held_bucket bucket = { 0 };
  int longest = -1, other = -1;

  for (int i = 0; i < candidates->count; i++)
    if (longest < 0 || candidates->of[i].ns > candidates->of[longest].ns)
      longest = i;
  for (int i = 0; i < candidates->count; i++)
    if (i != longest && (other < 0 || merged->lane_ns[candidates->of[i].lane] < merged->lane_ns[candidates->of[other].lane]))
      other = i;
  if (longest >= 0) {
    bucket.longest = candidates->of[longest].lane + 1;
    bucket.share = share_of (candidates->of[longest].ns, length);
    bucket.busy = share_of (candidates->all, length);
  }
  bucket.other = other >= 0 ? candidates->of[other].lane + 1 : 0;
  return bucket;
}

static struct held_bucket *
bucket_room (struct holders *pu, int level, size_t i)
{
  struct held_bucket *bucket = column_room (&pu->level[level], i, sizeof *bucket);

  pu->buckets[level] = MAX (pu->buckets[level], i + 1);
  return bucket;
}

static void
fill_first (struct merged *merged, struct holders *pu, size_t from, size_t to)
{
  uint64_t length = UINT64_C (1) << merged->base;
  size_t first = holders_first_after (pu, merged->origin + from * length);

  for (size_t i = from; i < to; i++) {
    uint64_t begin = merged->origin + i * length, end = begin + length;
    struct candidates candidates = { .count = 0 };
    while (first < pu->count && holders_get (pu, first)->reach <= begin)
      first++;
    for (size_t h = first; h < pu->count && holders_get (pu, h)->begin < end; h++) {
      const struct hold *hold = holders_get (pu, h);
      if (hold->end > begin)
        vote (&candidates, hold->lane, MAX (1, span_part (MIN (hold->end, end) - MAX (hold->begin, begin), hold->share)));
    }
    *bucket_room (pu, 0, i) = elect (merged, &candidates, length);
  }
}

static void
fill_parent (struct merged *merged, struct holders *pu, int level, size_t i)
{
  struct candidates candidates = { .count = 0 };
  uint64_t busy = 0;

  for (size_t child = 4 * i; child < MIN (4 * i + 4, pu->buckets[level - 1]); child++) {
    const struct held_bucket *below = column_at (&pu->level[level - 1], child, sizeof *below);
    if (below->longest)
      vote (&candidates, below->longest - 1, below->share);
    if (below->other)
      vote (&candidates, below->other - 1, 1);
    busy += below->busy;
  }
  candidates.all = busy;
  *bucket_room (pu, level, i) = elect (merged, &candidates, 4 * 255);
}

static void
fill_buckets (struct merged *merged, struct holders *pu, uint64_t until)
{
  size_t from = (merged->bucketed - merged->origin) >> merged->base, to = (until - merged->origin) >> merged->base;

  from = MIN (from, pu->buckets[0]); /* a PU that is new */
  fill_first (merged, pu, from, to);
  for (int k = 1; k < HOLDERS_LEVELS && pu->buckets[k - 1] > 1; k++) {
    from /= 4;
    for (size_t i = from; i < (pu->buckets[k - 1] + 3) / 4; i++)
      fill_parent (merged, pu, k, i);
  }
}

static size_t
most_buckets (const struct merged *merged)
{
  size_t most = 1;

  for (int i = 0; i < merged->pus; i++)
    most = MAX (most, merged->pu[i].count / HOLDS_A_BUCKET);
  return most;
}

/* The finest level is given up where time went on without much happening. */
static void
choose_base (struct merged *merged)
{
  int base = MAX (merged->base, 10);

  while ((merged->until - merged->origin) >> base > most_buckets (merged) + 64)
    base++;
  if (base == merged->base)
    return;
  merged->base = base;
  merged->bucketed = merged->origin;
  for (int i = 0; i < merged->pus; i++)
    memset (merged->pu[i].buckets, 0, sizeof merged->pu[i].buckets);
}

void
merged_fill_buckets (struct merged *merged)
{
  choose_base (merged);
  uint64_t until = merged->origin + ((merged->until - merged->origin) >> merged->base << merged->base);

  for (int i = 0; i < merged->pus && until > merged->bucketed; i++)
    fill_buckets (merged, &merged->pu[i], until);
  merged->bucketed = MAX (merged->bucketed, until);
}
