#include "engine/trace/messages.h"

#include <glib.h>
#include <string.h>

#define SUPERBLOCK (MESSAGES_BLOCK * MESSAGES_BLOCK)

void
messages_finish (struct messages *messages)
{
  column_finish (&messages->column);
  g_free (messages->block);
  g_free (messages->superblock);
  messages->block = messages->superblock = NULL;
  messages->count = messages->room = 0;
}

static void
make_room (struct messages *messages)
{
  size_t old = messages->room, room = old ? old * 2 : SUPERBLOCK;
  size_t old_blocks = old / MESSAGES_BLOCK, blocks = room / MESSAGES_BLOCK;
  size_t old_supers = old / SUPERBLOCK, supers = room / SUPERBLOCK;

  messages->block = g_renew (struct message_block, messages->block, blocks);
  messages->superblock = g_renew (struct message_block, messages->superblock, supers);
  memset (messages->block + old_blocks, 0, (blocks - old_blocks) * sizeof (struct message_block));
  memset (messages->superblock + old_supers, 0, (supers - old_supers) * sizeof (struct message_block));
  messages->room = room;
}

uint32_t
messages_add (struct messages *messages, const struct message *message)
{
  size_t i = messages->count;

  if (i == messages->room)
    make_room (messages);
  struct message *place = column_room (&messages->column, i, sizeof *place);
  *place = *message;
  /* the order is what lookups rest on: a send that claims to be older than the one before it is moved up */
  if (i > 0)
    place->sent = MAX (message->sent, messages_get (messages, i - 1)->sent);
  place->received = RECEIVED_NOT_YET;
  messages->block[i / MESSAGES_BLOCK].waiting++;
  messages->superblock[i / SUPERBLOCK].waiting++;
  messages->count++;
  return i;
}

static void
block_received (struct message_block *block, uint64_t received)
{
  block->waiting--;
  block->latest = MAX (block->latest, received);
}

void
messages_received (struct messages *messages, uint32_t index, uint64_t posted, uint64_t received, int thread,
                   uint8_t flags)
{
  struct message *message = column_at (&messages->column, index, sizeof *message);

  message->posted = posted;
  message->received = received;
  message->destination_thread = thread;
  message->receive_flags = flags;
  block_received (&messages->block[index / MESSAGES_BLOCK], received);
  block_received (&messages->superblock[index / SUPERBLOCK], received);
}

static size_t
sent_until (const struct messages *messages, uint64_t t)
{
  size_t low = 0, high = messages->count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (messages_get (messages, middle)->sent <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static gboolean
out_of_sight (const struct message_block *block, uint64_t since)
{
  return block->waiting == 0 && block->latest < since;
}

void
messages_in_sight (const struct messages *messages, uint64_t t, uint64_t since, messages_seen seen, void *data)
{
  size_t i = sent_until (messages, t);

  while (i > 0) {
    size_t last = i - 1;
    if (out_of_sight (&messages->superblock[last / SUPERBLOCK], since)) {
      i = last / SUPERBLOCK * SUPERBLOCK;
    } else if (out_of_sight (&messages->block[last / MESSAGES_BLOCK], since)) {
      i = last / MESSAGES_BLOCK * MESSAGES_BLOCK;
    } else {
      const struct message *message = messages_get (messages, last);
      if (message->received >= since)
        seen (message, data);
      i = last;
    }
  }
}
