/* What to run, as the user asks for it, and what that means as a command. Pure: nothing is started here. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/machine/machine.h"

enum model { MODEL_THREADS, MODEL_PROCESSES, MODEL_HYBRID, MODELS };
const char *model_name (enum model model);            /* "threads", ... */
bool model_parse (const char *name, enum model *model);

struct plan {
  enum model model;
  char *workload;      /* "heat", "pi", "counter" */
  int ranks;           /* asked for; plan_ranks says what runs */
  int threads;         /* a rank */
  char *runtime;       /* "openmp", "pthreads", "c11" */
  char *bind;          /* "none", "compact", "scatter", "numa" or a PU list ("0,2,4-6", engine/team/placement.h) */
  char *sync;          /* "none", "mutex", "atomic", "reduction" */
  char **settings;     /* NULL-terminated KEY=VALUE of the workload; NULL = its defaults */
  double duration_s;   /* 0: as many steps as the workload's own default or `steps` setting; window: until stopped */
  bool endless;        /* ignore the workload's default number of steps: until stopped */
  double pace_s;       /* least time a step, 0 = real speed */
  bool start_paused;
  bool edges;          /* observe what collectives send even where the workload is not about them */
  bool end_deadlock;   /* a deadlock ends the run; else it is said and stands until it is stopped */
};

struct plan *plan_new (void);                     /* hybrid heat with defaults that suit this machine's PUs */
struct plan *plan_copy (const struct plan *plan);
void plan_free (struct plan *plan);               /* accepts NULL */

/* Ranks and threads that the model makes of what is asked: threads: 1 x T; processes: P x 1; hybrid: P x T. */
int plan_ranks (const struct plan *plan);
int plan_threads (const struct plan *plan);
/* MPI counts messages for this run, which makes each about 20 to 40 ns slower: what collectives send is then known. */
bool plan_edges (const struct plan *plan);

/* One sentence for what cannot be run (unknown workload, 0 threads, PU list out of range of PU_COUNT, ...). */
bool plan_check (const struct plan *plan, int pu_count, GError **error);

/* Binds thread RANK.THREAD to COUNT PUs by logical index (0: to none); RANK -1: of all ranks, THREAD -1: all of the rank's
 * threads. The others keep what the binding so far gives them: `bind` becomes a list for each rank. */
bool plan_place (struct plan *plan, const struct machine *machine, int rank, int thread, const int *pu, int count, GError **error);

/* A command that a user can paste: the same workload under the user's own mpirun, without Strandscope. With MACHINE (this
 * machine; NULL: not known) the binding is said as mpirun and OpenMP say it, where they can; else the worker binds
 * itself. Caller frees. */
char *plan_equivalent_command (const struct plan *plan, const struct machine *machine);
