#pragma once

#include "engine/observe/maps.h"
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

struct watched_piece { /* of a process's memory; bytes 0 = not known */
  uint64_t address, bytes;
};

struct watched_process {
  int rank, pid; /* pid 0: not watched any more */
  bool seen;     /* its memory has been looked at */
  GArray *object, *stack;           /* struct watched_piece, by id and by thread */
  uint64_t space_due, space_rest;   /* of looks at its address space; due 0 = it has not begun, rest 0 = never looked at */
};

struct observer {
  struct trace *trace;
  struct perf *perf;     /* NULL: samples instead */
  bool perf_borrowed;
  struct tasks *tasks;
  GArray *thread;        /* struct watched_thread */
  GArray *process;       /* struct watched_process */
  guint next_process;    /* whose memory is looked at next */
  struct ration samples, memory, spaces;
  unsigned space_looks;
  GString *text;         /* room for files of /proc */
  GArray *mappings;      /* struct mapping, of the last look */
  uint64_t began, cpu_began;    /* of watching threads, and this thread's CPU time then; 0 = not yet */
  unsigned looks;               /* since then */
};

/* sampler.c: looks at all threads; with a schedule from the kernel only for its counters */
void observer_sample (struct observer *observer, uint64_t now);
/* memory.c */
void observer_memory (struct observer *observer, uint64_t now);
/* space.c: at most one process a call */
void observer_look_at_spaces (struct observer *observer, uint64_t now);
