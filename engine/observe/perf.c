#include "engine/observe/perf.h"

#include <errno.h>
#include <glib.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PAGES_MOST 128
#define PAGES_LEAST 8

struct cpu_buffer {
  int fd, cpu;
  struct perf_event_mmap_page *page;
  uint8_t *data;
  size_t bytes; /* of the mapping, header page included */
  uint64_t last;
};

struct perf {
  struct cpu_buffer *buffer;
  int buffers;
  GArray *waiting; /* struct perf_switch read but younger than asked for */
  GArray *spare;   /* room to put them in order */
};

static void
buffer_finish (struct cpu_buffer *buffer)
{
  if (buffer->page)
    munmap (buffer->page, buffer->bytes);
  if (buffer->fd >= 0)
    close (buffer->fd);
}

static int
open_event (pid_t pid, int cpu)
{
  struct perf_event_attr attr = {
    .type = PERF_TYPE_SOFTWARE,
    .size = sizeof attr,
    .config = PERF_COUNT_SW_DUMMY,
    .sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU,
    .context_switch = 1,
    .task = 1,
    .comm = 1,
    .inherit = 1,
    .sample_id_all = 1,
    .use_clockid = 1,
    .clockid = CLOCK_MONOTONIC,
    .exclude_kernel = 1,
    .exclude_hv = 1,
  };

  return syscall (SYS_perf_event_open, &attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* Locked memory is scarce for users without privileges: take what there is. */
static bool
map_buffer (struct cpu_buffer *buffer)
{
  size_t page = sysconf (_SC_PAGESIZE);

  for (size_t pages = PAGES_MOST; pages >= PAGES_LEAST; pages /= 2) {
    buffer->bytes = (pages + 1) * page;
    void *map = mmap (NULL, buffer->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, buffer->fd, 0);
    if (map != MAP_FAILED) {
      buffer->page = map;
      buffer->data = (uint8_t *) map + page;
      return true;
    }
  }
  return false;
}

static bool
buffer_init (struct cpu_buffer *buffer, pid_t pid, int cpu)
{
  *buffer = (struct cpu_buffer){ .cpu = cpu };
  buffer->fd = open_event (pid, cpu);
  if (buffer->fd >= 0 && map_buffer (buffer))
    return true;
  int error = errno;
  buffer_finish (buffer);
  errno = error;
  return false;
}

struct perf *
perf_open (pid_t pid)
{
  int cpus = sysconf (_SC_NPROCESSORS_CONF);
  struct perf *perf = g_new0 (struct perf, 1);

  perf->buffer = g_new0 (struct cpu_buffer, cpus);
  perf->waiting = g_array_new (FALSE, FALSE, sizeof (struct perf_switch));
  perf->spare = g_array_new (FALSE, FALSE, sizeof (struct perf_switch));
  for (int cpu = 0; cpu < cpus; cpu++) {
    if (buffer_init (&perf->buffer[perf->buffers], pid, cpu)) {
      perf->buffers++;
    } else if (errno != ENODEV) { /* ENODEV: that CPU is offline */
      int error = errno;
      perf_close (perf);
      errno = error;
      return NULL;
    }
  }
  return perf;
}

void
perf_close (struct perf *perf)
{
  if (!perf)
    return;
  for (int i = 0; i < perf->buffers; i++)
    buffer_finish (&perf->buffer[i]);
  g_free (perf->buffer);
  g_array_unref (perf->waiting);
  g_array_unref (perf->spare);
  g_free (perf);
}

struct sample_id { /* what follows each record, as asked for in sample_type */
  uint32_t pid, tid;
  uint64_t time;
  uint32_t cpu, spare;
};

static void
read_record (struct perf *perf, struct cpu_buffer *buffer, const struct perf_event_header *header, struct sample_id id)
{
  struct perf_switch change = (struct perf_switch){ id.time, id.pid, id.tid, id.cpu, PERF_ON };
  switch (header->type) {
  case PERF_RECORD_SWITCH:
    if (header->misc & PERF_RECORD_MISC_SWITCH_OUT)
      change.change = header->misc & PERF_RECORD_MISC_SWITCH_OUT_PREEMPT ? PERF_OFF_READY : PERF_OFF_BLOCKED;
    break;
  case PERF_RECORD_EXIT:
    change.change = PERF_EXIT;
    break;
  case PERF_RECORD_LOST:
    change.change = PERF_LOST;
    change.pid = change.tid = 0;
    change.cpu = buffer->cpu;
    break;
  default:
    return;
  }
  g_array_append_val (perf->waiting, change);
}

/* BYTES (known when this is compiled) from position AT of the ring on, which may lie across its end. Its size is a power of two. */
static inline void
copy_out (const struct cpu_buffer *buffer, uint64_t size, uint64_t at, void *to, size_t bytes)
{
  uint64_t place = at & (size - 1);
  size_t first = size - place;

  if (G_LIKELY (first >= bytes)) {
    memcpy (to, buffer->data + place, bytes);
    return;
  }
  memcpy (to, buffer->data + place, first);
  memcpy ((uint8_t *) to + first, buffer->data, bytes - first);
}

static void
read_buffer (struct perf *perf, struct cpu_buffer *buffer)
{
  uint64_t head = __atomic_load_n (&buffer->page->data_head, __ATOMIC_ACQUIRE);
  uint64_t tail = buffer->page->data_tail;
  uint64_t size = buffer->bytes - (buffer->data - (uint8_t *) buffer->page);

  while (tail < head) {
    struct perf_event_header header;
    struct sample_id id;
    copy_out (buffer, size, tail, &header, sizeof header);
    if (header.size < sizeof header)
      break;
    if (header.size >= sizeof header + sizeof id) {
      copy_out (buffer, size, tail + header.size - sizeof id, &id, sizeof id);
      read_record (perf, buffer, &header, id);
    }
    tail += header.size;
  }
  __atomic_store_n (&buffer->page->data_tail, tail, __ATOMIC_RELEASE);
}

void
perf_read (struct perf *perf, uint64_t until, perf_see see, void *data)
{
  guint seen = 0;

  for (int i = 0; i < perf->buffers; i++)
    read_buffer (perf, &perf->buffer[i]);
  perf_put_in_order (&perf->waiting, &perf->spare);
  for (; seen < perf->waiting->len; seen++) {
    const struct perf_switch *change = &g_array_index (perf->waiting, struct perf_switch, seen);
    if (change->at > until)
      break;
    see (change, data);
  }
  if (seen > 0)
    g_array_remove_range (perf->waiting, 0, seen);
}
