#include "engine/trace/json.h"

#include <json-glib/json-glib.h>
#include <math.h>

char *
bitmap_list (const uint64_t *bitmap)
{
  GString *list = g_string_new (NULL);
  int first = -1;

  for (int pu = 0; pu <= (int) SEGMENT_MAX_PUS; pu++) {
    bool in = pu < (int) SEGMENT_MAX_PUS && (bitmap[pu / 64] >> (pu % 64) & 1);
    if (in && first < 0)
      first = pu;
    if (in || first < 0)
      continue;
    g_string_append_printf (list, "%s%d", list->len ? "," : "", first);
    if (pu - 1 > first)
      g_string_append_printf (list, "-%d", pu - 1);
    first = -1;
  }
  return g_string_free (list, FALSE);
}

static void
put_string (JsonBuilder *json, const char *name, const char *value)
{
  json_builder_set_member_name (json, name);
  if (value)
    json_builder_add_string_value (json, value);
  else
    json_builder_add_null_value (json);
}

static void
put_int (JsonBuilder *json, const char *name, gint64 value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

static void
put_double (JsonBuilder *json, const char *name, double value)
{
  json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

static void
put_bool (JsonBuilder *json, const char *name, bool value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_boolean_value (json, value);
}

static void
put_bitmap (JsonBuilder *json, const char *name, const uint64_t *bitmap)
{
  g_autofree char *list = bitmap ? bitmap_list (bitmap) : NULL;

  put_string (json, name, list);
}

static void
put_pus (JsonBuilder *json, const struct summary_thread *thread)
{
  json_builder_set_member_name (json, "pus");
  json_builder_begin_object (json);
  for (int i = 0; i < thread->pus; i++) {
    char name[16];
    g_snprintf (name, sizeof name, "%d", thread->pu[i].os);
    put_double (json, name, thread->pu[i].seconds);
  }
  json_builder_end_object (json);
}

static void
put_thread (JsonBuilder *json, const struct summary_thread *thread)
{
  char id[32];

  g_snprintf (id, sizeof id, "%d.%d", thread->rank, thread->thread);
  json_builder_begin_object (json);
  put_string (json, "id", id);
  put_int (json, "tid", thread->tid);
  put_bitmap (json, "asked", thread->asked);
  put_bitmap (json, "binding", thread->binding);
  put_bool (json, "binding_refused", thread->binding_refused);
  put_bool (json, "misplaced", thread->misplaced);
  put_pus (json, thread);
  put_double (json, "on_cpu_s", thread->on_cpu_s);
  put_double (json, "runnable_s", thread->runnable_s);
  put_double (json, "lock_wait_s", thread->lock_wait_s);
  put_double (json, "barrier_wait_s", thread->barrier_wait_s);
  put_double (json, "message_wait_s", thread->message_wait_s);
  put_int (json, "migrations", thread->migrations);
  put_int (json, "voluntary_switches", thread->voluntary_switches);
  put_int (json, "involuntary_switches", thread->involuntary_switches);
  json_builder_end_object (json);
}

static void
put_memory (JsonBuilder *json, const struct summary_process *process)
{
  json_builder_set_member_name (json, "memory");
  json_builder_begin_object (json);
  put_int (json, "pss_bytes", process->pss_bytes);
  put_int (json, "rss_bytes", process->rss_bytes);
  json_builder_set_member_name (json, "numa");
  json_builder_begin_object (json);
  json_builder_end_object (json);
  json_builder_end_object (json);
}

static const char *
process_state_name (enum process_state state)
{
  static const char *const name[] = { "expected", "alive", "ended", "dead" };

  return name[state];
}

static void
put_ranks (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "ranks");
  json_builder_begin_array (json);
  for (int i = 0; i < summary->processes; i++) {
    const struct summary_process *process = &summary->process[i];
    json_builder_begin_object (json);
    put_int (json, "rank", process->rank);
    put_int (json, "pid", process->pid);
    put_string (json, "host", process->host);
    put_string (json, "state", process_state_name (process->state));
    put_string (json, "fate", process->fate);
    json_builder_set_member_name (json, "threads");
    json_builder_begin_array (json);
    for (int t = 0; t < summary->threads; t++)
      if (summary->thread[t].rank == process->rank)
        put_thread (json, &summary->thread[t]);
    json_builder_end_array (json);
    put_memory (json, process);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
put_matrix (JsonBuilder *json, const char *name, const uint64_t *cells, int side)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (int row = 0; row < side; row++) {
    json_builder_begin_array (json);
    for (int column = 0; column < side; column++)
      json_builder_add_int_value (json, cells[(size_t) row * side + column]);
    json_builder_end_array (json);
  }
  json_builder_end_array (json);
}

static void
put_messages (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "messages");
  json_builder_begin_object (json);
  put_int (json, "count", summary->messages);
  put_int (json, "bytes", summary->message_bytes);
  put_int (json, "unmatched", summary->unmatched);
  put_matrix (json, "matrix", summary->matrix_bytes, summary->processes);
  put_matrix (json, "matrix_count", summary->matrix_count, summary->processes);
  json_builder_end_object (json);
  json_builder_set_member_name (json, "collectives");
  json_builder_begin_object (json);
  put_int (json, "count", summary->collectives);
  put_int (json, "bytes", summary->collective_bytes);
  json_builder_end_object (json);
}

static void
put_locks (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "locks");
  json_builder_begin_array (json);
  for (int i = 0; i < summary->locks; i++) {
    const struct summary_lock *lock = &summary->lock[i];
    json_builder_begin_object (json);
    put_int (json, "rank", lock->rank);
    put_string (json, "name", lock->name);
    put_int (json, "acquisitions", lock->acquisitions);
    put_int (json, "contended", lock->contended);
    put_double (json, "wait_s", lock->wait_s);
    put_double (json, "hold_s", lock->hold_s);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
put_result (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "result");
  if (!summary->has_result) {
    json_builder_add_null_value (json);
    return;
  }
  json_builder_begin_object (json);
  put_bool (json, "ok", summary->ok);
  put_bool (json, "lesson", summary->lesson);
  put_double (json, "value", summary->value);
  put_double (json, "expected", summary->expected);
  put_string (json, "text", summary->result_text);
  json_builder_end_object (json);
}

static void
put_sources (JsonBuilder *json, const struct summary *summary)
{
  const char *schedule = source_name (summary->schedule_source);
  const char *placement = source_name (summary->migration_source);

  json_builder_set_member_name (json, "sources");
  json_builder_begin_object (json);
  put_string (json, "binding", source_name (SOURCE_KERNEL));
  put_string (json, "pus", placement);
  put_string (json, "migrations", placement);
  put_string (json, "on_cpu_s", schedule);
  put_string (json, "runnable_s", schedule);
  put_string (json, "lock_wait_s", source_name (SOURCE_MEASURED));
  put_string (json, "barrier_wait_s", source_name (SOURCE_MEASURED));
  put_string (json, "message_wait_s", source_name (SOURCE_MEASURED));
  put_string (json, "messages", source_name (SOURCE_MEASURED));
  put_string (json, "locks", source_name (SOURCE_MEASURED));
  put_string (json, "steps", source_name (SOURCE_MEASURED));
  put_string (json, "memory", source_name (summary->memory_source));
  json_builder_end_object (json);
}

static void
put_strings (JsonBuilder *json, const char *name, char **strings)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (int i = 0; strings && strings[i]; i++)
    json_builder_add_string_value (json, strings[i]);
  json_builder_end_array (json);
}

static void
put_asked (JsonBuilder *json, const struct trace_description *asked)
{
  put_string (json, "model", asked->model);
  put_string (json, "workload", asked->workload);
  put_string (json, "runtime", asked->runtime);
  put_string (json, "bind", asked->bind);
  put_string (json, "sync", asked->sync);
  put_strings (json, "settings", asked->settings);
  put_string (json, "started", asked->started);
  put_string (json, "command", asked->command);
}

static void
put_run (JsonBuilder *json, const struct summary *summary)
{
  put_int (json, "steps", summary->steps);
  put_int (json, "events", summary->events);
  put_int (json, "events_lost", summary->events_lost);
  put_double (json, "wall_s", summary->wall_s);
  put_int (json, "running_at_once", summary->running_at_once);
  put_double (json, "busy_pus", summary->busy_pus);
}

char *
summary_to_json (const struct summary *summary, const struct trace_description *description, const char *failure)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  put_asked (json, description);
  put_ranks (json, summary);
  put_messages (json, summary);
  put_locks (json, summary);
  put_run (json, summary);
  put_result (json, summary);
  put_string (json, "failure", failure);
  put_sources (json, summary);
  put_strings (json, "notes", summary->notes);
  json_builder_end_object (json);
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  return json_to_string (root, TRUE);
}
