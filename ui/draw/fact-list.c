#include "ui/draw/fact-list.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/program.h"
#include "ui/draw/wait-words.h"

static const struct { const char *name, *explanation; } words[FACTS] = {
  [FACT_BUSY] = { "PUs kept busy", "Time that the run's threads were on PUs, divided by the time that passed" },
  [FACT_AT_ONCE] = { "Running at once", "Most threads on PUs at the same moment, of all that were created: concurrency is not parallelism" },
  [FACT_WATCHING] = { "Watching costs", "What watching the run took of one PU. The schedule is every switch as the kernel records it, or so many looks a second (/s) at its counters in /proc, which give shares of time and no timeline" },
  [FACT_MIGRATIONS] = { "Migrations", "How often a thread went on on another PU" },
  [FACT_RUNNABLE] = { "Wait for a PU", "Share of the threads' time in which they could have run but had no PU. Shares overlap: who waits in a barrier may at the same time be ready or spin on a PU" },
  [FACT_LOCK_WAIT] = { "Wait for a lock", "Share of the threads' time" },
  [FACT_BARRIER_WAIT] = { "Wait in barriers", "Share of the threads' time, waiting for the other threads of their process, on a PU or off it" },
  [FACT_LOCK_ALONE] = { "Lock, uncontended", "What taking and giving back a lock costs while nobody else wants it, measured before the run in this thread runtime, without the recorder's part: that stands in the lock's table" },
  [FACT_LOCK_MEAN] = { "Lock, contended", "Mean wait of those who found the most waited-for lock taken" },
  [FACT_LAST] = { "Latest to come", "Who made the others wait most at barriers, or in collectives; how often and for how long stands under What you see" },
  [FACT_MESSAGE_WAIT] = { "Wait for messages", "Share of the threads' time inside MPI waiting, collectives included, on a PU or off it" },
  [FACT_MESSAGES] = { "Messages", "Point-to-point messages that were sent" },
  [FACT_BYTES] = { "Bytes sent", "Payload of the point-to-point messages" },
  [FACT_UNEXPECTED] = { "Came unexpected", "Messages that came before their receive was posted, of all that were received: the library keeps them in a queue. Which came first is measured by the times of both calls; of a few it cannot be told" },
  [FACT_RENDEZVOUS] = { "By rendezvous", "Messages too large to be sent at once (eager): a handshake with the receiver comes first. Inferred from their size and the limit that the library tells (MPI_T), and from calls that ended before their receive began" },
  [FACT_MEMORY] = { "Memory, PSS", "Proportional set size of all processes: shared pages are counted once" },
  [FACT_STEPS] = { "Steps", "Iterations that all ranks completed" },
  [FACT_RESULT] = { "Result", "The workload checks itself when it ends; what it computed stands under What you see" },
  [FACT_EVENTS] = { "Events in all", "Recorded by the program's threads, up to the end of the trace" },
  [FACT_LOST] = { "Events lost", "A full ring drops the newest event and counts it; it never blocks the program" },
};

struct sums { double on_cpu, runnable, lock, barrier, message; long migrations; int created; uint64_t pss; };

static struct sums
sum_up (const struct summary *summary)
{
  struct sums sums = { .created = summary->threads };
  for (int i = 0; i < summary->threads; i++) {
    const struct summary_thread *thread = &summary->thread[i];
    sums.on_cpu += thread->on_cpu_s;
    sums.runnable += thread->runnable_s;
    sums.lock += thread->lock_wait_s;
    sums.barrier += thread->barrier_wait_s;
    sums.message += thread->message_wait_s;
    sums.migrations += thread->migrations;
  }
  for (int i = 0; i < summary->processes; i++)
    sums.pss += summary->process[i].pss_bytes;
  return sums;
}

static void
set (struct fact *fact, enum source source, const char *format, double value)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf (fact->value, sizeof fact->value, format, value);
#pragma GCC diagnostic pop
  fact->source = source;
  fact->number = value;
  fact->unit = strstr (format, "%%") ? FACT_UNIT_PERCENT : FACT_UNIT_COUNT;
}

static void
set_bytes (struct fact *fact, enum source source, uint64_t bytes)
{
  format_bytes (bytes, fact->value, sizeof fact->value);
  fact->source = source;
  fact->number = (double) bytes;
  fact->unit = FACT_UNIT_BYTES;
}

static void
set_ns (struct fact *fact, double ns)
{
  format_ns (ns, fact->value, sizeof fact->value);
  fact->source = SOURCE_MEASURED;
  fact->number = ns;
  fact->unit = FACT_UNIT_NS;
}

static void
set_share (struct fact *fact, const struct summary *summary, double seconds, enum source source)
{
  double all = summary->wall_s * summary->threads;
  if (all > 0)
    set (fact, source, seconds / all < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * fmin (seconds / all, 1));
}

static void
set_result (struct fact *fact, const struct summary *summary)
{
  if (!summary->has_result)
    return;
  fact->source = SOURCE_MEASURED;
  fact->alarming = !summary->ok && !summary->lesson;
  bool counts = summary->expected == floor (summary->expected) && fabs (summary->expected) > 100;
  if (summary->ok)
    snprintf (fact->value, sizeof fact->value, "right");
  else if (counts)
    snprintf (fact->value, sizeof fact->value, "%.0f lost", summary->expected - summary->value);
  else
    snprintf (fact->value, sizeof fact->value, "wrong");
}

/* The column is narrow: the tooltip and the source say the rest. */
static void
set_watching (struct fact *fact, const struct summary *summary)
{
  double cost = 100 * summary->watching_share;

  if (summary->schedule_source == SOURCE_NONE)
    return;
  if (summary->looks_per_s > 0)
    snprintf (fact->value, sizeof fact->value, "%.0f/s, %.0f %%", summary->looks_per_s, cost);
  else if (cost > 0)
    snprintf (fact->value, sizeof fact->value, "%.1f %%", cost);
  fact->source = summary->schedule_source;
  fact->number = cost;
  fact->unit = FACT_UNIT_PERCENT;
}

static void
set_deliveries (struct fact *unexpected, struct fact *rendezvous, const struct summary *summary)
{
  const uint64_t *arrival = summary->by_arrival, *protocol = summary->by_protocol;
  uint64_t received = arrival[ARRIVAL_UNKNOWN] + arrival[ARRIVAL_POSTED] + arrival[ARRIVAL_UNEXPECTED];

  if (received == 0)
    return;
  set (unexpected, SOURCE_MEASURED, "%.0f %%", 100.0 * (double) arrival[ARRIVAL_UNEXPECTED] / (double) received);
  if (protocol[PROTOCOL_UNKNOWN] < received)
    set (rendezvous, SOURCE_INFERRED, "%.0f %%", 100.0 * (double) protocol[PROTOCOL_RENDEZVOUS] / (double) received);
}

/* The column is narrow: how many times the one is the other stands in the sentences (wait-words.h). */
static void
set_locks (struct fact *alone, struct fact *mean, const struct summary *summary)
{
  const struct summary_lock *lock = lock_costliest (summary);

  if (summary->lock_cost[WAY_MUTEX].median > 0 && summary->locks)
    set_ns (alone, summary->lock_cost[WAY_MUTEX].median);
  if (lock)
    set_ns (mean, lock->wait_s * 1e9 / (double) lock->contended);
}

static void
set_last (struct fact *fact, const struct summary *summary)
{
  const struct summary_barrier *barrier = barrier_costliest (summary);

  if (!barrier)
    return;
  g_autofree char *name = member_name (barrier->rank, barrier_worst_member (barrier));
  snprintf (fact->value, sizeof fact->value, "%s%s", barrier->rank < 0 ? "rank " : "", name);
  fact->source = SOURCE_MEASURED;
}

void
fact_list (const struct summary *summary, struct fact facts[FACTS])
{
  for (int i = 0; i < FACTS; i++)
    facts[i] = (struct fact){ .name = words[i].name, .explanation = words[i].explanation, .value = "–" };
  if (!summary)
    return;
  struct sums sums = sum_up (summary);
  set (&facts[FACT_BUSY], summary->schedule_source, "%.2f", summary->busy_pus);
  snprintf (facts[FACT_AT_ONCE].value, sizeof facts[0].value, "%d of %d", summary->running_at_once, sums.created);
  facts[FACT_AT_ONCE].source = summary->schedule_source;
  facts[FACT_AT_ONCE].number = summary->running_at_once;
  facts[FACT_AT_ONCE].unit = FACT_UNIT_COUNT;
  set_watching (&facts[FACT_WATCHING], summary);
  set (&facts[FACT_MIGRATIONS], summary->migration_source, "%.0f", (double) sums.migrations);
  set_share (&facts[FACT_RUNNABLE], summary, sums.runnable, summary->schedule_source);
  set_share (&facts[FACT_LOCK_WAIT], summary, sums.lock, SOURCE_MEASURED);
  set_share (&facts[FACT_BARRIER_WAIT], summary, sums.barrier, SOURCE_MEASURED);
  set_share (&facts[FACT_MESSAGE_WAIT], summary, sums.message, SOURCE_MEASURED);
  set_locks (&facts[FACT_LOCK_ALONE], &facts[FACT_LOCK_MEAN], summary);
  set_last (&facts[FACT_LAST], summary);
  set (&facts[FACT_MESSAGES], SOURCE_MEASURED, "%.0f", (double) summary->messages);
  set_bytes (&facts[FACT_BYTES], SOURCE_MEASURED, summary->message_bytes);
  set_deliveries (&facts[FACT_UNEXPECTED], &facts[FACT_RENDEZVOUS], summary);
  if (sums.pss)
    set_bytes (&facts[FACT_MEMORY], summary->memory_source, sums.pss);
  set (&facts[FACT_STEPS], SOURCE_MEASURED, "%.0f", (double) summary->steps);
  set_result (&facts[FACT_RESULT], summary);
  set (&facts[FACT_EVENTS], SOURCE_MEASURED, "%.0f", (double) summary->events);
  set (&facts[FACT_LOST], SOURCE_MEASURED, "%.0f", (double) summary->events_lost);
  facts[FACT_LOST].alarming = summary->events_lost > 0;
}
