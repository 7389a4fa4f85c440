/* Who sent whom how much: as a list, as a matrix of what is asked for, as a table in a file. */
#include "engine/trace/trace-private.h"

#include <stdio.h>
#include <string.h>

static void
add_until (struct talk *talk, struct lane *lane, uint64_t t)
{
  size_t sent = messages_from (&lane->sends, t + 1), moved = edges_until (&lane->edges, t);

  for (size_t i = talk_log_until (&lane->sent, sent, talk); i < sent; i++) {
    const struct message *message = messages_get (&lane->sends, i);
    struct talk_key key = { lane->rank, message->destination, message->comm, 0, message->tag };
    talk_add (talk, &key, 1, message->bytes);
  }
  for (size_t i = talk_log_until (&lane->moved, moved, talk); i < moved; i++) {
    const struct collective_edge *edge = edges_get (&lane->edges, i);
    struct talk_key key = { lane->rank, edge->peer, edge->comm, 1, 0 };
    talk_add (talk, &key, edge->messages, edge->bytes);
  }
}

static void
add_all (struct talk *talk, const struct lane *lane)
{
  talk_log_all (&lane->sent, talk);
  talk_log_all (&lane->moved, talk);
}

static struct talk_entry *
list_talk (struct trace *trace, uint64_t t, bool all, int *count)
{
  struct talk *talk = talk_new ();

  for (int i = 0; i < trace->lanes; i++)
    if (all)
      add_all (talk, &trace->lane[i]);
    else
      add_until (talk, &trace->lane[i], t);
  struct talk_entry *list = talk_list (talk, count);
  talk_free (talk);
  return list;
}

/* How messages met their receives, up to T. */
static void
count_deliveries (struct trace *trace, uint64_t t, struct summary *summary)
{
  for (int arrival = 0; arrival < 3; arrival++)
    for (int protocol = 0; protocol < 3; protocol++) {
      size_t count = moments_until (&trace->delivered[arrival][protocol], t);
      summary->by_arrival[arrival] += count;
      summary->by_protocol[protocol] += count;
    }
}

void
summary_take_talk (struct trace *trace, uint64_t t, bool all, struct summary *summary)
{
  int count = 0;
  g_autofree struct talk_entry *list = list_talk (trace, t, all, &count);

  summary->talk = g_new (struct summary_talk, count + 1);
  summary->talks = count;
  for (int i = 0; i < count; i++)
    summary->talk[i] = (struct summary_talk){ list[i].key.source, list[i].key.destination, list[i].key.comm,
                                              trace_comm_name (trace, list[i].key.source, list[i].key.comm), list[i].key.tag,
                                              list[i].key.collective, list[i].messages, list[i].bytes };
  if (all) {
    memcpy (summary->by_arrival, trace->by_arrival, sizeof summary->by_arrival);
    memcpy (summary->by_protocol, trace->by_protocol, sizeof summary->by_protocol);
  } else {
    count_deliveries (trace, t, summary);
  }
  summary->eager_shared = trace->process[0].mpi.eager_shared;
  summary->edges_observed = trace->process[0].mpi.edges;
  summary->edges_why = trace->process[0].mpi.edges_why[0] ? trace->process[0].mpi.edges_why : NULL;
}

bool
talk_passes (const struct talk_filter *filter, const struct summary_talk *talk)
{
  if (filter->comm && g_strcmp0 (filter->comm, talk->comm_name) != 0)
    return false;
  if (filter->traffic == TALK_COLLECTIVES)
    return talk->collective;
  if (filter->traffic == TALK_TAG)
    return !talk->collective && talk->tag == filter->tag;
  return filter->traffic == TALK_ALL || !talk->collective;
}

void
summary_matrix (const struct summary *summary, const struct talk_filter *filter, uint64_t *messages, uint64_t *bytes)
{
  size_t cells = (size_t) summary->processes * summary->processes;

  memset (messages, 0, cells * sizeof *messages);
  memset (bytes, 0, cells * sizeof *bytes);
  for (int i = 0; i < summary->talks; i++) {
    const struct summary_talk *talk = &summary->talk[i];
    size_t cell = (size_t) talk->source * summary->processes + talk->destination;
    if (!talk_passes (filter, talk))
      continue;
    messages[cell] += talk->messages;
    bytes[cell] += talk->bytes;
  }
}

static void
add_quoted (GString *text, const char *word)
{
  g_string_append_c (text, '"');
  for (; *word; word++)
    g_string_append (text, *word == '"' ? "\"\"" : (const char[]){ *word, 0 });
  g_string_append_c (text, '"');
}

char *
summary_talk_csv (const struct summary *summary)
{
  GString *text = g_string_new ("source,destination,traffic,communicator,tag,messages,bytes\n");

  for (int i = 0; i < summary->talks; i++) {
    const struct summary_talk *talk = &summary->talk[i];
    g_string_append_printf (text, "%d,%d,%s,", talk->source, talk->destination, talk->collective ? "collective" : "message");
    add_quoted (text, talk->comm_name);
    if (talk->collective)
      g_string_append (text, ",");
    else if (talk->tag == TALK_OTHER_TAG)
      g_string_append (text, ",other");
    else
      g_string_append_printf (text, ",%d", talk->tag);
    g_string_append_printf (text, ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT "\n", talk->messages, talk->bytes);
  }
  return g_string_free (text, FALSE);
}
