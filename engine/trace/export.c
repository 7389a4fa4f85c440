#include "engine/trace/export-private.h"
#include "engine/trace/output-file.h"

#include <errno.h>
#include <string.h>

#define CALLS_A_TURN 1024 /* the mutex is held for so many */
#define BUFFER (256 << 10)

static const struct export_kind *const kinds[EXPORT_FORMATS] = {
  [EXPORT_PERFETTO] = &export_perfetto, [EXPORT_PAJE] = &export_paje, [EXPORT_CSV] = &export_csv,
};

const char *
export_ending (enum export_format format)
{
  return kinds[format]->ending;
}

bool
export_parse (const char *name, enum export_format *format)
{
  for (int i = 0; i < EXPORT_FORMATS; i++)
    if (g_str_equal (name, kinds[i]->name)) {
      *format = i;
      return true;
    }
  return false;
}

void
export_put_time (struct export_out *out, uint64_t t, int digits)
{
  uint64_t since = t > out->trace->begin ? t - out->trace->begin : 0, unit = digits == 3 ? 1000 : 1000000000;

  g_string_append_printf (out->text, "%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, since / unit, digits, since % unit);
}

struct task {
  struct export_out out;
  const struct export_kind *kind;
  int fd;
  const char *path;
  export_progress progress;
  void *data;
  GCancellable *cancellable;
};

static bool
flush (struct task *task, size_t when_more_than, GError **error)
{
  GString *text = task->out.text;

  if (text->len <= when_more_than)
    return true;
  if (!output_file_write (task->fd, text->str, text->len)) {
    int code = errno;
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "'%s' could not be written: %s.", task->path, g_strerror (code));
    return false;
  }
  g_string_truncate (text, 0);
  return true;
}

static bool
goes_on (struct task *task, double share, GError **error)
{
  if (task->progress)
    task->progress (share, task->data);
  return !g_cancellable_set_error_if_cancelled (task->cancellable, error);
}

static bool
write_walk (struct task *task, uint64_t from, uint64_t to, GError **error)
{
  struct export_out *out = &task->out;
  bool more = true, well = true;
  double share = 0;

  g_mutex_lock (&out->trace->mutex);
  out->walk = walk_create (out->trace, from, to, task->kind->calls, out);
  task->kind->begin (out);
  g_mutex_unlock (&out->trace->mutex);
  while (more && (well = goes_on (task, share, error) && flush (task, BUFFER, error))) {
    g_mutex_lock (&out->trace->mutex);
    more = walk_some (out->walk, CALLS_A_TURN);
    share = walk_share (out->walk);
    g_mutex_unlock (&out->trace->mutex);
  }
  if (well && task->kind->end)
    task->kind->end (out);
  walk_destroy (out->walk);
  return well;
}

static bool
write_all (struct task *task, uint64_t from, uint64_t to, GError **error)
{
  if (task->kind->calls) {
    if (!write_walk (task, from, to, error))
      return false;
  } else {
    if (!goes_on (task, 0, error))
      return false;
    task->kind->begin (&task->out);
  }
  return flush (task, 0, error) && goes_on (task, 1, error);
}

bool
export_trace (struct trace *trace, enum export_format format, uint64_t from, uint64_t to, const char *path,
              export_progress progress, void *data, GCancellable *cancellable, GError **error)
{
  struct output_file file;

  if (!output_file_open (&file, path, error))
    return false;
  struct task task = {
    .out = { trace, NULL, to, g_string_sized_new (BUFFER + (64 << 10)), g_string_new (NULL),
             g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) },
    .kind = kinds[format], .fd = file.fd, .path = g_str_equal (path, "-") ? "standard output" : path,
    .progress = progress, .data = data, .cancellable = cancellable,
  };
  bool whole = write_all (&task, from, to, error);
  g_string_free (task.out.text, TRUE);
  g_string_free (task.out.word, TRUE);
  g_hash_table_unref (task.out.known);
  return output_file_close (&file, whole, error);
}
