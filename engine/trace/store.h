/* Where a trace keeps its records: pieces that never move. The first lie in memory; beyond a share of it they lie in a file that
 * only this program sees (it has no name any more) and that the kernel pages in and out, so that a trace may be larger than memory. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct store;

/* IN_MEMORY: bytes after which the file is used; 0 = a quarter of this machine's memory. */
struct store *store_new (size_t in_memory);
void store_free (struct store *store); /* accepts NULL; all its pieces go with it */

/* A piece of zeros, aligned to 64 bytes. Where the disk is full it lies in memory after all. */
void *store_take (struct store *store, size_t bytes);
size_t store_bytes (const struct store *store); /* taken so far */
bool store_uses_file (const struct store *store);
/* The disk has no more room, and what went to memory instead is as much again: it is time to end. */
bool store_is_full (const struct store *store);
