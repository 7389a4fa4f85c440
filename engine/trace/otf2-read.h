/* An archive as the reading child tells it becomes a trace: between the files that do so. Own recordings come back as they were;
 * of other tools' what can be told is. */
#pragma once

#include "engine/trace/otf2-names.h"
#include "engine/trace/otf2-stream.h"
#include "engine/trace/recording-private.h"

/* ---- otf2-tables.c: definitions by their references ---- */

enum region_role {
  ROLE_PLAIN,
  ROLE_WAIT,       /* for a message */
  ROLE_EXCHANGE,   /* sends and receives at once */
  ROLE_COLLECTIVE,
  ROLE_BARRIER,    /* of threads */
  ROLE_LOCK,       /* in it a lock is waited for and acquired */
};

struct read_region {
  const char *name;
  enum region_role role;
  int collective;  /* enum event_collective */
  uint8_t kind;    /* enum event_kind where Strandscope wrote it, else 0 */
  int object;
  unsigned open;   /* how many frames of the location in work are in it */
};

struct read_group { bool self; GArray *member; /* uint64_t; NULL = none */ };
struct read_comm { uint64_t name, a, b; bool inter; uint16_t number /* events keep 16 bits */, own /* where Strandscope wrote it */; int asked; bool in_a; /* whether rank `asked` is in A; -1 = none was asked for */ };
struct read_process { uint64_t name, node, type; int rank /* -1 = none yet, below = not shown */, threads; };
struct read_location { uint64_t ref, group, type; int rank, thread; /* -1 = not shown */ };

struct otf2_tables {
  uint64_t resolution, offset, length;
  char *creator;
  GStringChunk *text;
  GHashTable *string;    /* reference -> text */
  GHashTable *node;      /* -> struct read_node */
  GHashTable *process;   /* -> struct read_process */
  GArray *process_ref;   /* uint64_t, in order of definition */
  GHashTable *location;  /* -> struct read_location */
  GPtrArray *locations;  /* the same in order of definition, borrowed */
  GHashTable *region;    /* -> struct read_region */
  GHashTable *group;     /* of communicators -> struct read_group */
  GArray *mpi_location;  /* uint64_t: location of each rank; NULL = MPI was not used */
  GHashTable *comm;      /* -> struct read_comm */
  GHashTable *attribute; /* -> enum otf2_attribute + 1 */
  GHashTable *member;    /* metric member -> reference of its name + 1 */
  GHashTable *metric;    /* class or instance -> enum otf2_metric + 1 */
  GHashTable *context;   /* calling context -> region */
  uint64_t events;       /* that the definitions speak of */
};

void otf2_tables_init (struct otf2_tables *tables);
void otf2_tables_finish (struct otf2_tables *tables);
/* A record of definitions, with COUNT words. false: it is none, or too short. */
bool otf2_tables_take (struct otf2_tables *tables, enum stream_kind kind, const uint64_t *words, size_t count);
const char *otf2_text (const struct otf2_tables *tables, uint64_t ref); /* NULL = not defined */
gpointer otf2_find (GHashTable *table, uint64_t ref);                   /* NULL = not defined */
const char *otf2_host (const struct otf2_tables *tables, const struct read_process *process); /* NULL = not said */

/* otf2-roles.c */
void otf2_region_classify (struct read_region *region, const char *canonical, uint64_t role, uint64_t paradigm);

/* ---- otf2-ranks.c: who is who ---- */

/* Gives processes their ranks and locations their threads, and makes the trace of a recording that another tool wrote, called
 * NAME. NULL with one sentence. */
struct trace *otf2_make_trace (struct otf2_tables *tables, const char *name, GError **error);
/* The same for a trace of ours: a location's number is its lane's. */
void otf2_place_lanes (struct otf2_tables *tables, const struct trace *trace);
/* Who has number LOCAL in a communicator, for a process; -1 = not defined, or not shown. */
int otf2_world_rank (const struct otf2_tables *tables, uint64_t comm, int rank, uint64_t local);

/* ---- otf2-events.c ---- */

struct otf2_events;

/* OWN: Strandscope wrote it, and TRACE holds its facts already. */
struct otf2_events *otf2_events_new (struct trace *trace, struct otf2_tables *tables, bool own);
void otf2_events_take (struct otf2_events *events, enum stream_kind kind, const uint64_t *words, size_t count);
/* All were taken, or no more will come. */
void otf2_events_finish (struct otf2_events *events);
void otf2_events_free (struct otf2_events *events);
uint64_t otf2_events_seen (const struct otf2_events *events);

/* ---- otf2-ends.c: the ends of messages that carry no sequence, a process after the other ---- */

struct otf2_ends;

struct otf2_ends *otf2_ends_new (struct trace *trace);
void otf2_ends_free (struct otf2_ends *ends);
/* ORDER: when it was sent or posted. The place of the end: its event may still be changed. */
guint otf2_ends_add (struct otf2_ends *ends, int rank, int thread, uint64_t order, const struct event *event);
void otf2_ends_returned (struct otf2_ends *ends, guint first, int thread, uint64_t t); /* sends of the thread from FIRST on */
guint otf2_ends_count (const struct otf2_ends *ends);
void otf2_ends_flush (struct otf2_ends *ends); /* the process is over */
