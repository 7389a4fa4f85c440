/* Watches the processes of a run from outside and writes what it sees into a trace: who is on which PU, how much
 * memory each process has. One thread (the collector) calls it; observer_start alone is called before the exec. */
#pragma once

#include <stdint.h>
#include <sys/types.h>

struct observer;
struct perf;
struct trace;

/* CHILD is held before its exec: it and all that it starts are watched. Where the kernel refuses its switch
 * records, /proc is sampled instead and the trace gets a note that says so. STRANDSCOPE_NO_PERF=1 in the
 * environment asks for that. */
struct observer *observer_start (struct trace *trace, pid_t child);
/* The same with switch records that are being kept already (perf.h), borrowed: what they hold is forgotten. PERF NULL: REASON (errno)
 * is why there are none. */
struct observer *observer_start_with (struct trace *trace, struct perf *perf, int reason);
/* RANK lives in process PID; its memory is sampled from now on. */
void observer_attach_process (struct observer *observer, int rank, pid_t pid);
/* TID is rank.thread; what it did before SINCE is left out. */
void observer_attach_thread (struct observer *observer, int rank, int thread, pid_t pid, pid_t tid, uint64_t since);
/* Object ID of RANK, in the order of ids, and the stack of a thread (BYTES 0: not known): with the first stack its address space
 * is looked at. Of a RANK that is attached. */
void observer_attach_object (struct observer *observer, int rank, uint64_t address, uint64_t bytes);
void observer_attach_stack (struct observer *observer, int rank, int thread, uint64_t address, uint64_t bytes);
void observer_detach_process (struct observer *observer, int rank); /* it has ended */
/* NOW: ns. Returns up to which moment the schedule is known. */
uint64_t observer_poll (struct observer *observer, uint64_t now);
/* Reads the last records. */
void observer_stop (struct observer *observer, uint64_t now);
void observer_destroy (struct observer *observer); /* accepts NULL */
