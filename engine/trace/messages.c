#include "engine/trace/messages.h"

#include "engine/trace/times.h"

#include <assert.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

void
messages_finish (struct messages *messages)
{
  column_finish (&messages->column);
  for (int k = 0; k < MESSAGES_LEVELS; k++)
    g_free (messages->level[k].block);
  memset (messages->level, 0, sizeof messages->level);
  messages->count = messages->until = 0;
}

static void
count_sent (struct message_level *level, size_t block, bool begins, const struct message *message)
{
  if (block >= level->room) {
    size_t room = level->room ? level->room * 2 : 4;
    level->block = g_renew (struct message_block, level->block, room);
    memset (level->block + level->room, 0, (room - level->room) * sizeof *level->block);
    level->room = room;
  }
  if (begins)
    level->block[block].first = message->sent;
  level->block[block].waiting++;
  level->block[block].bytes += message->bytes;
}

uint32_t
messages_add (struct messages *messages, const struct message *message)
{
  size_t i = messages->count;

  struct message *place = column_room (&messages->column, i, sizeof *place);
  *place = *message;
  /* the order is what lookups rest on: a send that claims to be older than the one before it is moved up */
  if (i > 0)
    place->sent = MAX (message->sent, messages_get (messages, i - 1)->sent);
  place->received = RECEIVED_NOT_YET;
  for (size_t k = 0, size = MESSAGES_BLOCK; k < MESSAGES_LEVELS; k++, size *= MESSAGES_BLOCK)
    count_sent (&messages->level[k], i / size, i % size == 0, place);
  messages->count++;
  return i;
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
  for (size_t k = 0, i = index / MESSAGES_BLOCK; k < MESSAGES_LEVELS; k++, i /= MESSAGES_BLOCK) {
    struct message_block *block = &messages->level[k].block[i];
    block->waiting--;
    block->latest = MAX (block->latest, received);
  }
}

static uint64_t
last_sent (const struct messages *messages)
{
  return messages_get (messages, messages->count - 1)->sent;
}

struct seek { /* the way of one thread's messages to a moment */
  struct messages *messages;
  size_t block, blocks, records, guess;
  const struct message *message; /* of the block */
};

static void
seek_guess (struct seek *seek, uint64_t t)
{
  const struct messages *messages = seek->messages;

  seek->blocks = (messages->count + MESSAGES_BLOCK - 1) / MESSAGES_BLOCK;
  seek->block = times_guess (messages->level[0].block[0].first, last_sent (messages), seek->blocks, t);
}

static void
seek_block (struct seek *seek, uint64_t t)
{
  const struct message_block *block = seek->messages->level[0].block;

  seek->block = times_find (block, sizeof *block, seek->blocks, seek->block, t);
  seek->records = MIN (MESSAGES_BLOCK, seek->messages->count - seek->block * MESSAGES_BLOCK);
  uint64_t end = seek->block + 1 < seek->blocks ? block[seek->block + 1].first : last_sent (seek->messages);
  seek->guess = times_guess (block[seek->block].first, end, seek->records, t);
  seek->message = messages_get (seek->messages, seek->block * MESSAGES_BLOCK);
}

static size_t
seek_end (const struct seek *seek, uint64_t t)
{
  size_t i = times_find (seek->message, sizeof *seek->message, seek->records, seek->guess, t);

  return seek->block * MESSAGES_BLOCK + i + (seek->message[i].sent <= t);
}

static_assert (COLUMN_FIRST % MESSAGES_BLOCK == 0, "a block's messages lie in one piece");

#define SEEK_AT_ONCE 16

static void
seek_some (struct messages *const *messages, int count, uint64_t t)
{
  struct seek seek[SEEK_AT_ONCE];
  int going = 0;

  for (int i = 0; i < count; i++)
    if (messages[i]->count > 0) {
      seek[going++].messages = messages[i];
      __builtin_prefetch (&messages_get (messages[i], messages[i]->count - 1)->sent);
      __builtin_prefetch (messages[i]->level[0].block);
    }
  for (int i = 0; i < going; i++) {
    seek_guess (&seek[i], t);
    __builtin_prefetch (&seek[i].messages->level[0].block[seek[i].block]);
  }
  for (int i = 0; i < going; i++) {
    seek_block (&seek[i], t);
    __builtin_prefetch (&seek[i].message[seek[i].guess]);
  }
  for (int i = 0; i < going; i++)
    seek[i].messages->until = seek_end (&seek[i], t);
}

void
messages_seek (struct messages *const *messages, int count, uint64_t t)
{
  for (int i = 0; i < count; i += SEEK_AT_ONCE)
    seek_some (messages + i, MIN (count - i, SEEK_AT_ONCE), t);
}

/* Messages sent at or before T; what was sought is mostly what is asked for. */
static size_t
sent_until (struct messages *messages, uint64_t t)
{
  size_t i = messages->until;
  bool sought = i <= messages->count && (i == 0 || messages_get (messages, i - 1)->sent <= t) &&
                (i == messages->count || messages_get (messages, i)->sent > t);

  if (!sought)
    seek_some (&messages, 1, t);
  return messages->until;
}

/* From message I down, where the largest block around it that has nothing to see begins; I + 1: there is none. */
static size_t
skip_out_of_sight (const struct messages *messages, size_t i, uint64_t since)
{
  size_t begin = i + 1, size = MESSAGES_BLOCK;

  for (int k = 0; k < MESSAGES_LEVELS; k++, size *= MESSAGES_BLOCK) {
    const struct message_block *block = &messages->level[k].block[i / size];
    if (block->waiting > 0 || block->latest >= since)
      break;
    begin = i / size * size;
  }
  return begin;
}

void
messages_in_sight (struct messages *messages, uint64_t t, uint64_t since, messages_seen seen, void *data)
{
  size_t i = messages->count ? sent_until (messages, t) : 0;

  while (i > 0) {
    size_t begin = skip_out_of_sight (messages, i - 1, since);
    const struct message *message = begin == i ? messages_get (messages, i - 1) : NULL;
    if (message && message->received >= since)
      seen (message, data);
    i = message ? i - 1 : begin;
  }
}

size_t
messages_from (struct messages *messages, uint64_t t)
{
  return t > 0 && messages->count ? sent_until (messages, t - 1) : 0;
}

uint64_t
messages_bytes (const struct messages *messages, size_t first, size_t end)
{
  uint64_t bytes = 0;

  while (first < end) {
    size_t size = 1, block = 0;
    int level = -1;
    /* the largest block that begins here and lies within */
    for (size_t next = MESSAGES_BLOCK; level + 1 < MESSAGES_LEVELS && first % next == 0 && first + next <= end; next *= MESSAGES_BLOCK) {
      level++;
      size = next;
      block = first / next;
    }
    bytes += level < 0 ? messages_get (messages, first)->bytes : messages->level[level].block[block].bytes;
    first += size;
  }
  return bytes;
}
