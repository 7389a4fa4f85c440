/* What a pool of waiting ranks is told: one order at a time, in a file that all of them map. The host writes an order and then its
 * number; every rank of the pool wakes, those that it takes carry it out, and each says when it waits again. C11 and libc only. */
#pragma once

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define ORDER_MAGIC UINT64_C (0x317265647273746f)
#define ORDER_MAX_RANKS 64
#define ORDER_WORDS_BYTES 8192

struct order_rank {
  alignas (64) _Atomic uint32_t waits; /* for the order of this number; 0: it still starts */
  _Atomic int32_t pid;
};

struct order {
  uint64_t magic;
  uint32_t ranks;                 /* of the pool */
  _Atomic uint32_t number;        /* futex word: orders given so far */
  uint32_t takes;                 /* ranks 0 to takes - 1 carry it out */
  char run[256];                  /* the run's folder */
  char machine[256];              /* the machine's XML, may be empty */
  uint32_t count;
  char words[ORDER_WORDS_BYTES];  /* the worker's command line: COUNT words, each with its 0 */
  struct order_rank rank[ORDER_MAX_RANKS];
};

/* Creates the file PATH (0600, must not exist). NULL with errno. */
struct order *order_create (const char *path, int ranks);
struct order *order_open (const char *path); /* NULL with errno (EPROTO: no such file of ours) */
void order_unmap (struct order *order);      /* accepts NULL */

/* Host. false: it does not fit, and nothing was ordered. */
bool order_give (struct order *order, int takes, const char *run, const char *machine, char **words);
bool order_all_wait (const struct order *order); /* started, and back from the last order */

/* Rank: says that it waits, sleeps until there is an order of another number than LAST; its number. */
uint32_t order_await (struct order *order, int rank, uint32_t last);
/* Points ARGUMENTS (NULL-terminated, room for ROOM) at the order's words; their count, 0 = they do not fit. */
int order_words (struct order *order, char **arguments, int room);
