/* Who sends how much to whom inside of a collective: Open MPI's own count of messages (its monitoring component), read before and
 * after. It counts what this rank sends, whoever asks for it, so the difference is the collective's as long as one thread at a
 * time is in MPI. */
#include "engine/interpose/interpose.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define COUNT "pml_monitoring_messages_count"
#define BYTES "pml_monitoring_messages_size"

struct sent { size_t *count, *bytes; /* by rank in MPI_COMM_WORLD */ };

static int ranks; /* 0: edges are not observed */
static MPI_T_pvar_session session;
static MPI_T_pvar_handle count_handle, bytes_handle;
static struct sent before, after;

/* Where its components are loaded as files, Open MPI 4 takes the names of these counters away again while it starts (it closes
 * the component that it goes on to use): asking the component to register them once more brings them back. */
static void
register_again (void)
{
  char version[MPI_MAX_LIBRARY_VERSION_STRING];
  void (*again) (void *) = NULL;
  int length, index;

  REAL (Get_library_version) (version, &length);
  void *library = strncmp (version, "Open MPI v4.", 12) == 0 ? dlopen ("libmca_common_monitoring.so.50", RTLD_NOLOAD | RTLD_LAZY) : NULL;
  if (library)
    *(void **) &again = dlsym (library, "mca_common_monitoring_register");
  if (again && MPI_T_pvar_get_index (COUNT, MPI_T_PVAR_CLASS_SIZE, &index) != MPI_SUCCESS)
    again (NULL);
}

static bool
open_counter (const char *name, MPI_T_pvar_handle *handle, int world)
{
  MPI_Comm comm = MPI_COMM_WORLD;
  int index, count = 0;

  return MPI_T_pvar_get_index (name, MPI_T_PVAR_CLASS_SIZE, &index) == MPI_SUCCESS &&
         MPI_T_pvar_handle_alloc (session, index, &comm, handle, &count) == MPI_SUCCESS && count == world &&
         MPI_T_pvar_start (session, *handle) == MPI_SUCCESS;
}

static bool
make_room (struct sent *sent, int world)
{
  sent->count = calloc ((size_t) world * 2, sizeof (size_t));
  sent->bytes = sent->count ? sent->count + world : NULL;
  return sent->count != NULL;
}

static bool
read_sent (struct sent *sent)
{
  return MPI_T_pvar_read (session, count_handle, sent->count) == MPI_SUCCESS &&
         MPI_T_pvar_read (session, bytes_handle, sent->bytes) == MPI_SUCCESS;
}

/* They must count: a barrier of several ranks sends something from each or gets nowhere. */
static bool
counts (int world)
{
  bool grown = false;

  if (!read_sent (&before) || REAL (Barrier) (MPI_COMM_WORLD) != MPI_SUCCESS || !read_sent (&after))
    return false;
  for (int i = 0; i < world; i++)
    grown |= after.count[i] > before.count[i];
  return grown;
}

const char *
edges_start (int world)
{
  int level = MPI_THREAD_MULTIPLE;

  if (!getenv ("OMPI_MCA_pml_monitoring_enable"))
    return "it was not asked for, because MPI's counting makes each message slower: run with --edges";
  REAL (Query_thread) (&level);
  if (level == MPI_THREAD_MULTIPLE)
    return "several threads may be in MPI at once, so what a collective sent cannot be told from the rest";
  register_again ();
  if (MPI_T_pvar_session_create (&session) != MPI_SUCCESS || !open_counter (COUNT, &count_handle, world) ||
      !open_counter (BYTES, &bytes_handle, world))
    return "this MPI has no counters of messages to each rank (Open MPI's monitoring component)";
  if (!make_room (&before, world) || !make_room (&after, world))
    return "there was no memory for MPI's counters";
  if (!counts (world))
    return "MPI's counters of messages do not count here";
  ranks = world;
  return NULL;
}

void
edges_begin (void)
{
  if (ranks)
    read_sent (&before);
}

void
edges_end (const struct event *collective, uint64_t begin, uint64_t end)
{
  if (!ranks || !read_sent (&after))
    return;
  for (int i = 0; i < ranks; i++) {
    struct event edge = { .kind = EVENT_EDGE, .peer = (uint16_t) i, .comm = collective->comm, .sequence = collective->sequence };

    if (after.count[i] == before.count[i])
      continue;
    edge.object = (int32_t) (after.count[i] - before.count[i]);
    event_set_bytes (&edge, after.bytes[i] - before.bytes[i]);
    recorder_span (edge, begin, end);
  }
}
