/* The next moment at which something changes, or the one before: what the playhead steps to. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct trace;

enum change {
  CHANGE_EVENT,     /* a state, region, lock, message or step begins or ends, on any thread */
  CHANGE_MESSAGE,   /* a message is sent or received */
  CHANGE_ITERATION, /* a thread ends a step */
  CHANGES
};

/* The first such moment after T, or (BACK) the last one before it; AT: where. false: there is none, and AT stays. O(threads x log events). */
bool change_find (struct trace *trace, enum change kind, uint64_t t, bool back, uint64_t *at);

/* Where the first step begins, of the threads whose step begins first: runs are compared from there on. false: there are no steps. */
bool change_first_step (struct trace *trace, uint64_t *at);

/* Where step NUMBER (from 0) ends on the last of the threads that did it. false: nobody did. */
bool change_of_step (struct trace *trace, uint64_t number, uint64_t *at);
