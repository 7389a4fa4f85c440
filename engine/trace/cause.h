/* From a wait to what ended it: the send of the message, the release of the lock, the last one at the barrier. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct trace;

enum cause_kind {
  CAUSE_NONE,
  CAUSE_SEND,     /* of the message, begun or, where it began before, completed within the wait */
  CAUSE_RECEIVE,  /* a send waited for it to be posted */
  CAUSE_THERE,    /* nobody within the wait: the message had been sent before and was there (at: begin of its send) */
  CAUSE_TRANSFER, /* nobody either: the other end had come before (at), but by rendezvous the bytes move only when both have */
  CAUSE_RELEASE,
  CAUSE_LAST,     /* to come to a barrier or collective */
};

struct cause {
  enum cause_kind kind;
  int rank, thread;   /* who */
  uint64_t at;        /* when */
  uint64_t wait_begin, wait_end; /* of the wait that was asked for */
};

/* The cause of the wait that this thread is in at T, or else of the last one that ended before T. false: it never waited, or nobody is
 * known who ended it. */
bool cause_of_wait (struct trace *trace, int rank, int thread, uint64_t t, struct cause *cause);
