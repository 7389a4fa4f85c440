#include "engine/trace/seek.h"

#include "engine/trace/trace-private.h"

#include <stdio.h>
#include <string.h>

/* A lane's lists one after another: waits, regions, sends. */
enum list { LIST_WAITS, LIST_REGIONS, LIST_SENDS, LISTS };

void
seek_begin (struct seek *seek, const struct seek_query *query, uint64_t t, bool back)
{
  *seek = (struct seek){ .query = query, .t = t, .back = back, .at = -2 };
}

static bool
named (const char *name, const char *part)
{
  if (!part)
    return true;
  g_autofree char *lower = name ? g_utf8_strdown (name, -1) : NULL;
  return lower && strstr (lower, part);
}

static bool
wanted_list (const struct seek_query *query, enum list list)
{
  static const enum seek_what of[LISTS] = { SEEK_LOCK, SEEK_REGION, SEEK_MESSAGE };

  return query->what == SEEK_ANY || query->what == of[list];
}

static size_t
list_count (const struct lane *lane, enum list list)
{
  return list == LIST_SENDS ? lane->sends.count : list == LIST_REGIONS ? lane->regions.count : lane->waits.count;
}

static uint64_t
list_time (const struct lane *lane, enum list list, size_t i)
{
  return list == LIST_SENDS     ? messages_get (&lane->sends, i)->sent
         : list == LIST_REGIONS ? track_get (&lane->regions, i)->begin
                                : track_get (&lane->waits, i)->begin;
}

/* The first that begins after T, or the last before it; -1 or the count where there is none. */
static long
list_from (struct lane *lane, enum list list, uint64_t t, bool back)
{
  if (list == LIST_SENDS)
    return (long) messages_from (&lane->sends, back ? t : t + 1) - back;
  const struct track *track = list == LIST_REGIONS ? &lane->regions : &lane->waits;
  return back ? (t > 0 ? track_find (track, t - 1) : -1) : track_find (track, t) + 1;
}

static void
tell (struct seek *seek, const struct lane *lane, uint64_t begin, uint64_t end, const char *what)
{
  seek->has_found = true;
  seek->found = (struct seek_found){ lane->rank, lane->thread, begin, end, "" };
  g_strlcpy (seek->found.words, what, sizeof seek->found.words);
}

static bool
match_message (struct seek *seek, const struct lane *lane, const struct message *message)
{
  const struct seek_query *query = seek->query;
  char words[96];

  if ((query->source >= 0 && query->source != lane->rank) || (query->destination >= 0 && query->destination != message->destination)
      || (query->tagged && query->tag != message->tag) || message->bytes < query->least || message->bytes > query->most)
    return false;
  snprintf (words, sizeof words, "message %d→%d, %" G_GUINT64_FORMAT " bytes, tag %d", lane->rank, message->destination, message->bytes, message->tag);
  tell (seek, lane, message->sent, message->received != RECEIVED_NOT_YET ? message->received : message->returned, words);
  return true;
}

static bool
match_span (struct seek *seek, struct trace *trace, const struct lane *lane, enum list list, const struct span *span)
{
  const struct process *process = &trace->process[lane->rank];
  bool known = span->object >= 0 && span->object < (int) SEGMENT_MAX_NAMES;
  const char *region = list == LIST_REGIONS ? process_region_name (process, span->object) : NULL;
  const char *lock = span->kind == EVENT_LOCK_WAIT && known ? process->lock[span->object] : NULL;
  char words[96];

  if (seek->query->what == SEEK_LOCK && span->kind != EVENT_LOCK_WAIT)
    return false;
  if (seek->query->what != SEEK_ANY && !named (list == LIST_REGIONS ? region : lock, seek->query->name))
    return false;
  if (list == LIST_REGIONS)
    snprintf (words, sizeof words, "region %s", region ? region : "without a name");
  else
    snprintf (words, sizeof words, "%s%s%s", thread_state_name (wait_state (span->kind)), lock ? ": " : "", lock ? lock : "");
  tell (seek, lane, span->begin, span->end, words);
  return true;
}

static bool
match (struct seek *seek, struct trace *trace, const struct lane *lane, enum list list, size_t i)
{
  if (list == LIST_SENDS)
    return match_message (seek, lane, messages_get (&lane->sends, i));
  return match_span (seek, trace, lane, list, track_get (list == LIST_REGIONS ? &lane->regions : &lane->waits, i));
}

static bool
beyond_found (const struct seek *seek, uint64_t t)
{
  return seek->has_found && (seek->back ? t <= seek->found.begin : t >= seek->found.begin);
}

/* false: the list is not searched through. */
static bool
search_list (struct seek *seek, struct trace *trace, struct lane *lane, enum list list, uint64_t *left)
{
  long count = (long) list_count (lane, list);

  if (seek->at == -2)
    seek->at = list_from (lane, list, seek->t, seek->back);
  for (; seek->at >= 0 && seek->at < count; seek->at += seek->back ? -1 : 1) {
    if (beyond_found (seek, list_time (lane, list, (size_t) seek->at)))
      return true;
    if (match (seek, trace, lane, list, (size_t) seek->at))
      return true;
    if (*left == 0)
      return false;
    --*left;
  }
  return true;
}

static bool
wanted_lane (const struct seek *seek, const struct lane *lane)
{
  const struct seek_query *query = seek->query;

  return (query->rank < 0 || query->rank == lane->rank) && (query->thread < 0 || query->thread == lane->thread);
}

bool
seek_step (struct seek *seek, struct trace *trace, uint64_t events)
{
  bool done = true;

  g_mutex_lock (&trace->mutex);
  while (seek->lane < trace->lanes && done) {
    struct lane *lane = &trace->lane[seek->lane];
    if (wanted_lane (seek, lane) && wanted_list (seek->query, seek->list)) {
      done = events > 0 && search_list (seek, trace, lane, seek->list, &events);
      events -= events > 0;
    }
    if (done) {
      seek->at = -2;
      seek->list = (seek->list + 1) % LISTS;
      seek->lane += seek->list == 0;
    }
  }
  seek->share = done ? 1 : (double) seek->lane / trace->lanes;
  g_mutex_unlock (&trace->mutex);
  return done;
}
