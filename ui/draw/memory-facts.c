#include "ui/draw/memory-facts.h"

#include <stdio.h>
#include <string.h>

#include "ui/draw/memory-words.h"
#include "ui/draw/program.h"

#define STACKS_LISTED 16
#define TWINS_LISTED 8
#define NAME_BYTES 24 /* of an object, in its id */

static const struct snapshot_process *
find_process (const struct snapshot *snapshot, int rank)
{
  for (int i = 0; snapshot && i < snapshot->processes; i++)
    if (snapshot->process[i].rank == rank)
      return &snapshot->process[i];
  return NULL;
}

static char *
object_id (const struct snapshot_process *process, const struct snapshot_object *object)
{
  return g_strdup_printf ("object:%d.%.*s", process->rank, NAME_BYTES, object->name);
}

static char *
size_text (uint64_t bytes)
{
  char size[16];
  format_bytes (bytes, size, sizeof size);
  return g_strdup (size);
}

/* Takes VALUE. */
static void
add (GArray *facts, const char *name, char *value, const char *link)
{
  if (value && *value)
    object_facts_add (facts, name, value, link);
  g_free (value);
}

/* The same, of which only the address leads there. */
static void
add_at (GArray *facts, const char *name, uint64_t address, const char *words, const char *link)
{
  g_autofree char *target = g_markup_escape_text (link, -1), *rest = g_markup_escape_text (words, -1);
  struct object_fact fact = { g_strdup (name), g_strdup_printf ("0x%" G_GINT64_MODIFIER "x: %s", address, words),
                              g_strdup_printf ("<a href=\"%s\">0x%" G_GINT64_MODIFIER "x</a>: %s", target, address, rest) };
  g_array_append_val (facts, fact);
}

/* "28 KB of 8.0 MB resident, PSS 28 KB, NUMA 0" */
static char *
figures (const struct space_part *part, uint64_t bytes)
{
  g_autofree char *size = size_text (bytes), *rss = size_text (part ? part->rss : 0), *pss = size_text (part ? part->pss : 0);
  char nodes[48] = "";
  if (part)
    memory_nodes (&part->nodes, nodes, sizeof nodes);
  const char *comma = nodes[0] ? ", " : "";
  if (!part || !part->measured)
    return g_strdup_printf ("%s%s%s", size, comma, nodes);
  return g_strdup_printf (part->rss > bytes ? "%s resident for %s, PSS %s%s%s" : "%s of %s resident, PSS %s%s%s", rss, size, pss, comma, nodes);
}

/* ---- a process ---- */

static void
add_who (GArray *facts, const struct snapshot_process *process)
{
  add (facts, "Type", g_strdup_printf ("Process: an address space of its own, %d thread%s in it", process->threads, process->threads == 1 ? "" : "s"), NULL);
  add (facts, "Process", g_strdup_printf ("pid %d on %s", process->pid, process->host ? process->host : "this host"), NULL);
  if (process->fate)
    add (facts, "Ended", g_strdup (process->fate), NULL);
}

static void
add_whole (GArray *facts, const struct snapshot *snapshot, const struct snapshot_process *process)
{
  g_autofree char *pss = size_text (process->pss_bytes), *rss = size_text (process->rss_bytes);
  char nodes[160];
  if (process->pss_bytes)
    add (facts, "Memory", g_strdup_printf ("PSS %s, %s resident", pss, rss), NULL);
  memory_nodes_sentence (process->space, process->space ? &process->space->whole.nodes : NULL, snapshot->numa_nodes, nodes, sizeof nodes);
  add (facts, "NUMA", g_strdup (nodes), NULL);
}

static void
add_objects (GArray *facts, const struct snapshot_process *process)
{
  for (int i = 0; i < process->objects; i++) {
    const struct snapshot_object *object = &process->object[i];
    g_autofree char *id = object_id (process, object), *text = figures (object->place, object->bytes);
    const char *shared = object->mapped_by > 1 ? "shared, " : object->mapped_by == 1 ? "private, " : "";
    g_autofree char *words = g_strconcat (shared, text, NULL);
    add_at (facts, object->name, object->address, words, id);
  }
}

static void
add_stacks (GArray *facts, const struct snapshot_process *process)
{
  int stacks = process->space ? process->space->stacks : 0, more = 0;
  for (int i = 0; i < stacks; i++) {
    const struct space_part *stack = space_stack (process->space, i);
    more += stack->address && i >= STACKS_LISTED;
    if (!stack->address || i >= STACKS_LISTED)
      continue;
    g_autofree char *name = g_strdup_printf ("Stack of %d.%d", process->rank, i), *id = g_strdup_printf ("thread:%d.%d", process->rank, i);
    g_autofree char *text = figures (stack, stack->bytes);
    add_at (facts, name, stack->address, text, id);
  }
  if (more)
    add (facts, "Stacks", g_strdup_printf ("of %d more threads", more), NULL);
}

static void
add_kinds (GArray *facts, const struct space *space)
{
  for (int kind = SPACE_HEAP; space && kind < SPACE_KINDS; kind++) {
    g_autofree char *name = g_strdup (space_kind_name (kind));
    *name = g_ascii_toupper (*name);
    if (space->kind[kind].bytes)
      add (facts, name, figures (&space->kind[kind], space->kind[kind].bytes), NULL);
  }
}

static GArray *
process_facts (const struct snapshot *snapshot, const struct snapshot_process *process)
{
  GArray *facts = object_facts_new ();
  add_who (facts, process);
  add_whole (facts, snapshot, process);
  add_objects (facts, process);
  add_stacks (facts, process);
  add_kinds (facts, process->space);
  return facts;
}

/* ---- an object ---- */

static void
add_place (GArray *facts, const struct snapshot *snapshot, const struct snapshot_process *process, const struct snapshot_object *object)
{
  char text[160];
  g_autofree char *link = g_strdup_printf ("rank:%d", process->rank);
  add (facts, "Process", g_strdup_printf ("rank %d, pid %d", process->rank, process->pid), link);
  add (facts, "Address", g_strdup_printf ("0x%" G_GINT64_MODIFIER "x to 0x%" G_GINT64_MODIFIER "x", object->address, object->address + MAX (object->bytes, 1) - 1), NULL);
  add (facts, "Size", object->parts > 1 ? g_strdup_printf ("%" G_GUINT64_FORMAT " B in %d parts", object->bytes, object->parts)
                                        : g_strdup_printf ("%" G_GUINT64_FORMAT " B", object->bytes), NULL);
  memory_mapping (process, object, text, sizeof text);
  add (facts, "Mapping", g_strdup (text), NULL);
  if (object->place && object->place->measured) {
    g_autofree char *rss = size_text (object->place->rss), *pss = size_text (object->place->pss);
    add (facts, "Resident", g_strdup_printf ("%s, PSS %s (whole pages)", rss, pss), NULL);
  }
  if (object->place) {
    memory_nodes_sentence (process->space, &object->place->nodes, snapshot->numa_nodes, text, sizeof text);
    add (facts, "NUMA", g_strdup (text), NULL);
  }
}

static void
add_contents (GArray *facts, const struct snapshot *snapshot, const struct snapshot_object *object)
{
  char text[64];
  memory_value (object, text, sizeof text);
  if (text[0])
    add (facts, "Contents", g_strdup_printf ("%s, at the end of the last step", text), NULL);
  memory_writer (snapshot, object, text, sizeof text);
  if (text[0]) {
    const struct snapshot_thread *thread = &snapshot->thread[object->writer];
    g_autofree char *id = g_strdup_printf ("thread:%d.%d", thread->rank, thread->thread);
    add (facts, "Last written by", g_strdup (text), id);
  }
  if (object->overwrote)
    add (facts, "Overwritten", g_strdup_printf ("%" G_GUINT64_FORMAT " updates of other threads, by stores that were seen to do so", object->overwrote), NULL);
}

/* What lies at the same address in the other processes, each with its contents. */
static void
add_twins (GArray *facts, const struct snapshot *snapshot, const struct snapshot_process *own, const struct snapshot_object *object)
{
  int listed = 0;
  for (int i = 0; object->twins && i < snapshot->processes; i++)
    for (int k = 0; k < snapshot->process[i].objects; k++) {
      const struct snapshot_object *other = &snapshot->process[i].object[k];
      if (&snapshot->process[i] == own || other->address != object->address || listed++ >= TWINS_LISTED)
        continue;
      g_autofree char *name = g_strdup_printf ("In rank %d", snapshot->process[i].rank), *id = object_id (&snapshot->process[i], other);
      char value[64];
      memory_value (other, value, sizeof value);
      add (facts, name, g_strdup_printf ("%s%s%s", value, value[0] ? ": " : "", memory_twin (object->twin)), id);
    }
  if (listed > TWINS_LISTED)
    add (facts, "In more ranks", g_strdup_printf ("%d", listed - TWINS_LISTED), NULL);
}

static GArray *
object_facts (const struct snapshot *snapshot, const struct snapshot_process *process, const struct snapshot_object *object)
{
  GArray *facts = object_facts_new ();
  add (facts, "Type", g_strdup_printf ("Memory object%s%s", object->detail && *object->detail ? ": " : "", object->detail ? object->detail : ""), NULL);
  add_place (facts, snapshot, process, object);
  add_contents (facts, snapshot, object);
  add_twins (facts, snapshot, process, object);
  return facts;
}

GArray *
memory_facts (const struct snapshot *snapshot, const char *id)
{
  int rank, begin = 0;
  if (sscanf (id, "rank:%d", &rank) == 1) {
    const struct snapshot_process *process = find_process (snapshot, rank);
    return process ? process_facts (snapshot, process) : NULL;
  }
  const struct snapshot_process *process = sscanf (id, "object:%d.%n", &rank, &begin) == 1 && begin ? find_process (snapshot, rank) : NULL;
  for (int i = 0; process && i < process->objects; i++)
    if (strncmp (process->object[i].name, id + begin, NAME_BYTES) == 0)
      return object_facts (snapshot, process, &process->object[i]);
  return NULL;
}
