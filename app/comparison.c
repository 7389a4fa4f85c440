#include "app/comparison-private.h"

G_DEFINE_FINAL_TYPE (StrandComparison, strand_comparison, G_TYPE_OBJECT)

enum { CHANGED, FRAME, FACTS, LOADING, RAN, REFUSED, SIGNALS };
static guint signals[SIGNALS];

static void
compared_clear (struct compared *side)
{
  snapshot_finish (&side->snapshot);
  summary_destroy (side->summary);
  trace_destroy (side->trace);
  machine_destroy (side->machine);
  g_free (side->name);
  g_free (side->path);
  *side = (struct compared){ .trace = NULL };
}

const struct compared *
strand_comparison_get (StrandComparison *comparison, int side)
{
  return &comparison->side[side];
}

gboolean
strand_comparison_is_whole (StrandComparison *comparison)
{
  return comparison->side[0].trace && comparison->side[1].trace;
}

/* ---- what is seen ---- */

void
comparison_take_frame (StrandComparison *comparison)
{
  for (int i = 0; i < COMPARED; i++) {
    struct compared *side = &comparison->side[i];
    if (side->trace)
      snapshot_take (side->trace, strand_comparison_moment (comparison, i, comparison->clock), SNAPSHOT_GLOW_NS, SNAPSHOT_SLICE_NS, &side->snapshot);
  }
  g_signal_emit (comparison, signals[FRAME], 0);
}

void
comparison_take_facts (StrandComparison *comparison)
{
  for (int i = 0; i < COMPARED; i++) {
    struct compared *side = &comparison->side[i];
    summary_destroy (side->summary);
    side->summary = side->trace ? summary_take (side->trace, strand_comparison_moment (comparison, i, comparison->clock)) : NULL;
  }
  comparison->facts_at = g_get_monotonic_time ();
  comparison->facts_wanted = FALSE;
  g_signal_emit (comparison, signals[FACTS], 0);
}

/* ---- which runs ---- */

void
comparison_changed (StrandComparison *comparison)
{
  comparison_begin_time (comparison);
  g_signal_emit (comparison, signals[CHANGED], 0);
  comparison_take_frame (comparison);
  comparison_take_facts (comparison);
}

void
comparison_put (StrandComparison *comparison, int which, struct trace *trace, struct machine *machine, const char *name, const char *path)
{
  struct compared *side = &comparison->side[which], old = *side;
  *side = (struct compared){ .trace = trace, .machine = machine, .name = g_strdup (name), .path = g_strdup (path) };
  side->begin = side->origin = trace_begin (trace);
  side->end = MAX (trace_end (trace), side->begin + 1);
  change_first_step (trace, &side->origin);
  compared_clear (&old); /* it may have been the same */
}

void
strand_comparison_put (StrandComparison *comparison, int side, struct trace *trace, struct machine *machine, const char *name, const char *path)
{
  comparison_put (comparison, side, trace_ref (trace), machine ? machine_ref (machine) : NULL, name, path);
  comparison_changed (comparison);
}

void
strand_comparison_swap (StrandComparison *comparison)
{
  int64_t clock = comparison->clock, from = comparison->stretch_from, to = comparison->stretch_to;
  struct compared first = comparison->side[0];
  comparison->side[0] = comparison->side[1];
  comparison->side[1] = first;
  comparison_changed (comparison);
  strand_comparison_set_stretch (comparison, from, to); /* the same moment */
  strand_comparison_set_clock (comparison, clock);
}

void
comparison_loading_changed (StrandComparison *comparison)
{
  g_signal_emit (comparison, signals[LOADING], 0);
}

void
comparison_ran (StrandComparison *comparison)
{
  g_signal_emit (comparison, signals[RAN], 0);
}

void
strand_comparison_saved (StrandComparison *comparison, int which, const char *path)
{
  struct compared *side = &comparison->side[which];
  g_free (side->path);
  g_free (side->name);
  side->path = g_strdup (path);
  side->name = g_path_get_basename (path);
  g_signal_emit (comparison, signals[CHANGED], 0);
}

void
comparison_refused (StrandComparison *comparison, const char *sentence)
{
  g_signal_emit (comparison, signals[REFUSED], 0, sentence);
}

/* ---- life ---- */

static void
strand_comparison_dispose (GObject *object)
{
  StrandComparison *comparison = STRAND_COMPARISON (object);
  g_clear_handle_id (&comparison->tick, g_source_remove);
  strand_comparison_cancel_loading (comparison);
  comparison_end_runs (comparison);
  G_OBJECT_CLASS (strand_comparison_parent_class)->dispose (object);
}

static void
strand_comparison_finalize (GObject *object)
{
  for (int i = 0; i < COMPARED; i++)
    compared_clear (&STRAND_COMPARISON (object)->side[i]);
  G_OBJECT_CLASS (strand_comparison_parent_class)->finalize (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, STRAND_TYPE_COMPARISON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
strand_comparison_class_init (StrandComparisonClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_comparison_dispose;
  G_OBJECT_CLASS (class)->finalize = strand_comparison_finalize;
  signals[CHANGED] = new_signal ("changed");
  signals[FRAME] = new_signal ("frame");
  signals[FACTS] = new_signal ("facts");
  signals[LOADING] = new_signal ("loading");
  signals[RAN] = new_signal ("ran");
  signals[REFUSED] = g_signal_new ("refused", STRAND_TYPE_COMPARISON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
strand_comparison_init (StrandComparison *comparison)
{
}

StrandComparison *
strand_comparison_new (void)
{
  return g_object_new (STRAND_TYPE_COMPARISON, NULL);
}
