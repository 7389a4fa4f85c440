/* Each process's address space: looked at soon after it begins, then ever more seldom, and within a ration: a look makes the
 * kernel walk all page tables of the process. */
#include "engine/observe/observer-private.h"

#include "engine/record/clock.h"

#define AT_ONCE 8                          /* looks that need not wait for the ration: a short run is seen too */
#define SOON_NS UINT64_C (100000000)       /* from the first look to the second; then twice as long each time */
#define SELDOM_NS UINT64_C (1000000000)
#define SLACK 65536                        /* bytes that a mapping may have around an object and still be the object's own */

struct space_view {
  const struct watched_process *process;
  GArray *mappings;
  struct space *space;
};

static void
add_part (struct space_part *sum, const struct mapping *mapping)
{
  sum->bytes += mapping->end - mapping->begin;
  sum->rss += mapping->rss;
  sum->pss += mapping->pss;
  sum->measured = true;
  for (int i = 0; i < mapping->nodes.count; i++)
    space_nodes_add (&sum->nodes, mapping->nodes.node[i].id, mapping->nodes.node[i].bytes);
  sum->nodes.on_others += mapping->nodes.on_others;
}

static void
fill_part (struct space_part *part, const struct mapping *mapping, uint64_t address, uint64_t bytes)
{
  part->address = address;
  part->bytes = bytes;
  part->sharing = mapping->shared ? SPACE_MAPPED_SHARED : SPACE_PRIVATE;
  part->device = mapping->device;
  part->inode = mapping->inode;
  part->at = mapping->offset + (address - mapping->begin);
  part->measured = mapping->end - mapping->begin <= bytes + SLACK;
  if (part->measured) {
    part->rss = mapping->rss;
    part->pss = mapping->pss;
  }
  if (part->measured || space_only_node (&mapping->nodes) >= 0)
    part->nodes = mapping->nodes;
}

static void
look_at_objects (const struct space_view *view)
{
  for (int i = 0; i < view->space->objects; i++) {
    const struct watched_piece *piece = &g_array_index (view->process->object, struct watched_piece, i);
    struct mapping *mapping = maps_find (view->mappings, piece->address);
    if (!mapping)
      continue;
    fill_part (&view->space->part[i], mapping, piece->address, piece->bytes);
    if (view->space->part[i].measured)
      mapping->kind = SPACE_OBJECTS;
  }
}

/* The main thread's may grow to the length that is known of it: its mapping is its upper end. */
static void
look_at_stacks (const struct space_view *view)
{
  for (int i = 0; i < view->space->stacks; i++) {
    const struct watched_piece *piece = &g_array_index (view->process->stack, struct watched_piece, i);
    struct mapping *mapping = piece->bytes ? maps_find (view->mappings, piece->address + piece->bytes - 1) : NULL;
    if (!mapping)
      continue;
    uint64_t begin = MAX (mapping->begin, piece->address);
    fill_part (&view->space->part[view->space->objects + i], mapping, begin, MIN (mapping->end, piece->address + piece->bytes) - begin);
    if (view->space->part[view->space->objects + i].measured)
      mapping->kind = SPACE_STACKS;
  }
}

static void
add_up (const struct space_view *view)
{
  for (guint i = 0; i < view->mappings->len; i++) {
    const struct mapping *mapping = &g_array_index (view->mappings, struct mapping, i);
    add_part (&view->space->kind[mapping->kind], mapping);
    add_part (&view->space->whole, mapping);
  }
}

static void
look_at_space (struct observer *observer, struct watched_process *process)
{
  bool nodes_known;

  if (!maps_read (process->pid, observer->text, observer->mappings, &nodes_known))
    return;
  struct space *space = space_new ((int) process->object->len, (int) process->stack->len);
  struct space_view view = { process, observer->mappings, space };
  space->time = clock_monotonic (); /* what was found was so until the kernel had told of it */
  space->nodes_known = nodes_known;
  look_at_objects (&view);
  look_at_stacks (&view);
  add_up (&view);
  if (!nodes_known)
    trace_writer_note (observer->trace, "The kernel does not tell on which NUMA node the pages of the run lie (there is no "
                                        "/proc/PID/numa_maps).");
  trace_writer_space (observer->trace, process->rank, space);
}

/* The one that has waited longest; NULL: none is due. */
static struct watched_process *
most_due (struct observer *observer, uint64_t now)
{
  struct watched_process *most = NULL;

  for (guint i = 0; i < observer->process->len; i++) {
    struct watched_process *process = &g_array_index (observer->process, struct watched_process, i);
    if (process->pid > 0 && process->space_due && process->space_due <= now && (!most || process->space_due < most->space_due))
      most = process;
  }
  return most;
}

void
observer_look_at_spaces (struct observer *observer, uint64_t now)
{
  struct watched_process *process = most_due (observer, now);
  bool at_once = observer->space_looks < AT_ONCE;

  if (!process || (!ration_begin (&observer->spaces, now) && !at_once))
    return;
  observer->spaces.begun = ration_clock ();
  observer->space_looks++;
  look_at_space (observer, process);
  process->space_rest = process->space_rest ? MIN (2 * process->space_rest, SELDOM_NS) : SOON_NS;
  process->space_due = now + process->space_rest;
  ration_end (&observer->spaces, now);
}
