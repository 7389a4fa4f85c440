#include "engine/machine/search.h"

#include <string.h>

#define WORD_LEAST 3

struct query {
  char *text;        /* lower case, no blanks around it */
  char **words;      /* the same at its blanks; whole where one of them is too short to tell anything */
  int os;            /* asked for by OS index, -1 = not */
};

/* ---- text ---- */

/* ASCII does: names of objects, devices and models are. Not tolower: it asks the locale for every letter. */
static inline char
lower (char c)
{
  return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
}

/* TEXT begins with START, which is in lower case: what follows, else NULL. */
static const char *
after (const char *text, const char *start)
{
  for (; *start != '\0'; text++, start++)
    if (lower (*text) != *start)
      return NULL;
  return text;
}

static bool
contains (const char *text, const char *part)
{
  for (; *text != '\0'; text++)
    if (lower (*text) == *part && after (text, part) != NULL)
      return true;
  return false;
}

/* "xeon 6148" is in "Intel(R) Xeon(R) Gold 6148". */
static bool
contains_words (const char *text, char **words)
{
  for (; *words != NULL; words++)
    if (!contains (text, *words))
      return false;
  return true;
}

/* The query begins with NAME (any case): what follows. */
static const char *
after_name (const char *query, const char *name)
{
  for (; *name != '\0'; query++, name++)
    if (*query != lower (*name))
      return NULL;
  return query;
}

/* "17", " 17", "#17", ":17" -> its digits; NULL where something else stands there. */
static const char *
digits (const char *text)
{
  while (*text == ' ' || *text == '#' || *text == ':')
    text++;
  return *text != '\0' && strspn (text, "0123456789") == strlen (text) ? text : NULL;
}

static int
os_asked (const char *text)
{
  static const char *const words[] = { "os index", "os", "p#", "physical" };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    const char *rest = after (text, words[i]), *number = rest != NULL ? digits (rest) : NULL;
    if (number != NULL && strlen (number) < 9)
      return (int) g_ascii_strtoll (number, NULL, 10);
  }
  return -1;
}

/* ---- an object ---- */

/* Other words for a type than its label. */
static const char *const aliases[MACHINE_TYPES][3] = {
  [MACHINE_PACKAGE] = { "socket", "package", "pkg" },
  [MACHINE_NUMA] = { "node", "numanode", "numa node" },
  [MACHINE_PCI] = { "pci" },
  [MACHINE_PU] = { "cpu", "processor", "hardware thread" },
};

static const char *
tier_name (enum machine_tier tier)
{
  static const char *const names[MACHINE_TIERS] = {
    [MACHINE_TIER_DRAM] = "dram", [MACHINE_TIER_HBM] = "hbm", [MACHINE_TIER_CXL] = "cxl", [MACHINE_TIER_NVM] = "nvm", [MACHINE_TIER_GPU] = "gpu memory",
  };
  return tier < MACHINE_TIERS ? names[tier] : NULL;
}

/* How well "NAME index" fits the query; MATCH_INSIDE: not at all. */
static enum machine_match_rank
rank_of_name (const struct query *query, const char *name, int logical)
{
  char index[16];
  const char *rest = after_name (query->text, name), *number = rest != NULL ? digits (rest) : NULL;
  if (rest != NULL && *rest == '\0')
    return MATCH_NAME;
  if (number == NULL)
    return MATCH_INSIDE;
  g_snprintf (index, sizeof index, "%d", logical);
  return strcmp (index, number) == 0 ? MATCH_INDEX : after (index, number) != NULL ? MATCH_NAME_START : MATCH_INSIDE;
}

static enum machine_match_rank
rank_of_names (const struct query *query, const struct machine_object *object)
{
  const char *const *others = aliases[object->type];
  enum machine_match_rank best = rank_of_name (query, object->label, object->logical);
  for (gsize i = 0; i < G_N_ELEMENTS (aliases[0]) && others[i] != NULL && best > MATCH_NAME; i++)
    best = MIN (best, rank_of_name (query, others[i], object->logical));
  return best;
}

static bool
is_whole (const struct query *query, const char *text)
{
  const char *rest = text != NULL ? after (text, query->text) : NULL;
  return rest != NULL && *rest == '\0';
}

static bool
match_attributes (const struct query *query, const struct machine_object *object, struct machine_match *match)
{
  bool found = false;
  for (char **pair = object->attributes; pair != NULL && *pair != NULL; pair += 2) {
    if (!contains_words (pair[1], query->words))
      continue;
    const char *rest = after (pair[1], query->text);
    enum machine_match_rank rank = rest == NULL ? MATCH_INSIDE : *rest == '\0' ? MATCH_VALUE : MATCH_VALUE_START;
    if (!found || rank < match->rank)
      *match = (struct machine_match){ object->index, rank, pair[0], pair[1] };
    found = true;
  }
  return found;
}

static bool
match_object (const struct query *query, const struct machine_object *object, struct machine_match *match)
{
  enum machine_match_rank rank = rank_of_names (query, object);
  *match = (struct machine_match){ .object = object->index, .rank = rank };
  if (is_whole (query, object->id))
    match->rank = MATCH_ID;
  if (match->rank <= MATCH_NAME)
    return true;
  if (query->os >= 0 && object->os == query->os) {
    match->rank = MATCH_OS;
    return true;
  }
  if (is_whole (query, object->subtype) || is_whole (query, object->type == MACHINE_NUMA ? tier_name (object->tier) : NULL)) {
    match->rank = MATCH_KIND;
    return true;
  }
  if (rank == MATCH_NAME_START || after (object->label, query->text) != NULL) {
    match->rank = MATCH_NAME_START;
    return true;
  }
  return match_attributes (query, object, match) || contains_words (object->label, query->words);
}

/* ---- all of them ---- */

static char **
words_of (const char *text)
{
  char **words = g_strsplit (text, " ", -1);
  for (char **word = words; *word != NULL; word++)
    if (strlen (*word) < WORD_LEAST) {
      g_strfreev (words);
      return g_strsplit (text, "\n", 1);
    }
  return words;
}

/* MATCHES stays sorted; a match goes behind its equals, so the machine's order is kept. */
static int
insert (struct machine_match *matches, int count, int most, const struct machine_match *match)
{
  int place = count;
  while (place > 0 && matches[place - 1].rank > match->rank)
    place--;
  if (place == most)
    return count;
  int kept = MIN (count, most - 1);
  memmove (matches + place + 1, matches + place, (size_t) (kept - place) * sizeof *matches);
  matches[place] = *match;
  return kept + 1;
}

int
machine_search (const struct machine *machine, const char *words, struct machine_match *matches, int most)
{
  g_autofree char *text = g_strstrip (g_ascii_strdown (words, -1));
  g_auto (GStrv) parts = words_of (text);
  struct query query = { text, parts, os_asked (text) };
  int count = 0;
  for (int i = 0; i < machine->count && *text != '\0' && most > 0; i++) {
    struct machine_match match;
    if (match_object (&query, &machine->objects[i], &match))
      count = insert (matches, count, most, &match);
  }
  return count;
}
