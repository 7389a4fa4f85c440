/* What a region of an archive is: by Strandscope's mark, by its role and paradigm, or by its name (EZTrace says no role). */
#include "engine/trace/otf2-read.h"

#include <otf2/otf2.h>
#include <stdio.h>
#include <string.h>

static bool
read_mark (struct read_region *region, const char *canonical)
{
  unsigned kind;
  int object;

  if (!canonical || sscanf (canonical, OTF2_REGION_MARK "%u:%d", &kind, &object) != 2 || kind == EVENT_NONE || kind >= EVENT_KINDS)
    return false;
  region->kind = (uint8_t) kind;
  region->object = object;
  return true;
}

static const struct { const char *name; int collective; } collectives[] = {
  { "MPI_Barrier", COLLECTIVE_BARRIER },     { "MPI_Bcast", COLLECTIVE_BCAST },           { "MPI_Reduce", COLLECTIVE_REDUCE },
  { "MPI_Allreduce", COLLECTIVE_ALLREDUCE }, { "MPI_Gather", COLLECTIVE_GATHER },         { "MPI_Gatherv", COLLECTIVE_GATHER },
  { "MPI_Scatter", COLLECTIVE_SCATTER },     { "MPI_Scatterv", COLLECTIVE_SCATTER },      { "MPI_Allgather", COLLECTIVE_ALLGATHER },
  { "MPI_Allgatherv", COLLECTIVE_ALLGATHER },{ "MPI_Alltoall", COLLECTIVE_ALLTOALL },     { "MPI_Alltoallv", COLLECTIVE_ALLTOALL },
  { "MPI_Alltoallw", COLLECTIVE_ALLTOALL },  { "MPI_Scan", COLLECTIVE_OTHER },            { "MPI_Exscan", COLLECTIVE_OTHER },
  { "MPI_Reduce_scatter", COLLECTIVE_OTHER },{ "MPI_Reduce_scatter_block", COLLECTIVE_OTHER },
};

/* A nonblocking one (MPI_Ibcast) returns at once: nobody waits in it. */
static bool
is_nonblocking (const char *name)
{
  return g_ascii_strncasecmp (name, "MPI_I", 5) == 0 && g_ascii_strncasecmp (name, "MPI_Init", 8) != 0;
}

static int
collective_of (const char *name, uint64_t role)
{
  for (size_t i = 0; i < G_N_ELEMENTS (collectives); i++)
    if (g_ascii_strcasecmp (name, collectives[i].name) == 0)
      return collectives[i].collective;
  if (role == OTF2_REGION_ROLE_BARRIER)
    return COLLECTIVE_BARRIER;
  return role >= OTF2_REGION_ROLE_COLL_ONE2ALL && role <= OTF2_REGION_ROLE_COLL_OTHER ? COLLECTIVE_OTHER : -1;
}

static bool
begins_with_any (const char *name, const char *const *beginnings)
{
  for (; *beginnings; beginnings++)
    if (g_ascii_strncasecmp (name, *beginnings, strlen (*beginnings)) == 0)
      return true;
  return false;
}

static void
classify_mpi (struct read_region *region, uint64_t role)
{
  static const char *const waits[] = { "MPI_Recv", "MPI_Mrecv", "MPI_Probe", "MPI_Mprobe", "MPI_Wait", NULL };
  static const char *const exchanges[] = { "MPI_Sendrecv", NULL };

  if (is_nonblocking (region->name))
    return;
  region->collective = collective_of (region->name, role);
  if (region->collective >= 0)
    region->role = ROLE_COLLECTIVE;
  else if (begins_with_any (region->name, exchanges))
    region->role = ROLE_EXCHANGE;
  else if (begins_with_any (region->name, waits) && g_ascii_strcasecmp (region->name, "MPI_Recv_init") != 0)
    region->role = ROLE_WAIT;
}

static bool
is_lock (const struct read_region *region, uint64_t role, uint64_t paradigm)
{
  static const char *const names[] = { "pthread_mutex_lock", "pthread_spin_lock", "pthread_rwlock_", "omp_set_lock", "omp_set_nest_lock", NULL };

  return (role == OTF2_REGION_ROLE_CRITICAL && paradigm == OTF2_PARADIGM_OPENMP) || begins_with_any (region->name, names);
}

void
otf2_region_classify (struct read_region *region, const char *canonical, uint64_t role, uint64_t paradigm)
{
  if (read_mark (region, canonical))
    return;
  if (paradigm == OTF2_PARADIGM_MPI || g_ascii_strncasecmp (region->name, "MPI_", 4) == 0)
    classify_mpi (region, role);
  else if (role == OTF2_REGION_ROLE_BARRIER || role == OTF2_REGION_ROLE_IMPLICIT_BARRIER)
    region->role = ROLE_BARRIER;
  else if (is_lock (region, role, paradigm))
    region->role = ROLE_LOCK;
}
