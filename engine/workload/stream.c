/* Memory bandwidth as STREAM measures it (J. D. McCalpin, https://www.cs.virginia.edu/stream/): copy, scale, add, triad.
 *
 * Every worker has three arrays of its own. The factor is sqrt (2) - 1 instead of STREAM's 3, for which a' = (2 s + s^2) a = a: the
 * numbers neither grow nor vanish, however long it runs. The check is STREAM's: the same steps with three numbers
 * instead of three arrays, and the mean error of each array. */
#include "engine/workload/workload.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/record/clock.h"
#include "engine/record/segment.h"
#include "engine/team/ranks.h"
#include "engine/workload/tally.h"

enum { VALUE_SIZE };
enum kernel { COPY, SCALE, ADD, TRIAD, KERNELS };

#define SCALAR (M_SQRT2 - 1)
#define TOLERANCE 1e-13 /* STREAM's, for double */

static const char *const kernel_names[KERNELS] = { "copy", "scale", "add", "triad" };
static const int kernel_arrays[KERNELS] = { 2, 2, 3, 3 };       /* read and written */
static const int kernel_target[KERNELS] = { 2, 1, 2, 0 };       /* c, b, c, a */
static const double start_value[3] = { 1, 2, 0 };

struct stream {
  uint64_t size;     /* elements of a worker's array */
  double *array[3];  /* a, b, c: threads x size */
  double *mean;      /* of a, less what it must be: a thread each */
  double *error;     /* largest mean relative error of the three arrays, a thread each */
  int object[3], region[KERNELS];
  struct tally *tally; /* ns in each kernel */
  struct workload_result result;
};

/* A thread's part: it writes there first, so that the memory comes to lie near it. */
static double *
own (const struct stream *stream, const struct member *member, int array)
{
  return stream->array[array] + (uint64_t) member->thread * stream->size;
}

static void
start (const struct stream *stream, const struct member *member)
{
  for (int i = 0; i < 3; i++)
    for (uint64_t k = 0; k < stream->size; k++)
      own (stream, member, i)[k] = start_value[i];
}

static void
run_kernel (enum kernel kernel, uint64_t size, double *restrict a, double *restrict b, double *restrict c)
{
  switch (kernel) {
  case COPY:
    for (uint64_t k = 0; k < size; k++)
      c[k] = a[k];
    break;
  case SCALE:
    for (uint64_t k = 0; k < size; k++)
      b[k] = SCALAR * c[k];
    break;
  case ADD:
    for (uint64_t k = 0; k < size; k++)
      c[k] = a[k] + b[k];
    break;
  default:
    for (uint64_t k = 0; k < size; k++)
      a[k] = b[k] + SCALAR * c[k];
  }
}

static void
stream_step (struct stream *stream, struct member *member)
{
  for (int kernel = 0; kernel < KERNELS; kernel++) {
    uint64_t begin = clock_monotonic ();

    member_begin (member, stream->region[kernel], stream->object[kernel_target[kernel]], (unsigned) member->thread, 1);
    run_kernel ((enum kernel) kernel, stream->size, own (stream, member, 0), own (stream, member, 1),
                own (stream, member, 2));
    member_wrote (member, (unsigned) member->thread, 1);
    member_end (member);
    stream->tally[member->thread].count[kernel] += clock_monotonic () - begin;
  }
}

/* What every element of a, b and c must be by now. */
static void
expected_values (uint64_t steps, double *value)
{
  for (int i = 0; i < 3; i++)
    value[i] = start_value[i];
  for (uint64_t step = 0; step < steps; step++)
    for (int kernel = 0; kernel < KERNELS; kernel++)
      run_kernel ((enum kernel) kernel, 1, &value[0], &value[1], &value[2]);
}

static void
check (struct stream *stream, const struct member *member)
{
  double value[3], error = 0, sum = 0;

  expected_values (member->steps, value);
  for (int i = 0; i < 3; i++) {
    double off = 0;

    for (uint64_t k = 0; k < stream->size; k++)
      off += fabs (own (stream, member, i)[k] - value[i]);
    off /= (double) stream->size * (value[i] != 0 ? fabs (value[i]) : 1);
    error = off <= error ? error : off; /* NaN stays */
  }
  for (uint64_t k = 0; k < stream->size; k++)
    sum += own (stream, member, 0)[k] - value[0];
  stream->mean[member->thread] = sum / (double) stream->size;
  stream->error[member->thread] = isnan (error) ? INFINITY : error;
}

/* All workers' bytes by the time of the slowest, GB/s; text as much as fits. */
static void
describe_bandwidth (const struct stream *stream, const struct member *member, char *text, size_t room)
{
  size_t used = 0;

  text[0] = 0;
  for (int kernel = 0; kernel < KERNELS; kernel++) {
    double bytes = (double) stream->size * (double) sizeof (double) * kernel_arrays[kernel] * (double) member->steps *
                   member->ranks * member->threads;
    uint64_t least, most;

    tally_range (member, stream->tally, 0, kernel, &least, &most);
    if (used < room)
      used += (size_t)snprintf (text + used, room - used, "%s%s %.1f", kernel ? ", " : "", kernel_names[kernel],
                                most ? bytes / (double) most : 0);
  }
}

static void
conclude (struct stream *stream, const struct member *member)
{
  double mean = 0, error = 0, value[3];
  char bandwidth[96];
  struct workload_result *result = &stream->result;

  for (int t = 0; t < member->threads; t++) {
    mean += stream->mean[t];
    error = fmax (error, stream->error[t]);
  }
  expected_values (member->steps, value);
  error = ranks_max (member, error);
  result->value = value[0] + ranks_sum (member, mean) / ((double) member->ranks * member->threads);
  result->expected = value[0];
  result->ok = error <= TOLERANCE;
  describe_bandwidth (stream, member, bandwidth, sizeof bandwidth);
  snprintf (result->text, sizeof result->text,
            "Mean of array a; mean error of the arrays at most %.1e (allowed %.0e). Measured GB/s of all workers: %s.",
            error, TOLERANCE, bandwidth);
}

static void
stream_run (struct member *member, void *state)
{
  struct stream *stream = state;

  start (stream, member);
  while (member_step (member))
    stream_step (stream, member);
  check (stream, member);
  member_barrier (member);
  if (member->thread == 0)
    conclude (stream, member);
}

static void
stream_destroy (void *state)
{
  struct stream *stream = state;

  free (stream->mean);
  free (stream->error);
  free (stream);
}

static bool
stream_allocate (struct stream *stream, const struct team *team)
{
  uint64_t bytes = stream->size * sizeof (double) * (uint64_t) team->threads;

  if (3 * bytes >= workload_memory_available () / (uint64_t) team->ranks)
    return false;
  for (int i = 0; i < 3; i++)
    stream->array[i] = team_memory (team, bytes);
  stream->mean = calloc ((size_t) team->threads, sizeof *stream->mean);
  stream->error = calloc ((size_t) team->threads, sizeof *stream->error);
  stream->tally = tally_create (team);
  return stream->array[0] && stream->array[1] && stream->array[2] && stream->mean && stream->error && stream->tally;
}

static void *
stream_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  static const char *const names[] = { "a", "b", "c" };
  struct stream *stream = calloc (1, sizeof *stream);

  if (!stream)
    return workload_refuse (error, room, "not enough memory");
  stream->size = (uint64_t) values[VALUE_SIZE];
  if (!stream_allocate (stream, team)) {
    stream_destroy (stream);
    return workload_refuse (error, room, "not enough memory for size=%lld: give a smaller size",
                            (long long)values[VALUE_SIZE]);
  }
  for (int i = 0; i < 3; i++) {
    stream->object[i] = team_object (team, names[i], "a part for each thread", stream->array[i],
                                     stream->size * sizeof (double) * (uint64_t) team->threads, (unsigned) team->threads, 0);
    team_sample (team, stream->object[i], stream->array[i], SAMPLE_FLOAT);
  }
  for (int i = 0; i < KERNELS; i++)
    stream->region[i] = team_region (team, kernel_names[i]);
  return stream;
}

static void
stream_result (void *state, struct workload_result *result)
{
  *result = ((struct stream *) state)->result;
}

const struct workload workload_stream = { "stream", stream_create, stream_run, stream_result, stream_destroy };
