#include "engine/record/control.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* How all ranks come to halt before the same step: a rank first says that it enters step N and only then reads
 * the budget (again); the host first takes the budget away and only then reads how far the ranks are. All
 * of it is sequentially consistent, so at least one of the two sees the other: either the host counts the rank in
 * and gives the budget back up to the step that the furthest rank is in, or the rank sees that it may not. */

#define FREELY UINT64_MAX

static uint64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

/* Shared between processes, hence not FUTEX_PRIVATE. NS: UINT64_MAX = until woken. */
static void
futex_wait (_Atomic uint32_t *word, uint32_t value, uint64_t ns)
{
  struct timespec timeout = { .tv_sec = (time_t) (ns / 1000000000u), .tv_nsec = (long) (ns % 1000000000u) };

  syscall (SYS_futex, word, FUTEX_WAIT, value, ns == UINT64_MAX ? NULL : &timeout, NULL, 0);
}

static void
tell_all (struct control *control)
{
  atomic_fetch_add (&control->generation, 1);
  syscall (SYS_futex, &control->generation, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

static struct control *
map_and_close (int fd)
{
  void *map = mmap (NULL, sizeof (struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  int error = errno;

  close (fd);
  errno = error;
  return map == MAP_FAILED ? NULL : map;
}

struct control *
control_create (const char *path, int ranks, bool paused)
{
  struct control *control = NULL;
  int fd, error;

  if (ranks < 1 || ranks > CONTROL_MAX_RANKS) {
    errno = EINVAL;
    return NULL;
  }
  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return NULL;
  error = posix_fallocate (fd, 0, sizeof (struct control));
  if (error) {
    close (fd);
  } else {
    control = map_and_close (fd);
    error = errno;
  }
  if (!control) {
    unlink (path);
    errno = error;
    return NULL;
  }
  control->ranks = (uint32_t) ranks;
  atomic_store (&control->budget, paused ? 0 : FREELY);
  atomic_store (&control->stop_at, FREELY);
  control->magic = CONTROL_MAGIC; /* no rank exists yet that could see it too early */
  return control;
}

struct control *
control_open (const char *path)
{
  int fd = open (path, O_RDWR | O_CLOEXEC);
  struct control *control;
  struct stat stat;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &stat) < 0 || (size_t) stat.st_size < sizeof *control) {
    close (fd);
    errno = EPROTO;
    return NULL;
  }
  control = map_and_close (fd);
  if (control && (control->magic != CONTROL_MAGIC || control->ranks < 1 || control->ranks > CONTROL_MAX_RANKS)) {
    control_unmap (control);
    errno = EPROTO;
    return NULL;
  }
  return control;
}

void
control_unmap (struct control *control)
{
  if (control)
    munmap (control, sizeof *control);
}

uint64_t
control_entered (const struct control *control)
{
  uint64_t most = 0;

  for (uint32_t i = 0; i < control->ranks; i++) {
    uint64_t entered = atomic_load (&control->rank[i].entered);

    if (entered > most)
      most = entered;
  }
  return most;
}

bool
control_waits (const struct control *control, int rank)
{
  return atomic_load (&control->rank[rank].waits);
}

static bool
stopping (const struct control *control)
{
  return atomic_load (&control->stop_at) != FREELY;
}

bool
control_paused (const struct control *control)
{
  return atomic_load (&control->budget) != FREELY;
}

/* Lets nobody in any more; the step before which all ranks will halt. */
static uint64_t
hold (struct control *control)
{
  atomic_store (&control->budget, 0);
  return control_entered (control);
}

void
control_pause (struct control *control)
{
  if (stopping (control))
    return;
  atomic_store (&control->budget, hold (control));
  tell_all (control);
}

void
control_resume (struct control *control)
{
  atomic_store (&control->budget, FREELY);
  tell_all (control);
}

void
control_step (struct control *control, unsigned steps)
{
  if (stopping (control))
    return;
  if (!control_paused (control))
    control_pause (control);
  atomic_fetch_add (&control->budget, steps);
  tell_all (control);
}

void
control_stop (struct control *control)
{
  uint64_t running = FREELY;

  if (stopping (control))
    return;
  /* stop_at is only ever written once, final: a rank that sees it may act on it at once. Two threads of the host may stop. */
  atomic_compare_exchange_strong (&control->stop_at, &running, hold (control));
  atomic_store (&control->budget, FREELY);
  tell_all (control);
}

void
control_set_pace (struct control *control, uint64_t ns)
{
  atomic_store (&control->pace_ns, ns);
  tell_all (control);
}

/* Time still to wait before a step may begin: 0 = none. A run that is being stopped waits for no pace. */
static uint64_t
pace_left (const struct control *control, uint64_t last, uint64_t now)
{
  uint64_t pace = atomic_load (&control->pace_ns);

  if (pace == 0 || last == 0 || stopping (control) || now - last >= pace)
    return 0;
  return pace - (now - last);
}

/* Says that the rank enters, then looks whether it may. */
static bool
try_enter (struct control *control, int rank, uint64_t step)
{
  atomic_store (&control->rank[rank].entered, step + 1);
  if (step < atomic_load (&control->budget) && step < atomic_load (&control->stop_at))
    return true;
  atomic_store (&control->rank[rank].entered, step);
  return false;
}

static bool
pass (struct control *control, int rank, uint64_t step, uint64_t *last)
{
  for (;;) {
    uint32_t generation = atomic_load (&control->generation);
    uint64_t wait = UINT64_MAX;

    if (step >= atomic_load (&control->stop_at))
      return false;
    if (step < atomic_load (&control->budget)) {
      uint64_t now = now_ns ();

      wait = pace_left (control, *last, now);
      if (wait == 0 && try_enter (control, rank, step)) {
        *last = now;
        return true;
      }
      if (wait == 0)
        continue;
    }
    atomic_store (&control->rank[rank].waits, 1);
    futex_wait (&control->generation, generation, wait);
  }
}

/* A rank that is only woken to look whether it may is still at the gate. */
bool
control_pass (struct control *control, int rank, uint64_t step, uint64_t *last)
{
  bool may = pass (control, rank, step, last);

  if (atomic_load_explicit (&control->rank[rank].waits, memory_order_relaxed))
    atomic_store (&control->rank[rank].waits, 0);
  return may;
}
