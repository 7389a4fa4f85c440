/* How a worker lives and dies: with its parent, and not without saying of what. */
#pragma once

#include "engine/record/segment.h"

/* The kernel kills this process when its parent goes. To be called first of all. */
void life_follow_parent (void);

/* A fatal signal is noted in SEGMENT, then takes its course. To be called again after a library that takes the
 * handlers for itself (MPI_Init). NULL: noted nowhere any more. */
void life_note_signals (struct segment *segment);

/* libgomp's waiting threads spin on, which with more threads than PUs makes a step last ten scheduler ticks. It reads
 * OMP_WAIT_POLICY before main, so where THREADS on this host are too many and the user has not chosen, the program starts itself
 * anew with waiting threads that sleep. Returns where that isn't needed or possible. */
void life_wait_asleep (int threads, char **argv);
