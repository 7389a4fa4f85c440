#include "engine/scaling/study-file.h"

#include <math.h>
#include <string.h>

#include "engine/scaling/study-format.h"
#include "engine/trace/json-write.h"
#include "engine/trace/output-file.h"

static double
known (double figure)
{
  return figure > 0 ? figure : NAN; /* null */
}

static void
put_runs (JsonBuilder *json, const struct scaling_point *point)
{
  json_builder_set_member_name (json, "runs");
  json_builder_begin_array (json);
  for (int i = 0; i < point->runs; i++) {
    json_builder_begin_object (json);
    json_put_double (json, "seconds", known (point->run[i].seconds));
    json_put_string (json, "why", point->run[i].why);
    json_put_double (json, "waited_share", point->run[i].waited >= 0 ? point->run[i].waited : NAN);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

static void
put_point (JsonBuilder *json, const struct scaling_series *series, const struct scaling_point *point)
{
  double median = scaling_median (point), speedup = scaling_speedup (series, point, median);

  json_builder_begin_object (json);
  json_put_int (json, "workers", point->workers);
  json_put_int (json, "size", point->value);
  json_put_double (json, "work", point->work);
  put_runs (json, point);
  json_put_double (json, "median_s", known (median));
  json_put_double (json, "speedup", known (speedup));
  json_put_double (json, "efficiency", known (speedup / point->workers));
  json_builder_end_object (json);
}

static void
put_fit (JsonBuilder *json, const struct study *study, enum scaling_kind kind)
{
  struct scaling_fit fit = scaling_fit (study, kind);

  json_builder_set_member_name (json, "fit");
  if (!fit.known) {
    json_builder_add_null_value (json);
    return;
  }
  json_builder_begin_object (json);
  json_put_string (json, "law", kind == SCALING_STRONG ? "Amdahl" : "Gustafson");
  json_put_double (json, "serial_fraction", fit.fraction);
  json_put_bool (json, "at_its_bound", fit.bounded);
  json_put_double (json, "residual", fit.residual);
  json_put_int (json, "points", fit.points);
  json_builder_end_object (json);
}

static void
put_series (JsonBuilder *json, const struct study *study, enum scaling_kind kind)
{
  const struct scaling_series *series = &study->series[kind];

  json_builder_set_member_name (json, scaling_name (kind));
  json_builder_begin_object (json);
  json_builder_set_member_name (json, "points");
  json_builder_begin_array (json);
  for (int i = 0; i < series->points; i++)
    put_point (json, series, &series->point[i]);
  json_builder_end_array (json);
  put_fit (json, study, kind);
  json_builder_end_object (json);
}

static void
put_asked (JsonBuilder *json, const struct study *study)
{
  json_put_string (json, "format", STUDY_FORMAT);
  json_put_int (json, "version", STUDY_VERSION);
  json_put_string (json, "workload", study->workload);
  json_put_string (json, "title", study->title);
  json_put_string (json, "model", study->model);
  json_put_string (json, "runtime", study->runtime);
  json_put_string (json, "bind", study->bind);
  json_put_string (json, "sync", study->sync);
  json_put_strings (json, "settings", study->settings);
  json_put_string (json, "size", study->size);
  json_put_string (json, "host", study->host);
  json_put_string (json, "machine", study->machine);
  json_put_string (json, "started", study->started);
  json_put_string (json, "schedule", study->schedule);
  json_put_int (json, "pus", study->pus);
  json_put_int (json, "repeat", study->repeat);
  json_put_bool (json, "cut_short", study->cut_short);
}

char *
study_to_json (const struct study *study)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  put_asked (json, study);
  json_put_string (json, "measured", "seconds from the first rank's begin of the workload to the last one's end; starting processes and "
                                     "MPI is not in it");
  for (int kind = 0; kind < SCALINGS; kind++)
    if (study->series[kind].points)
      put_series (json, study, kind);
  json_builder_end_object (json);
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  return json_to_string (root, TRUE);
}

static void
csv_number (GString *csv, double figure)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (isfinite (figure))
    g_string_append (csv, g_ascii_formatd (text, sizeof text, "%.9g", figure));
}

static void
csv_words (GString *csv, const char *words)
{
  g_auto (GStrv) parts = g_strsplit (words ? words : "", "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  g_string_append_printf (csv, ",\"%s\"", doubled);
}

static void
csv_point (GString *csv, const struct study *study, enum scaling_kind kind, const struct scaling_point *point)
{
  for (int i = 0; i < point->runs; i++) {
    const struct scaling_run *run = &point->run[i];
    double speedup = scaling_speedup (&study->series[kind], point, run->seconds);
    g_string_append_printf (csv, "%s,%d,%" G_GINT64_FORMAT, scaling_name (kind), point->workers, point->value);
    csv_number (csv, point->work);
    g_string_append_printf (csv, ",%d", i + 1);
    csv_number (csv, known (run->seconds));
    csv_number (csv, known (speedup));
    csv_number (csv, known (speedup / point->workers));
    csv_number (csv, run->waited >= 0 ? run->waited : NAN);
    csv_words (csv, run->why);
    g_string_append_c (csv, '\n');
  }
}

char *
study_to_csv (const struct study *study)
{
  GString *csv = g_string_new ("scaling,workers,size,work,run,seconds,speedup,efficiency,waited_share,why\n");

  for (int kind = 0; kind < SCALINGS; kind++)
    for (int i = 0; i < study->series[kind].points; i++)
      csv_point (csv, study, kind, &study->series[kind].point[i]);
  return g_string_free (csv, FALSE);
}

bool
study_write (const char *text, const char *path, GError **error)
{
  struct output_file file;

  if (!output_file_open (&file, path, error))
    return false;
  bool written = output_file_write (file.fd, text, strlen (text));
  if (!written)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "'%s' could not be written: %s.", path, g_strerror (errno));
  return output_file_close (&file, written, error);
}
