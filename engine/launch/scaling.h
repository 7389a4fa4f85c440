/* Makes a scaling study: real runs, one after the other, by 1, 2, ... workers. Every function is called from the main thread. */
#pragma once

#include "engine/launch/plan.h"
#include "engine/machine/machine.h"
#include "engine/scaling/study.h"

struct scaling_order {
  const struct plan *plan; /* what to run; its model (threads or processes) says what a worker is, its ranks and threads are not used */
  int max;                 /* workers at most; 0: as many as PUs that may be used */
  bool wanted[SCALINGS];
  int repeat;              /* runs a point */
};
#define SCALING_REPEAT_MOST 100
#define SCALING_BIND "scatter" /* what a study is bound by where nobody says otherwise: a core a worker while there are any */

int scaling_pus (const struct machine *machine); /* that may be used */
/* One sentence for what cannot be studied. */
bool scaling_check (const struct scaling_order *order, const struct machine *machine, GError **error);

struct scaling_runs;

/* Begins with no run: scaling_turn does. MACHINE is borrowed until it is destroyed. NULL: as scaling_check. */
struct scaling_runs *scaling_start (const struct scaling_order *order, const struct machine *machine, GError **error);
/* Takes what has ended, starts what comes next; to be called about every 20 ms, never blocks for longer than starting a run
 * takes. true: there is more to come. */
bool scaling_turn (struct scaling_runs *runs);
/* No further run; what goes on is killed and gives no figure. */
void scaling_stop (struct scaling_runs *runs);
const struct study *scaling_study (struct scaling_runs *runs); /* as far as it is; borrowed */

struct scaling_progress {
  int done, all;
  enum scaling_kind kind; int workers, repetition; /* of the run that goes on or comes next; repetition from 1 */
};
struct scaling_progress scaling_progress (struct scaling_runs *runs);

/* Kills what runs; the study is the caller's. Accepts NULL (then NULL). */
struct study *scaling_finish (struct scaling_runs *runs);
