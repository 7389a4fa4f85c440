/* How much memory each process has: its proportional share (PSS) of what it maps, and all that is resident. */
#include "engine/observe/observer-private.h"

void
observer_memory (struct observer *observer, uint64_t now)
{
  for (guint i = 0; i < observer->process->len; i++) {
    struct watched_process *process = &g_array_index (observer->process, struct watched_process, i);
    uint64_t pss, rss;
    if (process->pid > 0 && proc_memory (process->pid, &pss, &rss))
      trace_writer_memory (observer->trace, process->rank, now, pss, rss);
  }
}
