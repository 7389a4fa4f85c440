/* The two ends of a message find each other here, in whatever order they arrive. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct match_key {
  uint16_t source, destination, comm, sequence;
  int32_t tag;
};

struct match_end {
  bool send;
  uint64_t begin, end;
  uint32_t lane;    /* the thread it happened on */
  uint32_t message; /* a send: its place among its lane's sends */
  uint8_t flags;    /* a receive: how it was called */
};

struct match;

struct match *match_new (void);
/* The clocks of the two ends differ: a message may seem to come before it was sent. */
void match_distrust_clocks (struct match *match);
void match_free (struct match *match);

/* Keeps an end until its other end comes. */
void match_hold (struct match *match, const struct match_key *key, const struct match_end *end);

/* The waiting other end of END. Sequences wrap at 65536, so several can wait: without losses they pair in
 * order; where events were lost (LOSSY) the newest that is possible in time is taken and older ones are given
 * up, because their partners are most likely what was lost. false: none waits. */
bool match_take (struct match *match, const struct match_key *key, const struct match_end *end, bool lossy,
                 struct match_end *other);

size_t match_waiting_receives (const struct match *match);

/* Each receive that waits for its send, in no order. */
typedef void (*match_seen) (const struct match_key *key, const struct match_end *end, void *data);
void match_each_receive (const struct match *match, match_seen seen, void *data);
