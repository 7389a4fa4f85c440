#include "engine/trace/export-source.h"

static bool
take_span (struct walk_source *source)
{
  if (source->next >= source->track->count)
    return false;
  source->head = *track_get (source->track, source->next++);
  return true;
}

static bool
take_send (struct walk_source *source)
{
  if (source->next >= source->lane->sends.count)
    return false;
  const struct message *message = messages_get (&source->lane->sends, source->next++);
  source->head = (struct span){
    .begin = message->sent,
    .end = MAX (message->returned, message->sent + 1), /* an arrow needs something to start from */
    .object = message->tag,
    .peer = message->destination,
    .kind = EVENT_SEND,
    .flags = message->send_flags,
  };
  return true;
}

static bool
take_move (struct walk_source *source)
{
  const struct moves *moves = &source->lane->measured;

  if (source->next >= moves->count)
    return false;
  const struct move *move = moves_get (moves, source->next++);
  uint64_t end = source->next < moves->count ? moves_get (moves, source->next)->at : source->lane->end;
  source->head = (struct span){ .begin = move->at, .end = MAX (end, move->at), .object = move->to, .kind = SCHEDULE_ON };
  return true;
}

static bool
take_moment (struct walk_source *source)
{
  const struct process *process = source->process;
  size_t count = source->kind == FROM_MEMORY ? process->memory->len : process->change->len;

  if (source->next >= count)
    return false;
  source->next++;
  uint64_t at = source->kind == FROM_MEMORY ? source_memory (source)->at : source_change (source)->at;
  source->head = (struct span){ .begin = at, .end = at };
  return true;
}

static bool
take (struct walk_source *source)
{
  switch (source->kind) {
  case FROM_SENDS:
    return take_send (source);
  case FROM_MOVES:
    return take_move (source);
  case FROM_MEMORY:
  case FROM_CHANGES:
    return take_moment (source);
  default:
    return take_span (source);
  }
}

static bool
is_moment (const struct walk_source *source)
{
  return source->kind == FROM_MEMORY || source->kind == FROM_CHANGES;
}

/* What has a length of its own in the stretch, or is a moment of it. A send counts by its begin: an arrow starts there. */
static bool
wanted (const struct walk_source *source, uint64_t from, uint64_t to)
{
  const struct span *head = &source->head;

  if (source->kind == FROM_PLACES && span_on_share (head) == 0)
    return false;
  if (source->kind == FROM_SENDS)
    return head->begin >= from && head->begin < to;
  if (head->begin == head->end)
    return head->begin >= from && head->begin <= to;
  return head->end > from && head->begin < to;
}

bool
source_advance (struct walk_source *source, uint64_t from, uint64_t to)
{
  if (source->next == 0 && source->track)
    source->next = track_first_after (source->track, from > 0 ? from - 1 : 0);
  while (take (source)) {
    if (wanted (source, from, to)) {
      source->begin = MAX (source->head.begin, from);
      source->end = MIN (source->head.end, to);
      return true;
    }
    if (source->head.begin > to && !is_moment (source)) /* moments come as they were told */
      return false;
  }
  return false;
}

const struct message *
source_message (const struct walk_source *source)
{
  return messages_get (&source->lane->sends, source->next - 1);
}

const struct memory_sample *
source_memory (const struct walk_source *source)
{
  return &g_array_index (source->process->memory, struct memory_sample, source->next - 1);
}

const struct process_change *
source_change (const struct walk_source *source)
{
  return &g_array_index (source->process->change, struct process_change, source->next - 1);
}
