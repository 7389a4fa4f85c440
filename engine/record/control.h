/* The control segment of a run: the one thing that flows from the host to the ranks.
 *
 * Ranks pass a gate before every step. The host holds, releases, counts out and ends them there. All ranks
 * halt (and end) before the same step, so a cooperative stop can never leave one waiting for another's
 * message. One host writes; any number of ranks on the same machine read. C11 and libc (futex) only.
 */
#pragma once

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define CONTROL_MAGIC UINT64_C (0x316c746364727473)
#define CONTROL_MAX_RANKS 1024

struct control_rank {
  alignas (64) _Atomic uint64_t entered; /* steps this rank has been let into */
  _Atomic uint32_t waits;                /* 1: it sleeps at the gate */
};

struct control {
  uint64_t magic;
  uint32_t ranks;
  _Atomic uint32_t generation; /* futex word: changes with every order of the host */
  _Atomic uint64_t budget;     /* step N may be entered when N < budget; UINT64_MAX = run freely */
  _Atomic uint64_t stop_at;    /* the run ends before this step; UINT64_MAX = by itself */
  _Atomic uint64_t pace_ns;    /* least time from the begin of a step to the begin of the next; 0 = real speed */
  struct control_rank rank[CONTROL_MAX_RANKS];
};

/* Creates the file PATH (0600, must not exist) for 1..CONTROL_MAX_RANKS ranks: running freely, or held before
 * step 0 where PAUSED. NULL with errno. */
struct control *control_create (const char *path, int ranks, bool paused);
/* NULL with errno (EPROTO: not a control segment). */
struct control *control_open (const char *path);
void control_unmap (struct control *control); /* accepts NULL */

/* Host's orders. Each returns at once; pause and stop take hold before the next step that no rank has entered. */
void control_pause (struct control *control);
void control_resume (struct control *control);
void control_step (struct control *control, unsigned steps); /* from paused: exactly STEPS more, then held again */
void control_stop (struct control *control);                 /* also releases a paused run */
void control_set_pace (struct control *control, uint64_t ns);
bool control_paused (const struct control *control);
bool control_waits (const struct control *control, int rank); /* RANK is at the gate, not in a step */
/* Largest number of steps that a rank has been let into. */
uint64_t control_entered (const struct control *control);

/* Worker: may RANK enter step N (from 0, in order)? Blocks (asleep on the futex) while held or before the pace
 * allows it. false: the run ends before this step. LAST is the caller's memory of its last entry, ns, 0 at first. */
bool control_pass (struct control *control, int rank, uint64_t step, uint64_t *last);
