/* Small pictures that are drawn over and over, by what they show. Of bounded size: the oldest of a few gives way. */
#pragma once

#include <stdint.h>

struct cache_key { uint64_t word[4]; };

struct cache_slot { struct cache_key key; void *value; };
struct cache {
  int sets;                 /* a power of two; the rest is zero at first */
  struct cache_slot *slots;
  unsigned int turn;
};

/* NULL = not there. */
void *cache_find (const struct cache *cache, const struct cache_key *key);
/* Takes VALUE, which it will free(); returns it. */
void *cache_put (struct cache *cache, const struct cache_key *key, void *value);
