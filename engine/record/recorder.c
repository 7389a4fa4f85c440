#include "engine/record/recorder.h"

#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

RECORDER_TLS _Thread_local struct recorder recorder;

static pthread_mutex_t names = PTHREAD_MUTEX_INITIALIZER;

void
recorder_attach (struct segment *segment, int thread)
{
  recorder_attach_for (segment, thread, 0, (int) syscall (SYS_gettid));
}

/* Of the main thread it is what the stack may grow to. */
static void
note_stack (struct thread_slot *slot)
{
  pthread_attr_t attributes;
  void *lowest;
  size_t bytes;

  if (pthread_getattr_np (pthread_self (), &attributes) != 0)
    return;
  if (pthread_attr_getstack (&attributes, &lowest, &bytes) == 0) {
    slot->stack = (uintptr_t) lowest;
    slot->stack_bytes = bytes;
  }
  pthread_attr_destroy (&attributes);
}

void
recorder_attach_for (struct segment *segment, int thread, int pid, int tid)
{
  struct thread_slot *slot;

  if (!segment)
    return;
  slot = segment_slot (segment, thread);
  clock_init (&recorder.clock);
  recorder.pu = clock_pu_word ();
  recorder.segment = segment;
  recorder.thread = thread;
  recorder.ring = segment_ring (segment, thread);
  recorder.slot = slot;
  recorder.attached_ns = recorder_time ();
  recorder_now (NOW_RUNNING, -1, recorder.attached_ns, recorder_pu ());
  slot->pid = pid;
  if (!pid) /* else the stack is one of another process */
    note_stack (slot);
  atomic_store_explicit (&slot->tid, tid, memory_order_release);
}

void
recorder_detach (void)
{
  uint64_t end;

  if (!recorder_on ())
    return;
  end = recorder_time ();
  recorder_span ((struct event){ .kind = EVENT_THREAD }, recorder.attached_ns, end);
  recorder_now (NOW_ENDED, -1, end, recorder_pu ());
  recorder.slot = NULL;
}

struct event *
recorder_open_without_place (uint8_t kind, uint16_t peer)
{
  recorder.outer_state = atomic_load_explicit (&recorder.slot->now_state, memory_order_relaxed);
  recorder.outer_object = atomic_load_explicit (&recorder.slot->now_object, memory_order_relaxed);
  recorder_now (kind == EVENT_SEND ? NOW_SENDING : NOW_RECEIVING, peer, recorder_time (), recorder_pu ());
  return &recorder.without_place;
}

/* One that had no place was counted as dropped when it began; one whose place was taken meanwhile gets another. */
void
recorder_close_without_place (uint64_t head, uint64_t begin, uint64_t end)
{
  if (head == RECORDER_NO_PLACE)
    recorder_now (recorder.outer_state, recorder.outer_object, end, recorder_pu ());
  else
    recorder_span (recorder.without_place, begin, end);
}

static void
copy_name (char *to, const char *from)
{
  strncpy (to, from, SEGMENT_NAME_BYTES - 1);
}

static int
find_name (char table[][SEGMENT_NAME_BYTES], uint32_t count, const char *name)
{
  for (uint32_t i = 0; i < count; i++)
    if (strncmp (table[i], name, SEGMENT_NAME_BYTES - 1) == 0)
      return (int) i;
  return -1;
}

/* The same name is the same thing: it is entered once. KINDS may be NULL. */
static int
enter_name (char table[][SEGMENT_NAME_BYTES], _Atomic uint32_t *count, const char *name, uint8_t *kinds, uint8_t kind)
{
  uint32_t used;
  int id;

  pthread_mutex_lock (&names);
  used = atomic_load_explicit (count, memory_order_relaxed);
  id = find_name (table, used, name);
  if (id < 0 && used < SEGMENT_MAX_NAMES) {
    copy_name (table[used], name);
    if (kinds)
      kinds[used] = kind;
    atomic_store_explicit (count, used + 1, memory_order_release);
    id = (int) used;
  }
  pthread_mutex_unlock (&names);
  return id;
}

int
recorder_region (struct segment *segment, const char *name)
{
  return segment ? enter_name (segment->region, &segment->regions, name, NULL, 0) : -1;
}

int
recorder_lock (struct segment *segment, const char *name, enum lock_kind kind)
{
  return segment ? enter_name (segment->lock, &segment->locks, name, segment->lock_kind, (uint8_t) kind) : -1;
}

int
recorder_object (struct segment *segment, const struct segment_object *object)
{
  int id = -1;
  uint32_t used;

  if (!segment)
    return -1;
  pthread_mutex_lock (&names);
  used = atomic_load_explicit (&segment->objects, memory_order_relaxed);
  if (used < SEGMENT_MAX_OBJECTS) {
    segment->object[used] = *object;
    atomic_store_explicit (&segment->objects, used + 1, memory_order_release);
    id = (int) used;
  }
  pthread_mutex_unlock (&names);
  return id;
}

int
recorder_comm (struct segment *segment, uint16_t number, const char *name)
{
  int id = -1;
  uint32_t used;

  if (!segment)
    return -1;
  pthread_mutex_lock (&names);
  used = atomic_load_explicit (&segment->comms, memory_order_relaxed);
  if (used < SEGMENT_MAX_COMMS) {
    segment->comm[used].number = number;
    copy_name (segment->comm[used].name, name);
    atomic_store_explicit (&segment->comms, used + 1, memory_order_release);
    id = (int) used;
  }
  pthread_mutex_unlock (&names);
  return id;
}

void
recorder_fail (struct segment *segment, const char *sentence)
{
  if (!segment)
    return;
  strncpy (segment->error, sentence, sizeof segment->error - 1);
  segment->end_ns = clock_monotonic ();
  atomic_store (&segment->state, SEGMENT_FAILED);
}
