#include "engine/trace/export-walk-private.h"

struct pending { /* what is to be told when its time comes */
  bool is_message;
  union {
    struct walk_slice slice;
    struct walk_message message;
  };
};

/* ---- rows ---- */

static int
index_of_pu (const struct walk *walk, int os)
{
  for (int low = 0, high = walk->pus; low < high;) {
    int middle = (low + high) / 2;
    if (walk->pu[middle] == os)
      return middle;
    if (walk->pu[middle] < os)
      low = middle + 1;
    else
      high = middle;
  }
  return -1;
}

/* The ends of the slices of a row that are open at T. */
static GArray *
open_at (struct walk *walk, enum walk_row row, int index, uint64_t t)
{
  GArray **stack = &walk->stack[rows_before (walk, row) + index];

  if (!*stack)
    *stack = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  while ((*stack)->len > 0 && g_array_index (*stack, uint64_t, (*stack)->len - 1) <= t)
    g_array_set_size (*stack, (*stack)->len - 1);
  return *stack;
}

/* ---- threads on PUs ---- */

static void
tell_threads (struct walk *walk)
{
  int threads = threads_in_shares (walk->shares);

  if (walk->shares_at >= walk->to) /* all end there because the stretch does */
    return;
  if (threads != walk->threads_told && walk->counts && walk->calls->on_pus)
    walk->calls->on_pus (walk->data, walk->shares_at, threads);
  walk->threads_told = threads;
}

static void
go_to (struct walk *walk, uint64_t t)
{
  if (t > walk->shares_at)
    tell_threads (walk);
  walk->now = MAX (walk->now, t);
}

static void
count_share (struct walk *walk, const struct walk_slice *slice, int sign)
{
  if (slice->row != WALK_PU)
    return;
  walk->shares += sign * (int64_t) span_on_share (&slice->span);
  walk->shares_at = walk->now;
}

/* ---- what is pending ---- */

static void
tell_later (struct walk *walk, uint64_t t, const struct pending *what)
{
  export_heap_push (&walk->pending, t, 0, walk->told++, g_memdup2 (what, sizeof *what));
}

static void
tell_pending (struct walk *walk)
{
  go_to (walk, walk->pending.entry[0].at);
  g_autofree struct pending *what = export_heap_pop (&walk->pending);
  if (what->is_message) {
    if (walk->calls->received)
      walk->calls->received (walk->data, &what->message);
    return;
  }
  count_share (walk, &what->slice, -1);
  if (walk->calls->end)
    walk->calls->end (walk->data, &what->slice);
}

/* ---- what begins ---- */

static void
tell_slice (struct walk *walk, const struct walk_source *source, int index, uint64_t end)
{
  struct pending what = { .slice = { source->row, index, source->lane, source->head, source->begin, end, 0 } };

  if (source->kind == FROM_SENDS)
    what.slice.message = source->next - 1;
  count_share (walk, &what.slice, 1);
  if (walk->calls->begin)
    walk->calls->begin (walk->data, &what.slice);
  tell_later (walk, end, &what);
}

static void
tell_message (struct walk *walk, const struct walk_source *source)
{
  struct walk_message message = { source->first_message + source->next - 1, source->lane, NULL, *source_message (source), RECEIVED_NOT_YET };
  const struct message *seen = &message.message;

  if (seen->received != RECEIVED_NOT_YET) {
    message.received = MAX (seen->received, seen->sent);
    message.destination = trace_lane (walk->trace, seen->destination, seen->destination_thread);
  }
  if (walk->calls->sent)
    walk->calls->sent (walk->data, &message);
  if (message.destination && message.received <= walk->to)
    tell_later (walk, message.received, &(struct pending){ .is_message = true, .message = message });
}

static void
tell_moment (struct walk *walk, const struct walk_source *source)
{
  if (source->kind == FROM_MEMORY && walk->calls->memory)
    walk->calls->memory (walk->data, source->process, source_memory (source));
  if (source->kind == FROM_CHANGES && walk->calls->fate && source_change (source)->fate)
    walk->calls->fate (walk->data, source->process, source_change (source));
}

static void
advance (struct walk *walk, struct walk_source *source)
{
  if (source_advance (source, walk->from, walk->to)) {
    source->begin = MAX (source->begin, walk->now); /* order is what all rests on, whatever a recording holds */
    source->end = MAX (source->end, source->begin);
    export_heap_postpone (&walk->heads, source->begin, source_order (source));
  } else {
    export_heap_pop (&walk->heads);
  }
}

/* Nested in the row as far as it goes. What is left over begins where the slice around it ends; a send is cut there, so that
 * it stays one arrow. */
static void
begin_slice (struct walk *walk, struct walk_source *source)
{
  int index = source->index >= 0 ? source->index : index_of_pu (walk, source->head.object);
  GArray *open = index >= 0 ? open_at (walk, source->row, index, source->begin) : NULL;

  if (!open) {
    advance (walk, source);
    return;
  }
  uint64_t end = open->len > 0 ? MIN (source->end, g_array_index (open, uint64_t, open->len - 1)) : source->end;
  g_array_append_val (open, end);
  tell_slice (walk, source, index, end);
  if (source->kind == FROM_SENDS)
    tell_message (walk, source);
  if (end < source->end && source->kind != FROM_SENDS) {
    source->begin = end;
    export_heap_postpone (&walk->heads, end, source_order (source));
  } else {
    advance (walk, source);
  }
}

static void
begin_next (struct walk *walk)
{
  struct walk_source *source = walk->heads.entry[0].thing;

  go_to (walk, source->begin);
  if (source->kind != FROM_MEMORY && source->kind != FROM_CHANGES) {
    begin_slice (walk, source);
    return;
  }
  tell_moment (walk, source);
  advance (walk, source);
}

bool
walk_some (struct walk *walk, int count)
{
  for (; count > 0 && (walk->heads.count > 0 || walk->pending.count > 0); count--)
    if (walk->pending.count > 0 && (walk->heads.count == 0 || walk->pending.entry[0].at <= walk->heads.entry[0].at))
      tell_pending (walk);
    else
      begin_next (walk);
  if (count > 0)
    tell_threads (walk);
  return count <= 0;
}

double
walk_share (const struct walk *walk)
{
  return walk->to > walk->from ? (double) (walk->now - walk->from) / (double) (walk->to - walk->from) : 1;
}
