#include "engine/trace/json.h"

#include "engine/trace/json-locks.h"
#include "engine/trace/json-memory.h"
#include "engine/trace/json-write.h"
#include "engine/trace/talk.h"

#include <math.h>

static void
put_pus (JsonBuilder *json, const struct summary_thread *thread)
{
  json_builder_set_member_name (json, "pus");
  json_builder_begin_object (json);
  for (int i = 0; i < thread->pus; i++) {
    char name[16];
    g_snprintf (name, sizeof name, "%d", thread->pu[i].os);
    json_put_double (json, name, thread->pu[i].seconds);
  }
  json_builder_end_object (json);
}

static void
put_thread (JsonBuilder *json, const struct summary_thread *thread)
{
  char id[32];

  g_snprintf (id, sizeof id, "%d.%d", thread->rank, thread->thread);
  json_builder_begin_object (json);
  json_put_string (json, "id", id);
  json_put_int (json, "tid", thread->tid);
  json_put_bitmap (json, "asked", thread->asked);
  json_put_bitmap (json, "binding", thread->binding);
  json_put_bool (json, "binding_refused", thread->binding_refused);
  json_put_bool (json, "misplaced", thread->misplaced);
  put_pus (json, thread);
  json_put_double (json, "on_cpu_s", thread->on_cpu_s);
  json_put_double (json, "runnable_s", thread->runnable_s);
  json_put_double (json, "lock_wait_s", thread->lock_wait_s);
  json_put_double (json, "barrier_wait_s", thread->barrier_wait_s);
  json_put_double (json, "message_wait_s", thread->message_wait_s);
  json_put_int (json, "migrations", thread->migrations);
  json_put_int (json, "voluntary_switches", thread->voluntary_switches);
  json_put_int (json, "involuntary_switches", thread->involuntary_switches);
  json_builder_end_object (json);
}

static void
put_memory (JsonBuilder *json, const struct summary_process *process, const struct snapshot *memory)
{
  json_builder_set_member_name (json, "memory");
  json_builder_begin_object (json);
  json_put_int (json, "pss_bytes", process->pss_bytes);
  json_put_int (json, "rss_bytes", process->rss_bytes);
  json_put_memory (json, memory, process->rank);
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
    json_put_int (json, "rank", process->rank);
    json_put_int (json, "pid", process->pid);
    json_put_string (json, "host", process->host);
    json_put_string (json, "state", process_state_name (process->state));
    json_put_string (json, "fate", process->fate);
    json_builder_set_member_name (json, "threads");
    json_builder_begin_array (json);
    for (int t = 0; t < summary->threads; t++)
      if (summary->thread[t].rank == process->rank)
        put_thread (json, &summary->thread[t]);
    json_builder_end_array (json);
    put_memory (json, process, summary->memory);
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

/* How they met their receives (measured), how the library carried them (inferred). */
static void
put_deliveries (JsonBuilder *json, const struct summary *summary)
{
  json_put_int (json, "posted", summary->by_arrival[ARRIVAL_POSTED]);
  json_put_int (json, "unexpected", summary->by_arrival[ARRIVAL_UNEXPECTED]);
  json_put_int (json, "posted_or_unexpected", summary->by_arrival[ARRIVAL_UNKNOWN]);
  json_put_int (json, "eager", summary->by_protocol[PROTOCOL_EAGER]);
  json_put_int (json, "rendezvous", summary->by_protocol[PROTOCOL_RENDEZVOUS]);
  json_builder_set_member_name (json, "eager_limit_bytes");
  if (summary->eager_shared)
    json_builder_add_int_value (json, summary->eager_shared);
  else
    json_builder_add_null_value (json);
}

/* What MPI sent inside of collectives; no matrix where it was not observed. */
static void
put_edges (JsonBuilder *json, const struct summary *summary)
{
  const struct talk_filter inside = { .traffic = TALK_COLLECTIVES };
  size_t cells = (size_t) summary->processes * summary->processes;
  g_autofree uint64_t *messages = g_new (uint64_t, cells), *bytes = g_new (uint64_t, cells);

  json_put_bool (json, "edges_observed", summary->edges_observed);
  json_put_string (json, "edges_why_not", summary->edges_observed ? NULL : summary->edges_why);
  if (!summary->edges_observed)
    return;
  summary_matrix (summary, &inside, messages, bytes);
  put_matrix (json, "matrix", bytes, summary->processes);
  put_matrix (json, "matrix_count", messages, summary->processes);
}

static void
put_talk (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "talk");
  json_builder_begin_array (json);
  for (int i = 0; i < summary->talks; i++) {
    const struct summary_talk *talk = &summary->talk[i];
    json_builder_begin_object (json);
    json_put_int (json, "source", talk->source);
    json_put_int (json, "destination", talk->destination);
    json_put_string (json, "traffic", talk->collective ? "collective" : "message");
    json_put_string (json, "communicator", talk->comm_name);
    json_builder_set_member_name (json, "tag");
    if (talk->collective || talk->tag == TALK_OTHER_TAG)
      json_builder_add_null_value (json);
    else
      json_builder_add_int_value (json, talk->tag);
    json_put_int (json, "messages", talk->messages);
    json_put_int (json, "bytes", talk->bytes);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
put_messages (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "messages");
  json_builder_begin_object (json);
  json_put_int (json, "count", summary->messages);
  json_put_int (json, "bytes", summary->message_bytes);
  json_put_int (json, "unmatched", summary->unmatched);
  put_matrix (json, "matrix", summary->matrix_bytes, summary->processes);
  put_matrix (json, "matrix_count", summary->matrix_count, summary->processes);
  put_deliveries (json, summary);
  json_builder_end_object (json);
  json_builder_set_member_name (json, "collectives");
  json_builder_begin_object (json);
  json_put_int (json, "count", summary->collectives);
  json_put_int (json, "bytes", summary->collective_bytes);
  put_edges (json, summary);
  json_builder_end_object (json);
  put_talk (json, summary);
}

static void
put_wait (JsonBuilder *json, const struct summary_wait *wait)
{
  static const char *const kind[] = { [WAIT_LOCK] = "lock", [WAIT_BARRIER] = "barrier", [WAIT_RECEIVE] = "receive", [WAIT_SEND] = "send" };
  char thread[32], other[32];

  g_snprintf (thread, sizeof thread, "%d.%d", wait->rank, wait->thread);
  g_snprintf (other, sizeof other, wait->to_rank < 0 ? "any" : "%d.%d", wait->to_rank, wait->to_thread);
  json_builder_begin_object (json);
  json_put_string (json, "thread", thread);
  json_put_string (json, "kind", kind[wait->kind]);
  json_put_string (json, "lock", wait->kind == WAIT_LOCK ? wait->name : NULL);
  json_put_string (json, "for", other);
  json_builder_end_object (json);
}

static void
put_deadlock (JsonBuilder *json, const struct summary_deadlock *deadlock)
{
  json_builder_set_member_name (json, "deadlock");
  if (!deadlock) {
    json_builder_add_null_value (json);
    return;
  }
  json_builder_begin_object (json);
  json_put_string (json, "sentence", deadlock->sentence);
  json_put_double (json, "since_s", deadlock->since_s);
  json_put_double (json, "age_s", deadlock->age_s);
  json_builder_set_member_name (json, "cycle");
  json_builder_begin_array (json);
  for (int i = 0; i < deadlock->waits; i++)
    put_wait (json, &deadlock->wait[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
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
  json_put_bool (json, "ok", summary->ok);
  json_put_bool (json, "lesson", summary->lesson);
  json_put_double (json, "value", summary->value);
  json_put_double (json, "expected", summary->expected);
  json_put_string (json, "text", summary->result_text);
  json_builder_end_object (json);
}

static void
put_sources (JsonBuilder *json, const struct summary *summary)
{
  const char *schedule = source_name (summary->schedule_source);
  const char *placement = source_name (summary->migration_source);

  json_builder_set_member_name (json, "sources");
  json_builder_begin_object (json);
  json_put_string (json, "binding", source_name (SOURCE_KERNEL));
  json_put_string (json, "pus", placement);
  json_put_string (json, "migrations", placement);
  json_put_string (json, "on_cpu_s", schedule);
  json_put_string (json, "runnable_s", schedule);
  json_put_string (json, "lock_wait_s", source_name (SOURCE_MEASURED));
  json_put_string (json, "barrier_wait_s", source_name (SOURCE_MEASURED));
  json_put_string (json, "message_wait_s", source_name (SOURCE_MEASURED));
  json_put_string (json, "messages", source_name (SOURCE_MEASURED));
  json_put_string (json, "unexpected", source_name (SOURCE_MEASURED));
  json_put_string (json, "rendezvous", source_name (SOURCE_INFERRED));
  json_put_string (json, "edges", source_name (summary->edges_observed ? SOURCE_MEASURED : SOURCE_NONE));
  json_put_string (json, "locks", source_name (SOURCE_MEASURED));
  json_put_string (json, "barriers", source_name (SOURCE_MEASURED));
  json_put_string (json, "deadlock", source_name (SOURCE_INFERRED)); /* from measured waits */
  json_put_string (json, "steps", source_name (SOURCE_MEASURED));
  json_put_string (json, "memory", source_name (summary->memory_source));
  json_put_string (json, "last_writer", source_name (SOURCE_MEASURED));
  json_builder_end_object (json);
}

static void
put_asked (JsonBuilder *json, const struct trace_description *asked)
{
  json_put_string (json, "model", asked->model);
  json_put_string (json, "workload", asked->workload);
  json_put_string (json, "runtime", asked->runtime);
  json_put_string (json, "bind", asked->bind);
  json_put_string (json, "sync", asked->sync);
  json_put_strings (json, "settings", asked->settings);
  json_put_string (json, "started", asked->started);
  json_put_string (json, "command", asked->command);
}

static void
put_run (JsonBuilder *json, const struct summary *summary)
{
  json_put_int (json, "steps", summary->steps);
  json_put_int (json, "events", summary->events);
  json_put_int (json, "events_lost", summary->events_lost);
  json_put_double (json, "wall_s", summary->wall_s);
  json_put_int (json, "running_at_once", summary->running_at_once);
  json_put_int (json, "threads_created", summary->threads);
  json_put_double (json, "busy_pus", summary->busy_pus);
}

static void
put_watching (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "watching");
  json_builder_begin_object (json);
  json_put_string (json, "schedule", source_name (summary->schedule_source));
  json_put_double (json, "looks_per_s", summary->looks_per_s > 0 ? summary->looks_per_s : NAN);
  json_put_double (json, "pu_share", summary->watching_share);
  json_builder_end_object (json);
}

static void
put_warnings (JsonBuilder *json, const struct warnings *warnings)
{
  json_builder_set_member_name (json, "warnings");
  json_builder_begin_array (json);
  for (int i = 0; warnings && i < warnings->count; i++) {
    json_builder_begin_object (json);
    json_put_string (json, "severity", warning_severity_name (warnings->warning[i].severity));
    json_put_string (json, "sentence", warnings->warning[i].sentence);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

char *
summary_to_json (const struct summary *summary, const struct trace_description *description, const struct warnings *warnings,
                 const char *failure)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  put_asked (json, description);
  put_ranks (json, summary);
  put_messages (json, summary);
  json_put_locks (json, summary);
  put_run (json, summary);
  json_put_same_addresses (json, summary->memory);
  put_deadlock (json, summary->deadlock);
  put_result (json, summary);
  json_put_string (json, "failure", failure);
  put_sources (json, summary);
  put_watching (json, summary);
  put_warnings (json, warnings);
  json_put_strings (json, "notes", summary->notes);
  json_builder_end_object (json);
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  return json_to_string (root, TRUE);
}
