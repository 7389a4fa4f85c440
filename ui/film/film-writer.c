#include "ui/film/film-private.h"

#include <errno.h>
#include <string.h>

#include "engine/trace/output-file.h"

#define SLOTS 4 /* the frame that is shown, the next one, and two for who draws */

struct slot { uint32_t *pixels; unsigned int frames; /* 0 = no more come */ };

struct film_writer {
  struct output_file file;
  struct film_sink sink;
  const struct film_kind *kind;
  struct film_shape shape;
  void *film;
  struct slot slot[SLOTS], end;
  GAsyncQueue *empty, *drawn;  /* struct slot */
  GThread *thread;
  int failed;                  /* atomic */
  /* the thread's own */
  struct slot *shown, *next;   /* NULL = none yet */
  struct film_area area;       /* where they differ */
  uint64_t begin;              /* of next */
};

static const struct film_kind *const kinds[FILM_FORMATS] = { [FILM_APNG] = &film_apng, [FILM_GIF] = &film_gif, [FILM_WEBP] = &film_webp };

int
film_fastest (enum film_format format)
{
  return kinds[format]->fastest;
}

const char *
film_ending (enum film_format format)
{
  return kinds[format]->ending;
}

const char *
film_format_name (enum film_format format)
{
  return kinds[format]->title;
}

static bool
format_from (const char *name, enum film_format *format)
{
  for (int i = 0; i < FILM_FORMATS; i++)
    if (g_ascii_strcasecmp (name, kinds[i]->name) == 0 || g_ascii_strcasecmp (name, kinds[i]->ending + 1) == 0) {
      *format = i;
      return true;
    }
  return false;
}

bool
film_format_choose (const char *path, const char *name, enum film_format *format, GError **error)
{
  const char *dot = strrchr (path, '.');
  if (name ? format_from (name, format) : dot && !strchr (dot, '/') && format_from (dot + 1, format))
    return true;
  if (name)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "The film format '%s' is not known: use apng, gif or webp.", name);
  else
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "The ending of '%s' does not say a film's format: use .png (APNG), .gif or .webp.", path);
  return false;
}

bool
film_colors_choose (enum film_format format, const char *name, enum film_colors_choice *colors, GError **error)
{
  static const char *const names[FILM_COLORS_CHOICES] = { [FILM_FEW_COLORS] = "256", [FILM_ALL_COLORS] = "all" };
  int only = format == FILM_GIF ? FILM_FEW_COLORS : FILM_ALL_COLORS;
  *colors = format == FILM_APNG ? FILM_FEW_COLORS : only;
  if (!name)
    return true;
  for (int i = 0; i < FILM_COLORS_CHOICES; i++)
    if (g_str_equal (name, names[i]) && (format == FILM_APNG || i == only)) {
      *colors = i;
      return true;
    }
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, format == FILM_APNG ? "The colours of a film can't be '%s': say 256 or all." : "The colours of a film can't be '%s': %s can only have %s.",
               name, kinds[format]->title, names[only]);
  return false;
}

bool
film_put (struct film_sink *sink, const void *bytes, size_t count)
{
  if (sink->error == 0 && !output_file_write (sink->fd, bytes, count))
    sink->error = errno != 0 ? errno : EIO;
  return sink->error == 0;
}

/* ---- the thread ---- */

static void
give_back (struct film_writer *writer, struct slot *slot)
{
  if (slot)
    g_async_queue_push (writer->empty, slot);
}

static void
fail (struct film_writer *writer)
{
  g_atomic_int_set (&writer->failed, 1);
}

static void
write_next (struct film_writer *writer)
{
  struct slot *slot = writer->next;
  struct film_frame frame = { slot->pixels, writer->shown ? writer->shown->pixels : NULL, writer->area, writer->begin, writer->begin + slot->frames };
  if (!g_atomic_int_get (&writer->failed) && !writer->kind->frame (writer->film, &frame))
    fail (writer);
  writer->begin = frame.end;
  give_back (writer, writer->shown);
  writer->shown = slot;
  writer->next = NULL;
}

static void
take (struct film_writer *writer, struct slot *slot)
{
  struct film_shape shape = writer->shape;
  struct film_area area = { 0, 0, shape.width, shape.height };
  if (writer->next)
    area = film_change (writer->next->pixels, slot->pixels, shape.width, shape.height);
  if (area.width == 0 && writer->next->frames <= UINT_MAX - slot->frames) {
    writer->next->frames += slot->frames;
    give_back (writer, slot);
    return;
  }
  if (writer->next)
    write_next (writer);
  writer->area = area;
  writer->next = slot;
}

static gpointer
work (gpointer data)
{
  struct film_writer *writer = data;
  for (struct slot *slot; (slot = g_async_queue_pop (writer->drawn))->frames > 0;)
    take (writer, slot);
  if (writer->next)
    write_next (writer);
  else
    fail (writer);
  return NULL;
}

/* ---- frames in ---- */

static void
free_writer (struct film_writer *writer)
{
  if (writer->film)
    writer->kind->free (writer->film);
  for (int i = 0; i < SLOTS; i++)
    g_free (writer->slot[i].pixels);
  g_clear_pointer (&writer->empty, g_async_queue_unref);
  g_clear_pointer (&writer->drawn, g_async_queue_unref);
  g_free (writer);
}

static bool
check_shape (struct film_shape shape, const struct film_kind *kind, GError **error)
{
  if (shape.width < 1 || shape.height < 1 || shape.width > FILM_LARGEST || shape.height > FILM_LARGEST) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "A film of %d x %d pixels can't be made: choose a size up to %d a side.", shape.width, shape.height,
                 FILM_LARGEST);
    return false;
  }
  if (shape.rate < 1 || shape.rate > kind->fastest) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s shows 1 to %d frames a second, not %d: choose one of them.", kind->title, kind->fastest, shape.rate);
    return false;
  }
  return true;
}

static bool
no_memory (struct film_shape shape, GError **error)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOMEM, "There is not enough memory for a film of %d x %d pixels: choose a smaller size.", shape.width, shape.height);
  return false;
}

static bool
prepare (struct film_writer *writer, GError **error)
{
  writer->empty = g_async_queue_new ();
  writer->drawn = g_async_queue_new ();
  for (int i = 0; i < SLOTS; i++) {
    writer->slot[i].pixels = g_try_malloc_n ((gsize) writer->shape.width * (gsize) writer->shape.height, sizeof (uint32_t));
    if (!writer->slot[i].pixels)
      return no_memory (writer->shape, error);
    give_back (writer, &writer->slot[i]);
  }
  writer->film = writer->kind->begin (&writer->sink, writer->shape);
  return writer->film || no_memory (writer->shape, error);
}

struct film_writer *
film_writer_open (const char *path, enum film_format format, enum film_colors_choice colors, int width, int height, int rate, GError **error)
{
  struct film_shape shape = { width, height, rate, colors == FILM_ALL_COLORS };
  if (g_str_equal (path, "-")) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "A film can't go to standard output, as its begin is written last: name a file.");
    return NULL;
  }
  if (!check_shape (shape, kinds[format], error))
    return NULL;
  struct film_writer *writer = g_new0 (struct film_writer, 1);
  writer->kind = kinds[format];
  writer->shape = shape;
  if (!output_file_open (&writer->file, path, error)) {
    g_free (writer);
    return NULL;
  }
  writer->sink.fd = writer->file.fd;
  if (prepare (writer, error)) {
    writer->thread = g_thread_new ("film", work, writer);
    return writer;
  }
  output_file_close (&writer->file, false, NULL);
  free_writer (writer);
  return NULL;
}

void
film_writer_sample (struct film_writer *writer, const void *pixels, size_t stride)
{
  for (int y = 0; writer->kind->sample && y < writer->shape.height; y++)
    writer->kind->sample (writer->film, (const void *) ((const char *) pixels + (size_t) y * stride));
}

bool
film_writer_add (struct film_writer *writer, const void *pixels, size_t stride, unsigned int frames)
{
  if (g_atomic_int_get (&writer->failed))
    return false;
  if (frames == 0)
    return true;
  struct slot *slot = g_async_queue_pop (writer->empty);
  uint32_t *to = slot->pixels;
  for (int y = 0; y < writer->shape.height; y++) {
    const uint32_t *from = (const void *) ((const char *) pixels + (size_t) y * stride);
    for (int x = 0; x < writer->shape.width; x++)
      *to++ = from[x] | 0xff000000;
  }
  slot->frames = frames;
  g_async_queue_push (writer->drawn, slot);
  return true;
}

static void
end_thread (struct film_writer *writer)
{
  g_async_queue_push (writer->drawn, &writer->end);
  g_thread_join (writer->thread);
}

static bool
say_why (const struct film_writer *writer, GError **error)
{
  const char *path = writer->file.path ? writer->file.path : "The film";
  if (writer->sink.error != 0)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (writer->sink.error), "'%s' could not be written: %s.", path, g_strerror (writer->sink.error));
  else if (!writer->next && !writer->shown)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "A film without a frame can't be written: choose a longer stretch of time.");
  else
    no_memory (writer->shape, error);
  return false;
}

bool
film_writer_finish (struct film_writer *writer, GError **error)
{
  end_thread (writer);
  bool whole = !g_atomic_int_get (&writer->failed) && writer->kind->end (writer->film);
  if (!whole)
    say_why (writer, error);
  whole = output_file_close (&writer->file, whole, error);
  free_writer (writer);
  return whole;
}

void
film_writer_abandon (struct film_writer *writer)
{
  if (!writer)
    return;
  fail (writer);
  end_thread (writer);
  output_file_close (&writer->file, false, NULL);
  free_writer (writer);
}
