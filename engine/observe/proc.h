/* What /proc tells of a thread and a process: looked at from time to time, or once at the end. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct proc_thread { /* kept descriptors: opening by name costs more than reading */
  int stat, schedstat;
};

struct proc_look {
  char state;        /* R, S, D, Z, ... */
  int pu;            /* last ran on */
  uint64_t on_ns;    /* on a PU since its start */
  uint64_t ready_ns; /* waited for a PU since its start */
};

void proc_thread_open (struct proc_thread *thread, int pid, int tid);
void proc_thread_close (struct proc_thread *thread);
/* on_ns and ready_ns alone, at half the price. */
bool proc_thread_counters (const struct proc_thread *thread, struct proc_look *look);
/* false: the thread is gone, or /proc does not say. */
bool proc_thread_look (const struct proc_thread *thread, struct proc_look *look);

/* Proportional and resident set size in bytes, from smaps_rollup. */
bool proc_memory (int pid, uint64_t *pss, uint64_t *rss);
/* R, S, T, ... of its first thread; 0: it is gone. */
char proc_state (int pid);
/* The process that started it, 0: it is gone. */
int proc_parent (int pid);
/* Field 52 of /proc/PID/stat of a process that has ended and is not reaped yet: as wait() would give it. */
bool proc_exit_status (int pid, int *status);
