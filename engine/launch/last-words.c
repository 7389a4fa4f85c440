#include "engine/launch/last-words.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

static bool
is_noise (const char *line)
{
  return *line == '\0' || strspn (line, "-= ") == strlen (line) || g_str_has_prefix (line, "Local host:") ||
         g_str_has_prefix (line, "Primary job") || g_str_has_prefix (line, "a non-zero exit code.") || strstr (line, "Set MCA parameter") || strstr (line, "Sorry!");
}

char *
last_words_sentence (const char *output)
{
  g_auto (GStrv) lines = g_strsplit (output, "\n", -1);
  GString *sentence = g_string_new (NULL);

  for (int i = 0; lines[i] && sentence->len < 240; i++) {
    g_autofree char *line = g_utf8_make_valid (g_strstrip (lines[i]), -1);
    if (is_noise (line) && sentence->len > 0 && *line == '\0')
      break; /* a paragraph says it */
    if (!is_noise (line))
      g_string_append_printf (sentence, "%s%s", sentence->len ? " " : "", line);
  }
  return g_string_free (sentence, sentence->len == 0);
}

/* The last number in what the expression's bracket finds; -1: it finds nothing. */
static int
number_after (const char *output, const char *expression)
{
  g_autoptr (GRegex) regex = g_regex_new (expression, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, output, 0, &match))
    return -1;
  g_autofree char *number = g_match_info_fetch (match, 1);
  return atoi (number);
}

int
last_words_rank (const char *output)
{
  /* "Process name: [[35717,1],2]": job 1 of the family is the program, job 0 mpirun's own */
  int rank = number_after (output, "Process name:\\s*\\[\\[\\d+,1\\],(\\d+)\\]");

  return rank >= 0 ? rank : number_after (output, "process rank (\\d+) with PID");
}

bool
last_words_blame_a_rank (const char *output)
{
  return strstr (output, "Primary job  terminated normally, but") || last_words_rank (output) >= 0;
}
