/* Small pictures that are drawn over and over, by what they show. Of bounded size: the oldest of a few gives way. */
#pragma once

#include <stdint.h>

struct cache_key { uint64_t word[4]; };

struct cache_slot { uint64_t hash; struct cache_key *value; };
struct cache {
  int sets;                 /* a power of two */
  void (*free) (void *value); /* NULL: free(); the rest is zero at first */
  struct cache_slot *slots;
  unsigned int turn;
};

/* A value begins with its key: so all that is read of the cache for one that is there is 64 bytes. NULL = not there. */
void *cache_find (const struct cache *cache, const struct cache_key *key);
/* Takes VALUE, writes KEY into it, and will free it; returns it. */
void *cache_put (struct cache *cache, const struct cache_key *key, void *value);
