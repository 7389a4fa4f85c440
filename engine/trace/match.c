#include "engine/trace/match.h"

#include <glib.h>

/* Ends wait in nodes of one pool, chained per key in order of arrival; the keys stand in an open-addressed
 * table. Index 0 means none in both. */
struct node {
  struct match_end end;
  uint32_t next;
};

struct slot {
  struct match_key key;
  uint32_t head, tail; /* head 0 = the slot is free */
};

struct match {
  struct slot *slot;
  size_t mask, used;
  struct node *node;
  uint32_t nodes, node_room, free_node;
  size_t receives;
  bool any_time; /* order in time says nothing */
};

struct match *
match_new (void)
{
  struct match *match = g_new0 (struct match, 1);

  match->mask = 255;
  match->slot = g_new0 (struct slot, match->mask + 1);
  match->node_room = 256;
  match->node = g_new0 (struct node, match->node_room);
  match->nodes = 1;
  return match;
}

void
match_distrust_clocks (struct match *match)
{
  match->any_time = true;
}

void
match_free (struct match *match)
{
  if (!match)
    return;
  g_free (match->slot);
  g_free (match->node);
  g_free (match);
}

static bool
same (const struct match_key *a, const struct match_key *b)
{
  return a->source == b->source && a->destination == b->destination && a->comm == b->comm &&
         a->sequence == b->sequence && a->tag == b->tag;
}

static size_t
hash (const struct match_key *key)
{
  uint64_t h = (uint64_t) key->source << 48 | (uint64_t) key->destination << 32 | (uint64_t) key->comm << 16 |
               key->sequence;

  h = (h ^ (uint64_t) (uint32_t) key->tag * UINT64_C (0x9e3779b97f4a7c15)) * UINT64_C (0xff51afd7ed558ccd);
  return h ^ h >> 32;
}

static struct slot *
find (struct match *match, const struct match_key *key)
{
  size_t i = hash (key) & match->mask;

  while (match->slot[i].head && !same (&match->slot[i].key, key))
    i = (i + 1) & match->mask;
  return &match->slot[i];
}

static void
grow (struct match *match)
{
  struct slot *old = match->slot;
  size_t size = match->mask + 1;

  match->mask = size * 2 - 1;
  match->slot = g_new0 (struct slot, size * 2);
  for (size_t i = 0; i < size; i++)
    if (old[i].head)
      *find (match, &old[i].key) = old[i];
  g_free (old);
}

/* Closes the hole of a removed key, so that no search stops short of a key behind it. */
static void
remove_slot (struct match *match, struct slot *slot)
{
  size_t hole = slot - match->slot, i = hole;

  match->slot[hole].head = 0;
  match->used--;
  for (;;) {
    i = (i + 1) & match->mask;
    if (!match->slot[i].head)
      return;
    size_t home = hash (&match->slot[i].key) & match->mask;
    if (((i - home) & match->mask) >= ((i - hole) & match->mask)) {
      match->slot[hole] = match->slot[i];
      match->slot[i].head = 0;
      hole = i;
    }
  }
}

static uint32_t
node_take (struct match *match)
{
  uint32_t n = match->free_node;

  if (n) {
    match->free_node = match->node[n].next;
    return n;
  }
  if (match->nodes == match->node_room) {
    match->node_room *= 2;
    match->node = g_renew (struct node, match->node, match->node_room);
  }
  return match->nodes++;
}

void
match_hold (struct match *match, const struct match_key *key, const struct match_end *end)
{
  if (match->used * 2 > match->mask)
    grow (match);

  struct slot *slot = find (match, key);
  uint32_t n = node_take (match);
  match->node[n] = (struct node){ .end = *end };
  match->receives += !end->send;
  if (slot->head) {
    match->node[slot->tail].next = n;
  } else {
    slot->key = *key;
    slot->head = n;
    match->used++;
  }
  slot->tail = n;
}

static bool
possible (const struct match *match, const struct match_end *a, const struct match_end *b)
{
  const struct match_end *send = a->send ? a : b, *receive = a->send ? b : a;

  return a->send != b->send && (match->any_time || receive->end >= send->begin);
}

static void
unlink_node (struct match *match, struct slot *slot, uint32_t before, uint32_t n)
{
  uint32_t next = match->node[n].next;

  if (before)
    match->node[before].next = next;
  else
    slot->head = next;
  if (!next)
    slot->tail = before;
  match->receives -= !match->node[n].end.send;
  match->node[n].next = match->free_node;
  match->free_node = n;
}

/* Forgets what waited longer than the chosen end: with losses, their partners are gone. */
static uint32_t
give_up_before (struct match *match, struct slot *slot, uint32_t chosen)
{
  while (slot->head != chosen)
    unlink_node (match, slot, 0, slot->head);
  return 0;
}

bool
match_take (struct match *match, const struct match_key *key, const struct match_end *end, bool lossy,
            struct match_end *other)
{
  struct slot *slot = find (match, key);
  uint32_t chosen = 0, chosen_before = 0, before = 0;

  for (uint32_t n = slot->head; n; before = n, n = match->node[n].next) {
    if (!possible (match, &match->node[n].end, end))
      continue;
    chosen = n;
    chosen_before = before;
    if (!lossy)
      break;
  }
  if (!chosen)
    return false;
  if (lossy)
    chosen_before = give_up_before (match, slot, chosen);
  *other = match->node[chosen].end;
  unlink_node (match, slot, chosen_before, chosen);
  if (!slot->head)
    remove_slot (match, slot);
  return true;
}

size_t
match_waiting_receives (const struct match *match)
{
  return match->receives;
}

void
match_each_receive (const struct match *match, match_seen seen, void *data)
{
  for (size_t i = 0; i <= match->mask; i++)
    for (uint32_t n = match->slot[i].head; n; n = match->node[n].next)
      if (!match->node[n].end.send)
        seen (&match->slot[i].key, &match->node[n].end, data);
}
