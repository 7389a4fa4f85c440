/* Heat on a square plate: Jacobi iteration of the five-point Laplacian.
 *
 * The edge is held at g(i) = 1 - i h (hot at the top, cold at the bottom, i = row, h = 1 / (N + 1)), which is itself a solution at
 * rest of the discrete equation. The start is g plus a few products of sines, the eigenvectors of the iteration:
 * sin (k pi i h) sin (l pi j h) shrinks by (cos (k pi h) + cos (l pi h)) / 2 in each step (e.g. Demmel, Applied Numerical
 * Linear Algebra, 6.3). So the exact answer after M steps is known in closed form, at every point. */
#include "engine/workload/workload.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/record/segment.h"
#include "engine/team/ranks.h"

#define BLOCKS 32 /* of rows, the pieces that the picture shows */

struct mode {
  int k, l;
  double amplitude;
};

static const struct mode modes[] = { { 1, 1, 0.5 }, { 2, 3, 0.25 }, { 5, 4, 0.125 } };
#define MODES (sizeof modes / sizeof *modes)

struct sums { /* over a thread's points */
  double own, exact; /* squares */
  double change;     /* squared changes in the last step */
  double error;      /* largest */
};

struct heat {
  int64_t size;
  uint64_t first_row, rows;  /* of this rank, without halo; rows of the plate count from 0 */
  uint64_t stride;           /* doubles from row to row: size + 2 for the edge columns */
  double *first_grid, *second_grid; /* rows + 2 each, in one piece of memory; steps go from one to the other */
  int blocks;
  int grid;                  /* object */
  bool halo_first, halo_last;
  int residual_object;
  int halo_region, update_region, residual_region;
  enum sync sync;
  struct team_lock *lock;
  /* Squared changes in this rank, summed up by column: the residual. Of this step and of the next. */
  double *residual[2];
  _Atomic double *atomic_residual[2];
  double *partial;           /* a row for each thread: its own share of the residual that is not yet in it */
  double *sines;             /* a row for each mode, then a row to spare for each thread */
  struct sums *sums;         /* a thread each */
  struct workload_result result;
};

static double
edge (const struct heat *heat, uint64_t row)
{
  return 1 - (double) row / (double) (heat->size + 1);
}

/* sin (k pi x h) for x = 0 .. size + 1 at TABLE. */
static void
fill_sines (const struct heat *heat, int k, double *table)
{
  for (int64_t x = 0; x <= heat->size + 1; x++)
    table[x] = sin (k * M_PI * (double) x / (double) (heat->size + 1));
}

static double
shrink (const struct heat *heat, const struct mode *mode, uint64_t steps)
{
  double angle = M_PI / (double) (heat->size + 1);

  return pow ((cos (mode->k * angle) + cos (mode->l * angle)) / 2, (double) steps);
}

/* The exact solution after STEPS steps in one row of the plate (0 = its upper edge), with its edges. */
static void
exact_row (const struct heat *heat, uint64_t row, uint64_t steps, double *out)
{
  size_t stride = heat->stride;

  for (size_t j = 0; j < stride; j++)
    out[j] = edge (heat, row);
  for (size_t m = 0; m < MODES; m++) {
    double factor = modes[m].amplitude * shrink (heat, &modes[m], steps) *
                    sin (modes[m].k * M_PI * (double) row / (double) (heat->size + 1));

    for (size_t j = 0; j < stride; j++)
      out[j] += factor * heat->sines[m * stride + j];
  }
}

static void
thread_rows (const struct heat *heat, const struct member *member, uint64_t *first, uint64_t *end)
{
  split (heat->rows, member->threads, member->thread, first, end);
}

/* Each thread writes its own rows first, so that their memory comes to lie near it. The rows outside belong to
 * the outermost threads. Halo rows are left at zero: only a message can put them right. */
static void
start_grid (struct heat *heat, const struct member *member)
{
  uint64_t first, end;

  thread_rows (heat, member, &first, &end);
  for (uint64_t i = first; i < end; i++) {
    exact_row (heat, heat->first_row + i + 1, 0, heat->first_grid + (i + 1) * heat->stride);
    memcpy (heat->second_grid + (i + 1) * heat->stride, heat->first_grid + (i + 1) * heat->stride, heat->stride * sizeof (double));
  }
  if (member->thread == 0)
    memset (heat->first_grid, 0, heat->stride * sizeof (double));
  if (member->thread == member->threads - 1)
    memset (heat->first_grid + (heat->rows + 1) * heat->stride, 0, heat->stride * sizeof (double));
}

static void
start_edges (struct heat *heat)
{
  double *last = heat->first_grid + (heat->rows + 1) * heat->stride;

  if (!heat->halo_first)
    exact_row (heat, 0, 0, heat->first_grid);
  if (!heat->halo_last)
    exact_row (heat, (uint64_t) heat->size + 1, 0, last);
  memcpy (heat->second_grid, heat->first_grid, heat->stride * sizeof (double));
  memcpy (heat->second_grid + (heat->rows + 1) * heat->stride, last, heat->stride * sizeof (double));
}

/* One row; adds the squared changes to PARTIAL. */
static void
update_row (const double *restrict row, size_t stride, double *restrict out, double *restrict partial)
{
#pragma omp simd
  for (size_t j = 1; j < stride - 1; j++) {
    double value = 0.25 * (row[j - stride] + row[j + stride] + row[j - 1] + row[j + 1]);

    partial[j] += (value - row[j]) * (value - row[j]);
    out[j] = value;
  }
}

static void
exchange (struct heat *heat, struct member *member, double *grid)
{
  size_t stride = heat->stride;

  member_begin (member, heat->halo_region, heat->grid, 0, (unsigned) heat->blocks + 2);
  ranks_exchange (member, grid + stride, grid + heat->rows * stride, grid, grid + (heat->rows + 1) * stride, (int) stride);
  if (heat->halo_first)
    member_wrote (member, 0, 1);
  if (heat->halo_last)
    member_write (member, heat->grid, (unsigned) heat->blocks + 1, 1);
  member_end (member);
}

static void
atomic_add (_Atomic double *sum, double value)
{
  double seen = atomic_load_explicit (sum, memory_order_relaxed);

  while (!atomic_compare_exchange_weak_explicit (sum, &seen, seen + value, memory_order_relaxed, memory_order_relaxed))
    ;
}

/* Moves what the thread has found in a block to what the rank has found in the step. */
static void
add_residual (struct heat *heat, struct member *member)
{
  double *partial = heat->partial + (size_t) member->thread * heat->stride;
  int slot = member->step & 1;

  if (heat->sync == SYNC_REDUCTION) /* later, all at once */
    return;
  if (heat->sync == SYNC_MUTEX)
    member_lock (member, heat->lock);
  member_begin (member, heat->residual_region, heat->residual_object, 0, 1);
  if (heat->sync == SYNC_MUTEX)
    for (size_t j = 0; j < heat->stride; j++)
      heat->residual[slot][j] += partial[j];
  else
    for (size_t j = 0; j < heat->stride; j++)
      atomic_add (&heat->atomic_residual[slot][j], partial[j]);
  member_wrote (member, 0, 1);
  member_end (member);
  if (heat->sync == SYNC_MUTEX)
    member_unlock (member, heat->lock);
  memset (partial, 0, heat->stride * sizeof *partial);
}

/* A block of rows of this rank, as far as they are this thread's. */
static void
update_block (struct heat *heat, struct member *member, int block, const double *grid, double *out)
{
  double *partial = heat->partial + (size_t) member->thread * heat->stride;
  uint64_t first, end, mine_first, mine_end;

  split (heat->rows, heat->blocks, block, &first, &end);
  thread_rows (heat, member, &mine_first, &mine_end);
  first = first > mine_first ? first : mine_first;
  end = end < mine_end ? end : mine_end;
  if (first >= end)
    return;
  /* It reads one row of the pieces on either side too. */
  member_begin (member, heat->update_region, heat->grid, (unsigned) block, 3);
  for (uint64_t i = first; i < end; i++)
    update_row (grid + (i + 1) * heat->stride, heat->stride, out + (i + 1) * heat->stride, partial);
  member_wrote (member, (unsigned) block + 1, 1);
  member_end (member);
  add_residual (heat, member);
}

/* Thread 0. What is cleared was last used in the step before, which all have left. */
static void
clear_next_residual (struct heat *heat, const struct member *member)
{
  int slot = (member->step + 1) & 1;

  for (size_t j = 0; j < heat->stride; j++) {
    heat->residual[slot][j] = 0;
    atomic_store_explicit (&heat->atomic_residual[slot][j], 0, memory_order_relaxed);
  }
}

/* NaN counts as infinite: it would slip through comparisons. */
static double
larger_error (double a, double b)
{
  if (b <= a)
    return a;
  return isnan (b) ? INFINITY : b;
}

static void
check_row (const struct heat *heat, struct sums *sums, const double *row, const double *before, const double *exact)
{
  for (size_t j = 1; j < heat->stride - 1; j++) {
    sums->own += row[j] * row[j];
    sums->exact += exact[j] * exact[j];
    sums->change += (row[j] - before[j]) * (row[j] - before[j]);
    sums->error = larger_error (sums->error, fabs (row[j] - exact[j]));
  }
}

/* Compares a thread's rows of GRID with the exact solution; BEFORE is the grid one step earlier. */
static void
check_rows (struct heat *heat, const struct member *member, const double *grid, const double *before)
{
  double *exact = heat->sines + (MODES + (size_t) member->thread) * heat->stride;
  struct sums sums = { 0 };
  uint64_t first, end;

  thread_rows (heat, member, &first, &end);
  for (uint64_t i = first; i < end; i++) {
    exact_row (heat, heat->first_row + i + 1, member->steps, exact);
    check_row (heat, &sums, grid + (i + 1) * heat->stride, before + (i + 1) * heat->stride, exact);
  }
  heat->sums[member->thread] = sums;
}

/* What the threads have added up in the last step, by whatever way. */
static double
last_residual (const struct heat *heat, const struct member *member)
{
  size_t partials = (size_t) member->threads * heat->stride;
  int slot = member->step & 1;
  double sum = 0;

  for (size_t j = 0; j < heat->stride; j++)
    sum += heat->residual[slot][j] + atomic_load_explicit (&heat->atomic_residual[slot][j], memory_order_relaxed);
  for (size_t i = 0; i < partials; i++)
    sum += heat->partial[i];
  return sum;
}

static struct sums
sum_up (const struct heat *heat, const struct member *member)
{
  struct sums all = { 0 };

  for (int i = 0; i < member->threads; i++) {
    all.own += heat->sums[i].own;
    all.exact += heat->sums[i].exact;
    all.change += heat->sums[i].change;
    all.error = larger_error (all.error, heat->sums[i].error);
  }
  all.own = ranks_sum (member, all.own);
  all.exact = ranks_sum (member, all.exact);
  all.change = ranks_sum (member, all.change);
  all.error = ranks_max (member, all.error);
  return all;
}

/* Thread 0: over all threads and ranks. */
static void
conclude (struct heat *heat, const struct member *member)
{
  struct sums all = sum_up (heat, member);
  double tolerance = 1e-12 + 1e-15 * (double) member->steps, points = (double) heat->size * (double) heat->size;
  double residual = member->steps ? ranks_sum (member, last_residual (heat, member)) : 0;
  bool added_right = fabs (residual - all.change) <= 1e-9 * all.change || member->steps == 0;
  struct workload_result *result = &heat->result;

  result->value = sqrt (all.own / points);
  result->expected = sqrt (all.exact / points);
  result->ok = all.error <= tolerance && added_right;
  snprintf (result->text, sizeof result->text,
            "Mean temperature (RMS) of %lld x %lld points after %llu steps: largest error against the exact solution %.1e "
            "(allowed %.1e), last change %.2e%s.",
            (long long) heat->size, (long long) heat->size, (unsigned long long) member->steps, all.error, tolerance,
            sqrt (residual / points), added_right ? "" : ", added up wrongly");
}

static void
heat_step (struct heat *heat, struct member *member, double *grid, double *out)
{
  if (member->thread == 0)
    clear_next_residual (heat, member);
  memset (heat->partial + (size_t) member->thread * heat->stride, 0, heat->stride * sizeof *heat->partial);
  if (member->ranks > 1) {
    if (member->thread == 0)
      exchange (heat, member, grid);
    member_barrier (member);
  }
  for (int block = 0; block < heat->blocks; block++)
    update_block (heat, member, block, grid, out);
}

static void
heat_run (struct member *member, void *state)
{
  struct heat *heat = state;
  double *grid = heat->first_grid, *other = heat->second_grid;

  start_grid (heat, member);
  member_barrier (member);
  if (member->thread == 0)
    start_edges (heat);
  while (member_step (member)) {
    double *before = grid;

    heat_step (heat, member, grid, other);
    grid = other;
    other = before;
  }
  check_rows (heat, member, grid, other);
  member_barrier (member);
  if (member->thread == 0)
    conclude (heat, member);
}

static void
heat_destroy (void *state)
{
  struct heat *heat = state;

  free (heat->partial);
  free (heat->sines);
  free (heat->sums);
  team_lock_destroy (heat->lock);
  free (heat);
}

static void
heat_names (struct heat *heat, struct team *team, uint64_t bytes)
{
  unsigned flags = OBJECT_SHARED | (heat->halo_first ? OBJECT_HALO_FIRST : 0) | (heat->halo_last ? OBJECT_HALO_LAST : 0);
  char detail[64];

  snprintf (detail, sizeof detail, "rows %llu-%llu", (unsigned long long) heat->first_row,
            (unsigned long long) (heat->first_row + heat->rows - 1));
  heat->grid = team_object (team, "grid", detail, heat->first_grid, bytes, (unsigned) heat->blocks + 2, flags);
  heat->residual_object = team_object (team, "residual", "change of each column",
                                       heat->sync == SYNC_MUTEX ? (void *) heat->residual[0] : (void *) heat->atomic_residual[0],
                                       2 * heat->stride * sizeof (double), 1, OBJECT_SHARED);
  team_sample (team, heat->grid, heat->first_grid + heat->stride + heat->stride / 2, SAMPLE_FLOAT);
  heat->residual_region = team_region (team, "residual");
  heat->halo_region = team_region (team, "halo");
  heat->update_region = team_region (team, "update");
}

static bool
heat_allocate (struct heat *heat, struct team *team, uint64_t bytes)
{
  heat->first_grid = team_memory (team, bytes);
  heat->second_grid = heat->first_grid ? heat->first_grid + bytes / 2 / sizeof (double) : NULL;
  heat->partial = calloc ((size_t) team->threads * heat->stride, sizeof *heat->partial);
  heat->residual[0] = team_memory (team, 2 * heat->stride * sizeof (double));
  heat->atomic_residual[0] = team_memory (team, 2 * heat->stride * sizeof (double));
  heat->sums = calloc ((size_t) team->threads, sizeof *heat->sums);
  heat->sines = malloc ((MODES + (size_t) team->threads) * heat->stride * sizeof *heat->sines);
  heat->lock = heat->sync == SYNC_MUTEX ? team_lock_create (team, "residual") : NULL;
  if (heat->residual[0] && heat->atomic_residual[0]) {
    heat->residual[1] = heat->residual[0] + heat->stride;
    heat->atomic_residual[1] = heat->atomic_residual[0] + heat->stride;
  }
  return heat->first_grid && heat->partial && heat->residual[1] && heat->sines && heat->sums &&
         (heat->lock || heat->sync != SYNC_MUTEX);
}

static void *
heat_create (struct team *team, const int64_t *values, char *error, size_t room)
{
  struct heat *heat = calloc (1, sizeof *heat);
  uint64_t end, bytes;

  if (!heat)
    goto no_memory;
  heat->size = values[0];
  heat->stride = (uint64_t) heat->size + 2;
  heat->sync = team->sync;
  if (heat->size < (int64_t) team->ranks * team->threads) {
    snprintf (error, room, "size=%lld gives not every thread of every rank a row: give at least %d", (long long) heat->size,
              team->ranks * team->threads);
    free (heat);
    return NULL;
  }
  split ((uint64_t) heat->size, team->ranks, team->rank, &heat->first_row, &end);
  heat->rows = end - heat->first_row;
  heat->blocks = heat->rows < BLOCKS ? (int) heat->rows : BLOCKS;
  heat->halo_first = team->rank > 0;
  heat->halo_last = team->rank < team->ranks - 1;
  bytes = 2 * (heat->rows + 2) * heat->stride * sizeof (double);
  /* The other ranks, most likely on this host too, want as much. */
  if (bytes < workload_memory_available () / (uint64_t) team->ranks && heat_allocate (heat, team, bytes)) {
    for (size_t m = 0; m < MODES; m++)
      fill_sines (heat, modes[m].l, heat->sines + m * heat->stride);
    heat_names (heat, team, bytes);
    return heat;
  }
  heat_destroy (heat);
no_memory:
  snprintf (error, room, "not enough memory for size=%lld: give a smaller size", (long long) values[0]);
  return NULL;
}

static void
heat_result (void *state, struct workload_result *result)
{
  *result = ((struct heat *) state)->result;
}

const struct workload workload_heat = { "heat", heat_create, heat_run, heat_result, heat_destroy };
