/* Who was sent how much by one thread, up to any of its messages: what it came to is kept from time to time. */
#pragma once

#include "engine/trace/talk.h"

struct talk_mark { size_t count; int entries; struct talk_entry *entry; };

struct talk_log { /* zeroed: empty */
  struct talk *talk; /* of all; NULL = none yet */
  struct talk_mark *mark;
  size_t marks, room;
};

void talk_log_finish (struct talk_log *log);
/* The message that is number COUNT (from 1) of those that the log is of; numbers grow. */
void talk_log_add (struct talk_log *log, size_t count, const struct talk_key *key, uint64_t messages, uint64_t bytes);
void talk_log_all (const struct talk_log *log, struct talk *sum);
/* Adds to SUM what is known of the first COUNT messages: of how many, the rest is the caller's to add (some thousands at most, or
 * some for each key). */
size_t talk_log_until (const struct talk_log *log, size_t count, struct talk *sum);
