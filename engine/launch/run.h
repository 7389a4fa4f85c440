/* A live run: spawns the worker (through mpirun where there are several ranks), collects what it records and
 * what the kernel says into a trace, controls it, and clears up. Every function is called from the main thread;
 * a collector thread of its own drains and observes. */
#pragma once

#include "engine/launch/plan.h"
#include "engine/launch/pool.h"
#include "engine/machine/machine.h"
#include "engine/trace/trace.h"

struct run;

enum run_phase { RUN_STARTING, RUN_RUNNING, RUN_PAUSED, RUN_STOPPING, RUN_DONE /* by itself or stopped */, RUN_FAILED };

/* Starts PLAN on this machine (MACHINE: this machine's, may be NULL: then loaded by the worker). NULL with a
 * one-sentence error when it cannot even be tried (mpirun missing, no room for the segments, ...). Returns
 * before the ranks exist. */
struct run *run_start (const struct plan *plan, const struct machine *machine, GError **error);

/* The same on the ranks that wait in POOL, where they suit and are ready; else as above. POOL (NULL: none) outlives the run. */
struct run *run_start_in_pool (struct pool *pool, const struct plan *plan, const struct machine *machine, GError **error);

/* What was recorded stays on the disk when the run is destroyed, for it could not be saved elsewhere: the folder, which opens like a
 * recording; NULL = it is not there. Borrowed. */
const char *run_keep (struct run *run);

struct trace *run_trace (struct run *run); /* exists from the start; owned by the run */

enum run_phase run_phase (struct run *run);
bool run_ended (struct run *run);           /* DONE or FAILED, all processes reaped, all files removed, trace complete */
/* One sentence on how it went wrong (which rank, which signal, what to do), NULL while or where it went well. Borrowed. */
const char *run_failure (struct run *run);

/* All ranks halt before the same step. Where one does not come there within a second (ten more for a step), all are stopped by
 * SIGSTOP, with what they started, and a note says which; they are let go by resume, step (to the end of the step they are in) or
 * stop. */
void run_pause (struct run *run);
void run_resume (struct run *run);
void run_step (struct run *run);            /* exactly one iteration, then held */
/* Binds the threads that live, and those still to come, as BIND says (plan.h), without stopping them: the kernel moves those that
 * are elsewhere. MACHINE: this one. It is done soon after; what the kernel says of it stands in the trace. false with a sentence:
 * the run ends, or BIND makes no sense; nothing was changed. */
bool run_rebind (struct run *run, const struct machine *machine, const char *bind, GError **error);
void run_set_pace (struct run *run, double seconds);
/* Cooperative first (the result is still checked), by force where that does not end it in about 0.5 s. Returns at once. */
void run_stop (struct run *run);
void run_kill (struct run *run);            /* by force, at once */

/* Another run is to take its place at once: by force where it has processes of its own. On a pool's ranks it is asked to stop and
 * waited for, at most 0.2 s, so that they are free; where that is not enough it goes on to its end, and the other starts cold. */
void run_make_way (struct run *run);

/* Blocks (a main loop of its own is not needed) until run_ended or TIMEOUT_S (< 0: for ever). */
bool run_wait (struct run *run, double timeout_s);

/* Kills what still runs, waits for it, removes the files. Accepts NULL. */
void run_destroy (struct run *run);
