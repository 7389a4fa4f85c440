/* Who touches a page first decides on which NUMA node it comes to lie (Linux's default policy).
 *
 * The array is fresh memory of the kernel's. With parallel=1 each thread fills its own share, with parallel=0 thread 0 fills all;
 * then every thread works on its own share. Where the pages lie is asked from the kernel, by move_pages(2) with no nodes. */
#include "engine/workload/workload.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"

#define NODES 64   /* that are told apart */
#define ASKED 1024 /* pages a call */

struct touch {
  uint64_t words;
  bool parallel;
  uint64_t *word;
  int object, fill_region, work_region;
  uint64_t node[NODES];        /* pages on it; rank 0: of the run */
  uint64_t not_known, trouble; /* pages; errno of the kernel's refusal, 0 = it answered */
  uint64_t total[2];           /* rank 0, of the run: words counted, words wrong */
  struct workload_result result;
};

static void
share_of (const struct touch *touch, const struct member *member, uint64_t *first, uint64_t *end)
{
  split (touch->words, member->threads, member->thread, first, end);
}

static void
fill (struct touch *touch, struct member *member)
{
  uint64_t first = 0, end = touch->words;

  if (touch->parallel)
    share_of (touch, member, &first, &end);
  else if (member->thread > 0)
    return;
  member_begin (member, touch->fill_region, touch->object, touch->parallel ? (unsigned) member->thread : 0,
                touch->parallel ? 1 : (unsigned) member->threads);
  for (uint64_t i = first; i < end; i++)
    touch->word[i] = i;
  member_wrote (member, touch->parallel ? (unsigned) member->thread : 0, touch->parallel ? 1 : (unsigned) member->threads);
  member_end (member);
}

static void
work (struct touch *touch, struct member *member)
{
  uint64_t first, end;

  share_of (touch, member, &first, &end);
  member_begin (member, touch->work_region, touch->object, (unsigned) member->thread, 1);
  for (uint64_t i = first; i < end; i++)
    touch->word[i] += 3;
  member_wrote (member, (unsigned) member->thread, 1);
  member_end (member);
}

static void
count_page (struct touch *touch, int status)
{
  if (status >= 0 && status < NODES)
    touch->node[status]++;
  else
    touch->not_known++;
}

static void
find_pages (struct touch *touch)
{
  size_t page = (size_t) sysconf (_SC_PAGESIZE), pages = touch->words * 8 / page;
  void *address[ASKED];
  int status[ASKED];

  for (size_t i = 0; i < pages; i += ASKED) {
    size_t count = pages - i < ASKED ? pages - i : ASKED;

    for (size_t p = 0; p < count; p++)
      address[p] = (char *) touch->word + (i + p) * page;
    if (syscall (SYS_move_pages, 0, count, address, NULL, status, 0) < 0) {
      touch->trouble = (uint64_t) errno;
      return;
    }
    for (size_t p = 0; p < count; p++)
      count_page (touch, status[p]);
  }
}

static void
add_up (struct touch *touch, struct member *member)
{
  for (uint64_t i = 0; i < touch->words; i++)
    touch->total[1] += touch->word[i] != i + 3 * member->steps;
  touch->total[0] = touch->words;
  find_pages (touch);
  ranks_sum_u64 (member, touch->total, 2);
  ranks_sum_u64 (member, touch->node, NODES);
  ranks_sum_u64 (member, &touch->not_known, 1);
  ranks_sum_u64 (member, &touch->trouble, 1);
}

/* "node 0: 4096, node 1: 4096 pages" */
static void
say_nodes (const struct touch *touch, char *text, size_t room)
{
  size_t used = 0;
  int nodes = 0;

  if (touch->trouble) {
    snprintf (text, room, "where the pages lie is not known, the kernel refuses to tell (move_pages)");
    return;
  }
  text[0] = 0;
  for (int i = 0; i < NODES && used < room; i++)
    if (touch->node[i])
      used += (size_t) snprintf (text + used, room - used, "%snode %d: %" PRIu64, nodes++ ? ", " : "pages on ", i, touch->node[i]);
  if (touch->not_known && used < room)
    used += (size_t) snprintf (text + used, room - used, ", not known: %" PRIu64, touch->not_known);
  if (access ("/sys/devices/system/node/node1", F_OK) != 0 && used < room)
    snprintf (text + used, room - used, " (not visible on this machine: it has one NUMA node)");
}

static void
conclude (struct touch *touch, const struct member *member)
{
  struct workload_result *result = &touch->result;
  char where[128];

  say_nodes (touch, where, sizeof where);
  result->value = (double) (touch->total[0] - touch->total[1]);
  result->expected = (double) ((uint64_t) member->ranks * touch->words);
  result->ok = touch->total[1] == 0 && touch->total[0] == (uint64_t) member->ranks * touch->words;
  snprintf (result->text, sizeof result->text, "%s first touch; %s; %" PRIu64 " words wrong.", touch->parallel ? "Parallel" : "Serial",
            where, touch->total[1]);
}

static void
touch_run (struct member *member, void *state)
{
  struct touch *touch = state;
  bool filled = false;

  while (member_step (member)) {
    if (!filled)
      fill (touch, member);
    filled = true;
    member_barrier (member);
    work (touch, member);
  }
  if (member->thread > 0)
    return;
  if (!filled) /* ended before its first step */
    for (uint64_t i = 0; i < touch->words; i++)
      touch->word[i] = i;
  add_up (touch, member);
  if (member->rank == 0)
    conclude (touch, member);
}

static void
touch_destroy (void *state)
{
  free (state);
}

static void *
touch_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct touch *touch = calloc (1, sizeof *touch);
  uint64_t bytes = (uint64_t) values[0] * 1024;
  void *memory;

  if (touch && bytes <= workload_memory_available () / (unsigned) team->ranks) {
    touch->words = bytes / 8;
    touch->parallel = values[1] == 1;
    memory = team_memory (team, bytes);
    if (memory) {
      /* A huge page would take several threads' shares to where the first of them is. */
      madvise (memory, bytes, MADV_NOHUGEPAGE);
      touch->word = memory;
      touch->object = team_object (team, "array", touch->parallel ? "each thread fills its share" : "thread 0 fills all", memory, bytes,
                                   (unsigned) team->threads, OBJECT_SHARED);
      team_sample (team, touch->object, touch->word, SAMPLE_UNSIGNED);
      touch->fill_region = team_region (team, "first touch");
      touch->work_region = team_region (team, "work");
      return touch;
    }
  }
  free (touch);
  snprintf (error, room, "not enough memory for %d x %lld KiB: give a smaller size", team->ranks, (long long) values[0]);
  return NULL;
}

static void
touch_result (void *state, struct workload_result *result)
{
  *result = ((struct touch *) state)->result;
}

const struct workload workload_first_touch = { "first-touch", touch_create, touch_run, touch_result, touch_destroy };
