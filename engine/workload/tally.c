#include "engine/workload/tally.h"

#include "engine/team/ranks.h"
#include "engine/workload/workload.h"

struct tally *
tally_create (const struct team *team)
{
  return team_memory (team, (uint64_t) team->threads * sizeof (struct tally));
}

void
tally_sum (const struct member *member, const struct tally *tally, uint64_t *sum, int counts)
{
  for (int i = 0; i < counts; i++) {
    sum[i] = 0;
    for (int t = 0; t < member->threads; t++)
      sum[i] += tally[t].count[i];
  }
  ranks_sum_u64 (member, sum, counts);
}

void
tally_range (const struct member *member, const struct tally *tally, int first, int which, uint64_t *least, uint64_t *most)
{
  *least = UINT64_MAX;
  *most = 0;
  for (int t = first; t < member->threads; t++) {
    uint64_t count = tally[t].count[which];

    *least = count < *least ? count : *least;
    *most = count > *most ? count : *most;
  }
  *least = (uint64_t) -ranks_max (member, -(double) *least);
  *most = (uint64_t) ranks_max (member, (double) *most);
}
