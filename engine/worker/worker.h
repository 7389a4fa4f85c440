/* One rank of a run, whether this process was started for it or waited for it in a pool. */
#pragma once

#include <stdbool.h>

#include "engine/record/control.h"
#include "engine/record/segment.h"
#include "engine/team/binder.h"
#include "engine/worker/options.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct worker {
  int rank, ranks, local_ranks; /* local: on this host */
  const char *run; /* the run's folder, NULL = by itself */
  struct options options;
  struct segment *segment;
  struct control *control;
  struct binder *binder;
  char error[256];
};

/* With ERROR: ends this process; with several ranks mpirun then ends the others. */
int worker_fail (struct worker *worker, int status);
bool worker_open_segments (struct worker *worker);
void worker_note_mpi (struct worker *worker, const struct segment_mpi *told);
void worker_note_level (struct worker *worker, const int levels[2]); /* of threads in MPI: asked, given */
/* Binds, runs and checks the workload; the exit status. */
int worker_work (struct worker *worker);
void worker_close (struct worker *worker);

/* pool.c: rank RANK of a pool waits for orders in FOLDER until it is killed. */
int pool_serve (int rank, const char *folder);
