/* The workloads as plain data: what the side bar, `strandscope workloads` and the worker's command line know of
 * them. Nothing here needs MPI or OpenMP. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct workload_parameter {
  const char *key;     /* "size" */
  const char *label;   /* "Grid" */
  const char *unit;    /* "rows and columns", may be "" */
  int64_t initial;     /* where it isn't given */
  int64_t min, max;
  const char *const *words; /* names of the values from min to max that may be given instead, or NULL */
};

#define WORKLOAD_MAX_PARAMETERS 6

enum workload_models { /* a mask */
  WORKLOAD_THREADS = 1 << 0,
  WORKLOAD_PROCESSES = 1 << 1,
  WORKLOAD_HYBRID = 1 << 2,
  WORKLOAD_ANY_MODEL = WORKLOAD_THREADS | WORKLOAD_PROCESSES | WORKLOAD_HYBRID
};

/* How its problem grows: what a scaling study (engine/launch/scaling.h) changes, and what it compares. */
struct workload_scaling {
  const char *key;     /* the parameter that is the problem's size; NULL: a study of it makes no sense */
  int power;           /* what grows of the work grows with its value to this power */
  bool each;           /* its value is of a worker, else of the whole problem */
  double (*work) (const int64_t *values); /* of the whole problem, in any unit, where not all of it grows; else NULL */
  const char *why;     /* it makes no sense: because, one sentence */
};

struct workload_description {
  const char *name;    /* "heat" */
  const char *title;   /* "Heat stencil (halo)" */
  const char *shows;   /* one paragraph */
  const char *misread; /* one paragraph: what it does not prove */
  const char *witness; /* the count that shows it even on a small or shared machine */
  struct workload_parameter parameter[WORKLOAD_MAX_PARAMETERS];
  int parameters;
  unsigned models;           /* in which it makes sense: enum workload_models */
  const char *const *syncs;  /* NULL-terminated values of --sync that apply; never NULL */
  const char *initial_sync;
  bool collective;           /* it is about collectives: what they send is to be seen */
  struct workload_scaling scaling;
};

/* Every workload has `steps`: how many it runs by itself, 0 = until it is stopped. */
extern const struct workload_description *const workload_table[]; /* NULL-terminated */

const struct workload_description *workload_describe (const char *name); /* NULL: no such workload */
const struct workload_parameter *workload_parameter (const struct workload_description *workload, const char *key);

/* Reads "KEY=VALUE" (a number or one of the parameter's words) into VALUES, in the order of the parameters. 0, or -1 with one sentence in ERROR (ROOM bytes). */
int workload_set (const struct workload_description *workload, const char *setting, int64_t *values, char *error, size_t room);
void workload_set_initial (const struct workload_description *workload, int64_t *values);

/* NULL where SYNC (a value of --sync) applies to the workload, else the values that do, for a message: "mutex, atomic".
 * The words stand until the thread's next call. */
const char *workload_check_sync (const struct workload_description *workload, const char *sync);
/* The same for MODEL ("threads", "processes", "hybrid"). */
const char *workload_check_model (const struct workload_description *workload, const char *model);

/* The problem of so many WORKERS where VALUES are one worker's: strong: the same problem, weak: so many times the work.
 * Changes VALUES; WORK: of the whole problem, in the workload's own unit. What cannot be divided evenly is rounded, and WORK says
 * what came of it. false: the value is out of the parameter's range, or the workload has no scaling. */
bool workload_scale (const struct workload_description *workload, bool weak, int workers, int64_t *values, double *work);
