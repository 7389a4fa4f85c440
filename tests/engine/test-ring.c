/* The ring and the segment around it, between two processes. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/record/recorder.h"

#define EVENTS 400000u
#define LOOKS 1000 /* that must have found something: then the writer is told to stop by segment->signal */

static char *
new_path (void)
{
  static int number;

  return g_strdup_printf ("/dev/shm/strandscope-test-%d-%d", getpid (), number++);
}

static void
test_sizes (void)
{
  g_assert_cmpuint (sizeof (struct event), ==, 32);
  g_assert_cmpuint (sizeof (struct thread_slot) % 64, ==, 0);
  g_assert_cmpuint (G_STRUCT_OFFSET (struct thread_slot, tail) / 64, !=, G_STRUCT_OFFSET (struct thread_slot, head) / 64);
  g_assert_cmpuint (G_STRUCT_OFFSET (struct thread_slot, now_serial) / 64, !=, G_STRUCT_OFFSET (struct thread_slot, tail) / 64);
}

static void
test_layout (void)
{
  g_autofree char *path = new_path ();
  struct segment *segment = segment_create (path, 2, 5, 3);
  struct event *last = segment_ring (segment, 2) + SEGMENT_RING_EVENTS;
  struct stat stat;

  g_assert_nonnull (segment);
  g_assert_cmpuint ((uintptr_t) segment_slot (segment, 0) % 64, ==, 0);
  g_assert_cmpuint ((char *) last - (char *) segment, <=, segment_bytes (3));
  g_assert_cmpint (g_lstat (path, &stat), ==, 0);
  g_assert_cmpuint (stat.st_mode & 0777, ==, 0600);
  g_assert_cmpint (segment->rank, ==, 2);
  g_assert_cmpint (segment->ranks, ==, 5);
  g_assert_cmpint (segment->pid, ==, getpid ());
  g_assert_null (segment_create (path, 0, 1, 1));
  g_assert_cmpint (errno, ==, EEXIST);
  segment_unmap (segment);
  g_unlink (path);
}

static void
assert_not_opened (const char *path, int error)
{
  g_assert_null (segment_open (path));
  g_assert_cmpint (errno, ==, error);
}

static void
test_open (void)
{
  g_autofree char *path = new_path ();
  struct segment *segment, *seen;

  assert_not_opened (path, ENOENT);
  segment = segment_create (path, 0, 1, 2);
  assert_not_opened (path, EAGAIN);
  segment_publish (segment);
  seen = segment_open (path);
  g_assert_nonnull (seen);
  g_assert_cmpint (seen->threads, ==, 2);
  segment_unmap (seen);

  segment->threads = 3; /* more than the file has room for */
  assert_not_opened (path, EPROTO);
  segment->threads = -1;
  assert_not_opened (path, EPROTO);
  segment->threads = 2;
  segment->bytes_of_header++;
  assert_not_opened (path, EPROTO);
  segment->bytes_of_header--;
  g_assert_cmpint (truncate (path, (off_t) segment_bytes (2) - 1), ==, 0);
  assert_not_opened (path, EPROTO);
  g_assert_cmpint (truncate (path, 100), ==, 0);
  assert_not_opened (path, EPROTO);
  segment_unmap (segment);
  g_unlink (path);
}

/* Every field follows from the number: a torn event would not fit itself. */
static struct event
numbered (uint32_t i)
{
  return (struct event){ .kind = EVENT_STEP, .flags = (uint8_t) i, .peer = (uint16_t) (i * 3), .comm = (uint16_t) (i * 5),
                         .sequence = (uint16_t) (i * 7), .object = (int32_t) (i * 11), .value = i };
}

static void
produce (struct segment *segment, _Atomic uint32_t *go)
{
  recorder_attach (segment, 0);
  for (uint32_t i = 0; i < EVENTS; i++) {
    struct event event = numbered (i);

    event.begin = (uint64_t) i * 13;
    event.span = event_span (i, (uint16_t) i);
    /* The first half runs over on purpose; the second waits for room and so must lose nothing. */
    while (i >= EVENTS / 2 && atomic_load (&segment_slot (segment, 0)->head) - atomic_load (&segment_slot (segment, 0)->tail) >= SEGMENT_RING_EVENTS)
      sched_yield ();
    recorder_put (event);
    if (i == EVENTS / 4)
      atomic_store (go, 1);
  }
  _exit (0);
}

static void
check_numbered (const struct event *event, int64_t *last)
{
  struct event expected = numbered (event->value);

  expected.begin = (uint64_t) event->value * 13;
  expected.span = event_span (event->value, (uint16_t) event->value);
  g_assert_cmpmem (event, sizeof *event, &expected, sizeof expected);
  g_assert_cmpint (event->value, >, *last);
  *last = event->value;
}

static void
test_two_processes (void)
{
  g_autofree char *path = new_path ();
  struct segment *segment = segment_create (path, 0, 1, 1);
  struct thread_slot *slot = segment_slot (segment, 0);
  struct event out[1000];
  uint64_t got = 0;
  int64_t last = -1;
  bool ended = false;
  int status;
  pid_t child;

  alarm (30); /* a ring that never empties would keep us here */
  child = fork ();
  if (child == 0)
    produce (segment, (_Atomic uint32_t *) &segment->mpi_level_asked);
  atomic_store ((_Atomic uint32_t *) &segment->mpi_level_asked, 0);
  while (atomic_load ((_Atomic uint32_t *) &segment->mpi_level_asked) == 0)
    g_usleep (100);
  while (!ended || slot->head != slot->tail) {
    size_t count;

    ended = ended || waitpid (child, &status, WNOHANG) == child;
    count = segment_drain (segment, 0, out, 1 + got % 1000);
    g_assert_cmpuint (slot->tail, <=, slot->head);
    for (size_t i = 0; i < count; i++)
      check_numbered (&out[i], &last);
    got += count;
  }
  alarm (0);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpuint (slot->dropped, >, 0);
  g_assert_cmpuint (got + slot->dropped, ==, EVENTS);
  g_assert_cmpuint (slot->dropped, <, EVENTS / 2);
  g_assert_cmpint (last, ==, EVENTS - 1);
  segment_unmap (segment);
  g_unlink (path);
}

static void
test_broken_head (void)
{
  g_autofree char *path = new_path ();
  struct segment *segment = segment_create (path, 0, 1, 1);
  struct event out[4];

  segment_slot (segment, 0)->head = UINT64_MAX / 2;
  g_assert_cmpuint (segment_drain (segment, 0, out, 4), ==, 0);
  segment_unmap (segment);
  g_unlink (path);
}

static void
change_now (struct segment *segment)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL); /* a reader that finds an error ends */
  recorder_attach (segment, 0);
  for (int32_t i = 1; !atomic_load (&segment->signal); i = i % 1000000 + 1)
    recorder_now (i % NOW_ENDED, i, (uint64_t) i, clock_pu ());
  recorder_now (NOW_ENDED, 0, 0, clock_pu ());
  _exit (0);
}

/* As the host reads it. Returns false at the end. */
static bool
read_now (struct segment *segment, uint64_t *known, uint64_t *whole)
{
  struct segment_now now;

  if (!segment_now (segment, 0, known, &now))
    return true;
  if (now.state == NOW_ENDED)
    return false;
  if (now.object > 0) {
    g_assert_cmpuint (now.state, ==, (uint32_t) (now.object % NOW_ENDED));
    g_assert_cmpuint (now.since, ==, (uint64_t) now.object);
    ++*whole;
  }
  return true;
}

static void
test_now_not_torn (void)
{
  g_autofree char *path = new_path ();
  struct segment *segment = segment_create (path, 0, 1, 1);
  uint64_t whole = 0, known = 0;
  pid_t child = fork ();

  if (child == 0)
    change_now (segment);
  while (read_now (segment, &known, &whole))
    atomic_store (&segment->signal, whole >= LOOKS);
  waitpid (child, NULL, 0);
  segment_unmap (segment);
  g_unlink (path);
}

/* PEER, COMM, SEQUENCE and TAG all tell the same number, so that a mixture of two would show. */
static void
open_and_close (uint16_t number)
{
  struct opened opened = recorder_open (number % 2 ? EVENT_SEND : EVENT_RECV, 0, number, number);

  opened.place->sequence = number;
  opened.place->object = number;
  if (recorder_has_place (opened))
    recorder_close (opened, opened.begin);
  else
    recorder_close_without_place (opened.head, opened.begin, opened.begin);
}

static void
open_many (struct segment *segment)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL); /* a reader that finds an error ends */
  recorder_attach (segment, 0);
  for (uint16_t i = 1; !atomic_load (&segment->signal); i++)
    open_and_close (i);
  recorder_now (NOW_ENDED, -1, 0, clock_pu ());
  _exit (0);
}

static void
assert_in_order (const struct event *event, size_t count, uint16_t *next)
{
  for (size_t i = 0; i < count; i++) {
    g_assert_false (event_span_is_open (event[i].span));
    g_assert_cmpuint (event[i].kind, ==, event[i].peer % 2 ? EVENT_SEND : EVENT_RECV);
    g_assert_cmpuint (event[i].comm, ==, event[i].peer);
    g_assert_cmpuint (event[i].sequence, ==, event[i].peer);
    g_assert_cmpint (event[i].object, ==, event[i].peer);
    if (event[i].peer != *next) /* some were dropped: that is counted */
      *next = event[i].peer;
    ++*next;
  }
}

/* Events under way tell what their thread is inside of, whole, and are recorded whole. */
static void
test_open_not_torn (void)
{
  g_autofree char *path = new_path ();
  g_autofree struct event *out = g_new (struct event, SEGMENT_RING_EVENTS);
  struct segment *segment = segment_create (path, 0, 1, 1);
  struct segment_now now = { 0 };
  uint64_t known = 0, seen = 0;
  uint16_t next = 1;
  pid_t child = fork ();

  if (child == 0)
    open_many (segment);
  while (now.state != NOW_ENDED) {
    if (segment_now (segment, 0, &known, &now) && (now.state == NOW_SENDING || now.state == NOW_RECEIVING)) {
      g_assert_cmpuint (now.state, ==, now.object % 2 ? NOW_SENDING : NOW_RECEIVING);
      seen++;
    }
    atomic_store (&segment->signal, seen >= LOOKS);
    if (seen % 64 == 0 || now.state == NOW_ENDED)
      assert_in_order (out, segment_drain (segment, 0, out, SEGMENT_RING_EVENTS), &next);
  }
  waitpid (child, NULL, 0);
  segment_unmap (segment);
  g_unlink (path);
}

/* What is recorded from inside of a receive comes first; a full ring has no place, but what the thread is inside of is told. */
static void
test_open_without_place (void)
{
  g_autofree char *path = new_path ();
  struct segment *segment = segment_create (path, 0, 1, 1);
  struct event out[2];
  struct opened opened;

  recorder_attach (segment, 0);
  opened = recorder_open (EVENT_RECV, 0, 3, 0);
  g_assert_cmpuint (segment_now_state (segment, 0), ==, NOW_RECEIVING);
  recorder_put ((struct event){ .kind = EVENT_STEP, .value = 1 });
  g_assert_false (recorder_has_place (opened));
  recorder.without_place = (struct event){ .kind = EVENT_RECV, .peer = 3 };
  recorder_close_without_place (opened.head, opened.begin, opened.begin + 5);
  g_assert_cmpuint (segment_drain (segment, 0, out, 2), ==, 2);
  g_assert_cmpuint (out[0].kind, ==, EVENT_STEP);
  g_assert_cmpuint (out[1].peer, ==, 3);
  g_assert_cmpuint (event_duration (&out[1]), ==, 5);
  g_assert_cmpuint (segment_now_state (segment, 0), ==, NOW_RUNNING);

  for (unsigned i = 0; i < SEGMENT_RING_EVENTS; i++)
    recorder_put ((struct event){ .kind = EVENT_STEP });
  opened = recorder_open (EVENT_SEND, 0, 2, 0);
  g_assert_cmpuint (segment_now_state (segment, 0), ==, NOW_SENDING);
  g_assert_false (recorder_has_place (opened));
  recorder_close_without_place (opened.head, opened.begin, opened.begin + 5);
  g_assert_cmpuint (segment_now_state (segment, 0), ==, NOW_RUNNING);
  g_assert_cmpuint (segment_slot (segment, 0)->dropped, ==, 1);
  recorder.slot = NULL;
  segment_unmap (segment);
  g_unlink (path);
}

static void
test_names (void)
{
  g_autofree char *path = new_path ();
  struct segment *segment = segment_create (path, 0, 1, 1);
  char name[64];

  g_assert_cmpint (recorder_region (NULL, "a"), ==, -1);
  g_assert_cmpint (recorder_region (segment, "a"), ==, 0);
  g_assert_cmpint (recorder_region (segment, "b"), ==, 1);
  g_assert_cmpint (recorder_region (segment, "a"), ==, 0);
  g_assert_cmpint (recorder_lock (segment, "a", LOCK_MUTEX), ==, 0);
  for (int i = 0; i < 100; i++) {
    g_snprintf (name, sizeof name, "a name that is far too long to fit here, number %d", i);
    recorder_region (segment, name);
    g_snprintf (name, sizeof name, "%d", i);
    recorder_region (segment, name);
  }
  g_assert_cmpuint (segment->regions, ==, SEGMENT_MAX_NAMES);
  g_assert_cmpint (recorder_region (segment, "one more"), ==, -1);
  g_assert_cmpint (segment->region[2][SEGMENT_NAME_BYTES - 1], ==, 0);
  segment_unmap (segment);
  g_unlink (path);
}

/* The clock keeps to CLOCK_MONOTONIC, over its own corrections and over pauses, and never runs backwards. */
static void
test_clock (void)
{
  struct clock clock;
  uint64_t last = 0, begin, largest = 0, readings = 0, off = 0;

  clock_init (&clock);
  begin = clock_monotonic ();
  while (clock_monotonic () - begin < 300000000) {
    uint64_t before = clock_monotonic (), now = clock_read (&clock), after = clock_monotonic ();

    g_assert_cmpuint (now, >=, last);
    last = now;
    if (now + 2000 < before || now > after + 2000)
      off++;
    largest = MAX (largest, now < before ? before - now : now > after ? now - after : 0);
    if (++readings % 200000 == 0)
      g_usleep (30000);
  }
  g_test_message ("at most %" G_GUINT64_FORMAT " ns outside of its bracket in %" G_GUINT64_FORMAT " readings", largest, readings);
  g_assert_cmpuint (off, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ring/sizes", test_sizes);
  g_test_add_func ("/ring/layout", test_layout);
  g_test_add_func ("/ring/open", test_open);
  g_test_add_func ("/ring/two-processes", test_two_processes);
  g_test_add_func ("/ring/broken-head", test_broken_head);
  g_test_add_func ("/ring/now-not-torn", test_now_not_torn);
  g_test_add_func ("/ring/open-not-torn", test_open_not_torn);
  g_test_add_func ("/ring/open-without-place", test_open_without_place);
  g_test_add_func ("/ring/names", test_names);
  g_test_add_func ("/ring/clock", test_clock);
  return g_test_run ();
}
