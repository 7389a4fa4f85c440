#include "ui/draw/cache.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LOCK_WAYS 4 /* values of one hash that can stand side by side */

static struct cache_slot *
set_of (const struct cache *cache, const struct cache_key *key)
{
  uint64_t hash = 0;
  for (int i = 0; i < 4; i++)
    hash = (hash ^ key->word[i]) * 0x9e3779b97f4a7c15u, hash ^= hash >> 29;
  return cache->slots + LOCK_WAYS * (hash & (uint64_t) (cache->sets - 1));
}

static bool
same (const struct cache_key *a, const struct cache_key *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

void *
cache_find (const struct cache *cache, const struct cache_key *key)
{
  struct cache_slot *set = cache->slots ? set_of (cache, key) : NULL;
  for (int i = 0; set && i < LOCK_WAYS; i++)
    if (set[i].value && same (&set[i].key, key))
      return set[i].value;
  return NULL;
}

void *
cache_put (struct cache *cache, const struct cache_key *key, void *value)
{
  if (!cache->slots && !(cache->slots = calloc ((size_t) cache->sets * LOCK_WAYS, sizeof *cache->slots)))
    abort ();
  struct cache_slot *set = set_of (cache, key), *slot = set + cache->turn++ % LOCK_WAYS;
  for (int i = 0; i < LOCK_WAYS && slot->value; i++)
    slot = set[i].value ? slot : set + i;
  free (slot->value);
  *slot = (struct cache_slot){ *key, value };
  return value;
}
