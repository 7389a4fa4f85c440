/* What spans are called in an archive. */
#include "engine/trace/otf2-write.h"

void
otf2_region_free (struct otf2_region *region)
{
  g_free (region->name);
  g_free (region->canonical);
  g_free (region);
}

static const struct {
  const char *name;
  OTF2_RegionRole role;
  OTF2_Paradigm paradigm;
} kinds[EVENT_KINDS] = {
  [EVENT_REGION] = { "region", OTF2_REGION_ROLE_CODE, OTF2_PARADIGM_USER },
  [EVENT_STEP] = { "step", OTF2_REGION_ROLE_LOOP, OTF2_PARADIGM_USER },
  [EVENT_GATE] = { "held at the step gate", OTF2_REGION_ROLE_ARTIFICIAL, OTF2_PARADIGM_NONE },
  [EVENT_LOCK_WAIT] = { "wait for a lock", OTF2_REGION_ROLE_WRAPPER, OTF2_PARADIGM_PTHREAD },
  [EVENT_BARRIER] = { "barrier", OTF2_REGION_ROLE_BARRIER, OTF2_PARADIGM_USER },
  [EVENT_SEND] = { "MPI send", OTF2_REGION_ROLE_POINT2POINT, OTF2_PARADIGM_MPI },
  [EVENT_WAIT] = { "MPI wait for a message", OTF2_REGION_ROLE_POINT2POINT, OTF2_PARADIGM_MPI },
  [EVENT_WRITE] = { "write to memory", OTF2_REGION_ROLE_ARTIFICIAL, OTF2_PARADIGM_USER },
  [EVENT_EDGE] = { "sent inside of a collective", OTF2_REGION_ROLE_ARTIFICIAL, OTF2_PARADIGM_MPI },
  [EVENT_COLLECTIVE] = { "MPI collective", OTF2_REGION_ROLE_COLL_OTHER, OTF2_PARADIGM_MPI },
};

static const struct { const char *name; OTF2_RegionRole role; } collectives[COLLECTIVES] = {
  [COLLECTIVE_BARRIER] = { "MPI_Barrier", OTF2_REGION_ROLE_BARRIER },
  [COLLECTIVE_BCAST] = { "MPI_Bcast", OTF2_REGION_ROLE_COLL_ONE2ALL },
  [COLLECTIVE_REDUCE] = { "MPI_Reduce", OTF2_REGION_ROLE_COLL_ALL2ONE },
  [COLLECTIVE_ALLREDUCE] = { "MPI_Allreduce", OTF2_REGION_ROLE_COLL_ALL2ALL },
  [COLLECTIVE_GATHER] = { "MPI_Gather", OTF2_REGION_ROLE_COLL_ALL2ONE },
  [COLLECTIVE_SCATTER] = { "MPI_Scatter", OTF2_REGION_ROLE_COLL_ONE2ALL },
  [COLLECTIVE_ALLGATHER] = { "MPI_Allgather", OTF2_REGION_ROLE_COLL_ALL2ALL },
  [COLLECTIVE_ALLTOALL] = { "MPI_Alltoall", OTF2_REGION_ROLE_COLL_ALL2ALL },
  [COLLECTIVE_OTHER] = { "MPI collective", OTF2_REGION_ROLE_COLL_OTHER },
};

static char *
name_of_wait (const struct event *event)
{
  if (event->flags & EVENT_EXCHANGE)
    return g_strdup ("MPI exchange");
  return g_strdup (event->flags & EVENT_SENDING ? "MPI wait for the receiver" : "MPI wait for a message");
}

/* Names of regions and locks are the process's own. */
static const char *
own_name (struct otf2_write *write, int rank, const struct event *event)
{
  const struct process *process = &write->trace->process[rank];

  g_mutex_lock (&write->trace->mutex);
  const char *name = event->kind == EVENT_REGION                           ? process_region_name (process, event->object)
                     : (unsigned) event->object < SEGMENT_MAX_NAMES ? process->lock[event->object]
                                                                    : NULL;
  g_mutex_unlock (&write->trace->mutex);
  return name;
}

static char *
name_of (struct otf2_write *write, int rank, const struct event *event)
{
  const char *name;

  switch (event->kind) {
  case EVENT_REGION:
    name = own_name (write, rank, event);
    return name ? g_strdup (name) : g_strdup_printf ("region %d", event->object);
  case EVENT_LOCK_WAIT:
    name = own_name (write, rank, event);
    return name ? g_strdup_printf ("wait for lock %s", name) : g_strdup ("wait for a lock");
  case EVENT_WAIT:
    return name_of_wait (event);
  case EVENT_SEND:
    return g_strdup (event->flags & EVENT_NONBLOCKING ? "MPI send, nonblocking" : "MPI send");
  case EVENT_COLLECTIVE:
    return g_strdup (collectives[MIN ((unsigned) event->object, COLLECTIVE_OTHER)].name);
  default:
    return g_strdup (kinds[event->kind].name ? kinds[event->kind].name : "span");
  }
}

static struct otf2_region *
region_new (struct otf2_write *write, int rank, const struct event *event)
{
  struct otf2_region *region = g_new0 (struct otf2_region, 1);
  bool collective = event->kind == EVENT_COLLECTIVE;

  region->name = name_of (write, rank, event);
  region->canonical = g_strdup_printf (OTF2_REGION_MARK "%d:%d", event->kind, otf2_region_object (event));
  region->role = collective ? collectives[MIN ((unsigned) event->object, COLLECTIVE_OTHER)].role : kinds[event->kind].role;
  region->paradigm = kinds[event->kind].paradigm;
  return region;
}

OTF2_RegionRef
otf2_region_of (struct otf2_write *write, int rank, const struct event *event)
{
  struct otf2_region *region = region_new (write, rank, event);
  g_autofree char *key = g_strdup_printf ("%s\n%s", region->canonical, region->name);
  gpointer known = g_hash_table_lookup (write->region_by_name, key);

  if (known) {
    otf2_region_free (region);
    return GPOINTER_TO_UINT (known) - 1;
  }
  g_ptr_array_add (write->region, region);
  g_hash_table_insert (write->region_by_name, g_steal_pointer (&key), GUINT_TO_POINTER (write->region->len));
  return write->region->len - 1;
}
