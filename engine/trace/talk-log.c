#include "engine/trace/talk-log.h"

#include <glib.h>

#define APART 4096  /* messages between two marks at least, */
#define A_KEY 8     /* and so many for each key: marks then take little beside the messages */

void
talk_log_finish (struct talk_log *log)
{
  for (size_t i = 0; i < log->marks; i++)
    g_free (log->mark[i].entry);
  g_free (log->mark);
  talk_free (log->talk);
  *log = (struct talk_log){ 0 };
}

static void
put_mark (struct talk_log *log, size_t count)
{
  if (log->marks == log->room) {
    log->room = log->room ? log->room * 2 : 4;
    log->mark = g_renew (struct talk_mark, log->mark, log->room);
  }
  struct talk_mark *mark = &log->mark[log->marks++];
  mark->count = count;
  mark->entry = talk_list (log->talk, &mark->entries);
}

void
talk_log_add (struct talk_log *log, size_t count, const struct talk_key *key, uint64_t messages, uint64_t bytes)
{
  size_t last = log->marks ? log->mark[log->marks - 1].count : 0;

  if (!log->talk)
    log->talk = talk_new ();
  talk_add (log->talk, key, messages, bytes);
  if (count >= last + APART && count >= last + A_KEY * talk_used (log->talk))
    put_mark (log, count);
}

static void
add_entries (struct talk *sum, const struct talk_entry *entry, int entries)
{
  for (int i = 0; i < entries; i++)
    talk_add (sum, &entry[i].key, entry[i].messages, entry[i].bytes);
}

void
talk_log_all (const struct talk_log *log, struct talk *sum)
{
  int entries = 0;
  g_autofree struct talk_entry *entry = log->talk ? talk_list (log->talk, &entries) : NULL;

  add_entries (sum, entry, entries);
}

size_t
talk_log_until (const struct talk_log *log, size_t count, struct talk *sum)
{
  size_t low = 0, high = log->marks;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (log->mark[middle].count <= count)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0)
    return 0;
  add_entries (sum, log->mark[low - 1].entry, log->mark[low - 1].entries);
  return log->mark[low - 1].count;
}
