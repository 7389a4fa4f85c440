/* run.json of a recording, written from a trace; recording-json-read.c reads it back. */
#include "engine/trace/json-write.h"
#include "engine/trace/recording-private.h"

static void
begin_array (JsonBuilder *json, const char *name)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
}

static void
write_asked (JsonBuilder *json, const struct trace_description *asked)
{
  json_put_string (json, "model", asked->model);
  json_put_string (json, "workload", asked->workload);
  json_put_string (json, "runtime", asked->runtime);
  json_put_string (json, "bind", asked->bind);
  json_put_string (json, "sync", asked->sync);
  json_put_int (json, "ranks", asked->ranks);
  json_put_int (json, "threads", asked->threads);
  json_put_strings (json, "settings", asked->settings);
  json_put_string (json, "host", asked->host);
  json_put_string (json, "command", asked->command);
  json_put_string (json, "started", asked->started);
}

static void
write_history (JsonBuilder *json, const struct process *process)
{
  begin_array (json, "changes");
  for (guint i = 0; i < process->change->len; i++) {
    const struct process_change *change = &g_array_index (process->change, struct process_change, i);
    json_builder_begin_object (json);
    json_put_int (json, "at", change->at);
    json_put_int (json, "state", change->state);
    json_put_string (json, "fate", change->fate);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  recording_put_memory (json, process);
}

static void
write_names (JsonBuilder *json, const char *name, const char *const *names, unsigned count)
{
  while (count > 0 && !names[count - 1])
    count--;
  begin_array (json, name);
  for (unsigned i = 0; i < count; i++)
    json_builder_add_string_value (json, names[i] ? names[i] : "");
  json_builder_end_array (json);
}

static void
write_objects (JsonBuilder *json, const struct process *process)
{
  begin_array (json, "objects");
  for (guint i = 0; i < process->object->len; i++) {
    const struct snapshot_object *object = &g_array_index (process->object, struct snapshot_object, i);
    json_builder_begin_object (json);
    json_put_string (json, "name", object->name);
    json_put_string (json, "detail", object->detail);
    json_put_int (json, "address", object->address);
    json_put_int (json, "bytes", object->bytes);
    json_put_int (json, "parts", object->parts);
    json_put_int (json, "flags", object->flags);
    json_put_int (json, "sample", object->sample);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
write_mpi (JsonBuilder *json, const struct process *process)
{
  json_put_int (json, "eager_self", process->mpi.eager_self);
  json_put_int (json, "eager_shared", process->mpi.eager_shared);
  json_put_int (json, "eager_network", process->mpi.eager_network);
  json_put_bool (json, "edges", process->mpi.edges);
  json_put_string (json, "edges_why", process->mpi.edges_why);
  json_put_int (json, "open_receives", process->open_receives);
  json_put_int (json, "open_since", process->open_since);
  begin_array (json, "communicators");
  for (guint i = 0; i < process->comm->len; i++) {
    json_builder_begin_object (json);
    json_put_int (json, "number", g_array_index (process->comm, struct comm_name, i).number);
    json_put_string (json, "name", g_array_index (process->comm, struct comm_name, i).name);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
write_process (JsonBuilder *json, const struct process *process)
{
  json_builder_begin_object (json);
  json_put_int (json, "pid", process->pid);
  json_put_string (json, "host", process->host);
  json_put_int (json, "begin", process->begin);
  json_put_int (json, "end", process->end);
  write_history (json, process);
  write_names (json, "regions", (const char *const *) (void *) process->region->pdata, process->region->len);
  write_names (json, "locks", process->lock, SEGMENT_MAX_NAMES);
  begin_array (json, "lock_kinds");
  for (unsigned i = 0; i < SEGMENT_MAX_NAMES && process->lock[i]; i++)
    json_builder_add_int_value (json, process->lock_kind[i]);
  json_builder_end_array (json);
  write_objects (json, process);
  write_mpi (json, process);
  json_builder_end_object (json);
}

/* Counts that its spans do not tell: a wait that never ended was not counted. */
static void
write_counts (JsonBuilder *json, const struct lane *lane)
{
  json_put_int (json, "collectives", (gint64) lane->collectives);
  json_put_int (json, "collective_bytes", (gint64) lane->collective_bytes);
  begin_array (json, "locks");
  for (unsigned i = 0; i < lane->locks; i++) {
    const struct lane_lock *lock = &lane->lock[i];
    if (!lock->acquisitions && !lock->contended)
      continue;
    json_builder_begin_object (json);
    json_put_int (json, "id", i);
    json_put_int (json, "acquisitions", (gint64) lock->acquisitions);
    json_put_int (json, "contended", (gint64) lock->contended);
    json_put_int (json, "wait_ns", (gint64) lock->wait_ns);
    json_put_int (json, "hold_ns", (gint64) lock->hold_ns);
    json_put_int (json, "longest_wait_ns", (gint64) lock->longest_wait_ns);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
write_binding (JsonBuilder *json, const struct binding *binding)
{
  json_put_bool (json, "bound", binding->bound);
  json_put_bool (json, "refused", binding->refused);
  json_put_bitmap (json, "asked", binding->asked);
  json_put_bitmap (json, "binding", binding->allowed);
}

/* Those of a thread that was bound anew while it ran, after the first. */
static void
write_rebound (JsonBuilder *json, const struct lane *lane)
{
  begin_array (json, "rebound");
  for (guint i = 1; i < lane->bindings->len; i++) {
    const struct binding *binding = &g_array_index (lane->bindings, struct binding, i);
    json_builder_begin_object (json);
    json_put_int (json, "from", binding->from);
    json_put_int (json, "settled", binding->settled);
    write_binding (json, binding);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
write_lane (JsonBuilder *json, const struct lane *lane)
{
  json_builder_begin_object (json);
  json_put_int (json, "tid", lane->tid);
  json_put_int (json, "begin", lane->begin);
  json_put_int (json, "end", lane->end);
  write_binding (json, lane_binding_at (lane, 0));
  if (lane->bindings && lane->bindings->len > 1)
    write_rebound (json, lane);
  json_put_int (json, "misplaced", lane->misplaced_ns);
  json_put_int (json, "voluntary", lane->voluntary);
  json_put_int (json, "involuntary", lane->involuntary);
  json_put_int (json, "counted_on", lane->counted_on_ns);
  json_put_int (json, "counted_ready", lane->counted_ready_ns);
  json_put_int (json, "events", lane->events);
  json_put_int (json, "lost", lane->lost);
  write_counts (json, lane);
  json_builder_end_object (json);
}

static void
write_result (JsonBuilder *json, const struct trace *trace)
{
  if (!trace->has_result)
    return;
  json_builder_set_member_name (json, "result");
  json_builder_begin_object (json);
  json_put_bool (json, "ok", trace->ok);
  json_put_bool (json, "lesson", trace->lesson);
  json_put_double (json, "value", trace->value);
  json_put_double (json, "expected", trace->expected);
  json_put_string (json, "text", trace->result_text);
  json_builder_end_object (json);
}

static void
write_notes (JsonBuilder *json, const struct trace *trace)
{
  begin_array (json, "notes");
  for (guint i = 0; i < trace->notes->len; i++)
    json_builder_add_string_value (json, g_ptr_array_index (trace->notes, i));
  json_builder_end_array (json);
}

static void
write_cost (JsonBuilder *json, const struct lock_cost *cost)
{
  json_builder_begin_object (json);
  json_put_double (json, "least", cost->least);
  json_put_double (json, "median", cost->median);
  json_put_double (json, "recorded_least", cost->recorded_least);
  json_put_double (json, "recorded_median", cost->recorded_median);
  json_builder_end_object (json);
}

static void
write_trace (JsonBuilder *json, const struct trace *trace)
{
  json_put_string (json, "format", RECORDING_FORMAT);
  json_put_int (json, "version", RECORDING_VERSION);
  write_asked (json, &trace->description);
  json_put_int (json, "begin", trace->begin);
  json_put_int (json, "end", trace->end);
  json_put_int (json, "schedule_source", trace->schedule_source);
  json_put_int (json, "memory_source", trace->memory_source);
  json_put_double (json, "looks_per_s", trace->looks_per_s);
  json_put_double (json, "watching_share", trace->watching_share);
  json_put_int (json, "numa_nodes", trace->numa_nodes);
  begin_array (json, "lock_costs");
  for (int way = 0; way < LOCK_WAYS; way++)
    write_cost (json, &trace->lock_cost[way]);
  json_builder_end_array (json);
  json_put_int (json, "out_of_order", (gint64) trace->out_of_order);
  write_result (json, trace);
  write_notes (json, trace);
  begin_array (json, "processes");
  for (int i = 0; i < trace->ranks; i++)
    write_process (json, &trace->process[i]);
  json_builder_end_array (json);
  begin_array (json, "lanes");
  for (int i = 0; i < trace->lanes; i++)
    write_lane (json, &trace->lane[i]);
  json_builder_end_array (json);
}

char *
recording_facts (struct trace *trace)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  g_mutex_lock (&trace->mutex);
  write_trace (json, trace);
  g_mutex_unlock (&trace->mutex);
  json_builder_end_object (json);
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  return json_to_string (root, TRUE);
}
