/* Search in time: the next or previous event of a kind from a moment on. A long search goes a part at a time. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <stdint.h>

struct trace;

enum seek_what { SEEK_ANY /* wait, region or send */, SEEK_REGION, SEEK_LOCK, SEEK_MESSAGE };

struct seek_query {
  enum seek_what what;
  char *name;                  /* SEEK_REGION, SEEK_LOCK: a part of it, in lower case; NULL = any */
  int rank, thread;            /* whose; -1 = any */
  int source, destination;     /* SEEK_MESSAGE: ranks; -1 = any */
  bool tagged; int tag;
  uint64_t least, most;        /* bytes */
};

/* "compute" (a region, by a part of its name), "0.1" (a thread), "0.1 compute", "message", "0->1", "tag 7", ">64 KiB", "<1 MiB" and these
 * together, "lock", "lock rows". false with a sentence where WORDS are none of it. Finish the query in both cases. */
bool seek_parse (const char *words, struct seek_query *query, GError **error);
void seek_query_finish (struct seek_query *query);

struct seek_found { int rank, thread; uint64_t begin, end; char words[96]; /* what it is */ };

struct seek {
  const struct seek_query *query; /* borrowed */
  uint64_t t;
  bool back;
  bool has_found; struct seek_found found; /* so far */
  double share;                /* searched so far: 0..1 */
  /* of the searching */
  int lane, list;
  long at;
};

/* The first that begins after T, or, BACK, the last that begins before it. */
void seek_begin (struct seek *seek, const struct seek_query *query, uint64_t t, bool back);
/* Searches on, over at most EVENTS events; true: searched through, ->has_found says whether ->found is it. */
bool seek_step (struct seek *seek, struct trace *trace, uint64_t events);
