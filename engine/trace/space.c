#include "engine/trace/space.h"

#include <glib.h>

const char *
space_kind_name (enum space_kind kind)
{
  static const char *const name[SPACE_KINDS] = {
    [SPACE_OBJECTS] = "named objects", [SPACE_STACKS] = "stacks", [SPACE_HEAP] = "heap", [SPACE_FILES] = "program and libraries",
    [SPACE_SHARED] = "shared mappings", [SPACE_OTHER] = "other",
  };

  return name[kind];
}

struct space *
space_new (int objects, int stacks)
{
  struct space *space = g_malloc0 (sizeof *space + (size_t) (objects + stacks) * sizeof (struct space_part));

  space->objects = objects;
  space->stacks = stacks;
  return space;
}

void
space_nodes_add (struct space_nodes *nodes, int id, uint64_t bytes)
{
  int i = 0;

  if (bytes == 0)
    return;
  while (i < nodes->count && nodes->node[i].id < id)
    i++;
  if (i < nodes->count && nodes->node[i].id == id) {
    nodes->node[i].bytes += bytes;
  } else if (nodes->count == SPACE_NODES) {
    nodes->on_others += bytes;
  } else {
    for (int k = nodes->count++; k > i; k--)
      nodes->node[k] = nodes->node[k - 1];
    nodes->node[i].id = id;
    nodes->node[i].bytes = bytes;
  }
}

int
space_only_node (const struct space_nodes *nodes)
{
  return nodes->count == 1 && nodes->on_others == 0 ? nodes->node[0].id : -1;
}

bool
space_same_memory (const struct space_part *a, const struct space_part *b)
{
  return a->sharing == SPACE_MAPPED_SHARED && b->sharing == SPACE_MAPPED_SHARED && a->inode && a->inode == b->inode &&
         a->device == b->device && a->at == b->at;
}
