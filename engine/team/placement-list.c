/* Lists of PUs: "0,2,4-6", "{0-3},{4-7}", "0,1;2,3", "any". */
#include "engine/team/placement-private.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_MOST 1000000

struct reader {
  const char *bind, *at;
  int pus;                     /* -1: not known, any may be */
  struct placement *placement; /* NULL: only looks */
  struct ints list;            /* first set of each rank's list */
  char *error;
  size_t room;
};

static bool
not_understood (struct reader *reader)
{
  if (*reader->bind)
    snprintf (reader->error, reader->room, "the binding '%.60s' is no PU list: give none, compact, scatter, numa or a PU list such as 0,2,4-6",
              reader->bind);
  else
    snprintf (reader->error, reader->room, "the binding is empty: give none, compact, scatter, numa or a PU list such as 0,2,4-6");
  return false;
}

static bool
read_index (struct reader *reader, long *index)
{
  char *end;

  if (!isdigit ((unsigned char) *reader->at))
    return not_understood (reader);
  *index = strtol (reader->at, &end, 10);
  reader->at = end;
  if (reader->pus < 0)
    return *index <= INDEX_MOST || not_understood (reader);
  if (*index < reader->pus)
    return true;
  snprintf (reader->error, reader->room, "PU %ld does not exist: this machine has PUs 0 to %d", *index, reader->pus - 1);
  return false;
}

/* "3" or "4-6"; each PU is a set of its own, or they belong to the set that is open. */
static bool
read_range (struct reader *reader, bool apart)
{
  long first, last;

  if (!read_index (reader, &first))
    return false;
  last = first;
  if (*reader->at == '-') {
    reader->at++;
    if (!read_index (reader, &last))
      return false;
  }
  for (long i = first, step = first <= last ? 1 : -1; reader->placement && i != last + step; i += step) {
    if (apart)
      placement_begin_set (reader->placement);
    placement_add_pu (reader->placement, (int) i);
  }
  return true;
}

static bool
read_braces (struct reader *reader)
{
  if (reader->placement)
    placement_begin_set (reader->placement);
  do {
    reader->at++;
    if (!read_range (reader, false))
      return false;
  } while (*reader->at == ',');
  return *reader->at++ == '}' || not_understood (reader);
}

static bool
read_item (struct reader *reader)
{
  if (*reader->at == '{')
    return read_braces (reader);
  if (strncmp (reader->at, "any", 3) != 0)
    return read_range (reader, true);
  reader->at += 3;
  if (reader->placement)
    placement_begin_set (reader->placement);
  return true;
}

static void
begin_list (struct reader *reader)
{
  if (reader->placement)
    placement_add (reader->placement, &reader->list, reader->placement->first.count);
}

static bool
read_lists (struct reader *reader)
{
  begin_list (reader);
  while (read_item (reader)) {
    if (!*reader->at)
      return true;
    if (*reader->at == ';')
      begin_list (reader);
    else if (*reader->at != ',')
      return not_understood (reader);
    reader->at++;
  }
  return false;
}

/* One list is for all threads of all ranks; of several, each is a rank's. */
static void
hand_out (struct reader *reader)
{
  struct placement *placement = reader->placement;
  int lists = reader->list.count;

  for (int i = 0; i < placement->ranks * placement->threads && !placement->failed; i++) {
    int list = i / placement->threads % lists, turn = lists > 1 ? i % placement->threads : i;
    int first = reader->list.value[list], end = list + 1 < lists ? reader->list.value[list + 1] : placement->first.count;

    placement_add (placement, &placement->set, first + turn % (end - first));
  }
}

bool
placement_read_list (const char *bind, int pus, struct placement *placement, char *error, size_t room)
{
  struct reader reader = { .bind = bind, .at = bind, .pus = pus, .placement = placement, .error = error, .room = room };
  bool good = read_lists (&reader);

  if (good && placement)
    hand_out (&reader);
  free (reader.list.value);
  return good;
}
