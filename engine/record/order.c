#include "engine/record/order.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Maps FD and closes it, whatever happens. */
static struct order *
map_and_close (int fd)
{
  void *map = mmap (NULL, sizeof (struct order), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  int error = errno;

  close (fd);
  errno = error;
  return map == MAP_FAILED ? NULL : map;
}

struct order *
order_create (const char *path, int ranks)
{
  struct order *order;
  int fd, error;

  if (ranks < 1 || ranks > ORDER_MAX_RANKS) {
    errno = EINVAL;
    return NULL;
  }
  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return NULL;
  error = posix_fallocate (fd, 0, sizeof *order);
  if (error) {
    close (fd);
    errno = error;
    return NULL;
  }
  order = map_and_close (fd);
  if (order) {
    order->ranks = (uint32_t) ranks;
    order->magic = ORDER_MAGIC; /* no rank exists yet that could see it too early */
  }
  return order;
}

struct order *
order_open (const char *path)
{
  int fd = open (path, O_RDWR | O_CLOEXEC);
  struct order *order;
  struct stat stat;

  if (fd < 0)
    return NULL;
  if (fstat (fd, &stat) < 0 || (size_t) stat.st_size < sizeof *order) {
    close (fd);
    errno = EPROTO;
    return NULL;
  }
  order = map_and_close (fd);
  if (order && (order->magic != ORDER_MAGIC || order->ranks > ORDER_MAX_RANKS)) {
    order_unmap (order);
    errno = EPROTO;
    return NULL;
  }
  return order;
}

void
order_unmap (struct order *order)
{
  if (order)
    munmap (order, sizeof *order);
}

static bool
write_words (struct order *order, char **words)
{
  size_t used = 0;

  for (order->count = 0; words[order->count]; order->count++) {
    size_t length = strlen (words[order->count]) + 1;

    if (used + length > ORDER_WORDS_BYTES)
      return false;
    memcpy (order->words + used, words[order->count], length);
    used += length;
  }
  return true;
}

bool
order_give (struct order *order, int takes, const char *run, const char *machine, char **words)
{
  if (takes < 1 || takes > (int) order->ranks || strlen (run) >= sizeof order->run ||
      (machine && strlen (machine) >= sizeof order->machine) || !write_words (order, words))
    return false;
  order->takes = (uint32_t) takes;
  strcpy (order->run, run);
  strcpy (order->machine, machine ? machine : "");
  atomic_fetch_add (&order->number, 1);
  syscall (SYS_futex, &order->number, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
  return true;
}

bool
order_all_wait (const struct order *order)
{
  uint32_t next = atomic_load (&order->number) + 1;

  for (uint32_t i = 0; i < order->ranks; i++)
    if (atomic_load (&order->rank[i].waits) != next)
      return false;
  return true;
}

uint32_t
order_await (struct order *order, int rank, uint32_t last)
{
  uint32_t number;

  atomic_store (&order->rank[rank].pid, (int32_t) getpid ());
  atomic_store (&order->rank[rank].waits, last + 1);
  while ((number = atomic_load (&order->number)) == last)
    syscall (SYS_futex, &order->number, FUTEX_WAIT, last, NULL, NULL, 0);
  return number;
}

int
order_words (struct order *order, char **arguments, int room)
{
  char *at = order->words, *end = order->words + ORDER_WORDS_BYTES;
  int count = (int) order->count;

  if (count >= room)
    return 0;
  for (int i = 0; i < count && at < end; i++) {
    arguments[i] = at;
    at += strnlen (at, (size_t) (end - at)) + 1;
  }
  arguments[count] = NULL;
  return at <= end ? count : 0;
}
