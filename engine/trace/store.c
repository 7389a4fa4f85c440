#include "engine/trace/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define EXTENT_FIRST (256u << 10)
#define EXTENT_MOST (32u << 20)
#define HUGE_PAGE (2u << 20)
#define ALIGNMENT 64
#define READY_BYTES ((size_t) 128 << 10)
#define PAGE_MASK ((size_t) 4095)

struct extent {
  char *begin;
  size_t bytes;
};

struct store {
  GArray *extent;      /* struct extent */
  char *next;          /* free from here to END */
  char *end;
  char *ready;         /* up to here its pages are there */
  size_t taken, mapped, in_memory;
  int file;            /* -1 = not opened */
  off_t file_bytes;
  bool file_refused;
};

static size_t
share_of_memory (void)
{
  long pages = sysconf (_SC_PHYS_PAGES), size = sysconf (_SC_PAGESIZE);

  return pages > 0 && size > 0 ? (size_t) pages * (size_t) size / 4 : (size_t) 1 << 30;
}

struct store *
store_new (size_t in_memory)
{
  struct store *store = g_new0 (struct store, 1);

  store->extent = g_array_new (FALSE, FALSE, sizeof (struct extent));
  store->in_memory = in_memory ? in_memory : share_of_memory ();
  store->file = -1;
  return store;
}

void
store_free (struct store *store)
{
  if (!store)
    return;
  for (guint i = 0; i < store->extent->len; i++) {
    const struct extent *extent = &g_array_index (store->extent, struct extent, i);
    munmap (extent->begin, extent->bytes);
  }
  g_array_unref (store->extent);
  if (store->file >= 0)
    close (store->file);
  g_free (store);
}

static int
open_file (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "strandscope", NULL);
  g_autofree char *path = g_build_filename (folder, "trace-XXXXXX", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return -1;
  int file = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0)
    unlink (path);
  return file;
}

/* The blocks are there before they are mapped: a full disk is an error here and not a signal later. */
static char *
map_of_file (struct store *store, size_t bytes)
{
  if (store->file_refused)
    return NULL;
  if (store->file < 0)
    store->file = open_file ();
  if (store->file < 0 || posix_fallocate (store->file, store->file_bytes, (off_t) bytes) != 0) {
    store->file_refused = true;
    return NULL;
  }
  char *begin = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, store->file, store->file_bytes);
  if (begin == MAP_FAILED)
    return NULL;
  store->file_bytes += (off_t) bytes;
  return begin;
}

static char *
map_anonymous (size_t bytes)
{
  char *begin = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (begin == MAP_FAILED)
    g_error ("Out of memory: %zu bytes for a trace could not be had (%s).", bytes, g_strerror (errno));
  return begin;
}

/* Large pieces begin where a huge page can, for kernels that make them by themselves. Asked for, they take three times as long to fill
 * (bench-trace), and a moment is found a tenth faster. */
static char *
map_of_memory (size_t bytes)
{
  if (bytes < HUGE_PAGE)
    return map_anonymous (bytes);

  char *begin = map_anonymous (bytes + HUGE_PAGE);
  size_t before = (HUGE_PAGE - (uintptr_t) begin % HUGE_PAGE) % HUGE_PAGE;
  if (before > 0)
    munmap (begin, before);
  munmap (begin + before + bytes, HUGE_PAGE - before);
  return begin + before;
}

static void
add_extent (struct store *store, size_t at_least)
{
  size_t bytes = CLAMP (store->mapped, EXTENT_FIRST, EXTENT_MOST);
  struct extent extent = { NULL, MAX (bytes, (at_least + EXTENT_FIRST - 1) / EXTENT_FIRST * EXTENT_FIRST) };

  if (store->mapped + extent.bytes > store->in_memory)
    extent.begin = map_of_file (store, extent.bytes);
  if (!extent.begin)
    extent.begin = map_of_memory (extent.bytes);
  g_array_append_val (store->extent, extent);
  store->mapped += extent.bytes;
  store->next = store->ready = extent.begin;
  store->end = extent.begin + extent.bytes;
}

/* So many pages at once cost a fraction of as many page faults; where the kernel cannot do it, they come one by one. */
static void
get_ready (struct store *store)
{
  size_t bytes = MIN ((size_t) (store->end - store->ready), MAX ((size_t) (store->next - store->ready), READY_BYTES));

  bytes = MIN ((bytes + PAGE_MASK) & ~PAGE_MASK, (size_t) (store->end - store->ready));
#ifdef MADV_POPULATE_WRITE
  madvise (store->ready, bytes, MADV_POPULATE_WRITE);
#endif
  store->ready += bytes;
}

void *
store_take (struct store *store, size_t bytes)
{
  bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if ((size_t) (store->end - store->next) < bytes)
    add_extent (store, bytes);
  char *piece = store->next;
  store->next += bytes;
  if (store->next > store->ready)
    get_ready (store);
  store->taken += bytes;
  return piece;
}

size_t
store_bytes (const struct store *store)
{
  return store->taken;
}

bool
store_is_full (const struct store *store)
{
  return store->file_refused && store->mapped - (size_t) store->file_bytes > 2 * store->in_memory;
}

bool
store_uses_file (const struct store *store)
{
  return store->file_bytes > 0;
}
