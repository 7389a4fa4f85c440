#pragma once

#include "engine/observe/observer.h"
#include "engine/observe/perf.h"
#include "engine/observe/proc.h"
#include "engine/observe/ration.h"
#include "engine/observe/tasks.h"

struct watched_thread {
  int rank, thread, tid;
  struct proc_thread files;
  struct proc_look first, last; /* counters at the beginning, and when looked at last */
  uint64_t looked;              /* 0 = never */
  bool gone;
};

struct watched_process {
  int rank, pid; /* pid 0: not watched any more */
  bool seen;     /* its memory has been looked at */
};

struct observer {
  struct trace *trace;
  struct perf *perf;     /* NULL: samples instead */
  bool perf_borrowed;
  struct tasks *tasks;
  GArray *thread;        /* struct watched_thread */
  GArray *process;       /* struct watched_process */
  guint next_process;    /* whose memory is looked at next */
  struct ration samples, memory;
  uint64_t began, cpu_began;    /* of watching threads, and this thread's CPU time then; 0 = not yet */
  unsigned looks;               /* since then */
};

/* sampler.c: looks at all threads; with a schedule from the kernel only for its counters */
void observer_sample (struct observer *observer, uint64_t now);
/* memory.c */
void observer_memory (struct observer *observer, uint64_t now);
