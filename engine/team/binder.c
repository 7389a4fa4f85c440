#include "engine/team/binder.h"

#include <errno.h>
#include <hwloc.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/team/placement.h"

struct binder {
  hwloc_topology_t topology;
  int threads;
  int os[]; /* PU of each thread of this rank, by OS index */
};

/* PUs that the kernel allows the calling thread; false when there are more than we can say. */
static bool
read_affinity (uint64_t words[SEGMENT_PU_WORDS])
{
  cpu_set_t set[SEGMENT_MAX_PUS / CPU_SETSIZE];

  memset (set, 0, sizeof set);
  if (sched_getaffinity (0, sizeof set, set) < 0)
    return false;
  memcpy (words, set, sizeof set);
  return true;
}

static bool
has_pu (const uint64_t words[SEGMENT_PU_WORDS], unsigned os)
{
  return os < SEGMENT_MAX_PUS && (words[os / 64] >> (os % 64) & 1);
}

static hwloc_topology_t
load_topology (const char *xml)
{
  hwloc_topology_t topology;
  unsigned long flags = HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED;

  if (hwloc_topology_init (&topology) < 0)
    return NULL;
  if (xml) {
    flags |= HWLOC_TOPOLOGY_FLAG_IS_THISSYSTEM;
    if (hwloc_topology_set_xml (topology, xml) < 0)
      goto fail;
  }
  hwloc_topology_set_flags (topology, flags);
  if (hwloc_topology_load (topology) < 0)
    goto fail;
  return topology;
fail:
  hwloc_topology_destroy (topology);
  return NULL;
}

static int
ancestor_index (hwloc_topology_t topology, hwloc_obj_t pu, hwloc_obj_type_t type)
{
  hwloc_obj_t ancestor = hwloc_get_ancestor_obj_by_type (topology, type, pu);

  return ancestor ? (int) ancestor->logical_index : -1;
}

/* Memory hangs beside the tree: the nearest node is the one that the PU's node set names first. */
static int
numa_index (hwloc_topology_t topology, hwloc_obj_t pu)
{
  hwloc_obj_t node = pu->nodeset ? hwloc_get_numanode_obj_by_os_index (topology, (unsigned) hwloc_bitmap_first (pu->nodeset)) : NULL;

  return node ? (int) node->logical_index : -1;
}

/* MAY: PUs that this process may use by its own affinity (taskset, a batch system). */
static struct placement_pu *
describe_pus (hwloc_topology_t topology, const uint64_t may[SEGMENT_PU_WORDS], int pus)
{
  struct placement_pu *pu = calloc ((size_t) pus, sizeof *pu);
  hwloc_const_cpuset_t allowed = hwloc_topology_get_allowed_cpuset (topology);

  for (int i = 0; pu && i < pus; i++) {
    hwloc_obj_t object = hwloc_get_obj_by_type (topology, HWLOC_OBJ_PU, (unsigned) i);
    int core = ancestor_index (topology, object, HWLOC_OBJ_CORE);

    pu[i].os = (int) object->os_index;
    pu[i].package = ancestor_index (topology, object, HWLOC_OBJ_PACKAGE);
    pu[i].numa = numa_index (topology, object);
    pu[i].core = core >= 0 ? core : i;
    pu[i].allowed = hwloc_bitmap_isset (allowed, object->os_index) && has_pu (may, object->os_index);
  }
  return pu;
}

static bool
plan (struct binder *binder, const char *bind, const uint64_t may[SEGMENT_PU_WORDS], int rank, int ranks, char *error,
      size_t room)
{
  int pus = hwloc_get_nbobjs_by_type (binder->topology, HWLOC_OBJ_PU); /* -1 would be: at several depths */
  int *to = calloc ((size_t) (ranks * binder->threads), sizeof *to);
  struct placement_pu *pu = pus > 0 ? describe_pus (binder->topology, may, pus) : NULL;
  bool ok = to && pu && placement_plan (bind, pu, pus, ranks, binder->threads, to, error, room);

  for (int i = 0; ok && i < binder->threads; i++)
    binder->os[i] = pu[to[rank * binder->threads + i]].os;
  free (to);
  free (pu);
  return ok;
}

struct binder *
binder_create (const char *bind, int rank, int ranks, int threads, char *error, size_t room)
{
  const char *xml = getenv ("STRANDSCOPE_MACHINE");
  uint64_t may[SEGMENT_PU_WORDS];
  struct binder *binder;

  error[0] = 0;
  if (strcmp (bind, "none") == 0)
    return NULL;
  /* Before hwloc is asked: looking at the machine may move this thread. */
  if (!read_affinity (may))
    memset (may, 0xff, sizeof may);
  binder = calloc (1, sizeof *binder + sizeof (int) * (size_t) threads);
  if (!binder || !(binder->topology = load_topology (xml))) {
    if (xml)
      snprintf (error, room, "cannot read the machine from STRANDSCOPE_MACHINE=%s: unset it to have it looked at anew", xml);
    else
      snprintf (error, room, "hwloc cannot read this machine's topology: bind with none");
    free (binder);
    return NULL;
  }
  binder->threads = threads;
  if (plan (binder, bind, may, rank, ranks, error, room))
    return binder;
  if (!error[0])
    snprintf (error, room, "no memory to plan the binding");
  binder_destroy (binder);
  return NULL;
}

void
binder_destroy (struct binder *binder)
{
  if (!binder)
    return;
  hwloc_topology_destroy (binder->topology);
  free (binder);
}

static int
bind_to (const struct binder *binder, int os)
{
  hwloc_cpuset_t set = hwloc_bitmap_alloc ();
  int error = 0;

  if (!set)
    return ENOMEM;
  hwloc_bitmap_only (set, (unsigned) os);
  if (hwloc_set_cpubind (binder->topology, set, HWLOC_CPUBIND_THREAD) < 0)
    error = errno;
  hwloc_bitmap_free (set);
  return error;
}

void
binder_bind_thread (const struct binder *binder, int thread, struct thread_slot *slot)
{
  int error = binder ? bind_to (binder, binder->os[thread]) : 0;

  if (!slot)
    return;
  slot->bind_error = error;
  if (binder && binder->os[thread] < (int) SEGMENT_MAX_PUS) {
    slot->bound = 1;
    slot->asked[binder->os[thread] / 64] |= UINT64_C (1) << (binder->os[thread] % 64);
  }
  read_affinity (slot->binding);
}
