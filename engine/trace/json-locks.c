#include "engine/trace/json-locks.h"

#include "engine/trace/json-write.h"

#include <math.h>

static const char *
lock_kind_name (int kind)
{
  static const char *const name[LOCK_KINDS] = { [LOCK_MUTEX] = "mutex", [LOCK_CONDITION] = "condition", [LOCK_BATON] = "baton" };

  return kind >= 0 && kind < LOCK_KINDS ? name[kind] : NULL;
}

static double
known (double ns)
{
  return ns > 0 ? ns : NAN;
}

static void
put_lock (JsonBuilder *json, const struct summary_lock *lock)
{
  double mean = lock->contended ? lock->wait_s / lock->contended : NAN;

  json_builder_begin_object (json);
  json_put_int (json, "rank", lock->rank);
  json_put_string (json, "name", lock->name);
  json_put_string (json, "kind", lock_kind_name (lock->kind));
  json_put_int (json, "acquisitions", lock->acquisitions);
  json_put_int (json, "contended", lock->contended);
  json_put_double (json, "wait_s", lock->wait_s);
  json_put_double (json, "mean_wait_s", mean);
  json_put_double (json, "longest_wait_s", lock->longest_wait_s);
  json_put_double (json, "hold_s", lock->hold_s);
  json_put_double (json, "uncontended_ns", known (lock->uncontended_ns));
  json_put_double (json, "wait_times_uncontended", mean * 1e9 / known (lock->uncontended_ns));
  json_builder_end_object (json);
}

static void
put_costs (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "lock_costs");
  json_builder_begin_array (json);
  for (int way = 0; way < LOCK_WAYS; way++) {
    const struct lock_cost *cost = &summary->lock_cost[way];
    if (cost->median <= 0)
      continue;
    json_builder_begin_object (json);
    json_put_string (json, "way", lock_way_name (way));
    json_put_double (json, "least_ns", cost->least);
    json_put_double (json, "median_ns", cost->median);
    json_put_double (json, "recorded_least_ns", known (cost->recorded_least));
    json_put_double (json, "recorded_median_ns", known (cost->recorded_median));
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
put_member (JsonBuilder *json, const struct summary_barrier *barrier, int member)
{
  g_autofree char *id = barrier->rank >= 0 ? g_strdup_printf ("%d.%d", barrier->rank, member) : g_strdup_printf ("%d", member);

  json_builder_begin_object (json);
  json_put_string (json, barrier->rank >= 0 ? "thread" : "rank", id);
  json_put_int (json, "times_last", barrier->times_last[member]);
  json_put_double (json, "share", barrier->met ? (double) barrier->times_last[member] / barrier->met : NAN);
  json_put_double (json, "caused_s", barrier->caused_s[member]);
  json_builder_end_object (json);
}

static void
put_barrier (JsonBuilder *json, const struct summary_barrier *barrier)
{
  json_builder_begin_object (json);
  json_put_string (json, "between", barrier->rank >= 0 ? "threads" : "ranks");
  if (barrier->rank >= 0)
    json_put_int (json, "rank", barrier->rank);
  json_put_int (json, "count", barrier->met);
  json_put_double (json, "wait_s", barrier->wait_s);
  json_builder_set_member_name (json, "last");
  json_builder_begin_array (json);
  for (int i = 0; i < barrier->members; i++)
    put_member (json, barrier, i);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

void
json_put_locks (JsonBuilder *json, const struct summary *summary)
{
  json_builder_set_member_name (json, "locks");
  json_builder_begin_array (json);
  for (int i = 0; i < summary->locks; i++)
    put_lock (json, &summary->lock[i]);
  json_builder_end_array (json);
  put_costs (json, summary);
  json_builder_set_member_name (json, "barriers");
  json_builder_begin_array (json);
  for (int i = 0; i < summary->barriers; i++)
    put_barrier (json, &summary->barrier[i]);
  json_builder_end_array (json);
}
