/* run.json of a recording, read into a trace. */
#include "engine/trace/json-read.h"
#include "engine/trace/recording-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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
