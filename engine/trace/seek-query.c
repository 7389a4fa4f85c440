/* What a search is for, from words. */
#include "engine/trace/seek.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct { const char *name; double bytes; } units[] = {
  { "", 1 }, { "b", 1 }, { "byte", 1 }, { "bytes", 1 }, { "k", 1024 }, { "kb", 1024 }, { "kib", 1024 }, { "m", 1048576 }, { "mb", 1048576 },
  { "mib", 1048576 }, { "g", 1073741824 }, { "gb", 1073741824 }, { "gib", 1073741824 },
};

static bool
parse_unit (const char *word, double *bytes)
{
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, word) == 0) {
      *bytes = units[i].bytes;
      return true;
    }
  return false;
}

/* ">64 KiB", "> 64kib"; AT goes on behind what was used. */
static bool
parse_size (char **words, int *at, struct seek_query *query, GError **error)
{
  const char *number = words[*at] + 1;
  char *rest;
  bool more = words[*at][0] == '>';
  if (!*number && words[*at + 1])
    number = words[++*at];
  double value = g_ascii_strtod (number, &rest), unit = 1;
  bool known = rest != number && value >= 0 && value < 1e18 && parse_unit (rest, &unit);

  if (known && !*rest && words[*at + 1] && parse_unit (words[*at + 1], &unit))
    ++*at;
  if (!known) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%c needs a size, as in %c64 KiB", more ? '>' : '<', more ? '>' : '<');
    return false;
  }
  double bytes = fmin (value * unit, 1e18);
  if (more)
    query->least = (uint64_t) bytes + 1;
  else
    query->most = bytes >= 1 ? (uint64_t) ceil (bytes) - 1 : 0;
  query->what = SEEK_MESSAGE;
  return true;
}

/* "0->1", "0→1", "0->" and "->1". */
static bool
parse_arrow (const char *word, struct seek_query *query)
{
  const char *arrow = strstr (word, "->"), *behind = arrow ? arrow + 2 : NULL;
  int length = 0;
  if (!arrow && (arrow = strstr (word, "→")))
    behind = arrow + strlen ("→");
  if (!arrow || (arrow == word && !*behind))
    return false;
  if (arrow > word && (sscanf (word, "%d%n", &query->source, &length) != 1 || word + length != arrow || query->source < 0))
    return false;
  if (*behind && (sscanf (behind, "%d%n", &query->destination, &length) != 1 || behind[length] || query->destination < 0))
    return false;
  query->what = SEEK_MESSAGE;
  return true;
}

static bool
parse_thread (const char *word, struct seek_query *query)
{
  int length = 0, rank, thread;

  if (sscanf (word, "%d.%d%n", &rank, &thread, &length) != 2 || word[length] || rank < 0 || thread < 0)
    return false;
  query->rank = rank;
  query->thread = thread;
  return true;
}

static bool
parse_tag (char **words, int *at, struct seek_query *query, GError **error)
{
  int length = 0;
  const char *number = words[*at + 1];

  if (!number || sscanf (number, "%d%n", &query->tag, &length) != 1 || number[length]) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "tag needs a number, as in tag 7");
    return false;
  }
  ++*at;
  query->tagged = true;
  query->what = SEEK_MESSAGE;
  return true;
}

static bool
parse_word (char **words, int *at, struct seek_query *query, GString *name, GError **error)
{
  const char *word = words[*at];

  if (word[0] == '>' || word[0] == '<')
    return parse_size (words, at, query, error);
  if (strcmp (word, "tag") == 0 && words[*at + 1])
    return parse_tag (words, at, query, error);
  if (parse_arrow (word, query) || parse_thread (word, query))
    return true;
  if (strcmp (word, "message") == 0 || strcmp (word, "messages") == 0)
    query->what = SEEK_MESSAGE;
  else if (strcmp (word, "lock") == 0 && query->what == SEEK_ANY)
    query->what = SEEK_LOCK;
  else if (strcmp (word, "thread") != 0)
    g_string_append_printf (name, "%s%s", name->len ? " " : "", word);
  return true;
}

bool
seek_parse (const char *text, struct seek_query *query, GError **error)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_auto (GStrv) words = g_strsplit_set (lower, " \t", -1);
  g_autoptr (GString) name = g_string_new (NULL);
  int to = 0;

  *query = (struct seek_query){ SEEK_ANY, NULL, -1, -1, -1, -1, false, 0, 0, UINT64_MAX };
  for (int i = 0; words[i]; i++) { /* without empty ones */
    if (*words[i])
      words[to++] = words[i];
    else
      g_free (words[i]);
  }
  words[to] = NULL;
  for (int i = 0; words[i]; i++)
    if (!parse_word (words, &i, query, name, error))
      return false;
  if (name->len > 0 && query->what == SEEK_MESSAGE) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s: messages are found by 0->1, tag 7, >64 KiB", name->str);
    return false;
  }
  if (name->len > 0 && query->what == SEEK_ANY)
    query->what = SEEK_REGION;
  query->name = name->len > 0 ? g_strdup (name->str) : NULL;
  return true;
}

void
seek_query_finish (struct seek_query *query)
{
  g_clear_pointer (&query->name, g_free);
}
