/* Where the kernel gives no switch records: the counters of /proc, about fifty times a second. State R covers
 * running and waiting alike; only the counters tell them apart, so a sample is a share, not a timeline. */
#include "engine/observe/observer-private.h"

static unsigned
share (uint64_t part, uint64_t whole)
{
  return whole == 0 ? 0 : (unsigned) (MIN (part, whole) * (double) SPAN_WHOLE / whole);
}

static struct span
sampled_span (const struct watched_thread *thread, const struct proc_look *look, uint64_t now)
{
  uint64_t length = now - thread->looked;
  unsigned on = share (look->on_ns - thread->last.on_ns, length);
  unsigned ready = share (look->ready_ns - thread->last.ready_ns, length);
  struct span span = { .begin = thread->looked, .end = now, .object = look->pu, .value = span_shares (on, ready) };
  unsigned blocked = SPAN_WHOLE - MIN (on + ready, SPAN_WHOLE);

  span.kind = on >= ready && on >= blocked ? SCHEDULE_ON : ready >= blocked ? SCHEDULE_READY : SCHEDULE_BLOCKED;
  return span;
}

/* Its share of a PU since the look before. */
static unsigned
write_sample (struct observer *observer, const struct watched_thread *thread, const struct proc_look *look, uint64_t now)
{
  struct span span = sampled_span (thread, look, now);

  trace_writer_schedule (observer->trace, thread->rank, thread->thread, &span, 1);
  return span_on_share (&span);
}

static unsigned
look_at (struct observer *observer, struct watched_thread *thread, uint64_t now)
{
  struct proc_look look = { 0 };
  unsigned on = 0;
  bool there = observer->perf ? proc_thread_counters (&thread->files, &look) : proc_thread_look (&thread->files, &look);

  if (!there) {
    proc_thread_close (&thread->files);
    thread->gone = true;
    return 0;
  }
  if (!thread->looked)
    thread->first = look;
  else if (!observer->perf && now > thread->looked)
    on = write_sample (observer, thread, &look, now);
  thread->last = look;
  thread->looked = now;
  trace_writer_counters (observer->trace, thread->rank, thread->thread, look.on_ns - thread->first.on_ns,
                         look.ready_ns - thread->first.ready_ns);
  return on;
}

void
observer_sample (struct observer *observer, uint64_t now)
{
  int64_t running = 0;

  for (guint i = 0; i < observer->thread->len; i++) {
    struct watched_thread *thread = &g_array_index (observer->thread, struct watched_thread, i);
    if (!thread->gone)
      running += look_at (observer, thread, now);
  }
  if (!observer->perf)
    trace_writer_running_at_once (observer->trace, threads_in_shares (running));
}
