/* Which PUs a thread was bound to, and since when: a binding can change while the run goes on. */
#include "engine/trace/journal-private.h"
#include "engine/trace/trace-private.h"

#include <string.h>

#define BITMAP_BYTES (SEGMENT_PU_WORDS * sizeof (uint64_t))

static uint64_t *
copy_bitmap (const uint64_t *bitmap)
{
  return bitmap ? g_memdup2 (bitmap, BITMAP_BYTES) : NULL;
}

/* Readers borrow the bitmaps: none goes before the trace does. */
void
lane_finish_bindings (struct lane *lane)
{
  for (guint i = 0; lane->bindings && i < lane->bindings->len; i++) {
    g_free (g_array_index (lane->bindings, struct binding, i).asked);
    g_free (g_array_index (lane->bindings, struct binding, i).allowed);
  }
  g_clear_pointer (&lane->bindings, g_array_unref);
}

void
lane_bind (struct lane *lane, struct binding binding)
{
  if (!lane->bindings)
    lane->bindings = g_array_new (FALSE, FALSE, sizeof (struct binding));
  g_array_append_val (lane->bindings, binding);
}

static const struct binding *
at_most (const struct lane *lane, uint64_t t, guint *index)
{
  guint i = lane->bindings ? lane->bindings->len : 0;

  while (i > 1 && g_array_index (lane->bindings, struct binding, i - 1).from > t)
    i--;
  *index = i;
  return i > 0 ? &g_array_index (lane->bindings, struct binding, i - 1) : NULL;
}

const struct binding *
lane_binding_at (const struct lane *lane, uint64_t t)
{
  static const struct binding unknown;
  guint index;
  const struct binding *binding = at_most (lane, t, &index);

  return binding ? binding : &unknown;
}

static bool
allows (const struct binding *binding, int pu)
{
  return !binding->bound || !binding->asked || pu_in (binding->asked, pu);
}

/* While the kernel changes a binding, the PUs of both are right. */
bool
lane_strays (const struct lane *lane, uint64_t t, int pu)
{
  guint index;
  const struct binding *binding = at_most (lane, t, &index);

  if (!binding || allows (binding, pu))
    return false;
  return index < 2 || t >= binding->settled || !allows (binding - 1, pu);
}

struct binding
binding_make (const struct writer_binding *facts)
{
  struct binding binding = { .from = facts->from, .settled = facts->settled, .bound = facts->bound,
                             .asked = facts->bound ? copy_bitmap (facts->asked) : NULL, .allowed = copy_bitmap (facts->allowed) };

  binding.refused = facts->error != 0 || (binding.asked && binding.allowed && memcmp (binding.asked, binding.allowed, BITMAP_BYTES) != 0);
  return binding;
}

static void
journal_rebind (struct trace *trace, int rank, int thread, const struct writer_binding *facts)
{
  struct journal_rebind record = { facts->from, facts->settled, facts->bound, facts->error, facts->asked != NULL, facts->allowed != NULL };

  journal_put (trace->journal, JOURNAL_REBIND, rank, thread,
               (struct journal_part[3]){ { &record, sizeof record }, { facts->asked, facts->asked ? BITMAP_BYTES : 0 },
                                         { facts->allowed, facts->allowed ? BITMAP_BYTES : 0 } });
}

void
trace_writer_rebind (struct trace *trace, int rank, int thread, const struct writer_binding *facts)
{
  struct lane *lane = trace_lane (trace, rank, thread);

  if (!lane)
    return;
  g_mutex_lock (&trace->mutex);
  journal_rebind (trace, rank, thread, facts);
  lane_bind (lane, binding_make (facts));
  g_mutex_unlock (&trace->mutex);
  trace_changed (trace);
}
