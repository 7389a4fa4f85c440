/* The real worker under the real mpirun, recorded as the host records it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "engine/record/control.h"
#include "engine/record/segment.h"

struct play {
  int ranks, threads;
  char *folder;            /* the run's */
  struct control *control;
  GPid pid;                /* of mpirun or the worker; 0 = ended */
  int status;              /* wait status once it has ended */
  GArray **events;         /* ranks x threads; struct event, all that was recorded */
  struct segment **segment; /* a rank each, NULL = not there */
  char *errors;            /* what it wrote to standard error */
  int error_file;
};

/* PROGRAM NULL: the worker. WORDS: its arguments in one string, separated by spaces. */
struct play *play_start (const char *program, int ranks, int threads, bool paused, const char *words);
/* Drains what there is; false once all has ended and all is drained. */
bool play_drain (struct play *play);
/* Drains until the end, at most 60 s. */
void play_finish (struct play *play);
/* Kills what still runs, removes the folder. */
void play_destroy (struct play *play);

/* start and finish; asserts that it ended well, recorded nothing less than all, and is right. */
struct play *play_whole (int ranks, int threads, const char *words);

#define PLAY_EVENTS(play, rank, thread) ((play)->events[(rank) * (play)->threads + (thread)])
unsigned play_count (struct play *play, int rank, int thread, enum event_kind kind); /* thread -1: all of the rank; rank -1: all */

/* Regions of that name that the thread was in. */
unsigned play_count_regions (struct play *play, int rank, int thread, const char *name);
/* Every thread has recorded steps 0 to STEPS - 1, each once. */
void play_assert_steps (struct play *play, unsigned steps);

/* Every message's two ends agree: same number, bytes; none is missing or twice. Returns how many messages. */
unsigned play_match_messages (struct play *play);
