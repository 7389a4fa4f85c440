#include "engine/trace/talk.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Open addressing; a place without messages is free. */
struct talk {
  struct talk_entry *entry;
  size_t mask, used;
};

struct talk *
talk_new (void)
{
  struct talk *talk = g_new0 (struct talk, 1);

  talk->mask = 63;
  talk->entry = g_new0 (struct talk_entry, talk->mask + 1);
  return talk;
}

void
talk_free (struct talk *talk)
{
  if (!talk)
    return;
  g_free (talk->entry);
  g_free (talk);
}

static size_t
hash (const struct talk_key *key)
{
  uint64_t h = (uint64_t) key->source << 48 | (uint64_t) key->destination << 32 | (uint64_t) key->comm << 16 | key->collective;

  h = (h ^ (uint64_t) (uint32_t) key->tag * UINT64_C (0x9e3779b97f4a7c15)) * UINT64_C (0xff51afd7ed558ccd);
  return h ^ h >> 32;
}

static bool
same (const struct talk_key *a, const struct talk_key *b)
{
  return a->source == b->source && a->destination == b->destination && a->comm == b->comm && a->collective == b->collective &&
         a->tag == b->tag;
}

static struct talk_entry *
find (struct talk *talk, const struct talk_key *key)
{
  size_t i = hash (key) & talk->mask;

  while (talk->entry[i].messages && !same (&talk->entry[i].key, key))
    i = (i + 1) & talk->mask;
  return &talk->entry[i];
}

static void
grow (struct talk *talk)
{
  struct talk_entry *old = talk->entry;
  size_t size = talk->mask + 1;

  talk->mask = size * 2 - 1;
  talk->entry = g_new0 (struct talk_entry, size * 2);
  for (size_t i = 0; i < size; i++)
    if (old[i].messages)
      *find (talk, &old[i].key) = old[i];
  g_free (old);
}

void
talk_add (struct talk *talk, const struct talk_key *key, uint64_t messages, uint64_t bytes)
{
  struct talk_entry *entry = find (talk, key);

  if (messages == 0)
    return;
  if (!entry->messages && talk->used >= TALK_MOST && key->tag != TALK_OTHER_TAG) {
    struct talk_key other = *key;
    other.tag = TALK_OTHER_TAG;
    talk_add (talk, &other, messages, bytes);
    return;
  }
  if (!entry->messages && talk->used * 2 > talk->mask) {
    grow (talk);
    entry = find (talk, key);
  }
  talk->used += !entry->messages;
  entry->key = *key;
  entry->messages += messages;
  entry->bytes += bytes;
}

size_t
talk_used (const struct talk *talk)
{
  return talk->used;
}

static int
compare (const void *a, const void *b)
{
  const struct talk_key *x = &((const struct talk_entry *) a)->key, *y = &((const struct talk_entry *) b)->key;

  if (x->source != y->source)
    return x->source - y->source;
  if (x->destination != y->destination)
    return x->destination - y->destination;
  if (x->comm != y->comm)
    return x->comm - y->comm;
  if (x->collective != y->collective)
    return x->collective - y->collective;
  return x->tag < y->tag ? -1 : x->tag > y->tag;
}

struct talk_entry *
talk_list (const struct talk *talk, int *count)
{
  struct talk_entry *list = g_new (struct talk_entry, talk->used + 1);
  size_t at = 0;

  for (size_t i = 0; i <= talk->mask; i++)
    if (talk->entry[i].messages)
      list[at++] = talk->entry[i];
  qsort (list, at, sizeof *list, compare);
  *count = (int) at;
  return list;
}
