/* What slices are called. */
#include "engine/trace/export-walk.h"

static const char *
name_in (const char *const *names, int id)
{
  return id >= 0 && id < (int) SEGMENT_MAX_NAMES ? names[id] : NULL;
}

static void
put_named (GString *out, const char *before, const char *name, const char *kind, int id)
{
  g_string_append (out, before);
  if (name)
    g_string_append (out, name);
  else if (id >= 0)
    g_string_append_printf (out, "%s %d", kind, id);
  else
    g_string_append (out, kind);
}

static void
put_wait_name (const struct span *span, GString *out)
{
  g_autofree char *peer = span->peer != UINT16_MAX ? g_strdup_printf ("%d", span->peer) : g_strdup ("any rank");

  if (span->flags & EVENT_EXCHANGE)
    g_string_append_printf (out, "exchanges with %s", peer);
  else if (span->flags & EVENT_SENDING)
    g_string_append_printf (out, "waits for %s to receive", peer);
  else
    g_string_append_printf (out, "waits for a message from %s", peer);
}

static void
put_program_name (const struct process *process, const struct span *span, GString *out)
{
  switch (span->kind) {
  case EVENT_STEP:
    g_string_append_printf (out, "step %u", span->value);
    break;
  case EVENT_REGION:
    put_named (out, "", name_in (process->region, span->object), "region", span->object);
    break;
  case EVENT_LOCK_WAIT:
    put_named (out, "waits for ", name_in (process->lock, span->object), "lock", span->object);
    break;
  case EVENT_WAIT:
    put_wait_name (span, out);
    break;
  case EVENT_COLLECTIVE:
    g_string_append (out, collective_name (span->object));
    break;
  case EVENT_SEND:
    g_string_append_printf (out, "sends to %d", span->peer);
    break;
  case EVENT_BARRIER:
    g_string_append (out, "barrier");
    break;
  default:
    g_string_append (out, span->kind == EVENT_GATE ? "held at the step gate" : "other");
  }
}

static void
put_schedule_name (const struct span *span, GString *out)
{
  switch (span->kind) {
  case SCHEDULE_ON:
    g_string_append_printf (out, "on PU %d", span->object);
    break;
  case SCHEDULE_READY:
    g_string_append (out, "waits for a PU");
    break;
  case SCHEDULE_BLOCKED:
    g_string_append (out, "sleeps");
    break;
  default:
    g_string_append (out, "not known: records were lost");
  }
}

void
walk_name (const struct walk *walk, const struct walk_slice *slice, GString *out)
{
  g_string_truncate (out, 0);
  if (slice->row == WALK_PROGRAM)
    put_program_name (&walk_trace (walk)->process[slice->lane->rank], &slice->span, out);
  else if (slice->row == WALK_SCHEDULE)
    put_schedule_name (&slice->span, out);
  else
    g_string_append_printf (out, "%d.%d", slice->lane->rank, slice->lane->thread);
}

void
walk_lock_name (const struct walk *walk, int index, GString *out)
{
  struct walk_lock lock = walk_lock (walk, index);

  g_string_truncate (out, 0);
  put_named (out, "", walk_trace (walk)->process[lock.rank].lock[lock.id], "lock", lock.id);
}

const char *
walk_category (const struct walk_slice *slice)
{
  static const char *const row[WALK_ROWS] = { [WALK_SCHEDULE] = "schedule", [WALK_PU] = "pu", [WALK_LOCK] = "lock" };
  static const char *const kind[EVENT_KINDS] = {
    [EVENT_STEP] = "step", [EVENT_REGION] = "region", [EVENT_GATE] = "gate", [EVENT_LOCK_WAIT] = "lock wait",
    [EVENT_BARRIER] = "barrier", [EVENT_SEND] = "send", [EVENT_WAIT] = "message wait", [EVENT_COLLECTIVE] = "collective",
  };
  const char *found = slice->row != WALK_PROGRAM ? row[slice->row] : slice->span.kind < EVENT_KINDS ? kind[slice->span.kind] : NULL;

  return found ? found : "other";
}
