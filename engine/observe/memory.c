/* How much memory each process has: its proportional share (PSS) of what it maps, and all that is resident. */
#include "engine/observe/observer-private.h"

#define TOGETHER_MOST 8

static void
look_at (struct observer *observer, struct watched_process *process, uint64_t now)
{
  uint64_t pss, rss;

  process->seen = true;
  if (proc_memory (process->pid, &pss, &rss))
    trace_writer_memory (observer->trace, process->rank, now, pss, rss);
}

/* The next after the one that was looked at last; NULL: there is none. */
static struct watched_process *
next (struct observer *observer)
{
  for (guint i = 0; i < observer->process->len; i++) {
    guint at = observer->next_process++ % observer->process->len;
    struct watched_process *process = &g_array_index (observer->process, struct watched_process, at);
    if (process->pid > 0)
      return process;
  }
  return NULL;
}

static bool
look_at_new (struct observer *observer, uint64_t now)
{
  bool any = false;

  for (guint i = 0; i < observer->process->len; i++) {
    struct watched_process *process = &g_array_index (observer->process, struct watched_process, i);
    if (process->seen || process->pid <= 0)
      continue;
    look_at (observer, process, now);
    any = true;
  }
  return any;
}

/* The kernel walks all pages of a process to tell: half a millisecond. Few are looked at all at once, many one after another. */
void
observer_memory (struct observer *observer, uint64_t now)
{
  if (look_at_new (observer, now))
    return;
  for (guint i = 0; i < MIN (observer->process->len, TOGETHER_MOST); i++) {
    struct watched_process *process = next (observer);
    if (process)
      look_at (observer, process, now);
  }
}
