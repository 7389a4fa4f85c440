#include "ui/draw/cache.h"

#include <stdlib.h>
#include <string.h>

#define WAYS 4 /* values of one hash that can stand side by side */

static uint64_t
hash_of (const struct cache_key *key)
{
  uint64_t hash = 0;
  for (int i = 0; i < 4; i++)
    hash = (hash ^ key->word[i]) * 0x9e3779b97f4a7c15u, hash ^= hash >> 29;
  return hash;
}

static struct cache_slot *
set_of (const struct cache *cache, uint64_t hash)
{
  return cache->slots + WAYS * (hash & (uint64_t) (cache->sets - 1));
}

void *
cache_find (const struct cache *cache, const struct cache_key *key)
{
  uint64_t hash = hash_of (key);
  struct cache_slot *set = cache->slots ? set_of (cache, hash) : NULL;
  for (int i = 0; set && i < WAYS; i++)
    if (set[i].value && set[i].hash == hash && memcmp (set[i].value, key, sizeof *key) == 0)
      return set[i].value;
  return NULL;
}

void *
cache_put (struct cache *cache, const struct cache_key *key, void *value)
{
  size_t bytes = (size_t) cache->sets * WAYS * sizeof *cache->slots;
  if (!cache->slots) {
    cache->slots = aligned_alloc (WAYS * sizeof *cache->slots, bytes); /* a set a line of the processor's own cache */
    if (!cache->slots)
      abort ();
    memset (cache->slots, 0, bytes);
  }
  uint64_t hash = hash_of (key);
  struct cache_slot *set = set_of (cache, hash), *slot = set + cache->turn++ % WAYS;
  for (int i = 0; i < WAYS && slot->value; i++)
    slot = set[i].value ? slot : set + i;
  if (slot->value)
    (cache->free ? cache->free : free) (slot->value);
  *slot = (struct cache_slot){ hash, value };
  *slot->value = *key;
  return value;
}
