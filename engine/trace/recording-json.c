/* run.json of a recording: written from a trace, read back into one. */
#include "engine/trace/json-read.h"
#include "engine/trace/json-write.h"
#include "engine/trace/recording-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static char **
read_settings (JsonObject *object)
{
  JsonArray *array = json_read_array (object, "settings");
  GStrvBuilder *builder = g_strv_builder_new ();

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    if (json_read_text (array, i))
      g_strv_builder_add (builder, json_read_text (array, i));
  char **settings = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return settings;
}

static struct trace *
read_asked (JsonObject *object)
{
  g_auto (GStrv) settings = read_settings (object);
  gint64 ranks = json_read_int (object, "ranks", 0), threads = json_read_int (object, "threads", 0);
  struct trace_description asked = {
    .model = (char *) json_read_string (object, "model"),
    .workload = (char *) json_read_string (object, "workload"),
    .runtime = (char *) json_read_string (object, "runtime"),
    .bind = (char *) json_read_string (object, "bind"),
    .sync = (char *) json_read_string (object, "sync"),
    .settings = settings,
    .host = (char *) json_read_string (object, "host"),
    .command = (char *) json_read_string (object, "command"),
    .started = (char *) json_read_string (object, "started"),
  };

  if (ranks < 1 || ranks > RECORDING_MAX_RANKS || threads < 1 || threads > RECORDING_MAX_LANES / ranks)
    return NULL;
  asked.ranks = ranks;
  asked.threads = threads;
  return trace_create (&asked);
}

static void
read_history (struct trace *trace, int rank, JsonObject *object)
{
  JsonArray *changes = json_read_array (object, "changes");
  struct process *process = &trace->process[rank];

  for (guint i = 0; changes && i < json_array_get_length (changes); i++) {
    JsonObject *change = json_read_element (changes, i);
    if (!change)
      continue;
    const char *fate = json_read_string (change, "fate");
    struct process_change read = { json_read_int (change, "at", 0),
                                   CLAMP (json_read_int (change, "state", 0), PROCESS_EXPECTED, PROCESS_DEAD),
                                   fate ? g_string_chunk_insert_const (trace->strings, fate) : NULL };
    g_array_append_val (process->change, read);
  }
  recording_read_memory (trace, rank, object);
}

static void
read_objects (struct trace *trace, int rank, JsonArray *objects)
{
  for (guint i = 0; objects && i < json_array_get_length (objects); i++) {
    JsonObject *read = json_read_element (objects, i);
    struct segment_object object = { 0 };
    if (!read)
      continue;
    g_strlcpy (object.name, json_read_string (read, "name") ? json_read_string (read, "name") : "", sizeof object.name);
    g_strlcpy (object.detail, json_read_string (read, "detail") ? json_read_string (read, "detail") : "", sizeof object.detail);
    object.address = json_read_int (read, "address", 0);
    object.bytes = json_read_int (read, "bytes", 0);
    object.parts = json_read_int (read, "parts", 0);
    object.flags = json_read_int (read, "flags", 0);
    object.sample = json_read_int (read, "sample", 0);
    trace_writer_object (trace, rank, i, &object);
  }
}

static void
read_mpi (struct trace *trace, int rank, JsonObject *object)
{
  struct segment_mpi told = { .eager_self = json_read_int (object, "eager_self", 0), .eager_shared = json_read_int (object, "eager_shared", 0),
                              .eager_network = json_read_int (object, "eager_network", 0), .edges = json_read_bool (object, "edges") };
  const char *why = json_read_string (object, "edges_why");
  JsonArray *comms = json_read_array (object, "communicators");

  g_strlcpy (told.edges_why, why ? why : "the recording does not say", sizeof told.edges_why);
  trace_writer_mpi (trace, rank, &told);
  trace_writer_receives_posted (trace, rank, json_read_int (object, "open_receives", 0), json_read_int (object, "open_since", 0));
  for (guint i = 0; comms && i < json_array_get_length (comms); i++) {
    JsonObject *named = json_read_element (comms, i);
    if (named && json_read_string (named, "name"))
      trace_writer_comm_name (trace, rank, json_read_int (named, "number", 0), json_read_string (named, "name"));
  }
}

static void
read_process (struct trace *trace, int rank, JsonObject *object)
{
  JsonArray *regions = json_read_array (object, "regions"), *locks = json_read_array (object, "locks");
  JsonArray *kinds = json_read_array (object, "lock_kinds");

  trace_writer_process_facts (trace, rank, json_read_int (object, "pid", 0), json_read_string (object, "host"));
  trace_writer_workload (trace, rank, json_read_int (object, "begin", 0), json_read_int (object, "end", 0));
  read_history (trace, rank, object);
  for (guint i = 0; regions && i < json_array_get_length (regions); i++)
    trace_writer_region_name (trace, rank, i, json_read_text (regions, i));
  for (guint i = 0; locks && i < json_array_get_length (locks); i++)
    trace_writer_lock_name (trace, rank, i, json_read_text (locks, i));
  for (guint i = 0; kinds && i < json_array_get_length (kinds); i++)
    trace_writer_lock_kind (trace, rank, i, json_read_number (kinds, i, 0));
  read_objects (trace, rank, json_read_array (object, "objects"));
  read_mpi (trace, rank, object);
}

/* "0,2-3" as json_put_bitmap writes it; what does not fit is left out. */
static uint64_t *
read_bitmap (const char *list)
{
  if (!list)
    return NULL;
  uint64_t *bitmap = g_new0 (uint64_t, SEGMENT_PU_WORDS);
  while (g_ascii_isdigit (*list)) {
    char *end;
    unsigned long first = strtoul (list, &end, 10), last = *end == '-' ? strtoul (end + 1, &end, 10) : first;
    for (unsigned long pu = first; pu <= last && pu < SEGMENT_MAX_PUS; pu++)
      bitmap[pu / 64] |= UINT64_C (1) << (pu % 64);
    list = *end == ',' ? end + 1 : end;
  }
  return bitmap;
}

static struct binding
read_binding (JsonObject *object)
{
  return (struct binding){
    .from = json_read_int (object, "from", 0),
    .settled = json_read_int (object, "settled", 0),
    .bound = json_read_bool (object, "bound"),
    .refused = json_read_bool (object, "refused"),
    .asked = read_bitmap (json_read_string (object, "asked")),
    .allowed = read_bitmap (json_read_string (object, "binding")),
  };
}

static void
read_bindings (struct lane *lane, JsonObject *object)
{
  JsonArray *rebound = json_read_array (object, "rebound");

  lane_bind (lane, read_binding (object));
  for (guint i = 0; rebound && i < json_array_get_length (rebound); i++)
    if (json_read_element (rebound, i))
      lane_bind (lane, read_binding (json_read_element (rebound, i)));
}

static void
read_counts (struct lane *lane, JsonObject *object)
{
  JsonArray *locks = json_read_array (object, "locks");

  lane->collectives = (uint64_t) json_read_int (object, "collectives", 0);
  lane->collective_bytes = (uint64_t) json_read_int (object, "collective_bytes", 0);
  for (guint i = 0; locks && i < json_array_get_length (locks); i++) {
    JsonObject *read = json_read_element (locks, i);
    struct lane_lock *lock = read ? lane_lock (lane, (int) CLAMP (json_read_int (read, "id", -1), -1, INT32_MAX)) : NULL;
    if (!lock)
      continue;
    lock->acquisitions = (uint64_t) json_read_int (read, "acquisitions", 0);
    lock->contended = (uint64_t) json_read_int (read, "contended", 0);
    lock->wait_ns = (uint64_t) json_read_int (read, "wait_ns", 0);
    lock->hold_ns = (uint64_t) json_read_int (read, "hold_ns", 0);
    lock->longest_wait_ns = (uint64_t) json_read_int (read, "longest_wait_ns", 0);
  }
}

static void
read_lane (struct lane *lane, JsonObject *object)
{
  lane->tid = json_read_int (object, "tid", 0);
  lane->begin = json_read_int (object, "begin", 0);
  lane->end = json_read_int (object, "end", 0);
  read_bindings (lane, object);
  lane->misplaced_ns = json_read_int (object, "misplaced", 0);
  lane->voluntary = json_read_int (object, "voluntary", 0);
  lane->involuntary = json_read_int (object, "involuntary", 0);
  lane->counted_on_ns = json_read_int (object, "counted_on", 0);
  lane->counted_ready_ns = json_read_int (object, "counted_ready", 0);
  lane->events = json_read_int (object, "events", 0);
  lane->lost = json_read_int (object, "lost", 0);
  read_counts (lane, object);
}

static void
read_result (struct trace *trace, JsonObject *result)
{
  if (result)
    trace_writer_result (trace, json_read_bool (result, "ok"), json_read_bool (result, "lesson"),
                         json_read_double (result, "value", NAN), json_read_double (result, "expected", NAN),
                         json_read_string (result, "text"));
}

static void
read_costs (struct trace *trace, JsonArray *costs)
{
  for (int way = 0; way < LOCK_WAYS; way++) {
    JsonObject *cost = json_read_element (costs, way);
    if (cost)
      trace->lock_cost[way] = (struct lock_cost){ json_read_double (cost, "least", 0), json_read_double (cost, "median", 0),
                                                  json_read_double (cost, "recorded_least", 0),
                                                  json_read_double (cost, "recorded_median", 0) };
  }
}

static void
read_trace (struct trace *trace, JsonObject *root)
{
  JsonArray *processes = json_read_array (root, "processes"), *lanes = json_read_array (root, "lanes");
  JsonArray *notes = json_read_array (root, "notes");

  trace->begin = json_read_int (root, "begin", 0);
  trace->end = json_read_int (root, "end", 0);
  trace->schedule_source = CLAMP (json_read_int (root, "schedule_source", 0), SOURCE_NONE, SOURCE_INFERRED);
  trace->memory_source = CLAMP (json_read_int (root, "memory_source", 0), SOURCE_NONE, SOURCE_INFERRED);
  trace->looks_per_s = json_read_double (root, "looks_per_s", 0);
  trace->watching_share = json_read_double (root, "watching_share", 0);
  trace->numa_nodes = CLAMP (json_read_int (root, "numa_nodes", 0), 0, G_MAXINT);
  read_costs (trace, json_read_array (root, "lock_costs"));
  trace->out_of_order = (uint64_t) json_read_int (root, "out_of_order", 0);
  read_result (trace, json_read_object (root, "result"));
  for (guint i = 0; notes && i < json_array_get_length (notes); i++)
    if (json_read_text (notes, i))
      trace_writer_note (trace, json_read_text (notes, i));
  for (int i = 0; i < trace->ranks; i++)
    if (json_read_element (processes, i))
      read_process (trace, i, json_read_element (processes, i));
  for (int i = 0; i < trace->lanes; i++) {
    if (json_read_element (lanes, i))
      read_lane (&trace->lane[i], json_read_element (lanes, i));
    trace->lossy |= trace->lane[i].lost > 0;
  }
}

struct trace *
recording_trace (const char *text, GError **error)
{
  JsonObject *root = json_read_root (text, strlen (text));
  struct trace *trace = NULL;

  if (!root)
    recording_error (error, "run.json", "it is damaged, no JSON object");
  else if (g_strcmp0 (json_read_string (root, "format"), RECORDING_FORMAT) != 0)
    recording_error (error, "run.json", "it describes something else");
  else if (json_read_int (root, "version", 0) != RECORDING_VERSION)
    recording_error (error, "run.json", "another version of Strandscope wrote it; open it with that one");
  else if (!(trace = read_asked (root)))
    recording_error (error, "run.json", "its numbers of ranks and threads make no sense");
  else
    read_trace (trace, root);
  g_clear_pointer (&root, json_object_unref);
  return trace;
}
