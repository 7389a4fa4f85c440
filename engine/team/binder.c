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
  struct placement *placement;
  int rank, pus;
  uint64_t may[SEGMENT_PU_WORDS]; /* PUs that this process may use by its own affinity (taskset, a batch system) */
  int os[];                       /* of each PU, by logical index */
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

static struct placement_pu *
describe_pus (struct binder *binder)
{
  struct placement_pu *pu = calloc ((size_t) binder->pus, sizeof *pu);
  hwloc_const_cpuset_t allowed = hwloc_topology_get_allowed_cpuset (binder->topology);

  for (int i = 0; pu && i < binder->pus; i++) {
    hwloc_obj_t object = hwloc_get_obj_by_type (binder->topology, HWLOC_OBJ_PU, (unsigned) i);
    int core = ancestor_index (binder->topology, object, HWLOC_OBJ_CORE);

    pu[i].os = binder->os[i] = (int) object->os_index;
    pu[i].package = ancestor_index (binder->topology, object, HWLOC_OBJ_PACKAGE);
    pu[i].numa = numa_index (binder->topology, object);
    pu[i].core = core >= 0 ? core : i;
    pu[i].allowed = hwloc_bitmap_isset (allowed, object->os_index) && has_pu (binder->may, object->os_index);
  }
  return pu;
}

/* A binder for the machine; NULL with ERROR. */
static struct binder *
look (const char *xml, char *error, size_t room)
{
  hwloc_topology_t topology = load_topology (xml);
  int pus = topology ? hwloc_get_nbobjs_by_type (topology, HWLOC_OBJ_PU) : 0; /* -1 would be: at several depths */
  struct binder *binder = pus > 0 ? calloc (1, sizeof *binder + sizeof (int) * (size_t) pus) : NULL;

  if (binder) {
    binder->topology = topology;
    binder->pus = pus;
    return binder;
  }
  if (topology)
    hwloc_topology_destroy (topology);
  if (xml)
    snprintf (error, room, "cannot read the machine from STRANDSCOPE_MACHINE=%s: unset it to have it looked at anew", xml);
  else
    snprintf (error, room, "hwloc cannot read this machine's topology: bind with none");
  return NULL;
}

struct binder *
binder_create (const char *bind, int rank, int ranks, int threads, char *error, size_t room)
{
  uint64_t may[SEGMENT_PU_WORDS];
  struct placement_pu *pu;
  struct binder *binder;

  error[0] = 0;
  if (strcmp (bind, "none") == 0)
    return NULL;
  /* Before hwloc is asked: looking at the machine may move this thread. */
  if (!read_affinity (may))
    memset (may, 0xff, sizeof may);
  binder = look (getenv ("STRANDSCOPE_MACHINE"), error, room);
  if (!binder)
    return NULL;
  memcpy (binder->may, may, sizeof may);
  binder->rank = rank;
  pu = describe_pus (binder);
  if (pu)
    binder->placement = placement_create (bind, pu, binder->pus, ranks, threads, error, room);
  else
    snprintf (error, room, "there is no memory to plan the binding");
  free (pu);
  if (binder->placement)
    return binder;
  binder_destroy (binder);
  return NULL;
}

void
binder_destroy (struct binder *binder)
{
  if (!binder)
    return;
  placement_destroy (binder->placement);
  hwloc_topology_destroy (binder->topology);
  free (binder);
}

/* What the thread is asked to keep to; of one that is not bound: what the process may use, since a thread that a bound
 * one made has inherited that binding. */
static hwloc_bitmap_t
wanted_set (const struct binder *binder, int thread, bool *bound)
{
  hwloc_bitmap_t set = hwloc_bitmap_alloc ();
  int count;
  const int *pu = placement_of (binder->placement, binder->rank, thread, &count);

  *bound = count > 0;
  for (int i = 0; set && i < count; i++)
    hwloc_bitmap_set (set, (unsigned) binder->os[pu[i]]);
  for (int i = 0; set && count == 0 && i < binder->pus; i++)
    if (has_pu (binder->may, (unsigned) binder->os[i]))
      hwloc_bitmap_set (set, (unsigned) binder->os[i]);
  return set;
}

static void
note_asked (hwloc_const_bitmap_t set, struct thread_slot *slot)
{
  int os;

  slot->bound = 1;
  hwloc_bitmap_foreach_begin (os, set)
    if (os < (int) SEGMENT_MAX_PUS)
      slot->asked[os / 64] |= UINT64_C (1) << (os % 64);
  hwloc_bitmap_foreach_end ();
}

static void
bind_thread (const struct binder *binder, int thread, struct thread_slot *slot)
{
  bool bound;
  hwloc_bitmap_t set = wanted_set (binder, thread, &bound);
  int error = !set ? ENOMEM : hwloc_set_cpubind (binder->topology, set, HWLOC_CPUBIND_THREAD) < 0 ? errno : 0;

  if (slot) {
    slot->bind_error = error;
    if (set && bound)
      note_asked (set, slot);
  }
  hwloc_bitmap_free (set);
}

void
binder_bind_thread (const struct binder *binder, int thread, struct thread_slot *slot)
{
  if (binder)
    bind_thread (binder, thread, slot);
  if (slot)
    read_affinity (slot->binding);
}
