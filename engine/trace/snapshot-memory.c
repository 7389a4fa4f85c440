/* Named objects at a moment: what they hold, who wrote them last, and what lies at the same address in other processes. */
#include "engine/trace/trace-private.h"

#include <stdlib.h>
#include <string.h>

#define LOOKED_AT 256 /* regions and writes of a thread that are searched for the last ones into each object */

/* ---- who wrote last ---- */

struct last_writes { /* of one object, over the threads seen so far */
  uint64_t at[SNAPSHOT_PARTS];
};

static int
pieces_of (const struct snapshot_object *object)
{
  return CLAMP (object->parts, 1, SNAPSHOT_PARTS);
}

static int
piece_of_part (const struct snapshot_object *object, unsigned part)
{
  int parts = MAX (object->parts, 1);

  return (int) ((uint64_t) MIN (part, (unsigned) parts - 1) * pieces_of (object) / parts);
}

static void
note_write (struct snapshot_object *object, struct last_writes *last, int thread, unsigned first, unsigned parts, uint64_t at)
{
  int from = piece_of_part (object, first), to = piece_of_part (object, first + parts - 1);

  if (parts == 0)
    return;
  for (int piece = from; piece <= to; piece++)
    if (at >= last->at[piece]) {
      last->at[piece] = at;
      object->part_writer[piece] = thread;
    }
  if (object->writer < 0 || at >= object->written_ns) {
    object->writer = thread;
    object->written_ns = at;
  }
}

static void
search_regions (const struct trace *trace, int thread, uint64_t t, struct snapshot_process *process, struct last_writes *last)
{
  const struct lane *lane = &trace->lane[thread];
  long newest = trace->at[thread].place[LANE_REGIONS].index, oldest = MAX (0, newest - LOOKED_AT);

  for (long i = newest; i >= oldest; i--) {
    const struct span *span = track_get (&lane->regions, i);
    if (span->value && span->end <= t && span->peer && span->peer <= process->objects)
      note_write (&process->object[span->peer - 1], &last[span->peer - 1], thread, span->value >> 16, span->value & 0xffff, span->end);
  }
}

static void
search_writes (const struct lane *lane, int thread, uint64_t t, struct snapshot_process *process, struct last_writes *last)
{
  long newest = track_find (&lane->writes, t), oldest = MAX (0, newest - LOOKED_AT);

  for (long i = newest; i >= oldest; i--) {
    const struct span *span = track_get (&lane->writes, i);
    if (span->end <= t && span->object < process->objects)
      note_write (&process->object[span->object], &last[span->object], thread, span->first, span->parts, span->end);
  }
}

/* How many entries there were at T. */
static guint
overwritten_until (const GArray *list, uint64_t t)
{
  guint low = 0, high = list ? list->len : 0;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    if (g_array_index (list, struct overwritten, middle).at <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Each entry holds its lane's sum for its object. */
static void
add_overwritten (const struct lane *lane, uint64_t t, struct snapshot_process *process)
{
  const GArray *list = lane->overwritten;
  uint32_t seen = 0; /* objects, as bits */

  static_assert (SEGMENT_MAX_OBJECTS <= 32, "an object is a bit");
  for (guint i = overwritten_until (list, t), looked = 0; i > 0 && looked < LOOKED_AT; i--, looked++) {
    const struct overwritten *entry = &g_array_index (list, struct overwritten, i - 1);
    if (entry->object < process->objects && !(seen >> entry->object & 1))
      process->object[entry->object].overwrote += entry->sum;
    seen |= UINT32_C (1) << entry->object;
  }
}

static void
take_writers (struct trace *trace, uint64_t t, struct snapshot_process *process)
{
  g_autofree struct last_writes *last = g_new0 (struct last_writes, MAX (process->objects, 1));

  for (int i = 0; i < process->objects; i++) {
    process->object[i].writer = -1;
    for (int piece = 0; piece < SNAPSHOT_PARTS; piece++)
      process->object[i].part_writer[piece] = -1;
  }
  for (int i = 0; i < process->threads && process->objects > 0; i++) {
    int thread = process->first_thread + i;
    search_regions (trace, thread, t, process, last);
    search_writes (&trace->lane[thread], thread, t, process, last);
    add_overwritten (&trace->lane[thread], t, process);
  }
}

/* ---- what lies at one address, and what is one memory ---- */

struct place {
  struct snapshot_process *process;
  struct snapshot_object *object;
};

static int
by_address (const void *a, const void *b)
{
  const struct place *x = a, *y = b;

  if (x->object->address != y->object->address)
    return x->object->address < y->object->address ? -1 : 1;
  return g_strcmp0 (x->process->host, y->process->host);
}

static int
by_rank (const void *a, const void *b)
{
  int order = by_address (a, b);

  return order ? order : ((const struct place *) a)->process->rank - ((const struct place *) b)->process->rank;
}

static int
by_memory (const void *a, const void *b)
{
  const struct space_part *x = ((const struct place *) a)->object->place, *y = ((const struct place *) b)->object->place;

  if (x->inode != y->inode)
    return x->inode < y->inode ? -1 : 1;
  if (x->device != y->device)
    return x->device < y->device ? -1 : 1;
  return x->at < y->at ? -1 : x->at > y->at;
}

static bool
is_known (const struct place *place)
{
  return place->object->place && place->object->place->sharing != SPACE_UNKNOWN;
}

/* PLACES of one address on one host: each is what all of them are together. */
static void
compare_group (struct place *place, size_t count)
{
  enum twin twin = TWIN_SAME;
  bool differs = false;

  for (size_t i = 0; i < count; i++) {
    const struct snapshot_object *first = place[0].object, *object = place[i].object;
    if (!is_known (&place[i]) || !is_known (&place[0]))
      twin = twin == TWIN_OTHER ? TWIN_OTHER : TWIN_UNKNOWN;
    else if (i > 0 && !space_same_memory (first->place, object->place))
      twin = TWIN_OTHER;
    differs |= first->has_value && object->has_value && first->value != object->value;
  }
  for (size_t i = 0; i < count && count > 1; i++) {
    place[i].object->twins = (int) count - 1;
    place[i].object->twin_rank = place[i == 0 ? 1 : 0].process->rank;
    place[i].object->twin = twin;
    place[i].object->twin_differs = differs;
  }
}

/* One memory in several processes has one last writer and one value: the latest that any of them tells of. */
static void
join_group (struct place *place, size_t count)
{
  const struct snapshot_object *first = place[0].object, *written = first, *seen = first;
  struct snapshot_object writer, value;

  for (size_t i = 1; i < count; i++) {
    const struct snapshot_object *object = place[i].object;
    if (object->writer >= 0 && (written->writer < 0 || object->written_ns > written->written_ns))
      written = object;
    if (object->has_value && (!seen->has_value || object->value_ns > seen->value_ns))
      seen = object;
  }
  writer = *written;
  value = *seen;
  for (size_t i = 0; i < count; i++) {
    struct snapshot_object *object = place[i].object;
    object->mapped_by = (int) count;
    object->writer = writer.writer;
    object->written_ns = writer.written_ns;
    memcpy (object->part_writer, writer.part_writer, sizeof writer.part_writer);
    object->has_value = value.has_value;
    object->value = value.value;
    object->value_ns = value.value_ns;
  }
}

static size_t
group_end (const struct place *place, size_t begin, size_t count, int (*compare) (const void *, const void *))
{
  size_t end = begin + 1;

  while (end < count && compare (&place[begin], &place[end]) == 0)
    end++;
  return end;
}

static void
find_twins (struct place *place, size_t count)
{
  qsort (place, count, sizeof *place, by_rank);
  for (size_t begin = 0, end; begin < count; begin = end) {
    end = group_end (place, begin, count, by_address);
    compare_group (place + begin, end - begin);
  }
}

static void
find_mappings (const struct place *place, size_t count)
{
  g_autofree struct place *mapped = g_new (struct place, MAX (count, 1));
  size_t shared = 0;

  for (size_t i = 0; i < count; i++)
    if (place[i].object->place && place[i].object->place->sharing == SPACE_MAPPED_SHARED && place[i].object->place->inode)
      mapped[shared++] = place[i];
  qsort (mapped, shared, sizeof *mapped, by_memory);
  for (size_t begin = 0, end; begin < shared; begin = end) {
    end = group_end (mapped, begin, shared, by_memory);
    join_group (mapped + begin, end - begin);
  }
}

/* ---- */

/* With a thread goes its stack, and soon the rest: what lay where stays as it was when the first of them ended. */
static uint64_t
when_whole (const struct trace *trace, const struct snapshot_process *process, uint64_t t)
{
  for (int i = 0; i < process->threads; i++) {
    uint64_t end = trace->lane[process->first_thread + i].end;
    t = end && end < t ? end : t;
  }
  return t;
}

static void
take_contents (const struct trace *trace, const struct process *from, uint64_t t, struct snapshot_process *process)
{
  process->space = process_space_at (from, when_whole (trace, process, t));
  for (int i = 0; i < process->objects; i++) {
    struct snapshot_object *object = &process->object[i];
    const struct space_part *place = space_object (process->space, i);
    struct value_sample sample = { 0 };
    object->has_value = object->sample != SAMPLE_NONE && process_value_at (from, (unsigned) i, t, &sample);
    object->value = sample.bits;
    object->value_ns = sample.at;
    object->place = place && place->address ? place : NULL;
    object->mapped_by = object->place && object->place->sharing == SPACE_PRIVATE ? 1 : 0;
  }
}

void
snapshot_take_memory (struct trace *trace, uint64_t t, struct snapshot *snapshot)
{
  size_t count = 0;

  snapshot->numa_nodes = trace->numa_nodes;
  for (int i = 0; i < snapshot->processes; i++) {
    take_contents (trace, &trace->process[i], t, &snapshot->process[i]);
    take_writers (trace, t, &snapshot->process[i]);
    count += (size_t) snapshot->process[i].objects;
  }
  g_autofree struct place *place = g_new (struct place, MAX (count, 1));
  count = 0;
  for (int i = 0; i < snapshot->processes; i++)
    for (int k = 0; k < snapshot->process[i].objects; k++)
      place[count++] = (struct place){ &snapshot->process[i], &snapshot->process[i].object[k] };
  find_mappings (place, count);
  find_twins (place, count);
}
