/* A square matrix is transposed in every step: A(j,i) = A(i,j) + 1.
 *
 * It is dealt out by rows, as many to each rank (the last may have rows too many, which are carried along and never looked
 * at). With one rank the threads read each other's rows. With several each rank puts together what every other
 * needs of its rows, all exchange these blocks, and each takes them apart. The 1 that is added tells whether a block
 * is of this step. After M steps an element is the number of its first place plus M. */
#include "engine/workload/workload.h"

#include <stdio.h>
#include <stdlib.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/tally.h"

enum { VALUE_SIZE };
enum { COUNT_RIGHT, COUNT_ELEMENTS, COUNTS };

struct transpose {
  uint64_t size, rows, width; /* asked for; of a rank; rows x ranks */
  uint64_t *matrix[2];        /* rows x width: of this step and of the next */
  uint64_t *give, *get;       /* a block (rows x rows) for each rank */
  int matrix_object[2], give_object, get_object;
  int transpose_region, pack_region, exchange_region, unpack_region;
  struct tally *tally;
  struct workload_result result;
};

/* Where is the element at (ROW, COLUMN) from, after so many steps? Its place then, counted row by row. */
static uint64_t
first_place (const struct transpose *transpose, uint64_t row, uint64_t column, uint64_t steps)
{
  return steps % 2 ? column * transpose->width + row : row * transpose->width + column;
}

static void
thread_rows (const struct transpose *transpose, const struct member *member, uint64_t *first, uint64_t *end)
{
  split (transpose->rows, member->threads, member->thread, first, end);
}

static void
start (struct transpose *transpose, const struct member *member)
{
  uint64_t first, end, above = (uint64_t) member->rank * transpose->rows;

  thread_rows (transpose, member, &first, &end);
  for (uint64_t i = first; i < end; i++)
    for (uint64_t j = 0; j < transpose->width; j++)
      transpose->matrix[0][i * transpose->width + j] = first_place (transpose, above + i, j, 0);
}

/* One rank: each thread writes its own rows and reads a column for each. */
static void
transpose_shared (struct transpose *transpose, struct member *member, const uint64_t *from, uint64_t *to)
{
  uint64_t first, end, width = transpose->width;

  thread_rows (transpose, member, &first, &end);
  member_begin (member, transpose->transpose_region, transpose->matrix_object[member->step & 1], 0,
                (unsigned) member->threads);
  for (uint64_t i = first; i < end; i++)
    for (uint64_t j = 0; j < width; j++)
      to[i * width + j] = from[j * width + i] + 1;
  member_end (member);
  member_write (member, transpose->matrix_object[(member->step + 1) & 1], (unsigned) member->thread, 1);
}

/* The thread's rows go into the blocks, transposed: block R gets the columns that are rows of rank R. */
static void
pack (struct transpose *transpose, struct member *member, const uint64_t *from)
{
  uint64_t first, end, rows = transpose->rows;

  thread_rows (transpose, member, &first, &end);
  member_begin (member, transpose->pack_region, transpose->matrix_object[member->step & 1], (unsigned) member->thread, 1);
  for (uint64_t i = first; i < end; i++)
    for (uint64_t j = 0; j < transpose->width; j++)
      transpose->give[j * rows + i] = from[i * transpose->width + j];
  member_end (member);
  member_write (member, transpose->give_object, 0, (unsigned) member->ranks);
}

static void
exchange (struct transpose *transpose, struct member *member)
{
  member_begin (member, transpose->exchange_region, transpose->get_object, 0, (unsigned) member->ranks);
  ranks_all_to_all (member, transpose->give, transpose->get, (int) (transpose->rows * transpose->rows));
  member_wrote (member, 0, (unsigned) member->ranks);
  member_end (member);
}

static void
unpack (struct transpose *transpose, struct member *member, uint64_t *to)
{
  uint64_t first, end, rows = transpose->rows;

  thread_rows (transpose, member, &first, &end);
  member_begin (member, transpose->unpack_region, transpose->matrix_object[(member->step + 1) & 1],
                (unsigned) member->thread, 1);
  for (uint64_t i = first; i < end; i++)
    for (int r = 0; r < member->ranks; r++)
      for (uint64_t j = 0; j < rows; j++)
        to[i * transpose->width + (uint64_t) r * rows + j] = transpose->get[((uint64_t) r * rows + i) * rows + j] + 1;
  member_wrote (member, (unsigned) member->thread, 1);
  member_end (member);
}

static void
transpose_step (struct transpose *transpose, struct member *member)
{
  const uint64_t *from = transpose->matrix[member->step & 1];
  uint64_t *to = transpose->matrix[(member->step + 1) & 1];

  if (member->ranks == 1) {
    transpose_shared (transpose, member, from, to);
    return;
  }
  pack (transpose, member, from);
  member_barrier (member);
  if (member->thread == 0)
    exchange (transpose, member);
  member_barrier (member);
  unpack (transpose, member, to);
}

static void
check (struct transpose *transpose, const struct member *member)
{
  const uint64_t *matrix = transpose->matrix[member->steps & 1];
  uint64_t *count = transpose->tally[member->thread].count;
  uint64_t first, end, above = (uint64_t) member->rank * transpose->rows;

  thread_rows (transpose, member, &first, &end);
  for (uint64_t i = first; i < end && above + i < transpose->size; i++)
    for (uint64_t j = 0; j < transpose->size; j++) {
      uint64_t expected = first_place (transpose, above + i, j, member->steps) + member->steps;

      count[COUNT_RIGHT] += matrix[i * transpose->width + j] == expected;
      count[COUNT_ELEMENTS]++;
    }
}

static void
conclude (struct transpose *transpose, const struct member *member)
{
  uint64_t sum[COUNTS];
  struct workload_result *result = &transpose->result;

  tally_sum (member, transpose->tally, sum, COUNTS);
  result->value = (double) sum[COUNT_RIGHT];
  result->expected = (double) (transpose->size * transpose->size);
  result->ok = sum[COUNT_RIGHT] == transpose->size * transpose->size && sum[COUNT_ELEMENTS] == sum[COUNT_RIGHT];
  snprintf (result->text, sizeof result->text,
            "%llu of %llu elements stand where %llu transpositions put them; %llu bytes of each rank's %llu "
            "went to others in each.",
            (unsigned long long) sum[COUNT_RIGHT], (unsigned long long) sum[COUNT_ELEMENTS],
            (unsigned long long) member->steps,
            (unsigned long long) ((transpose->width - transpose->rows) * transpose->rows * 8),
            (unsigned long long) (transpose->width * transpose->rows * 8));
}

static void
transpose_run (struct member *member, void *state)
{
  struct transpose *transpose = state;

  start (transpose, member);
  while (member_step (member))
    transpose_step (transpose, member);
  check (transpose, member);
  member_barrier (member);
  if (member->thread == 0)
    conclude (transpose, member);
}

static void
transpose_destroy (void *state)
{
  struct transpose *transpose = state;

  free (transpose);
}

static void
transpose_names (struct transpose *transpose, struct team *team, uint64_t bytes)
{
  static const char *const names[] = { "matrix", "transposed" };
  unsigned threads = (unsigned) team->threads, ranks = (unsigned) team->ranks;
  uint64_t first = (uint64_t) team->rank * transpose->rows;
  char detail[64];

  snprintf (detail, sizeof detail, "rows %llu-%llu", (unsigned long long) first,
            (unsigned long long) (first + transpose->rows - 1));
  for (int i = 0; i < 2; i++) {
    transpose->matrix_object[i] = team_object (team, names[i], detail, transpose->matrix[i], bytes, threads, OBJECT_SHARED);
    team_sample (team, transpose->matrix_object[i], transpose->matrix[i], SAMPLE_UNSIGNED);
  }
  if (team->ranks == 1) {
    transpose->transpose_region = team_region (team, "transpose");
    return;
  }
  transpose->give_object =
      team_object (team, "blocks to send", "one for each rank", transpose->give, bytes, ranks, OBJECT_SHARED);
  transpose->get_object =
      team_object (team, "blocks received", "one of each rank", transpose->get, bytes, ranks, OBJECT_SHARED);
  transpose->pack_region = team_region (team, "pack");
  transpose->exchange_region = team_region (team, "exchange");
  transpose->unpack_region = team_region (team, "unpack");
}

static bool
transpose_allocate (struct transpose *transpose, const struct team *team, uint64_t bytes)
{
  if (4 * bytes >= workload_memory_available () / (uint64_t) team->ranks)
    return false;
  transpose->matrix[0] = team_memory (team, bytes);
  transpose->matrix[1] = team_memory (team, bytes);
  transpose->give = team->ranks > 1 ? team_memory (team, bytes) : NULL;
  transpose->get = team->ranks > 1 ? team_memory (team, bytes) : NULL;
  transpose->tally = tally_create (team);
  return transpose->matrix[0] && transpose->matrix[1] && transpose->tally &&
         (team->ranks == 1 || (transpose->give && transpose->get));
}

static void *
transpose_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct transpose *transpose = calloc (1, sizeof *transpose);
  uint64_t bytes, ranks = (uint64_t) team->ranks;

  if (!transpose)
    return workload_refuse (error, room, "not enough memory");
  transpose->size = (uint64_t) values[VALUE_SIZE];
  transpose->rows = (transpose->size + ranks - 1) / ranks;
  transpose->width = transpose->rows * ranks;
  bytes = transpose->rows * transpose->width * sizeof (uint64_t);
  if (transpose_allocate (transpose, team, bytes)) {
    transpose_names (transpose, team, bytes);
    return transpose;
  }
  transpose_destroy (transpose);
  return workload_refuse (error, room, "not enough memory for size=%lld: give a smaller size",
                          (long long)values[VALUE_SIZE]);
}

static void
transpose_result (void *state, struct workload_result *result)
{
  *result = ((struct transpose *) state)->result;
}

const struct workload workload_transpose = { "transpose", transpose_create, transpose_run, transpose_result,
                                            transpose_destroy };
