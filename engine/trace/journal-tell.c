/* A journal's records are told to a trace again, each as it once was. */
#include "engine/trace/journal-private.h"

#include <string.h>

static bool
is_text (const char *bytes, size_t count)
{
  return count > 0 && bytes[count - 1] == '\0' && g_utf8_validate (bytes, -1, NULL);
}

/* The record's first part, or NULL where it is too short for it. */
static const void *
part_of (const struct journal_reading *reading, size_t bytes)
{
  return reading->count >= bytes ? reading->bytes : NULL;
}

static void
read_events (const struct journal_reading *reading)
{
  trace_writer_events (reading->trace, reading->record->rank, reading->record->thread, (const struct event *) (const void *) reading->bytes,
                       reading->count / sizeof (struct event));
}

static bool
is_schedule (const struct span *span)
{
  bool placed = span->object >= 0 && span->object < (int) SEGMENT_MAX_PUS;

  return span->begin <= span->end && (span->kind == SCHEDULE_GAP || (span->kind >= SCHEDULE_ON && span->kind < SCHEDULE_GAP && placed));
}

static void
read_schedule (const struct journal_reading *reading)
{
  const struct span *span = (const struct span *) (const void *) reading->bytes;

  for (size_t i = 0; i < reading->count / sizeof *span; i++)
    if (is_schedule (&span[i]))
      trace_writer_schedule (reading->trace, reading->record->rank, reading->record->thread, &span[i], 1);
}

static void
read_schedule_open (const struct journal_reading *reading)
{
  struct span open;

  if (reading->count < sizeof open)
    return;
  memcpy (&open, reading->bytes, sizeof open);
  open.end = UINT64_MAX;
  if (open.kind != 0 && !is_schedule (&open))
    return;
  memcpy (&open, reading->bytes, sizeof open);
  trace_writer_schedule_open (reading->trace, reading->record->rank, reading->record->thread, &open);
}

static void
read_now (const struct journal_reading *reading)
{
  const struct writer_now *now = part_of (reading, sizeof *now);

  if (now)
    trace_writer_now (reading->trace, reading->record->rank, reading->record->thread, now);
}

static void
read_thread (const struct journal_reading *reading)
{
  const struct journal_thread *facts = part_of (reading, sizeof *facts);
  size_t words = SEGMENT_PU_WORDS * sizeof (uint64_t);
  size_t bitmaps = facts ? (size_t) (facts->asked != 0) + (size_t) (facts->binding != 0) : 0;

  if (!facts || reading->count < sizeof *facts + bitmaps * words)
    return;
  const uint64_t *bitmap = (const uint64_t *) (const void *) (reading->bytes + sizeof *facts);
  struct writer_thread thread = {
    .at = facts->at, .tid = facts->tid, .bound = facts->bound != 0, .bind_error = facts->bind_error,
    .asked = facts->asked ? bitmap : NULL,
    .binding = facts->binding ? bitmap + (facts->asked ? SEGMENT_PU_WORDS : 0) : NULL,
  };
  trace_writer_thread (reading->trace, reading->record->rank, reading->record->thread, &thread);
}

static void
read_rebind (const struct journal_reading *reading)
{
  const struct journal_rebind *facts = part_of (reading, sizeof *facts);
  size_t words = SEGMENT_PU_WORDS * sizeof (uint64_t);
  size_t bitmaps = facts ? (size_t) (facts->asked != 0) + (size_t) (facts->allowed != 0) : 0;

  if (!facts || reading->count < sizeof *facts + bitmaps * words)
    return;
  const uint64_t *bitmap = (const uint64_t *) (const void *) (reading->bytes + sizeof *facts);
  struct writer_binding binding = {
    .from = facts->from, .settled = facts->settled, .bound = facts->bound != 0, .error = facts->error,
    .asked = facts->asked ? bitmap : NULL,
    .allowed = facts->allowed ? bitmap + (facts->asked ? SEGMENT_PU_WORDS : 0) : NULL,
  };
  trace_writer_rebind (reading->trace, reading->record->rank, reading->record->thread, &binding);
}

static void
read_process (const struct journal_reading *reading)
{
  const struct journal_process *facts = part_of (reading, sizeof *facts);

  if (!facts || facts->state < PROCESS_EXPECTED || facts->state > PROCESS_DEAD)
    return;
  const char *text = reading->bytes + sizeof *facts;
  bool has_text = facts->has_text && is_text (text, reading->count - sizeof *facts);
  trace_writer_process (reading->trace, reading->record->rank, facts->at, (enum process_state) facts->state, has_text ? text : NULL);
}

static void
read_object (const struct journal_reading *reading)
{
  const struct segment_object *object = part_of (reading, sizeof *object);

  if (object)
    trace_writer_object (reading->trace, reading->record->rank, (unsigned) reading->record->thread, object);
}

static void
read_mpi (const struct journal_reading *reading)
{
  const struct segment_mpi *told = part_of (reading, sizeof *told);

  if (told)
    trace_writer_mpi (reading->trace, reading->record->rank, told);
}

/* Bytes of a file become truth values and counts only where they can be such. */
static void
check_part (struct space_part *part)
{
  unsigned char measured;

  memcpy (&measured, &part->measured, 1);
  part->measured = measured != 0;
  part->nodes.count = CLAMP (part->nodes.count, 0, SPACE_NODES);
  if ((unsigned) part->sharing > SPACE_MAPPED_SHARED)
    part->sharing = SPACE_UNKNOWN;
}

static void
read_space (const struct journal_reading *reading)
{
  const struct space *told = part_of (reading, sizeof *told);
  int threads = trace_description (reading->trace)->threads;
  unsigned char known;

  if (!told || told->objects < 0 || told->objects > (int) SEGMENT_MAX_OBJECTS || told->stacks < 0 || told->stacks > threads ||
      reading->count != sizeof *told + (size_t) (told->objects + told->stacks) * sizeof *told->part)
    return;
  struct space *space = g_memdup2 (told, reading->count);
  memcpy (&known, &space->nodes_known, 1);
  space->nodes_known = known != 0;
  check_part (&space->whole);
  for (int i = 0; i < SPACE_KINDS; i++)
    check_part (&space->kind[i]);
  for (int i = 0; i < space->objects + space->stacks; i++)
    check_part (&space->part[i]);
  trace_writer_space (reading->trace, reading->record->rank, space);
}

static void
read_result (const struct journal_reading *reading)
{
  const struct journal_result *result = part_of (reading, sizeof *result);

  if (!result)
    return;
  const char *text = reading->bytes + sizeof *result;
  trace_writer_result (reading->trace, result->ok != 0, result->lesson != 0, result->value, result->expected,
                       is_text (text, reading->count - sizeof *result) ? text : NULL);
}

static void
read_lock_cost (const struct journal_reading *reading)
{
  const struct lock_cost *cost = part_of (reading, LOCK_WAYS * sizeof *cost);

  if (cost)
    trace_writer_lock_cost (reading->trace, cost);
}

static void
read_texts (const struct journal_reading *reading)
{
  const struct journal_record *record = reading->record;
  const char *text = reading->bytes;

  if (!is_text (text, reading->count))
    return;
  switch (record->kind) {
  case JOURNAL_PROCESS_FACTS:
    trace_writer_process_facts (reading->trace, record->rank, record->thread, *text ? text : NULL);
    break;
  case JOURNAL_REGION_NAME:
    trace_writer_region_name (reading->trace, record->rank, (unsigned) record->thread, text);
    break;
  case JOURNAL_COMM_NAME:
    trace_writer_comm_name (reading->trace, record->rank, (uint16_t) record->thread, text);
    break;
  case JOURNAL_LOCK_NAME:
    trace_writer_lock_name (reading->trace, record->rank, (unsigned) record->thread, text);
    break;
  default:
    trace_writer_note (reading->trace, text);
  }
}

/* Records of two or three numbers. */
static void
read_numbers (const struct journal_reading *reading)
{
  const struct journal_record *record = reading->record;
  const struct journal_sample *number = part_of (reading, record->kind == JOURNAL_MEMORY ? sizeof *number : sizeof (struct journal_pair));
  const struct journal_watching *watching = (const struct journal_watching *) (const void *) number;

  if (!number)
    return;
  switch (record->kind) {
  case JOURNAL_LOST:
    trace_writer_lost (reading->trace, record->rank, record->thread, number->at);
    break;
  case JOURNAL_SWITCHES:
    trace_writer_switches (reading->trace, record->rank, record->thread, (long) number->at, (long) number->pss);
    break;
  case JOURNAL_COUNTERS:
    trace_writer_counters (reading->trace, record->rank, record->thread, number->at, number->pss);
    break;
  case JOURNAL_AT_ONCE:
    trace_writer_running_at_once (reading->trace, (int) MIN (number->at, INT32_MAX));
    break;
  case JOURNAL_MEMORY:
    trace_writer_memory (reading->trace, record->rank, number->at, number->pss, number->rss);
    break;
  case JOURNAL_LOCK_HOLDER:
    trace_writer_lock_holder (reading->trace, record->rank, (unsigned) record->thread, (int) (int64_t) number->pss, number->at);
    break;
  case JOURNAL_RECEIVES:
    trace_writer_receives_posted (reading->trace, record->rank, (int) (int64_t) number->pss, number->at);
    break;
  case JOURNAL_VALUE:
    trace_writer_value (reading->trace, record->rank, (unsigned) record->thread, number->at, number->pss);
    break;
  case JOURNAL_NODES:
    trace_writer_numa_nodes (reading->trace, (int) MIN (number->at, INT32_MAX));
    break;
  case JOURNAL_LOCK_KIND:
    trace_writer_lock_kind (reading->trace, record->rank, (unsigned) record->thread, (enum lock_kind) number->at);
    break;
  case JOURNAL_WORKLOAD:
    trace_writer_workload (reading->trace, record->rank, number->at, number->pss);
    break;
  case JOURNAL_WATCHING:
    trace_writer_watching (reading->trace, watching->looks_per_s, watching->pu_share);
    break;
  case JOURNAL_SOURCES:
    if (number->at <= SOURCE_INFERRED && number->pss <= SOURCE_INFERRED)
      trace_writer_sources (reading->trace, (enum source) number->at, (enum source) number->pss);
    break;
  case JOURNAL_HELD:
    trace_writer_held (reading->trace, record->rank, record->thread, number->at, number->pss);
    break;
  case JOURNAL_ADVANCE:
    trace_writer_advance (reading->trace, number->at);
    break;
  default:
    trace_writer_close (reading->trace, number->at);
  }
}

typedef void (*read_record) (const struct journal_reading *reading);
static const read_record reader[JOURNAL_KINDS] = {
  [JOURNAL_EVENTS] = read_events, [JOURNAL_NOW] = read_now, [JOURNAL_THREAD] = read_thread, [JOURNAL_REBIND] = read_rebind, [JOURNAL_SCHEDULE] = read_schedule,
  [JOURNAL_SCHEDULE_OPEN] = read_schedule_open, [JOURNAL_PROCESS] = read_process, [JOURNAL_OBJECT] = read_object,
  [JOURNAL_RESULT] = read_result, [JOURNAL_MPI] = read_mpi,
  [JOURNAL_SPACE] = read_space, [JOURNAL_VALUE] = read_numbers, [JOURNAL_NODES] = read_numbers,
  [JOURNAL_COMM_NAME] = read_texts, [JOURNAL_RECEIVES] = read_numbers,
  [JOURNAL_PROCESS_FACTS] = read_texts, [JOURNAL_REGION_NAME] = read_texts, [JOURNAL_LOCK_NAME] = read_texts, [JOURNAL_NOTE] = read_texts,
  [JOURNAL_LOST] = read_numbers, [JOURNAL_SWITCHES] = read_numbers, [JOURNAL_COUNTERS] = read_numbers, [JOURNAL_AT_ONCE] = read_numbers,
  [JOURNAL_MEMORY] = read_numbers, [JOURNAL_LOCK_HOLDER] = read_numbers, [JOURNAL_WORKLOAD] = read_numbers,
  [JOURNAL_HELD] = read_numbers, [JOURNAL_LOCK_KIND] = read_numbers, [JOURNAL_LOCK_COST] = read_lock_cost,
  [JOURNAL_WATCHING] = read_numbers, [JOURNAL_SOURCES] = read_numbers, [JOURNAL_ADVANCE] = read_numbers, [JOURNAL_CLOSE] = read_numbers,
};

void
journal_tell (const struct journal_reading *reading)
{
  if (reader[reading->record->kind])
    reader[reading->record->kind] (reading);
}
