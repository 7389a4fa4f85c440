/* The file of a journal: struct journal_head, then records, each a struct journal_record and its bytes, padded to 8. Numbers lie as
 * in memory; a record that is cut short ends it. */
#pragma once

#include "engine/trace/journal.h"
#include "engine/trace/trace-private.h"

#define JOURNAL_MAGIC "SSjourn1"
#define JOURNAL_MOST_BYTES (8u << 20) /* of a record */
#define JOURNAL_RECORDS "records"
#define JOURNAL_MACHINE "machine.xml"
#define JOURNAL_RUN "run" /* a link to the run's folder, in which the ranks' memory is */

enum journal_kind {
  JOURNAL_DESCRIPTION = 1,
  JOURNAL_EVENTS, JOURNAL_LOST, JOURNAL_NOW, JOURNAL_THREAD,
  JOURNAL_SCHEDULE, JOURNAL_SCHEDULE_OPEN, JOURNAL_SWITCHES, JOURNAL_COUNTERS, JOURNAL_AT_ONCE,
  JOURNAL_PROCESS, JOURNAL_PROCESS_FACTS, JOURNAL_MEMORY,
  JOURNAL_REGION_NAME, JOURNAL_LOCK_NAME, JOURNAL_LOCK_HOLDER, JOURNAL_OBJECT,
  JOURNAL_WORKLOAD, JOURNAL_RESULT, JOURNAL_WATCHING, JOURNAL_SOURCES, JOURNAL_NOTE,
  JOURNAL_ADVANCE, JOURNAL_CLOSE, JOURNAL_REBIND, JOURNAL_HELD, JOURNAL_LOCK_KIND, JOURNAL_LOCK_COST,
  JOURNAL_MPI, JOURNAL_COMM_NAME, JOURNAL_RECEIVES,
  JOURNAL_VALUE, JOURNAL_SPACE, JOURNAL_NODES,
  JOURNAL_KINDS
};

struct journal_head {
  char magic[8];
  uint32_t event_bytes, object_bytes; /* of struct event and struct segment_object: another version's are not read */
};

struct journal_record {
  uint32_t bytes; /* without padding */
  uint32_t kind;
  int32_t rank, thread; /* or what else it is about: the id of a name, of an object */
};

struct journal_thread { uint64_t at; int32_t tid, bound, bind_error, asked, binding; /* 1: the bitmap follows */ };
struct journal_rebind { uint64_t from, settled; int32_t bound, error, asked, allowed; /* 1: the bitmap follows */ };
struct journal_pair { uint64_t first, second; };
struct journal_process { uint64_t at; int32_t state, has_text; };
struct journal_sample { uint64_t at, pss, rss; };
struct journal_result { double value, expected; int32_t ok, lesson; };
struct journal_watching { double looks_per_s, pu_share; };

/* One record of up to three parts, each may be empty. JOURNAL may be NULL. */
struct journal_part { const void *bytes; size_t count; };
void journal_put (struct journal *journal, enum journal_kind kind, int rank, int thread, const struct journal_part part[3]);
/* What was put is in the file. */
void journal_flush (struct journal *journal);
bool journal_works (const struct journal *journal); /* nothing is missing from it */

#define JOURNAL_PUT(trace, kind, rank, thread, record) \
  journal_put ((trace)->journal, kind, rank, thread, (struct journal_part[3]){ { &(record), sizeof (record) } })
#define JOURNAL_PUT_TEXT(trace, kind, rank, thread, text) \
  journal_put ((trace)->journal, kind, rank, thread, (struct journal_part[3]){ { text, strlen (text) + 1 } })

/* journal-tell.c: a record that is whole, of a kind that there is, for a trace that its description made */
struct journal_reading {
  struct trace *trace;
  const struct journal_record *record;
  const char *bytes;
  size_t count;
};
void journal_tell (const struct journal_reading *reading);
