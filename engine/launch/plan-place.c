/* Placing by hand: the binding becomes a list of its own for each rank. */
#include "engine/launch/places.h"

#include <stdlib.h>
#include <string.h>

static int
by_value (const void *a, const void *b)
{
  return *(const int *) a - *(const int *) b;
}

/* "0-3,8" of numbers in rising order. */
static void
append_ranges (GString *text, const int *pu, int count)
{
  for (int i = 0, last; i < count; i = last + 1) {
    for (last = i; last + 1 < count && pu[last + 1] == pu[last] + 1; last++)
      ;
    g_string_append_printf (text, last > i ? "%s%d-%d" : "%s%d", i ? "," : "", pu[i], pu[last]);
  }
}

static void
append_item (GString *text, const int *pu, int count)
{
  g_autofree int *sorted = g_memdup2 (pu, sizeof *pu * count);

  if (count > 1)
    qsort (sorted, count, sizeof *sorted, by_value);
  g_string_append (text, count == 0 ? "any" : count > 1 ? "{" : "");
  append_ranges (text, sorted, count);
  g_string_append (text, count > 1 ? "}" : "");
}

/* One item where all of the rank's threads have the same. */
static char *
join_items (char **items)
{
  for (int i = 1; items[i]; i++)
    if (!g_str_equal (items[i], items[0]))
      return g_strjoinv (",", items);
  return g_strdup (items[0]);
}

struct move { int rank, thread; const int *pu; int count; };

static char *
list_of_rank (const struct placement *placement, int rank, int threads, const struct move *move)
{
  g_auto (GStrv) items = g_new0 (char *, threads + 1);

  for (int thread = 0; thread < threads; thread++) {
    int count;
    const int *pu = placement_of (placement, rank, thread, &count);
    bool moves = (move->rank < 0 || move->rank == rank) && (move->thread < 0 || move->thread == thread);
    GString *text = g_string_new (NULL);
    append_item (text, moves ? move->pu : pu, moves ? move->count : count);
    items[thread] = g_string_free (text, FALSE);
  }
  return join_items (items);
}

static bool
check_move (const struct plan *plan, const struct machine *machine, const struct move *move, GError **error)
{
  if (move->rank >= plan_ranks (plan) || move->thread >= plan_threads (plan)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "There is no thread %d.%d in this run to place.", move->rank, move->thread);
    return false;
  }
  for (int i = 0; i < move->count; i++)
    if (move->pu[i] < 0 || move->pu[i] >= machine->pu_count) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "PU %d does not exist: this machine has PUs 0 to %d.", move->pu[i],
                   machine->pu_count - 1);
      return false;
    }
  return true;
}

bool
plan_place (struct plan *plan, const struct machine *machine, int rank, int thread, const int *pu, int count, GError **error)
{
  struct move move = { rank, thread, pu, count };
  struct placement *placement = check_move (plan, machine, &move, error) ? places_of_plan (plan, machine, error) : NULL;
  int ranks = plan_ranks (plan);

  if (!placement)
    return false;
  g_auto (GStrv) lists = g_new0 (char *, ranks + 1);
  bool alike = true;
  for (int i = 0; i < ranks; i++) {
    lists[i] = list_of_rank (placement, i, plan_threads (plan), &move);
    alike &= g_str_equal (lists[i], lists[0]) && !strchr (lists[i], ',');
  }
  g_free (plan->bind);
  plan->bind = alike ? g_strdup (lists[0]) : g_strjoinv (";", lists);
  placement_destroy (placement);
  return true;
}
