#include "app/scene-file-keys.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/overlay.h"

#define SOURCE (GROUP_SCENE | GROUP_COMPARE)
#define OF_SOURCE(field) offsetof (struct scene_source, field)
#define OF_FILE(field) offsetof (struct scene_file, field)
#define OF_NOTE(field) offsetof (struct scene_note, field)

static const struct scene_key keys[] = {
  { "recording", SOURCE, KIND_PATH, OF_SOURCE (recording), 0, 0 },
  { "machine", SOURCE, KIND_SOURCE, OF_SOURCE (machine), 0, 0 },
  { "workload", SOURCE, KIND_TEXT, OF_SOURCE (workload), 0, 0 },
  { "model", SOURCE, KIND_TEXT, OF_SOURCE (model), 0, 0 },
  { "ranks", SOURCE, KIND_COUNT, OF_SOURCE (ranks), 1, 4096 },
  { "threads", SOURCE, KIND_COUNT, OF_SOURCE (threads), 1, 4096 },
  { "runtime", SOURCE, KIND_TEXT, OF_SOURCE (runtime), 0, 0 },
  { "bind", SOURCE, KIND_TEXT, OF_SOURCE (bind), 0, 0 },
  { "sync", SOURCE, KIND_TEXT, OF_SOURCE (sync), 0, 0 },
  { "settings", SOURCE, KIND_LIST, OF_SOURCE (settings), 0, 0 },
  { "duration", SOURCE, KIND_NUMBER, OF_SOURCE (duration), 0.01, 3600 },
  { "at", SOURCE, KIND_TEXT, OF_SOURCE (at), 0, 0 },
  { "label", SOURCE, KIND_TEXT, OF_SOURCE (label), 0, 0 },
  { "study", GROUP_SCENE, KIND_PATH, OF_FILE (study), 0, 0 },
  { "view", GROUP_SCENE, KIND_TEXT, OF_FILE (view), 0, 0 },
  { "title", GROUP_SCENE, KIND_TEXT, OF_FILE (title), 0, 0 },
  { "caption", GROUP_SCENE, KIND_TEXT, OF_FILE (caption), 0, 0 },
  { "centre", GROUP_SCENE, KIND_TEXT, OF_FILE (centre), 0, 0 },
  { "select", GROUP_SCENE, KIND_TEXT, OF_FILE (select), 0, 0 },
  { "zoom", GROUP_SCENE, KIND_NUMBER, OF_FILE (zoom), 1, 10000 },
  { "stretch", GROUP_SCENE, KIND_LENGTH, OF_FILE (stretch), 1e-9, 1e6 },
  { "lanes", GROUP_SCENE, KIND_LANES, OF_FILE (by_pu), 0, 0 },
  { "size", GROUP_SCENE, KIND_SIZE, OF_FILE (width), 64, 32767 },
  { "scale", GROUP_SCENE, KIND_NUMBER, OF_FILE (scale), 0.1, 16 },
  { "theme", GROUP_SCENE, KIND_THEME, OF_FILE (theme), 0, 0 },
  { "svg-style", GROUP_SCENE, KIND_STYLE, OF_FILE (adapts), 0, 0 },
  { "indexes", GROUP_SCENE, KIND_INDEXES, OF_FILE (indexes), 0, 0 },
  { "overlays", GROUP_SCENE, KIND_OVERLAYS, OF_FILE (overlays), 0, 0 },
  { "legend", GROUP_SCENE, KIND_SIDE, OF_FILE (legend), 0, 0 },
  { "facts", GROUP_SCENE, KIND_SIDE, OF_FILE (facts), 0, 0 },
  { "measure", GROUP_SCENE, KIND_TEXT, OF_FILE (measure), 0, 0 },
  { "traffic", GROUP_SCENE, KIND_TEXT, OF_FILE (traffic), 0, 0 },
  { "communicator", GROUP_SCENE, KIND_TEXT, OF_FILE (comm), 0, 0 },
  { "from", GROUP_SCENE, KIND_TEXT, OF_FILE (from), 0, 0 },
  { "to", GROUP_SCENE, KIND_TEXT, OF_FILE (to), 0, 0 },
  { "speed", GROUP_SCENE, KIND_TEXT, OF_FILE (speed), 0, 0 },
  { "fps", GROUP_SCENE, KIND_COUNT, OF_FILE (rate), 1, 60 },
  { "object", GROUP_CALLOUT, KIND_TEXT, OF_NOTE (object), 0, 0 },
  { "text", GROUP_CALLOUT, KIND_TEXT, OF_NOTE (text), 0, 0 },
  { "side", GROUP_CALLOUT, KIND_CALLOUT_SIDE, OF_NOTE (side), 0, 0 },
};

static const char *const index_names[] = { [MACHINE_LOGICAL] = "logical", [MACHINE_PHYSICAL] = "physical", [MACHINE_BOTH] = "both" };
static const char *const side_names[SIDES] = { "none", "left", "right" };

const struct scene_key *
scene_key_at (enum scene_group group, size_t *at)
{
  for (; *at < G_N_ELEMENTS (keys); ++*at)
    if (keys[*at].groups & group)
      return &keys[(*at)++];
  return NULL;
}

const struct scene_key *
scene_key_find (enum scene_group group, const char *name)
{
  const struct scene_key *key;
  for (size_t at = 0; (key = scene_key_at (group, &at));)
    if (g_str_equal (key->name, name))
      return key;
  return NULL;
}

char *
scene_key_names (enum scene_group group)
{
  const struct scene_key *key;
  GString *names = g_string_new (NULL);
  for (size_t at = 0; (key = scene_key_at (group, &at));)
    g_string_append_printf (names, "%s%s", names->len ? ", " : "", key->name);
  return g_string_free (names, FALSE);
}

/* ---- reading ---- */

static bool
number_in (const struct scene_key *key, const char *value, double *number)
{
  char *rest;
  *number = g_ascii_strtod (value, &rest);
  return rest != value && *rest == '\0' && *number >= key->least && *number <= key->most; /* no number is outside too */
}

static bool
name_in (const char *const *names, int count, const char *value, int *which)
{
  for (int i = 0; i < count; i++)
    if (g_str_equal (names[i], value)) {
      *which = i;
      return true;
    }
  return false;
}

static void
take_text (void *field, char *text)
{
  g_free (*(char **) field);
  *(char **) field = text;
}

static const char *
take_size (const struct scene_key *key, int *field, const char *value)
{
  int width, height;
  char rest;
  if (sscanf (value, "%dx%d%c", &width, &height, &rest) != 2 || MIN (width, height) < key->least || MAX (width, height) > key->most)
    return "a size is WIDTHxHEIGHT in px, at least 64x64 and at most 32767 a side";
  field[0] = width;
  field[1] = height;
  return NULL;
}

static const char *
take_number (const struct scene_key *key, void *field, const char *value)
{
  static char wanted[96];
  char least[32], most[32];
  double number;
  if (!number_in (key, value, &number) || (key->kind == KIND_COUNT && number != floor (number))) {
    g_ascii_formatd (least, sizeof least, "%.9g", key->least);
    g_ascii_formatd (most, sizeof most, "%.9g", key->most);
    g_snprintf (wanted, sizeof wanted, "a %snumber from %s to %s is wanted", key->kind == KIND_COUNT ? "whole " : "", least, most);
    return wanted;
  }
  if (key->kind == KIND_COUNT)
    *(int *) field = (int) number;
  else
    *(double *) field = number;
  return NULL;
}

/* "all", or seconds, or a number and its unit: "2ms". */
static const char *
take_length (const struct scene_key *key, double *field, const char *value)
{
  static const struct { const char *name; double s; } units[] = { { "", 1 }, { "s", 1 }, { "ms", 1e-3 }, { "us", 1e-6 }, { "µs", 1e-6 }, { "ns", 1e-9 } };
  char *rest;
  double number = g_ascii_strtod (value, &rest);
  if (g_str_equal (value, "all")) {
    *field = INFINITY;
    return NULL;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (rest != value && g_str_equal (rest, units[i].name) && number * units[i].s >= key->least && number * units[i].s <= key->most) {
      *field = number * units[i].s;
      return NULL;
    }
  return "a stretch is all, or a length with its unit, as 2ms, 500us or 100ns";
}

/* A file that is there; a machine may be a description instead. */
static const char *
take_path (const struct scene_key *key, void *field, const char *value, const char *folder)
{
  g_autofree char *from = g_canonicalize_filename (folder, NULL), *path = g_canonicalize_filename (value, from);
  bool there = g_file_test (path, G_FILE_TEST_EXISTS);
  if (!there && (key->kind == KIND_PATH || g_str_has_suffix (value, ".xml")))
    return "there is no such file or folder (names are taken from the scene's own folder)";
  take_text (field, there ? g_steal_pointer (&path) : g_strdup (value));
  return NULL;
}

static const char *
take_word (const struct scene_key *key, void *field, const char *value)
{
  int which = 0;
  switch (key->kind) {
  case KIND_THEME:
    return theme_parse (value, field) ? NULL : "a theme is light, dark, contrast or print";
  case KIND_STYLE:
    *(bool *) field = g_str_equal (value, "auto");
    return *(bool *) field || g_str_equal (value, "fixed") ? NULL : "svg-style is fixed, or auto: dark where the reader's page is";
  case KIND_LANES:
    *(bool *) field = g_str_equal (value, "pu");
    return *(bool *) field || g_str_equal (value, "thread") ? NULL : "lanes are by thread or by pu";
  case KIND_INDEXES:
    if (!name_in (index_names, G_N_ELEMENTS (index_names), value, &which))
      return "indexes are logical, physical or both";
    *(enum machine_indexes *) field = (enum machine_indexes) which;
    return NULL;
  case KIND_OVERLAYS:
    return overlay_parse (value, field) ? NULL : "overlays are distances, bandwidth, latency and links, joined by commas, or all";
  case KIND_SIDE:
    if (!name_in (side_names, SIDES, value, &which))
      return "it stands at the left, the right, or not at all: left, right, none";
    *(enum scene_side *) field = (enum scene_side) which;
    return NULL;
  default:
    return callout_side_parse (value, field) ? NULL : "a side is auto, left, right, above or below";
  }
}

const char *
scene_key_take (const struct scene_key *key, void *base, const char *value, const char *folder)
{
  void *field = (char *) base + key->offset;
  if (*value == '\0')
    return "a value is wanted; leave the line out for the default";
  switch (key->kind) {
  case KIND_TEXT:
    take_text (field, g_strdup (value));
    return NULL;
  case KIND_LIST:
    g_strfreev (*(char ***) field);
    *(char ***) field = g_strsplit (value, ";", -1);
    return NULL;
  case KIND_PATH:
  case KIND_SOURCE:
    return take_path (key, field, value, folder);
  case KIND_COUNT:
  case KIND_NUMBER:
    return take_number (key, field, value);
  case KIND_LENGTH:
    return take_length (key, field, value);
  case KIND_SIZE:
    return take_size (key, field, value);
  default:
    return take_word (key, field, value);
  }
}

/* ---- writing ---- */

static char *
short_path (const char *path, const char *folder)
{
  g_autofree char *within = g_str_has_suffix (folder, "/") ? g_strdup (folder) : g_strconcat (folder, "/", NULL);
  return g_strdup (g_str_has_prefix (path, within) ? path + strlen (within) : path);
}

static char *
overlay_words (unsigned mask)
{
  static const char *const names[] = { "distances", "bandwidth", "latency", "links" };
  GString *words = g_string_new (NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (mask >> i & 1)
      g_string_append_printf (words, "%s%s", words->len ? "," : "", names[i]);
  return g_string_free (words, FALSE);
}

static char *
number_words (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  return g_strdup (isinf (number) ? "all" : g_ascii_formatd (text, sizeof text, "%.12g", number));
}

static char *
give_pointer (const struct scene_key *key, const void *field, const char *folder)
{
  if (!*(void *const *) field)
    return NULL;
  if (key->kind == KIND_LIST)
    return g_strjoinv (";", *(char **const *) field);
  const char *text = *(char *const *) field;
  return key->kind == KIND_TEXT ? g_strdup (text) : short_path (text, folder);
}

char *
scene_key_give (const struct scene_key *key, const void *base, const void *defaults, const char *folder)
{
  const void *field = (const char *) base + key->offset, *usual = (const char *) defaults + key->offset;
  switch (key->kind) {
  case KIND_TEXT:
  case KIND_LIST:
  case KIND_PATH:
  case KIND_SOURCE:
    return give_pointer (key, field, folder);
  case KIND_NUMBER:
  case KIND_LENGTH:
    return *(const double *) field == *(const double *) usual ? NULL : number_words (*(const double *) field);
  case KIND_SIZE:
    return *(const int *) field ? g_strdup_printf ("%dx%d", ((const int *) field)[0], ((const int *) field)[1]) : NULL;
  case KIND_STYLE:
    return *(const bool *) field ? g_strdup ("auto") : NULL;
  case KIND_LANES:
    return *(const bool *) field ? g_strdup ("pu") : NULL;
  default: /* whole numbers and enums of an int's size */
    break;
  }
  int value = *(const int *) field;
  if (value == *(const int *) usual)
    return NULL;
  return key->kind == KIND_COUNT      ? g_strdup_printf ("%d", value)
         : key->kind == KIND_THEME    ? g_strdup (theme_name ((enum theme) value))
         : key->kind == KIND_INDEXES  ? g_strdup (index_names[value])
         : key->kind == KIND_OVERLAYS ? overlay_words ((unsigned) value)
         : key->kind == KIND_SIDE     ? g_strdup (side_names[value])
                                      : g_strdup (callout_side_name ((enum callout_side) value));
}

void
scene_key_clear (const struct scene_key *key, void *base)
{
  void *field = (char *) base + key->offset;
  if (key->kind == KIND_TEXT || key->kind == KIND_PATH || key->kind == KIND_SOURCE)
    g_clear_pointer ((char **) field, g_free);
  else if (key->kind == KIND_LIST)
    g_clear_pointer ((char ***) field, g_strfreev);
}
