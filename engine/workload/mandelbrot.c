/* The Mandelbrot set, whose points take very different numbers of iterations: equally many rows are not equally much work.
 *
 * Whole numbers (fixed point) throughout: the iterations are the same on every machine, for every number of ranks and threads.
 * Rows are dealt out in chunks. Static: each rank, and in it each thread, gets as many neighbouring chunks as the others.
 * Dynamic: ranks are dealt chunks in turn like cards, for they have no memory to keep a common counter in; in a rank each
 * thread that is done takes the next chunk. */
#include "engine/workload/workload.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/tally.h"

enum { VALUE_SIZE, VALUE_ITERATIONS, VALUE_CHUNK, VALUE_SCHEDULE };
enum { COUNT_ITERATIONS, COUNT_ROWS, COUNTS };

#define ONE (INT64_C (1) << 28) /* |z| stays below 6 and 6 x 6 x 2^56 below 2^63 */
/* The set is symmetric about the real axis, which is why that is not in the middle: two halves would be just as much work. */
#define LEFT (-ONE * 7 / 4)
#define TOP (-ONE * 3 / 4)
#define WIDTH (ONE * 9 / 4)

struct mandelbrot {
  int64_t size, iterations, chunk;
  bool dynamic;
  int chunks, own;         /* of the picture, of this rank */
  int first;               /* static: this rank's first chunk */
  uint32_t *image;         /* iterations of each point, this rank's chunks one after another */
  struct team_lock *lock;
  int *next;               /* two, dynamic: which of the rank's chunks comes next in this step and in the one after */
  _Atomic int atomic_next[2];
  int image_object, next_object, rows_region, take_region;
  struct tally *tally;
  struct workload_result result;
};

static uint32_t
point (int64_t re, int64_t im, int64_t most)
{
  int64_t x = 0, y = 0, n = 0;

  for (; n < most; n++) {
    int64_t xx = x * x / ONE, yy = y * y / ONE;

    if (xx + yy > 4 * ONE)
      break;
    y = 2 * (x * y / ONE) + im;
    x = xx - yy + re;
  }
  return (uint32_t) n;
}

/* Returns the iterations of one row, those of each point to OUT. */
static uint64_t
compute_row (const struct mandelbrot *mandelbrot, int64_t row, uint32_t *out)
{
  int64_t im = TOP + WIDTH / mandelbrot->size * row;
  uint64_t sum = 0;

  for (int64_t column = 0; column < mandelbrot->size; column++) {
    out[column] = point (LEFT + WIDTH / mandelbrot->size * column, im, mandelbrot->iterations);
    sum += out[column];
  }
  return sum;
}

/* Differs where two points are exchanged. */
static uint64_t
checksum_row (const struct mandelbrot *mandelbrot, int64_t row, const uint32_t *points)
{
  uint64_t sum = 0;

  for (int64_t column = 0; column < mandelbrot->size; column++)
    sum += points[column] * ((uint64_t) (row * mandelbrot->size + column) * UINT64_C (0x9e3779b97f4a7c15) | 1);
  return sum;
}

/* Which chunk of the picture is number INDEX of this rank? */
static int
chunk_of (const struct mandelbrot *mandelbrot, const struct member *member, int index)
{
  return mandelbrot->dynamic ? member->rank + index * member->ranks : mandelbrot->first + index;
}

static int64_t
chunk_rows (const struct mandelbrot *mandelbrot, int chunk)
{
  int64_t left = mandelbrot->size - chunk * mandelbrot->chunk;

  return left < mandelbrot->chunk ? left : mandelbrot->chunk;
}

static uint32_t *
chunk_image (const struct mandelbrot *mandelbrot, int index)
{
  return mandelbrot->image + index * mandelbrot->chunk * mandelbrot->size;
}

static void
compute_chunk (struct mandelbrot *mandelbrot, struct member *member, int index)
{
  int chunk = chunk_of (mandelbrot, member, index);
  uint64_t *count = mandelbrot->tally[member->thread].count;
  int64_t rows = chunk_rows (mandelbrot, chunk);

  member_begin (member, mandelbrot->rows_region, mandelbrot->image_object, (unsigned) index, 1);
  for (int64_t i = 0; i < rows; i++)
    count[COUNT_ITERATIONS] +=
        compute_row (mandelbrot, chunk * mandelbrot->chunk + i, chunk_image (mandelbrot, index) + i * mandelbrot->size);
  count[COUNT_ROWS] += (uint64_t) rows;
  member_wrote (member, (unsigned) index, 1);
  member_end (member);
}

static int
take_locked (struct mandelbrot *mandelbrot, struct member *member, int slot)
{
  int index;

  member_lock (member, mandelbrot->lock);
  member_begin (member, mandelbrot->take_region, mandelbrot->next_object, 0, 1);
  index = mandelbrot->next[slot]++;
  member_wrote (member, 0, 1);
  member_end (member);
  member_unlock (member, mandelbrot->lock);
  return index;
}

/* The rank's next chunk that nobody has. */
static int
take (struct mandelbrot *mandelbrot, struct member *member)
{
  int slot = member->step & 1;

  if (mandelbrot->lock)
    return take_locked (mandelbrot, member, slot);
  return atomic_fetch_add_explicit (&mandelbrot->atomic_next[slot], 1, memory_order_relaxed);
}

static void
dynamic_step (struct mandelbrot *mandelbrot, struct member *member)
{
  int index, later = (member->step + 1) & 1;

  if (member->thread == 0) { /* last used in the step before, which all have left */
    mandelbrot->next[later] = 0;
    atomic_store_explicit (&mandelbrot->atomic_next[later], 0, memory_order_relaxed);
  }
  while ((index = take (mandelbrot, member)) < mandelbrot->own)
    compute_chunk (mandelbrot, member, index);
}

static void
static_step (struct mandelbrot *mandelbrot, struct member *member)
{
  uint64_t first, end;

  split ((uint64_t) mandelbrot->own, member->threads, member->thread, &first, &end);
  for (uint64_t index = first; index < end; index++)
    compute_chunk (mandelbrot, member, (int) index);
}

/* Of the picture as this rank has it. */
static uint64_t
own_checksum (const struct mandelbrot *mandelbrot, const struct member *member)
{
  uint64_t sum = 0;

  for (int index = 0; index < mandelbrot->own; index++) {
    int chunk = chunk_of (mandelbrot, member, index);

    for (int64_t i = 0; i < chunk_rows (mandelbrot, chunk); i++)
      sum += checksum_row (mandelbrot, chunk * mandelbrot->chunk + i, chunk_image (mandelbrot, index) + i * mandelbrot->size);
  }
  return sum;
}

/* The whole picture once more, by one thread: its iterations and, in CHECKSUM, its checksum. */
static uint64_t
compute_serial (const struct mandelbrot *mandelbrot, uint64_t *checksum)
{
  uint32_t *row = malloc ((size_t) mandelbrot->size * sizeof *row);
  uint64_t sum = 0;

  *checksum = 0;
  for (int64_t i = 0; row && i < mandelbrot->size; i++) {
    sum += compute_row (mandelbrot, i, row);
    *checksum += checksum_row (mandelbrot, i, row);
  }
  free (row);
  return sum;
}

static void
conclude (struct mandelbrot *mandelbrot, const struct member *member)
{
  uint64_t sum[COUNTS], least, most, row_least, row_most, found = own_checksum (mandelbrot, member), checksum, once;
  double workers = (double) member->ranks * member->threads;
  struct workload_result *result = &mandelbrot->result;

  tally_sum (member, mandelbrot->tally, sum, COUNTS);
  tally_range (member, mandelbrot->tally, 0, COUNT_ITERATIONS, &least, &most);
  tally_range (member, mandelbrot->tally, 0, COUNT_ROWS, &row_least, &row_most);
  ranks_sum_u64 (member, &found, 1);
  if (member->rank > 0)
    return;
  once = compute_serial (mandelbrot, &checksum);
  result->value = (double) sum[COUNT_ITERATIONS];
  result->expected = (double) (once * member->steps);
  result->ok = sum[COUNT_ITERATIONS] == once * member->steps && found == (member->steps ? checksum : 0);
  snprintf (result->text, sizeof result->text,
            "Iterations, %s: the busiest worker had %.2f times the mean of %.0f (imbalance); rows a worker %llu-%llu; %s "
            "a serial run.",
            mandelbrot->dynamic ? "dynamic" : "static", member->steps ? (double) most * workers / result->value : 1,
            workers, (unsigned long long) row_least, (unsigned long long) row_most,
            result->ok ? "agrees with" : "DIFFERS from");
}

static void
mandelbrot_run (struct member *member, void *state)
{
  struct mandelbrot *mandelbrot = state;

  while (member_step (member))
    if (mandelbrot->dynamic)
      dynamic_step (mandelbrot, member);
    else
      static_step (mandelbrot, member);
  if (member->thread == 0)
    conclude (mandelbrot, member);
}

static void
mandelbrot_destroy (void *state)
{
  struct mandelbrot *mandelbrot = state;

  team_lock_destroy (mandelbrot->lock);
  free (mandelbrot);
}

static void
mandelbrot_names (struct mandelbrot *mandelbrot, struct team *team, uint64_t bytes)
{
  char detail[64];

  snprintf (detail, sizeof detail, "%d of %d chunks of rows", mandelbrot->own, mandelbrot->chunks);
  mandelbrot->image_object =
      team_object (team, "image", detail, mandelbrot->image, bytes, (unsigned) mandelbrot->own, OBJECT_SHARED);
  mandelbrot->rows_region = team_region (team, "rows");
  if (mandelbrot->lock) {
    mandelbrot->next_object =
        team_object (team, "next chunk", "a counter", mandelbrot->next, 2 * sizeof *mandelbrot->next, 1, OBJECT_SHARED);
    mandelbrot->take_region = team_region (team, "take chunk");
  }
}

/* Chunks of this rank. */
static void
deal (struct mandelbrot *mandelbrot, const struct team *team)
{
  uint64_t first, end;

  mandelbrot->chunks = (int) ((mandelbrot->size + mandelbrot->chunk - 1) / mandelbrot->chunk);
  split ((uint64_t) mandelbrot->chunks, team->ranks, team->rank, &first, &end);
  mandelbrot->first = (int) first;
  mandelbrot->own =
      mandelbrot->dynamic ? (mandelbrot->chunks - team->rank + team->ranks - 1) / team->ranks : (int) (end - first);
}

static void *
mandelbrot_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct mandelbrot *mandelbrot = calloc (1, sizeof *mandelbrot);
  uint64_t bytes;

  if (!mandelbrot)
    return workload_refuse (error, room, "not enough memory");
  mandelbrot->size = values[VALUE_SIZE];
  mandelbrot->iterations = values[VALUE_ITERATIONS];
  mandelbrot->chunk = values[VALUE_CHUNK];
  mandelbrot->dynamic = values[VALUE_SCHEDULE] != 0;
  deal (mandelbrot, team);
  if (mandelbrot->chunks < team->ranks) {
    mandelbrot_destroy (mandelbrot);
    return workload_refuse (
        error, room, "size=%lld with chunk=%lld gives not every rank a chunk: give a larger size or a smaller chunk",
        (long long)values[VALUE_SIZE], (long long)values[VALUE_CHUNK]);
  }
  bytes = (uint64_t) (mandelbrot->own * mandelbrot->chunk * mandelbrot->size) * sizeof *mandelbrot->image;
  mandelbrot->image = bytes < workload_memory_available () / (uint64_t) team->ranks ? team_memory (team, bytes) : NULL;
  mandelbrot->tally = tally_create (team);
  mandelbrot->next = team_memory (team, 2 * sizeof *mandelbrot->next);
  mandelbrot->lock = mandelbrot->dynamic && team->sync == SYNC_MUTEX ? team_lock_create (team, "next chunk") : NULL;
  if (mandelbrot->image && mandelbrot->tally && mandelbrot->next && (mandelbrot->lock || !mandelbrot->dynamic || team->sync != SYNC_MUTEX)) {
    mandelbrot_names (mandelbrot, team, bytes);
    return mandelbrot;
  }
  mandelbrot_destroy (mandelbrot);
  return workload_refuse (error, room, "not enough memory for size=%lld: give a smaller size",
                          (long long)values[VALUE_SIZE]);
}

static void
mandelbrot_result (void *state, struct workload_result *result)
{
  *result = ((struct mandelbrot *) state)->result;
}

const struct workload workload_mandelbrot = { "mandelbrot", mandelbrot_create, mandelbrot_run, mandelbrot_result,
                                             mandelbrot_destroy };
