/* A loop in Python, by threads of one interpreter or by an interpreter each.
 *
 * The Python program (gil.py) is run by the real python3. Each thread of the team conducts one of its threads: it passes the
 * gate, orders a step, and sleeps until the answer is there. What the kernel says (PU, switches) is about Python's thread. */
#include "engine/workload/workload.h"
#include "engine/workload/python.h"

#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/record/recorder.h"
#include "engine/team/ranks.h"

static const char script[] =
#include "gil.py.h"
  ;

struct hello { /* as gil.py packs them */
  int64_t tid, pid, has_gil, version;
};
struct order {
  int64_t seed, rounds;
};
struct answer {
  int64_t x, left;
};

struct side { /* of one thread; a cache line */
  _Alignas (64) uint64_t right, left;
};

struct gil {
  bool processes, has_gil;
  int64_t rounds, version;
  struct python *python;
  struct stand_in *stand_in;
  struct side *side;
  int region;
  uint64_t total[2]; /* rank 0, of the run: loops that came out right, times that threads left their PU */
  struct workload_result result;
};

/* The loop of gil.py. */
static int64_t
expected_of (int64_t x, int64_t rounds)
{
  for (int64_t i = 0; i < rounds; i++)
    x = (x * 1103515245 + 12345) & 0x7fffffff;
  return x;
}

/* Without Python there is nothing to go on with, in any rank. */
static void
give_up (struct gil *gil, struct member *member)
{
  char error[192];

  python_say_end (gil->python, error, sizeof error);
  recorder_fail (member->team->segment, error);
  fprintf (stderr, "strandscope-worker: %s\n", error);
  fflush (NULL);
  _exit (1);
}

static void
gil_step (struct gil *gil, struct member *member)
{
  struct side *side = &gil->side[member->thread];
  struct order order = { (int64_t) member->step * 7 + member->rank * 1000 + member->thread, gil->rounds };
  struct answer answer;
  bool answered;

  member_begin (member, gil->region, -1, 0, 0);
  answered = python_ask (gil->python, member->thread, &order, sizeof order) &&
             python_answer (gil->python, member->thread, &answer, sizeof answer);
  member_end (member);
  if (!answered)
    give_up (gil, member);
  side->right += answer.x == expected_of (order.seed, order.rounds);
  side->left += (uint64_t) answer.left;
}

/* Python's thread may go where its conductor may. */
static void
bind (const struct gil *gil, const struct member *member)
{
  cpu_set_t may[16]; /* 16384 PUs */

  if (member->team->binder && sched_getaffinity (0, sizeof may, may) == 0)
    sched_setaffinity (gil->stand_in[member->thread].tid, sizeof may, may);
}

static void
conclude (struct gil *gil, const struct member *member)
{
  uint64_t expected = (uint64_t) member->ranks * (unsigned) member->threads * member->steps;
  struct workload_result *result = &gil->result;
  const char *what = gil->processes         ? "a python3 a thread"
                     : member->threads == 1 ? "one thread a python3"
                                            : "threads of one python3";

  result->value = (double) gil->total[0];
  result->expected = (double) expected;
  result->ok = gil->total[0] == expected;
  snprintf (result->text, sizeof result->text,
            "%" PRIu64 " loops right (Python %d.%d, %s GIL; %s): they left their PU by themselves %" PRIu64 " times.",
            gil->total[0], (int) (gil->version >> 24), (int) (gil->version >> 16 & 0xff), gil->has_gil ? "with a" : "without",
            what, gil->total[1]);
}

static void
gil_run (struct member *member, void *state)
{
  struct gil *gil = state;

  bind (gil, member);
  while (member_step (member))
    gil_step (gil, member);
  if (member->thread > 0)
    return;
  for (int i = 0; i < member->threads; i++) {
    gil->total[0] += gil->side[i].right;
    gil->total[1] += gil->side[i].left;
  }
  ranks_sum_u64 (member, gil->total, 2);
  if (member->rank == 0)
    conclude (gil, member);
}

static void
gil_destroy (void *state)
{
  struct gil *gil = state;

  python_stop (gil->python);
  free (gil->stand_in);
  free (gil->side);
  free (gil);
}

/* All of Python's threads say who they are. */
static bool
meet (struct gil *gil, struct team *team, char *error, size_t room)
{
  struct hello hello;

  for (int i = 0; i < team->threads; i++) {
    if (!python_answer (gil->python, i, &hello, sizeof hello)) {
      python_say_end (gil->python, error, room);
      return false;
    }
    gil->stand_in[i] = (struct stand_in){ (int32_t) hello.pid, (int32_t) hello.tid };
    gil->has_gil = hello.has_gil != 0;
    gil->version = hello.version;
  }
  return true;
}

static bool
make_parts (struct gil *gil, struct team *team, char *error, size_t room)
{
  gil->stand_in = calloc ((size_t) team->threads, sizeof *gil->stand_in);
  gil->side = aligned_alloc (64, (size_t) team->threads * sizeof *gil->side);
  if (!gil->stand_in || !gil->side) {
    snprintf (error, room, "not enough memory for %d threads", team->threads);
    return false;
  }
  for (int i = 0; i < team->threads; i++)
    gil->side[i] = (struct side){ 0 };
  gil->python = python_start (script, gil->processes ? "processes" : "threads", team->threads, error, room);
  return gil->python && meet (gil, team, error, room);
}

static void *
gil_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct gil *gil = calloc (1, sizeof *gil);

  if (!gil) {
    snprintf (error, room, "not enough memory");
    return NULL;
  }
  gil->processes = values[0] == 1;
  gil->rounds = values[1];
  if (make_parts (gil, team, error, room)) {
    team->stand_in = gil->stand_in;
    gil->region = team_region (team, "loop in Python");
    return gil;
  }
  gil_destroy (gil);
  return NULL;
}

static void
gil_result (void *state, struct workload_result *result)
{
  *result = ((struct gil *) state)->result;
}

const struct workload workload_gil = { "gil", gil_create, gil_run, gil_result, gil_destroy };
