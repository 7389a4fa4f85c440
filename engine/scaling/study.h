/* A scaling study: one workload run by 1, 2, ... workers, each several times. Plain data: what was measured, and what follows
 * from it. All seconds are of real runs, from the moment when the first rank begins the workload to the moment when the last one
 * has ended it: threads are started in it, processes, MPI and the memory's allocation are not. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum scaling_kind {
  SCALING_STRONG, /* all numbers of workers share the same problem */
  SCALING_WEAK,   /* the problem grows with them: the same work for each */
  SCALINGS
};
const char *scaling_name (enum scaling_kind kind); /* "strong", "weak" */

struct scaling_run {
  double seconds; /* 0: it gave no figure */
  char *why;      /* one sentence: because; NULL where it gave one */
  double waited;  /* share of the time in which its workers could have run, but had no PU: 0 to 1; < 0: not known */
};

struct scaling_point {
  int workers;
  int64_t value;  /* of the parameter that is the problem's size */
  double work;    /* of the whole problem, in a unit of the workload */
  struct scaling_run *run; int runs; /* those that have ended */
};

struct scaling_series { struct scaling_point *point; int points; }; /* by workers, ascending */

struct study {
  char *workload, *title, *model, *runtime, *bind, *sync; /* title: the workload's, "Monte-Carlo π" */
  char **settings; /* NULL-terminated KEY=VALUE, never NULL */
  char *size;      /* key of the parameter that is the problem's size */
  char *host, *machine, *started; /* machine: its name; started: ISO 8601 */
  char *schedule;  /* who says how long workers waited for a PU: "kernel", "sampled"; "" not known */
  int pus;         /* that the runs may be on */
  int repeat;      /* runs that a point is to have */
  bool cut_short;  /* it was ended before all runs had been made */
  struct scaling_series series[SCALINGS];
};

struct study *study_new (void);              /* all words "" */
void study_free (struct study *study);       /* accepts NULL */
/* After those that are there; returns it. */
struct scaling_point *study_add_point (struct study *study, enum scaling_kind kind, int workers, int64_t value, double work);
/* SECONDS <= 0: it gave no figure, because of WHY (copied). How long it waited is not known until it is set. */
void scaling_point_add (struct scaling_point *point, double seconds, const char *why);

/* The median of a point's runs that gave a figure (of an even number: the mean of the middle two); 0: none did. */
double scaling_median (const struct scaling_point *point);
/* The fastest and the slowest; false: none gave a figure. */
bool scaling_range (const struct scaling_point *point, double *least, double *most);
double scaling_waited (const struct scaling_point *point);               /* the mean of its runs; < 0: not known */
int scaling_measured (const struct scaling_point *point);                /* how many gave one */
const char *scaling_gap (const struct scaling_point *point);             /* why one gave none; NULL: all did. Borrowed */

/* How many times as much work a second as one worker (median of its runs) does, where POINT's problem took SECONDS: for strong
 * scaling the time with one worker over the time with all, for weak scaling the scaled speedup. 0: there is nothing to compare. */
double scaling_speedup (const struct scaling_series *series, const struct scaling_point *point, double seconds);

/* The share of the work that is not shared out, by least squares over the medians of 2 to PUS workers: with more workers than
 * PUs no law of these holds.
 *
 * strong: Amdahl 1967, T(N) / T(1) = f + (1 - f) / N
 * weak: Gustafson 1988, scaled speedup = f + (1 - f) N, f of the time of the run with one worker
 *
 * What is squared is how much the law is off, as a share of what was measured: small times count as much as large ones. The
 * residual is the root of the mean of these squares. */
struct scaling_fit {
  bool known;      /* false: no figure with two workers or more, or none with one */
  double fraction; /* 0 to 1 */
  bool bounded;    /* without these bounds it would be less than 0 or more than 1 */
  double residual;
  int points;      /* one: it fits by construction */
};
struct scaling_fit scaling_fit (const struct study *study, enum scaling_kind kind);
double scaling_law (enum scaling_kind kind, double fraction, double workers); /* the speedup that it says */
