/* An OTF2 archive, written a thread after the other, by a child. */
#include "engine/trace/otf2-write.h"
#include "engine/trace/recording-private.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER 32768 /* words that are told at once */
#define LOOK_MS 100  /* for whoever cancels */
#define CHILD_MEMORY (UINT64_C (2) << 30)

/* ---- what the child is told ---- */

static bool
is_cancelled (const struct otf2_write *write)
{
  return write->progress && g_cancellable_is_cancelled (write->progress->cancellable);
}

static void
send_all (struct otf2_write *write)
{
  const char *at = (const char *) write->word;
  size_t left = write->words * sizeof (uint64_t);

  write->words = 0;
  while (left > 0 && !write->failed) {
    struct pollfd fd = { write->fd, POLLOUT, 0 };
    if (poll (&fd, 1, LOOK_MS) <= 0) {
      write->failed = is_cancelled (write);
      continue;
    }
    ssize_t sent = send (write->fd, at, left, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      at += sent;
      left -= (size_t) sent;
    } else if (errno != EAGAIN && errno != EINTR) {
      write->failed = true; /* it is gone */
    }
  }
}

static uint64_t *
begin (struct otf2_write *write, enum stream_kind kind, size_t count)
{
  struct stream_head head = { kind, (uint32_t) count };

  if (write->words + count + 1 > BUFFER)
    send_all (write);
  memcpy (&write->word[write->words], &head, sizeof head);
  write->words += count + 1;
  return &write->word[write->words - count];
}

void
otf2_put (struct otf2_write *write, enum stream_kind kind, const uint64_t *words, size_t count)
{
  uint64_t *at = begin (write, kind, count);

  if (count > 0)
    memcpy (at, words, count * sizeof *words);
}

void
otf2_put_text (struct otf2_write *write, enum stream_kind kind, const uint64_t *ref, const char *text)
{
  size_t bytes = strnlen (text, STREAM_TEXT), words = bytes / 8 + 1, first = ref ? 2 : 1;
  uint64_t *at = begin (write, kind, first + words);

  if (ref)
    at[0] = *ref;
  at[first - 1] = bytes;
  at[first + words - 1] = 0; /* it ends with a 0 */
  memcpy (&at[first], text, bytes);
}

/* The first is MPI_COMM_WORLD. */
uint32_t
otf2_comm (struct otf2_write *write, uint16_t number)
{
  if (!write->comm->len && number != 0)
    otf2_comm (write, 0);
  if (write->comm_ref[number] == 0) {
    g_array_append_val (write->comm, number);
    write->comm_ref[number] = write->comm->len;
  }
  return write->comm_ref[number] - 1;
}

static void
describe (struct otf2_write *write)
{
  const struct trace_description *asked = &write->trace->description;
  const struct { const char *name, *value; } properties[] = {
    { "MODEL", asked->model },  { "WORKLOAD", asked->workload }, { "RUNTIME", asked->runtime },
    { "BINDING", asked->bind }, { "COMMAND", asked->command },   { "STARTED", asked->started },
  };

  otf2_put_text (write, STREAM_CREATOR, NULL, "Strandscope");
  if (asked->host)
    otf2_put_text (write, STREAM_MACHINE_NAME, NULL, asked->host);
  for (size_t i = 0; i < G_N_ELEMENTS (properties); i++) {
    if (!properties[i].value || !*properties[i].value)
      continue;
    g_autofree char *text = g_strdup_printf ("STRANDSCOPE::%s=%s", properties[i].name, properties[i].value);
    otf2_put_text (write, STREAM_PROPERTY, NULL, text);
  }
}

/* ---- the trace ---- */

static bool
on_tick (void *data, size_t items)
{
  struct otf2_write *write = data;

  write->done += items;
  return recording_tell (write->progress, (double) write->done / (double) MAX (write->all, write->done + 1));
}

static void
look_over (struct otf2_write *write)
{
  struct trace *trace = write->trace;

  write->events = g_new0 (uint64_t, trace->lanes);
  write->has = g_new0 (bool, trace->lanes);
  g_mutex_lock (&trace->mutex);
  for (int i = 0; i < trace->lanes; i++) {
    const struct lane *lane = &trace->lane[i];
    write->has[i] = lane->thread == 0 || lane->begin || lane->schedule.count || lane->schedule_open.kind;
    write->all += lane->events + lane->schedule.count;
  }
  g_mutex_unlock (&trace->mutex);
}

static void
write_archive (struct otf2_write *write)
{
  struct lane_receives *receives = lane_receives_new (write->trace);
  bool on = recording_tell (write->progress, 0);

  describe (write);
  for (int i = 0; i < write->trace->lanes && on && !write->failed; i++)
    if (write->has[i])
      on = otf2_write_lane (write, i, receives, on_tick, write);
  lane_receives_free (receives);
  if (!on)
    write->failed = true;
  if (!write->failed)
    otf2_write_definitions (write);
  otf2_put (write, STREAM_DONE, NULL, 0);
  send_all (write);
}

/* It closes its end when it has read back what it wrote. */
static void
wait_for_child (struct otf2_write *write)
{
  struct pollfd fd = { write->fd, POLLIN, 0 };
  char nothing[64];

  while (!write->failed) {
    if (poll (&fd, 1, LOOK_MS) > 0 && read (write->fd, nothing, sizeof nothing) <= 0)
      return;
    write->failed = is_cancelled (write);
  }
}

bool
otf2_save (struct trace *trace, const struct machine *machine, const char *folder, const struct recording_progress *progress, GError **error)
{
  struct otf2_write write = { .trace = trace, .machine = machine, .progress = progress, .first = UINT64_MAX };
  pid_t pid = otf2_child_start (otf2_child_write, folder, 0, true, 0, CHILD_MEMORY, &write.fd);

  if (pid < 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The recording could not be written: no process can be started for it (%s).", g_strerror (errno));
    return false;
  }
  write.word = g_new (uint64_t, BUFFER);
  write.region = g_ptr_array_new_with_free_func ((GDestroyNotify) otf2_region_free);
  write.region_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  write.comm = g_array_new (FALSE, FALSE, sizeof (uint16_t));
  write.comm_ref = g_new0 (uint32_t, UINT16_MAX + 1);
  look_over (&write);
  write_archive (&write);
  wait_for_child (&write);
  close (write.fd);
  bool cancelled = is_cancelled (&write), done = otf2_child_end (pid, !write.failed) && !write.failed;
  if (cancelled && !done)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Saving was cancelled.");
  else if (!done)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The recording could not be written (%s): the OTF2 library gave up, most likely because the disk "
                 "is full; make room or choose another folder.", folder);
  g_ptr_array_unref (write.region);
  g_hash_table_unref (write.region_by_name);
  g_array_unref (write.comm);
  g_free (write.comm_ref);
  g_free (write.events);
  g_free (write.has);
  g_free (write.word);
  return done;
}
