/* The watchdog: a run whose threads wait for each other in a circle never ends by itself. */
#include "engine/launch/run-private.h"

#include "engine/trace/waits.h"

#define LOOK_NS UINT64_C (100000000)
#define FORESEEN_NS (WAITS_STAND_NS / 4)

/* A workload that is there to show it has nothing wrong with it. */
static void
conclude (struct run *run, const char *sentence, int members)
{
  const struct segment *first = run->rank[0].segment;

  trace_writer_note (run->trace, sentence);
  if (first && first->result_lesson)
    trace_writer_result (run->trace, false, true, members, 0, sentence);
  else if (run->plan->end_deadlock)
    run_fail (run, "%s.", sentence);
}

static int
members (const struct snapshot *snapshot)
{
  int count = 0;

  for (int i = 0; i < snapshot->waits; i++)
    count += snapshot->wait[i].in_cycle;
  return count;
}

/* Nobody will come to the gate any more: the run can only be ended by force. */
static void
end_run (struct run *run, uint64_t now)
{
  run->cause_known = true;
  run->stopped_by_force = true;
  force_end (run, now);
}

void
watch_deadlock (struct run *run, uint64_t now)
{
  if (run->deadlock || run->cause_known || now < run->watched_ns + LOOK_NS)
    return;
  run->watched_ns = now;
  if (!waits_may_stand (run->trace))
    return;
  snapshot_take (run->trace, UINT64_MAX, 0, SNAPSHOT_SLICE_NS, &run->watched);
  g_autofree char *sentence = waits_sentence (&run->watched);
  if (!sentence)
    return;
  run->deadlock = true;
  conclude (run, sentence, members (&run->watched));
  if (run->plan->end_deadlock)
    end_run (run, now);
}

/* A circle that stands for a moment already: as if it were later than it is. */
bool
watch_foresees (struct run *run)
{
  if (run->deadlock)
    return false;
  snapshot_take (run->trace, UINT64_MAX, 0, SNAPSHOT_SLICE_NS, &run->watched);
  run->watched.t += WAITS_STAND_NS - FORESEEN_NS;
  waits_find (&run->watched);
  return run->watched.deadlock_since_ns > 0;
}
