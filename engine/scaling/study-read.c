/* A study's file may be anything. */
#include "engine/scaling/study-file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/scaling/study-format.h"
#include "engine/trace/json-read.h"

#define FILE_MOST (16 << 20)
#define WORKERS_MOST 1000000
#define POINTS_MOST 1000
#define RUNS_MOST 1000
#define WORDS_MOST 400

static bool
no_study (GError **error, const char *name, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s cannot be opened as a scaling study: %s.", name, what);
  return false;
}

/* One line, of a length that a picture can hold. */
static char *
words (const char *text)
{
  g_autofree char *copy = g_utf8_substring (text ? text : "", 0, MIN (g_utf8_strlen (text ? text : "", -1), WORDS_MOST));

  for (char *at = copy; *at; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return g_steal_pointer (&copy);
}

static bool
is_figure (double figure)
{
  return isfinite (figure) && figure > 1e-12 && figure < 1e18;
}

static bool
read_run (JsonObject *object, struct scaling_point *point)
{
  double seconds = object ? json_read_double (object, "seconds", 0) : 0;
  const char *why = object ? json_read_string (object, "why") : NULL;
  g_autofree char *sentence = words (why);

  if (!object || (!why && !is_figure (seconds)))
    return false;
  scaling_point_add (point, why ? 0 : seconds, sentence);
  double waited = json_read_double (object, "waited_share", -1);
  point->run[point->runs - 1].waited = waited >= 0 && waited <= 1 ? waited : -1;
  return true;
}

static bool
read_point (JsonObject *object, struct study *study, enum scaling_kind kind)
{
  struct scaling_series *series = &study->series[kind];
  gint64 workers = object ? json_read_int (object, "workers", 0) : 0;
  double work = object ? json_read_double (object, "work", 0) : 0;
  JsonArray *runs = object ? json_read_array (object, "runs") : NULL;
  guint count = runs ? json_array_get_length (runs) : 0;
  gint64 least = series->points ? series->point[series->points - 1].workers + 1 : 1;

  if (workers < least || workers > WORKERS_MOST || !is_figure (work) || !runs || count > RUNS_MOST)
    return false;
  struct scaling_point *point = study_add_point (study, kind, (int) workers, json_read_int (object, "size", 0), work);
  for (guint i = 0; i < count; i++)
    if (!read_run (json_read_element (runs, i), point))
      return false;
  return true;
}

static bool
read_series (JsonObject *root, struct study *study, enum scaling_kind kind)
{
  JsonObject *object = json_read_object (root, scaling_name (kind));
  JsonArray *points = object ? json_read_array (object, "points") : NULL;
  guint count = points ? json_array_get_length (points) : 0;

  if (count > POINTS_MOST || (object && !points))
    return false;
  for (guint i = 0; i < count; i++)
    if (!read_point (json_read_element (points, i), study, kind))
      return false;
  return true;
}

static void
read_words (JsonObject *root, struct study *study)
{
  const struct { char **place; const char *name; } all[] = {
    { &study->workload, "workload" }, { &study->title, "title" }, { &study->model, "model" }, { &study->runtime, "runtime" },
    { &study->bind, "bind" }, { &study->sync, "sync" }, { &study->size, "size" }, { &study->host, "host" },
    { &study->machine, "machine" }, { &study->started, "started" },
    { &study->schedule, "schedule" },
  };
  JsonArray *settings = json_read_array (root, "settings");
  GPtrArray *list = g_ptr_array_new ();

  for (size_t i = 0; i < G_N_ELEMENTS (all); i++) {
    g_free (*all[i].place);
    *all[i].place = words (json_read_string (root, all[i].name));
  }
  for (guint i = 0; settings && i < MIN (json_array_get_length (settings), 64); i++)
    g_ptr_array_add (list, words (json_read_text (settings, i)));
  g_ptr_array_add (list, NULL);
  g_strfreev (study->settings);
  study->settings = (char **) g_ptr_array_free (list, FALSE);
}

static const char *
read_study (JsonObject *root, struct study *study)
{
  if (g_strcmp0 (json_read_string (root, "format"), STUDY_FORMAT) != 0)
    return "it does not say that it is one (strandscope scaling --json makes one)";
  if (json_read_int (root, "version", 0) != STUDY_VERSION)
    return "it is of a version that this program does not know";
  read_words (root, study);
  study->pus = (int) CLAMP (json_read_int (root, "pus", 0), 0, WORKERS_MOST);
  study->repeat = (int) CLAMP (json_read_int (root, "repeat", 0), 0, RUNS_MOST);
  study->cut_short = json_read_bool (root, "cut_short");
  for (int kind = 0; kind < SCALINGS; kind++)
    if (!read_series (root, study, kind))
      return "its points are not those of a study";
  if (!study->series[SCALING_STRONG].points && !study->series[SCALING_WEAK].points)
    return "there is no point in it";
  return study->pus > 0 ? NULL : "it does not say how many PUs the machine had";
}

struct study *
study_from_json (const char *text, gsize length, const char *name, GError **error)
{
  JsonObject *root = json_read_root (text, length);
  struct study *study = root ? study_new () : NULL;
  const char *trouble = root ? read_study (root, study) : "it is no JSON object";

  if (root)
    json_object_unref (root);
  if (!trouble)
    return study;
  study_free (study);
  no_study (error, name, trouble);
  return NULL;
}

/* A regular file only: a pipe in its place would block for ever. */
static bool
read_file (const char *path, GString *text, GError **error)
{
  struct stat facts;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const char *trouble = fd < 0 || fstat (fd, &facts) != 0  ? g_strerror (errno)
                        : !S_ISREG (facts.st_mode)         ? "it is no file"
                        : facts.st_size > FILE_MOST        ? "it is larger than any study"
                                                           : NULL;

  if (!trouble) {
    g_string_set_size (text, (gsize) facts.st_size);
    ssize_t got = read (fd, text->str, text->len);
    trouble = got < 0 ? g_strerror (errno) : NULL;
    g_string_truncate (text, got > 0 ? (gsize) got : 0);
  }
  if (fd >= 0)
    close (fd);
  return !trouble || no_study (error, path, trouble);
}

struct study *
study_load (const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  return read_file (path, text, error) ? study_from_json (text->str, text->len, path, error) : NULL;
}
