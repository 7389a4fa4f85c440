/* The clock that two runs share, and the stretch of it that their timelines show. */
#include "app/comparison-private.h"

#include <math.h>

#define FACTS_US 250000
#define TICK_MS 40
#define STEPS_SHOWN 12   /* of the slower run */
#define LEAST_NS 8       /* of a stretch */

uint64_t
strand_comparison_moment (StrandComparison *comparison, int which, int64_t t)
{
  const struct compared *side = &comparison->side[which];
  if (t < 0 && (uint64_t) -t > side->origin - side->begin)
    return side->begin;
  return MIN (side->origin + (uint64_t) t, side->end); /* adding wraps as it should */
}

void
strand_comparison_get_range (StrandComparison *comparison, int64_t *from, int64_t *to)
{
  *from = comparison->from;
  *to = comparison->to;
}

/* ---- at the begin ---- */

/* What came before the first step is seen as far back as both have it. */
static void
find_range (StrandComparison *comparison)
{
  comparison->from = INT64_MIN;
  comparison->to = 1;
  for (int i = 0; i < COMPARED; i++) {
    const struct compared *side = &comparison->side[i];
    if (!side->trace)
      continue;
    comparison->from = MAX (comparison->from, -(int64_t) (side->origin - side->begin));
    comparison->to = MAX (comparison->to, (int64_t) (side->end - side->origin));
  }
  comparison->from = MAX (comparison->from, -comparison->to);
}

static double
mean_step_ns (const struct compared *side)
{
  struct summary *all = side->trace ? summary_take (side->trace, UINT64_MAX) : NULL;
  double mean = all && all->steps > 0 ? all->wall_s * 1e9 / (double) all->steps : 0;
  summary_destroy (all);
  return mean;
}

/* Where the first step has ended in both: there is something to be seen. */
static int64_t
first_moment (StrandComparison *comparison)
{
  int64_t t = 0;
  uint64_t at;
  for (int i = 0; i < COMPARED; i++)
    if (comparison->side[i].trace && change_find (comparison->side[i].trace, CHANGE_ITERATION, comparison->side[i].origin, false, &at))
      t = MAX (t, (int64_t) (at - comparison->side[i].origin));
  return MIN (t, comparison->to);
}

static void
show_steps (StrandComparison *comparison)
{
  double step = fmax (mean_step_ns (&comparison->side[0]), mean_step_ns (&comparison->side[1]));
  double whole = (double) (comparison->to - MAX (comparison->from, 0)), length = step > 0 ? fmin (step * STEPS_SHOWN, whole) : whole;
  int64_t at = MAX (0, MIN (comparison->clock - (int64_t) (length * 0.2), comparison->to - (int64_t) length));
  comparison->stretch_from = at;
  comparison->stretch_to = at + MAX ((int64_t) length, LEAST_NS);
}

void
comparison_begin_time (StrandComparison *comparison)
{
  find_range (comparison);
  comparison->speed = 0;
  comparison->loop_from = comparison->loop_to = 0;
  comparison->clock = first_moment (comparison);
  show_steps (comparison);
}

/* ---- playing ---- */

static int64_t
wrap (const StrandComparison *comparison, int64_t t)
{
  int64_t from = comparison->loop_from, length = comparison->loop_to - from;
  if (length <= 0 || (t >= from && t < comparison->loop_to))
    return t;
  return t < from ? from : from + (t - from) % length;
}

static void
advance (StrandComparison *comparison)
{
  gint64 now = g_get_monotonic_time ();
  double ns = (double) (now - comparison->played_at) * 1000 * comparison->speed + comparison->played_rest;
  comparison->played_at = now;
  comparison->played_rest = ns - floor (ns);
  comparison->clock = wrap (comparison, comparison->clock + (int64_t) ns);
  if (comparison->clock >= comparison->to) {
    comparison->clock = comparison->to;
    comparison->speed = 0;
  }
}

/* The stretch goes along where the clock leaves it. */
static void
follow (StrandComparison *comparison)
{
  int64_t length = comparison->stretch_to - comparison->stretch_from, clock = comparison->clock;
  if (clock >= comparison->stretch_from && clock <= comparison->stretch_to)
    return;
  int64_t from = clock > comparison->stretch_to ? clock - length / 10 : clock - length * 9 / 10;
  comparison->stretch_from = MAX (comparison->from, MIN (from, comparison->to - length));
  comparison->stretch_to = comparison->stretch_from + length;
}

static gboolean
on_tick (gpointer data)
{
  StrandComparison *comparison = data;
  if (comparison->speed > 0) {
    advance (comparison);
    follow (comparison);
    comparison->facts_wanted = TRUE;
    comparison_take_frame (comparison);
  }
  if (comparison->facts_wanted && g_get_monotonic_time () - comparison->facts_at > FACTS_US)
    comparison_take_facts (comparison);
  if (comparison->speed > 0 || comparison->facts_wanted)
    return G_SOURCE_CONTINUE;
  comparison->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
keep_ticking (StrandComparison *comparison)
{
  if (!comparison->tick)
    comparison->tick = g_timeout_add (TICK_MS, on_tick, comparison);
}

/* ---- the clock ---- */

int64_t
strand_comparison_get_clock (StrandComparison *comparison)
{
  return comparison->clock;
}

void
strand_comparison_set_clock (StrandComparison *comparison, int64_t t)
{
  comparison->clock = CLAMP (t, comparison->from, comparison->to);
  follow (comparison);
  comparison_take_frame (comparison);
  comparison->facts_wanted = TRUE;
  keep_ticking (comparison);
}

void
strand_comparison_play (StrandComparison *comparison, double speed)
{
  if (speed > 0 && comparison->speed <= 0 && comparison->clock >= comparison->to)
    comparison->clock = MAX (comparison->from, 0); /* what was played to its end is played again */
  if (speed > 0)
    comparison->clock = wrap (comparison, comparison->clock);
  comparison->speed = speed;
  comparison->played_at = g_get_monotonic_time ();
  comparison->played_rest = 0;
  comparison_take_frame (comparison);
  keep_ticking (comparison);
}

double
strand_comparison_get_speed (StrandComparison *comparison)
{
  return comparison->speed;
}

/* From the clock in a side's own time; its very end counts too where the clock is beyond it. */
static gboolean
find_change (StrandComparison *comparison, int which, enum change kind, gboolean back, int64_t *t)
{
  const struct compared *side = &comparison->side[which];
  uint64_t from = strand_comparison_moment (comparison, which, comparison->clock), at;
  gboolean over = from == side->end && comparison->clock > (int64_t) (side->end - side->origin);
  if (!side->trace || !change_find (side->trace, kind, from + (back && over ? 1 : 0), back, &at))
    return FALSE;
  *t = (int64_t) (at - side->origin);
  return *t >= comparison->from;
}

gboolean
strand_comparison_step (StrandComparison *comparison, enum change kind, gboolean back)
{
  gboolean found = FALSE;
  int64_t best = 0;
  for (int i = 0; i < COMPARED; i++) {
    int64_t t;
    if (!find_change (comparison, i, kind, back, &t) || (found && (back ? t <= best : t >= best)))
      continue;
    best = t;
    found = TRUE;
  }
  if (!found)
    return FALSE;
  comparison->speed = 0;
  strand_comparison_set_clock (comparison, best);
  return TRUE;
}

void
strand_comparison_set_loop (StrandComparison *comparison, int64_t from, int64_t to)
{
  comparison->loop_from = to > from ? MAX (from, comparison->from) : 0;
  comparison->loop_to = to > from ? MIN (to, comparison->to) : 0;
  comparison_take_frame (comparison);
}

gboolean
strand_comparison_get_loop (StrandComparison *comparison, int64_t *from, int64_t *to)
{
  *from = comparison->loop_from;
  *to = comparison->loop_to;
  return *to > *from;
}

/* ---- the stretch ---- */

void
strand_comparison_get_stretch (StrandComparison *comparison, int64_t *from, int64_t *to)
{
  *from = comparison->stretch_from;
  *to = comparison->stretch_to;
}

void
strand_comparison_set_stretch (StrandComparison *comparison, int64_t from, int64_t to)
{
  comparison->stretch_from = MAX (from, comparison->from);
  comparison->stretch_to = MAX (MIN (to, comparison->to), comparison->stretch_from + 1);
  comparison_take_frame (comparison);
}

void
strand_comparison_zoom (StrandComparison *comparison, double factor)
{
  double length = (double) (comparison->stretch_to - comparison->stretch_from), whole = (double) (comparison->to - comparison->from);
  double now = CLAMP (length * factor, MIN (LEAST_NS, whole), whole), middle = (double) comparison->stretch_from + length / 2;
  double from = fmax ((double) comparison->from, fmin (middle - now / 2, (double) comparison->to - now));
  if (factor > 0)
    strand_comparison_set_stretch (comparison, (int64_t) from, (int64_t) (from + now));
  else {
    show_steps (comparison);
    comparison_take_frame (comparison);
  }
}
