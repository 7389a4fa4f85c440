/* Chrome's trace events as JSON, an event a line. Processes are ranks, threads are rows; PUs are rows of a process of their own.
 *
 * A message is an arrow between slices: viewers tie its ends to the slices that stand there. A receive is a slice of 1 ns at the
 * moment it was completed, because receives that are under way at once would not nest. */
#include "engine/trace/export-private.h"

#include <string.h>

static void
put (struct export_out *out, const char *text)
{
  g_string_append (out->text, text);
}

#define PUT(out, ...) g_string_append_printf ((out)->text, __VA_ARGS__)

static void
put_string (struct export_out *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);

  g_string_append_c (out->text, '"');
  for (const unsigned char *c = (const unsigned char *) valid; *c; c++)
    if (*c == '"' || *c == '\\')
      PUT (out, "\\%c", *c);
    else if (*c < 0x20 || *c == 0x7f)
      PUT (out, "\\u%04x", *c);
    else
      g_string_append_c (out->text, *c);
  g_string_append_c (out->text, '"');
}

/* ---- who is which number: those that a viewer takes for pids and tids are all different ---- */

static int
process_id (int rank)
{
  return rank + 1;
}

static int
pus_id (const struct export_out *out)
{
  return out->trace->ranks + 1;
}

static int
row_id (const struct export_out *out, enum walk_row row, int index)
{
  int first = out->trace->ranks + 2, pus = first + 2 * out->trace->lanes;
  const int id[] = { first + 2 * index, first + 2 * index + 1, pus + index, pus + walk_pus (out->walk) + index };

  return id[row];
}

static int
row_process (const struct export_out *out, const struct walk_slice *slice)
{
  return slice->row == WALK_PU ? pus_id (out) : process_id (slice->lane->rank);
}

/* ---- what stands before the events ---- */

static void
put_about (struct export_out *out, const char *name, const char *value)
{
  if (!value)
    return;
  put (out, ",\n  ");
  put_string (out, name);
  put (out, ":");
  put_string (out, value);
}

static void
put_heading (struct export_out *out)
{
  const struct trace *trace = out->trace;
  const struct trace_description *asked = &trace->description;

  put (out, "{\"displayTimeUnit\":\"ns\",\n\"otherData\":{\n  \"written by\":\"strandscope\"");
  put_about (out, "model", asked->model);
  put_about (out, "workload", asked->workload);
  put_about (out, "host", asked->host);
  put_about (out, "started", asked->started);
  put_about (out, "command", asked->command);
  put_about (out, "source of the schedule", source_name (trace->schedule_source));
  put_about (out, "source of memory", source_name (trace->memory_source));
  for (guint i = 0; i < trace->notes->len; i++) {
    g_autofree char *name = g_strdup_printf ("note %u", i + 1);
    put_about (out, name, g_ptr_array_index (trace->notes, i));
  }
  put (out, "},\n\"traceEvents\":[\n");
}

static void
put_name (struct export_out *out, const char *what, int process, int row, const char *name, int sort)
{
  PUT (out, "{\"ph\":\"M\",\"name\":\"%s_name\",\"pid\":%d,\"tid\":%d,\"args\":{\"name\":", what, process, row);
  put_string (out, name);
  PUT (out, "}},\n{\"ph\":\"M\",\"name\":\"%s_sort_index\",\"pid\":%d,\"tid\":%d,\"args\":{\"sort_index\":%d}},\n", what, process, row, sort);
}

static void
name_lane (struct export_out *out, const struct lane *lane)
{
  int index = lane - out->trace->lane;
  g_autofree char *name = g_strdup_printf ("%d.%d", lane->rank, lane->thread);
  g_autofree char *schedule = g_strdup_printf ("%d.%d schedule", lane->rank, lane->thread);

  put_name (out, "thread", process_id (lane->rank), row_id (out, WALK_PROGRAM, index), name, 2 * lane->thread);
  if (lane->schedule.count > 0)
    put_name (out, "thread", process_id (lane->rank), row_id (out, WALK_SCHEDULE, index), schedule, 2 * lane->thread + 1);
}

static void
name_rank (struct export_out *out, int rank)
{
  const struct process *process = &out->trace->process[rank];
  g_autofree char *name = g_strdup_printf ("rank %d", rank);

  put_name (out, "process", process_id (rank), 0, name, rank);
  if (process->pid > 0) {
    g_autofree char *label = g_strdup_printf ("pid %d%s%s", process->pid, process->host ? " on " : "", process->host ? process->host : "");
    PUT (out, "{\"ph\":\"M\",\"name\":\"process_labels\",\"pid\":%d,\"tid\":0,\"args\":{\"labels\":", process_id (rank));
    put_string (out, label);
    put (out, "}},\n");
  }
  for (int thread = 0; thread < out->trace->threads; thread++)
    if (trace_lane (out->trace, rank, thread)->begin)
      name_lane (out, trace_lane (out->trace, rank, thread));
}

static void
perfetto_begin (struct export_out *out)
{
  put_heading (out);
  for (int rank = 0; rank < out->trace->ranks; rank++)
    name_rank (out, rank);
  for (int i = 0; i < walk_locks (out->walk); i++) {
    int rank = walk_lock (out->walk, i).rank;
    walk_lock_name (out->walk, i, out->word);
    g_string_prepend (out->word, "lock ");
    put_name (out, "thread", process_id (rank), row_id (out, WALK_LOCK, i), out->word->str, 2 * out->trace->threads + i);
  }
  for (int i = 0; i < walk_pus (out->walk); i++) {
    g_string_printf (out->word, "PU %d", walk_pu (out->walk, i));
    put_name (out, "thread", pus_id (out), row_id (out, WALK_PU, i), out->word->str, i);
  }
  put_name (out, "process", pus_id (out), 0, "PUs (OS indexes)", out->trace->ranks);
  g_string_truncate (out->text, out->text->len - 2); /* every event from here on puts its comma before itself */
}

/* ---- events ---- */

static void
put_event (struct export_out *out, const char *phase, int process, int row, uint64_t t)
{
  PUT (out, ",\n{\"ph\":\"%s\",\"pid\":%d,\"tid\":%d,\"ts\":", phase, process, row);
  export_put_time (out, t, 3);
}

static void
put_length (struct export_out *out, const char *name, uint64_t ns)
{
  PUT (out, ",\"%s\":%" G_GUINT64_FORMAT ".%03d", name, ns / 1000, (int) (ns % 1000));
}

static void
put_object (struct export_out *out, const struct walk_slice *slice)
{
  const struct process *process = &out->trace->process[slice->lane->rank];
  const struct span *span = &slice->span;

  if (span->peer == 0 || span->peer > process->object->len)
    return;
  put (out, ",\"touches\":");
  put_string (out, g_array_index (process->object, struct snapshot_object, span->peer - 1).name);
  PUT (out, ",\"first part\":%d,\"parts\":%d", span->first, span->parts);
}

static void
put_message (struct export_out *out, const struct message *message)
{
  PUT (out, ",\"bytes\":%" G_GUINT64_FORMAT ",\"tag\":%d,\"comm\":%d,\"sequence\":%d", message->bytes, message->tag, message->comm,
       message->sequence);
}

static void
put_shares (struct export_out *out, const struct span *span)
{
  unsigned on = span_on_share (span), ready = span_ready_share (span);
  static const int whole = 1000;

  if (on > 0 && on < SPAN_WHOLE) /* sampled: a part of the time, nobody knows which */
    PUT (out, ",\"share on a PU\":0.%03d", MIN (whole - 1, (int) (on * whole / SPAN_WHOLE)));
  if (ready > 0 && ready < SPAN_WHOLE)
    PUT (out, ",\"share ready\":0.%03d", MIN (whole - 1, (int) (ready * whole / SPAN_WHOLE)));
}

static void
put_arguments (struct export_out *out, const struct walk_slice *slice)
{
  const struct span *span = &slice->span;
  bool is_program = slice->row == WALK_PROGRAM;

  PUT (out, ",\"args\":{\"thread\":\"%d.%d\"", slice->lane->rank, slice->lane->thread);
  if (slice->begin != span->begin || slice->end != span->end)
    put_length (out, "part of µs", span->end - span->begin);
  if (is_program && span->kind == EVENT_REGION)
    put_object (out, slice);
  if (is_program && span->kind == EVENT_COLLECTIVE)
    PUT (out, ",\"bytes\":%" G_GUINT64_FORMAT, span->flags & EVENT_SCALED_BYTES ? (uint64_t) span->value << 12 : span->value);
  if (is_program && span->kind == EVENT_SEND)
    put_message (out, messages_get (&slice->lane->sends, slice->message));
  if (slice->row == WALK_SCHEDULE || slice->row == WALK_PU)
    put_shares (out, span);
  put (out, "}");
}

static void
perfetto_slice (void *data, const struct walk_slice *slice)
{
  struct export_out *out = data;

  put_event (out, "X", row_process (out, slice), row_id (out, slice->row, slice->index), slice->begin);
  put_length (out, "dur", slice->end - slice->begin);
  PUT (out, ",\"cat\":\"%s\",\"name\":", walk_category (slice));
  walk_name (out->walk, slice, out->word);
  put_string (out, out->word->str);
  put_arguments (out, slice);
  put (out, "}");
}

static int
lane_row (const struct export_out *out, const struct lane *lane)
{
  return row_id (out, WALK_PROGRAM, lane - out->trace->lane);
}

static void
put_arrow (struct export_out *out, const char *phase, const struct lane *lane, uint64_t t, uint64_t number)
{
  put_event (out, phase, process_id (lane->rank), lane_row (out, lane), t);
  PUT (out, ",\"id\":%" G_GUINT64_FORMAT ",\"cat\":\"message\",\"name\":\"message\"", number);
}

static void
perfetto_sent (void *data, const struct walk_message *message)
{
  struct export_out *out = data;

  if (message->received == RECEIVED_NOT_YET) {
    put_event (out, "i", process_id (message->source->rank), lane_row (out, message->source), message->message.sent);
    put (out, ",\"s\":\"t\",\"cat\":\"message\",\"name\":\"no receive was seen\"}");
  } else if (message->destination && message->received <= walk_to (out->walk)) {
    put_arrow (out, "s", message->source, message->message.sent, message->number);
    put (out, "}");
  }
}

static void
perfetto_received (void *data, const struct walk_message *message)
{
  struct export_out *out = data;
  const struct lane *lane = message->destination;
  uint64_t t = MAX (message->received - 1, message->message.sent);

  put_event (out, "X", process_id (lane->rank), lane_row (out, lane), t);
  PUT (out, ",\"dur\":0.001,\"cat\":\"receive\",\"name\":\"received from %d\",\"args\":{\"thread\":\"%d.%d\"", message->source->rank,
       lane->rank, lane->thread);
  put_message (out, &message->message);
  put_length (out, "µs since sent", message->received - message->message.sent);
  put (out, "}}");
  put_arrow (out, "f", lane, t, message->number);
  put (out, ",\"bp\":\"e\"}");
}

static void
perfetto_memory (void *data, const struct process *process, const struct memory_sample *sample)
{
  struct export_out *out = data;

  if (sample->pss == 0)
    return;
  put_event (out, "C", process_id (process->rank), 0, sample->at);
  PUT (out, ",\"name\":\"PSS\",\"args\":{\"bytes\":%" G_GUINT64_FORMAT "}}", sample->pss);
}

static void
perfetto_fate (void *data, const struct process *process, const struct process_change *change)
{
  struct export_out *out = data;

  put_event (out, "i", process_id (process->rank), lane_row (out, trace_lane (out->trace, process->rank, 0)), change->at);
  put (out, ",\"s\":\"p\",\"cat\":\"fate\",\"name\":");
  put_string (out, change->fate);
  put (out, "}");
}

static void
perfetto_on_pus (void *data, uint64_t t, int threads)
{
  struct export_out *out = data;

  put_event (out, "C", pus_id (out), 0, t);
  PUT (out, ",\"name\":\"threads on PUs\",\"args\":{\"threads\":%d}}", threads);
}

static void
perfetto_end (struct export_out *out)
{
  put (out, "\n]}\n");
}

static const struct walk_calls calls = {
  .begin = perfetto_slice, .sent = perfetto_sent, .received = perfetto_received, .memory = perfetto_memory, .fate = perfetto_fate,
  .on_pus = perfetto_on_pus,
};

const struct export_kind export_perfetto = { "perfetto", ".json", perfetto_begin, &calls, perfetto_end };
