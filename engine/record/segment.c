#include "engine/record/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEGMENT_MAX_THREADS 4096

static_assert ((SEGMENT_RING_EVENTS & (SEGMENT_RING_EVENTS - 1)) == 0, "ring places are found by a mask");
static_assert (sizeof (struct thread_slot) % 64 == 0, "slots keep to cache lines of their own");

static size_t
slots_offset (void)
{
  return (sizeof (struct segment) + 63) & ~(size_t) 63;
}

/* Maps FD whole and closes it, whatever happens. All pages at once: else each thread would be stopped by a page fault
 * every 128 events, and the host once more for each. */
static struct segment *
map_and_close (int fd, size_t bytes)
{
  void *map = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  int error = errno;

  close (fd);
  errno = error;
  return map == MAP_FAILED ? NULL : map;
}

static void
fill_header (struct segment *segment, int rank, int ranks, int threads)
{
  segment->bytes_of_header = sizeof (struct segment);
  segment->bytes_of_slot = sizeof (struct thread_slot);
  segment->rank = rank;
  segment->ranks = ranks;
  segment->threads = threads;
  segment->pid = getpid ();
  gethostname (segment->host, sizeof segment->host - 1);
  segment->mpi_level_asked = segment->mpi_level_given = -1;
  for (int i = 0; i < threads; i++)
    segment_slot (segment, i)->now_region = UINT32_MAX;
}

struct segment *
segment_create (const char *path, int rank, int ranks, int threads)
{
  size_t bytes = segment_bytes (threads);
  struct segment *segment = NULL;
  int fd, error;

  if (threads < 1 || threads > SEGMENT_MAX_THREADS) {
    errno = EINVAL;
    return NULL;
  }
  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return NULL;
  /* The memory is taken now: a full /dev/shm is an error here, not a SIGBUS at some event later. */
  error = posix_fallocate (fd, 0, (off_t) bytes);
  if (error) {
    close (fd);
  } else {
    segment = map_and_close (fd, bytes);
    error = errno;
  }
  if (!segment) {
    unlink (path);
    errno = error;
    return NULL;
  }
  fill_header (segment, rank, ranks, threads);
  return segment;
}

void
segment_publish (struct segment *segment)
{
  atomic_store_explicit (&segment->magic, SEGMENT_MAGIC, memory_order_release);
}

/* 0, or the errno that says why the file of SIZE bytes is no segment (yet). */
static int
check_header (const struct segment *segment, size_t size)
{
  uint64_t magic = atomic_load_explicit (&segment->magic, memory_order_acquire);

  if (magic == 0)
    return EAGAIN;
  if (magic != SEGMENT_MAGIC || segment->bytes_of_header != sizeof (struct segment) ||
      segment->bytes_of_slot != sizeof (struct thread_slot))
    return EPROTO;
  if (segment->threads < 1 || segment->threads > SEGMENT_MAX_THREADS || segment_bytes (segment->threads) > size)
    return EPROTO;
  return 0;
}

struct segment *
segment_open (const char *path)
{
  struct segment *segment;
  struct stat stat;
  uint64_t magic = 0;
  int error, fd = open (path, O_RDWR | O_CLOEXEC);

  if (fd < 0)
    return NULL;
  /* The magic first: once it is there, the size is no more on its way. */
  bool made = pread (fd, &magic, sizeof magic, 0) == sizeof magic && magic != 0;
  if (!made || fstat (fd, &stat) < 0 || (size_t) stat.st_size < segment_bytes (1)) {
    close (fd);
    errno = magic == SEGMENT_MAGIC ? EPROTO : EAGAIN; /* else it is still being made */
    return NULL;
  }
  segment = map_and_close (fd, (size_t) stat.st_size);
  if (!segment)
    return NULL;
  error = check_header (segment, (size_t) stat.st_size);
  if (error) {
    munmap (segment, (size_t) stat.st_size);
    errno = error;
    return NULL;
  }
  return segment;
}

void
segment_unmap (struct segment *segment)
{
  if (segment)
    munmap (segment, segment_bytes (segment->threads));
}

struct thread_slot *
segment_slot (struct segment *segment, int thread)
{
  return (struct thread_slot *) ((char *) segment + slots_offset ()) + thread;
}

struct event *
segment_ring (struct segment *segment, int thread)
{
  struct event *rings = (struct event *) segment_slot (segment, segment->threads);

  return rings + (size_t) thread * SEGMENT_RING_EVENTS;
}

size_t
segment_drain (struct segment *segment, int thread, struct event *out, size_t room)
{
  struct thread_slot *slot = segment_slot (segment, thread);
  const struct event *ring = segment_ring (segment, thread);
  uint64_t head = atomic_load_explicit (&slot->head, memory_order_acquire);
  uint64_t tail = atomic_load_explicit (&slot->tail, memory_order_relaxed);
  size_t start = tail & (SEGMENT_RING_EVENTS - 1), count = head - tail, first;

  /* A head that cannot be is a broken writer's: nothing of it is believed. */
  if (count > SEGMENT_RING_EVENTS)
    return 0;
  if (count > room)
    count = room;
  first = SEGMENT_RING_EVENTS - start < count ? SEGMENT_RING_EVENTS - start : count;
  memcpy (out, ring + start, first * sizeof *out);
  memcpy (out + first, ring, (count - first) * sizeof *out);
  atomic_store_explicit (&slot->tail, tail + count, memory_order_release);
  return count;
}

static uint32_t
state_of_event (uint8_t kind)
{
  return kind == EVENT_SEND ? NOW_SENDING : NOW_RECEIVING;
}

/* It is whole if it is still at the head, and still open, after it was read: its writer opens it last and closes it first. */
static bool
read_open (struct thread_slot *slot, const struct event *ring, uint64_t *token, struct segment_now *now)
{
  uint64_t head = atomic_load_explicit (&slot->head, memory_order_acquire);
  const volatile struct event *place = &ring[head & (SEGMENT_RING_EVENTS - 1)];
  uint64_t span = place->span;

  if (!event_span_is_open (span))
    return false;
  atomic_thread_fence (memory_order_acquire);
  now->state = state_of_event (place->kind);
  now->object = place->peer;
  now->since = place->begin;
  now->pu = span & 0xffff;
  now->region = atomic_load_explicit (&slot->now_region, memory_order_relaxed);
  atomic_thread_fence (memory_order_acquire);
  *token = head << 1 | 1;
  return place->span == span && atomic_load_explicit (&slot->head, memory_order_relaxed) == head;
}

static bool
read_slot (struct thread_slot *slot, uint64_t *token, struct segment_now *now)
{
  uint32_t serial = atomic_load_explicit (&slot->now_serial, memory_order_acquire);

  now->state = atomic_load_explicit (&slot->now_state, memory_order_relaxed);
  now->object = atomic_load_explicit (&slot->now_object, memory_order_relaxed);
  now->pu = atomic_load_explicit (&slot->now_pu, memory_order_relaxed);
  now->since = atomic_load_explicit (&slot->now_since, memory_order_relaxed);
  now->region = atomic_load_explicit (&slot->now_region, memory_order_relaxed);
  atomic_thread_fence (memory_order_acquire);
  *token = (uint64_t) serial << 1;
  return !(serial & 1) && serial == atomic_load_explicit (&slot->now_serial, memory_order_relaxed);
}

bool
segment_now (struct segment *segment, int thread, uint64_t *known, struct segment_now *now)
{
  struct thread_slot *slot = segment_slot (segment, thread);
  const struct event *ring = segment_ring (segment, thread);

  for (int attempt = 0; attempt < 16; attempt++) {
    uint64_t token;
    if (!read_open (slot, ring, &token, now) && !read_slot (slot, &token, now))
      continue;
    if (token == *known)
      return false;
    *known = token;
    return true;
  }
  return false;
}

enum now_state
segment_now_state (struct segment *segment, int thread)
{
  uint64_t anew = SEGMENT_NOW_ANEW;
  struct segment_now now;

  if (segment_now (segment, thread, &anew, &now))
    return now.state;
  return atomic_load_explicit (&segment_slot (segment, thread)->now_state, memory_order_relaxed);
}
