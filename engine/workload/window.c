/* One table for all ranks of a host, or a copy in each: in every step one rank writes the table, and all ranks read all of it.
 *
 * The rank that writes changes from step to step, and what it writes depends on the step, so that a copy that was not brought up
 * to date shows in the sum. */
#include "engine/workload/workload.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks-window.h"
#include "engine/team/ranks.h"

#define LINE 8   /* 64-bit words of a cache line */
#define PARTS 16 /* of the table, that the picture shows */

struct table {
  uint64_t entries;
  bool shared;
  struct ranks_window *window;
  uint64_t *entry;
  uint64_t *sum;               /* a cache line a thread: what it read in this step */
  int object, write_region, publish_region, read_region;
  uint64_t total[2];           /* rank 0, of the run: tables read, tables read wrong */
  struct workload_result result;
};

static uint64_t
content (uint64_t index, uint64_t step)
{
  return (index + 1) * UINT64_C (0x9e3779b97f4a7c15) + step * UINT64_C (0xbf58476d1ce4e5b9);
}

/* The sum of content over the table, modulo 2^64. */
static uint64_t
content_sum (uint64_t entries, uint64_t step)
{
  uint64_t pairs = entries % 2 ? (entries + 1) / 2 * entries : entries / 2 * (entries + 1); /* 1 + 2 + ... + entries */

  return pairs * UINT64_C (0x9e3779b97f4a7c15) + entries * step * UINT64_C (0xbf58476d1ce4e5b9);
}

static void
write_share (struct table *table, struct member *member)
{
  uint64_t first, end;

  split (table->entries, member->threads, member->thread, &first, &end);
  member_begin (member, table->write_region, table->object, 0, PARTS);
  for (uint64_t i = first; i < end; i++)
    table->entry[i] = content (i, member->step);
  member_wrote (member, (unsigned) (first * PARTS / table->entries), (unsigned) ((end - first) * PARTS / table->entries));
  member_end (member);
}

static void
read_share (struct table *table, struct member *member)
{
  uint64_t first, end, sum = 0;

  split (table->entries, member->threads, member->thread, &first, &end);
  member_begin (member, table->read_region, table->object, 0, PARTS);
  for (uint64_t i = first; i < end; i++)
    sum += table->entry[i];
  member_end (member);
  table->sum[member->thread * LINE] = sum;
}

static void
check (struct table *table, const struct member *member)
{
  uint64_t sum = 0;

  for (int i = 0; i < member->threads; i++)
    sum += table->sum[i * LINE];
  table->total[0]++;
  table->total[1] += sum != content_sum (table->entries, member->step);
}

static void
table_step (struct table *table, struct member *member)
{
  int writer = (int) (member->step % (unsigned) member->ranks);

  if (member->rank == writer)
    write_share (table, member);
  member_barrier (member);
  if (member->thread == 0) {
    member_begin (member, table->publish_region, table->object, 0, PARTS);
    ranks_window_publish (table->window, member, writer);
    if (!table->shared && member->rank != writer)
      member_wrote (member, 0, PARTS);
    member_end (member);
  }
  member_barrier (member);
  read_share (table, member);
  member_barrier (member);
  if (member->thread == 0) {
    check (table, member);
    ranks_window_done (table->window, member);
  }
}

static void
conclude (struct table *table, const struct member *member)
{
  uint64_t expected = (uint64_t) member->ranks * member->steps;
  struct workload_result *result = &table->result;
  int pieces = table->shared ? 1 : member->ranks;

  result->value = (double) (table->total[0] - table->total[1]);
  result->expected = (double) expected;
  result->ok = table->total[0] == expected && table->total[1] == 0;
  snprintf (result->text, sizeof result->text,
            "%" PRIu64 " readings of the table, %" PRIu64 " wrong; %s: %d x %" PRIu64 " KiB for %d rank%s.", table->total[0],
            table->total[1], table->shared && member->ranks > 1 ? "one shared window" : "a copy in each process", pieces,
            table->entries * 8 / 1024, member->ranks, member->ranks == 1 ? "" : "s");
}

static void
table_run (struct member *member, void *state)
{
  struct table *table = state;

  while (member_step (member))
    table_step (table, member);
  if (member->thread > 0)
    return;
  ranks_sum_u64 (member, table->total, 2);
  if (member->rank == 0)
    conclude (table, member);
}

static void
table_destroy (void *state)
{
  struct table *table = state;

  ranks_window_destroy (table->window);
  free (table->sum);
  free (table);
}

static void
name_parts (struct table *table, struct team *team)
{
  bool window = table->shared && team->ranks > 1;
  char detail[64];

  snprintf (detail, sizeof detail, window ? "one, mapped by %d ranks" : "a copy in each of %d ranks", team->ranks);
  table->object = team_object (team, "table", team->ranks > 1 ? detail : "one", table->entry, table->entries * 8, PARTS,
                               OBJECT_SHARED | (window ? OBJECT_WINDOW : 0));
  team_sample (team, table->object, table->entry, SAMPLE_UNSIGNED);
  table->write_region = team_region (team, "write");
  table->publish_region = team_region (team, "publish");
  table->read_region = team_region (team, "read");
}

static void *
table_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct table *table = calloc (1, sizeof *table);

  if (table) {
    table->entries = (uint64_t) values[0] * 1024 / 8;
    table->shared = values[1] == 1;
    table->sum = calloc ((size_t) team->threads * LINE, sizeof *table->sum);
    table->window = ranks_window_create (team, table->entries * 8, table->shared);
    if (table->sum && table->window) {
      table->entry = ranks_window_data (table->window);
      name_parts (table, team);
      return table;
    }
    table_destroy (table);
  }
  snprintf (error, room, "no table of %lld KiB could be made%s", (long long) values[0],
            values[1] == 1 && team->ranks > 1 ? " for all ranks in common: give a smaller size, or shared=0" : ": give a smaller size");
  return NULL;
}

static void
table_result (void *state, struct workload_result *result)
{
  *result = ((struct table *) state)->result;
}

const struct workload workload_window = { "window", table_create, table_run, table_result, table_destroy };
