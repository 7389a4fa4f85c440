#include "engine/team/placement-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
placement_add (struct placement *placement, struct ints *ints, int value)
{
  if (ints->count == ints->room) {
    int room = ints->room ? 2 * ints->room : 64;
    int *more = realloc (ints->value, sizeof *more * (size_t) room);

    if (!more) {
      placement->failed = true;
      return;
    }
    ints->value = more;
    ints->room = room;
  }
  ints->value[ints->count++] = value;
}

void
placement_begin_set (struct placement *placement)
{
  placement_add (placement, &placement->first, placement->pu.count);
}

void
placement_add_pu (struct placement *placement, int pu)
{
  placement_add (placement, &placement->pu, pu);
}

/* All threads have the one set that is empty. */
static bool
bind_nobody (struct placement *placement)
{
  placement_begin_set (placement);
  for (int i = 0; i < placement->ranks * placement->threads; i++)
    placement_add (placement, &placement->set, 0);
  return true;
}

static bool
is_word (const char *bind)
{
  static const char *const words[] = { "none", "compact", "scatter", "numa" };

  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp (bind, words[i]) == 0)
      return true;
  return false;
}

static bool
fill_by_word (struct placement *placement, const char *bind, const struct placement_pu *pu, int pus, char *error, size_t room)
{
  int sets;

  if (strcmp (bind, "none") == 0)
    return bind_nobody (placement);
  sets = strcmp (bind, "numa") == 0 ? placement_deal_numa (placement, pu, pus) : placement_deal (placement, pu, pus, bind[0] == 's');
  if (sets == 0)
    snprintf (error, room, "no PU is allowed to this process: bind with none");
  return sets > 0;
}

struct placement *
placement_create (const char *bind, const struct placement_pu *pu, int pus, int ranks, int threads, char *error, size_t room)
{
  struct placement *placement = calloc (1, sizeof *placement);
  bool filled = false;

  if (placement) {
    placement->ranks = ranks;
    placement->threads = threads;
    filled = is_word (bind) ? fill_by_word (placement, bind, pu, pus, error, room) : placement_read_list (bind, pus, placement, error, room);
  }
  if (filled && !placement->failed)
    return placement;
  if (!placement || placement->failed)
    snprintf (error, room, "there is no memory to plan the binding");
  placement_destroy (placement);
  return NULL;
}

void
placement_destroy (struct placement *placement)
{
  if (!placement)
    return;
  free (placement->first.value);
  free (placement->pu.value);
  free (placement->set.value);
  free (placement);
}

const int *
placement_of (const struct placement *placement, int rank, int thread, int *count)
{
  int set = placement->set.value[rank * placement->threads + thread], first = placement->first.value[set];
  int end = set + 1 < placement->first.count ? placement->first.value[set + 1] : placement->pu.count;

  *count = end - first;
  return placement->pu.value + first;
}

bool
placement_check (const char *bind, int pus, char *error, size_t room)
{
  return is_word (bind) || placement_read_list (bind, pus, NULL, error, room);
}
