/* The messages that one thread sent, in order, with an index that finds those in sight at a moment without
 * walking over all that came before. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define RECEIVED_NOT_YET UINT64_MAX

struct message {
  uint64_t sent, returned;    /* begin and end of the send call */
  uint64_t posted, received;  /* begin and end of the receive; received RECEIVED_NOT_YET = none seen */
  uint64_t bytes;
  int32_t tag;
  uint16_t comm, sequence;
  int32_t destination;
  int32_t destination_thread; /* -1 = unknown */
  uint8_t send_flags, receive_flags;
};

struct message_block { /* of MESSAGES_BLOCK messages, and of as many blocks */
  uint32_t waiting;    /* not received yet */
  uint64_t latest;     /* latest receive among the others */
};

#define MESSAGES_BLOCK 64

struct messages {
  struct message *message;
  size_t count, room;
  struct message_block *block, *superblock;
};

void messages_finish (struct messages *messages);
uint32_t messages_add (struct messages *messages, const struct message *message);
void messages_received (struct messages *messages, uint32_t index, uint64_t posted, uint64_t received, int thread,
                        uint8_t flags);

/* Calls SEEN for each message sent at or before T that is not yet received or was received at or after SINCE,
 * newest first. */
typedef void (*messages_seen) (const struct message *message, void *data);
void messages_in_sight (const struct messages *messages, uint64_t t, uint64_t since, messages_seen seen, void *data);

static inline const struct message *
messages_get (const struct messages *messages, size_t i)
{
  return &messages->message[i];
}
