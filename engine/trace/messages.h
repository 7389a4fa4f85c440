/* The messages that one thread sent, in order, with an index that finds those in sight at a moment without
 * walking over all that came before. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "engine/trace/column.h"

#define RECEIVED_NOT_YET UINT64_MAX

struct message {
  uint64_t sent /* first: times.h */, returned;    /* begin and end of the send call */
  uint64_t posted, received;  /* begin and end of the receive; received RECEIVED_NOT_YET = none seen */
  uint64_t bytes;
  int32_t tag;
  uint16_t comm, sequence;
  int32_t destination;
  int32_t destination_thread; /* -1 = unknown */
  uint8_t send_flags, receive_flags;
};

#define MESSAGES_BLOCK 16 /* messages in a block, blocks in a block of the next level */
#define MESSAGES_LEVELS 5

struct message_block {
  uint64_t first;    /* its first message was sent; first: times.h */
  uint64_t latest;   /* latest receive among those received */
  uint64_t bytes;    /* of all its messages */
  uint32_t waiting;  /* not received yet */
};

struct message_level {
  struct message_block *block;
  size_t room;
};

struct messages {
  struct column column; /* struct message; ->store may be set before the first one */
  size_t count;
  size_t until;         /* messages sent up to the moment that was sought last */
  struct message_level level[MESSAGES_LEVELS]; /* 0: blocks of messages */
};

static inline const struct message *
messages_get (const struct messages *messages, size_t i)
{
  return column_at (&messages->column, i, sizeof (struct message));
}

void messages_finish (struct messages *messages);

uint32_t messages_add (struct messages *messages, const struct message *message);
void messages_received (struct messages *messages, uint32_t index, uint64_t posted, uint64_t received, int thread,
                        uint8_t flags);

/* Index of the first message sent at or after T; the count where there is none. */
size_t messages_from (struct messages *messages, uint64_t t);
/* Bytes of messages FIRST to before END, in O(log messages). */
uint64_t messages_bytes (const struct messages *messages, size_t first, size_t end);

/* Makes messages_in_sight fast at T for many threads: they are searched side by side. */
void messages_seek (struct messages *const *messages, int count, uint64_t t);

/* Calls SEEN for each message sent at or before T that is not yet received or was received at or after SINCE,
 * newest first. */
typedef void (*messages_seen) (const struct message *message, void *data);
void messages_in_sight (struct messages *messages, uint64_t t, uint64_t since, messages_seen seen, void *data);
