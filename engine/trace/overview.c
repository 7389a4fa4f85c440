#include "engine/trace/overview.h"

#include "engine/trace/lane-states.h"

#include <string.h>

#define SETTLED_AFTER_NS UINT64_C (200000000) /* events are in the trace by then, mostly */
#define LANES_AS_ONE 2 /* a row of more lanes has columns as much wider ... */
#define WIDEST 32      /* ... up to this */
#define TOTALLED 4096  /* shares that 32 bits hold the sum of */

struct overview_share { uint16_t of[PYRAMID_CLASSES]; }; /* of a column; 65535 = all of it */

static enum thread_state
state_of_class (int c)
{
  return c == PYRAMID_CLASSES - 1 ? THREAD_ENDED : (enum thread_state) (c + 1);
}

struct exact {
  const struct overview *overview;
  double columns_a_ns;
  struct overview_share *row;
};

static void
add_part (struct overview_share *share, int c, double part)
{
  double sum = share->of[c] + part * UINT16_MAX;

  share->of[c] = sum >= UINT16_MAX ? UINT16_MAX : MAX (1, (uint16_t) sum);
}

static void
see_state (uint64_t begin, uint64_t end, enum thread_state state, void *data)
{
  const struct exact *exact = data;
  double x = (double) (begin - exact->overview->from) * exact->columns_a_ns;
  double to = (double) (end - exact->overview->from) * exact->columns_a_ns;
  int c = pyramid_class (state);

  for (int column = (int) x; column < exact->overview->columns && column < to; column++)
    add_part (&exact->row[column], c, MIN (to, column + 1) - MAX (x, column));
}

static void
take_exact (struct trace *trace, const struct lane *lane, uint64_t from, uint64_t to, struct exact *exact)
{
  if (to > from)
    lane_states_walk (trace, lane, from, to, see_state, exact);
}

/* At least 64 where the bucket has 1: what is there stays there. */
static void
take_column (const struct pyramid *pyramid, int level, uint64_t begin, uint64_t end, struct overview_share *share)
{
  pyramid_sum sum = { 0 };
  int buckets = pyramid_add (pyramid, level, begin, end, &sum);
  pyramid_scaled scaled = __builtin_convertvector (sum, pyramid_scaled) * (buckets > 0 ? 257.0f / (float) buckets : 0);
  pyramid_sum shares = __builtin_convertvector (__builtin_convertvector (scaled, pyramid_whole), pyramid_sum);

  memcpy (share->of, &shares, sizeof share->of);
}

/* Columns of equal length, as far as whole ns allow. */
struct columns { uint64_t end, step, rest, carry, count; };

static struct columns
columns_of (const struct overview *overview)
{
  uint64_t length = overview->to - overview->from, count = (uint64_t) overview->columns;

  return (struct columns){ overview->from, length / count, length % count, 0, count };
}

/* Where the next one ends. */
static uint64_t
next_column (struct columns *columns)
{
  columns->end += columns->step;
  columns->carry += columns->rest;
  if (columns->carry >= columns->count) {
    columns->carry -= columns->count;
    columns->end++;
  }
  return columns->end;
}

/* As far as the pyramid reaches by it, the rest by a walk. */
static void
take_lane (struct trace *trace, struct lane *lane, const struct overview *overview, struct overview_share *row)
{
  uint64_t length = overview->to - overview->from, begin = overview->from;
  struct exact exact = { overview, overview->columns / (double) length, row };
  int level = pyramid_level (&lane->pyramid, length / overview->columns);
  struct columns columns = columns_of (overview);

  if (level >= 0)
    for (int column = 0; column < overview->columns; column++, begin = columns.end) {
      if (next_column (&columns) > lane->pyramid.until)
        break;
      take_column (&lane->pyramid, level, begin, columns.end, &row[column]);
    }
  take_exact (trace, lane, begin, overview->to, &exact);
}

static void
add_totals (const struct overview *overview, uint64_t total[PYRAMID_CLASSES])
{
  for (int lane = 0; lane < overview->lanes; lane++) {
    const struct overview_share *row = overview->share + (size_t) lane * (size_t) overview->columns;
    for (int first = 0; first < overview->columns; first += TOTALLED) {
      uint32_t sum[PYRAMID_CLASSES] = { 0 };
      for (int i = first; i < MIN (first + TOTALLED, overview->columns); i++)
        for (int c = 0; c < PYRAMID_CLASSES; c++)
          sum[c] += row[i].of[c];
      for (int c = 0; c < PYRAMID_CLASSES; c++)
        total[c] += sum[c];
    }
  }
}

static void
order_by_rarity (const uint64_t total[PYRAMID_CLASSES], int order[PYRAMID_CLASSES])
{
  for (int c = 0; c < PYRAMID_CLASSES; c++) {
    int place = c;
    for (; place > 0 && total[order[place - 1]] > total[c]; place--)
      order[place] = order[place - 1];
    order[place] = c;
  }
}

/* The rarest state of each set of states, a bit a class. */
static void
rarest_of_sets (const int order[PYRAMID_CLASSES], uint8_t rarest[1 << PYRAMID_CLASSES])
{
  for (unsigned set = 1; set < 1u << PYRAMID_CLASSES; set++) {
    int i = 0;
    while (!(set >> order[i] & 1))
      i++;
    rarest[set] = (uint8_t) order[i];
  }
}

/* A bit a class: each in a byte of its own, which are then added up. */
static inline unsigned
classes_in (const struct overview_share *share)
{
  const pyramid_sum bits = { 1, 2, 4, 8, 16, 32, 64, 128 };
  pyramid_sum shares;
  uint64_t bytes;

  memcpy (&shares, share->of, sizeof shares);
  pyramid_shares set = __builtin_convertvector ((pyramid_sum) (shares != 0) & bits, pyramid_shares);
  memcpy (&bytes, &set, sizeof bytes);
  return (unsigned) (bytes * UINT64_C (0x0101010101010101) >> 56);
}

static struct overview_cell
cell_of (const struct overview_share *share, const uint8_t rarest[1 << PYRAMID_CLASSES])
{
  unsigned set = classes_in (share);
  int longest = set ? __builtin_ctz (set) : 0;

  if (!set)
    return (struct overview_cell){ THREAD_ABSENT, THREAD_ABSENT };
  for (unsigned rest = set & (set - 1); rest; rest &= rest - 1)
    if (share->of[__builtin_ctz (rest)] > share->of[longest])
      longest = __builtin_ctz (rest);
  /* the rarest that is there; nothing rarer is hidden */
  return (struct overview_cell){ state_of_class (longest), rarest[set] == longest ? THREAD_ABSENT : state_of_class (rarest[set]) };
}

static void
make_cells (struct overview *overview)
{
  uint64_t total[PYRAMID_CLASSES] = { 0 };
  int order[PYRAMID_CLASSES];
  uint8_t rarest[1 << PYRAMID_CLASSES] = { 0 };
  size_t cells = (size_t) overview->columns * (size_t) overview->lanes;
  double column_s = (double) (overview->to - overview->from) / overview->columns / 1e9;

  add_totals (overview, total);
  order_by_rarity (total, order);
  rarest_of_sets (order, rarest);
  for (size_t i = 0; i < cells; i++)
    overview->cell[i] = cell_of (&overview->share[i], rarest);
  memset (overview->seconds, 0, sizeof overview->seconds);
  for (int c = 0; c < PYRAMID_CLASSES; c++)
    overview->seconds[state_of_class (c)] = (double) total[c] / UINT16_MAX * column_s;
}

static void
make_room (struct overview *overview)
{
  size_t cells = (size_t) overview->columns * (size_t) MAX (overview->lanes, 1);

  if (cells > overview->share_room) {
    overview->share = g_renew (struct overview_share, overview->share, cells);
    overview->cell = g_renew (struct overview_cell, overview->cell, cells);
    overview->share_room = cells;
  }
  memset (overview->share, 0, cells * sizeof *overview->share);
}

static int
lanes_in (const struct trace *trace, int first, int lanes)
{
  return first < 0 || first >= trace->lanes ? 0 : MIN (lanes, trace->lanes - first);
}

static void
start (struct overview *overview, uint64_t from, uint64_t to, int columns)
{
  overview->from = from;
  overview->to = MAX (to, from + 1);
  overview->columns = MAX (columns, 1);
}

static uint64_t
settled_until (const struct trace *trace)
{
  return trace->closed ? trace->end : trace->end - MIN (trace->end, SETTLED_AFTER_NS);
}

/* The mean of the lanes, who was there stays there. A column of theirs stands for several where they are many. */
static void
take_sum (struct trace *trace, const struct overview_row *row, const struct overview *overview, struct overview_share *out)
{
  int wide = CLAMP (row->lanes / LANES_AS_ONE, 1, WIDEST);
  struct overview part = { .from = overview->from, .to = overview->to, .columns = MAX (overview->columns / wide, 1) };
  g_autofree struct overview_share *share = g_new (struct overview_share, part.columns);
  g_autofree uint64_t (*sum)[PYRAMID_CLASSES] = g_malloc0_n ((size_t) part.columns, sizeof *sum);

  for (int i = 0; i < row->lanes; i++) {
    memset (share, 0, sizeof *share * (size_t) part.columns);
    pyramid_extend (trace, &trace->lane[row->first + i], settled_until (trace));
    take_lane (trace, &trace->lane[row->first + i], &part, share);
    for (int column = 0; column < part.columns; column++)
      for (int c = 0; c < PYRAMID_CLASSES; c++)
        sum[column][c] += share[column].of[c];
  }
  for (int column = 0; column < overview->columns; column++)
    for (int c = 0; c < PYRAMID_CLASSES; c++) {
      uint64_t all = sum[(int64_t) column * part.columns / overview->columns][c];
      out[column].of[c] = (uint16_t) (all == 0 ? 0 : MAX (1, all / (uint64_t) row->lanes));
    }
}

void
overview_take_rows (struct trace *trace, uint64_t from, uint64_t to, int columns, const struct overview_row *row, int rows, struct overview *overview)
{
  start (overview, from, to, columns);
  g_mutex_lock (&trace->mutex);
  overview->first_lane = 0;
  overview->lanes = rows;
  make_room (overview);
  for (int i = 0; i < rows; i++) {
    struct overview_row cut = { row[i].first, lanes_in (trace, row[i].first, row[i].lanes) };
    struct overview_share *share = overview->share + (size_t) i * overview->columns;
    if (cut.lanes == 1) {
      pyramid_extend (trace, &trace->lane[cut.first], settled_until (trace));
      take_lane (trace, &trace->lane[cut.first], overview, share);
    } else if (cut.lanes > 1) {
      take_sum (trace, &cut, overview, share);
    }
  }
  g_mutex_unlock (&trace->mutex);
  make_cells (overview);
}

void
overview_take (struct trace *trace, uint64_t from, uint64_t to, int columns, int first_lane, int lanes, struct overview *overview)
{
  start (overview, from, to, columns);
  g_mutex_lock (&trace->mutex);
  overview->first_lane = first_lane;
  overview->lanes = lanes_in (trace, first_lane, lanes);
  make_room (overview);
  for (int i = 0; i < overview->lanes; i++) {
    struct lane *lane = &trace->lane[first_lane + i];
    pyramid_extend (trace, lane, settled_until (trace));
    take_lane (trace, lane, overview, overview->share + (size_t) i * overview->columns);
  }
  g_mutex_unlock (&trace->mutex);
  make_cells (overview);
}

uint64_t
overview_states (struct trace *trace, uint64_t from, uint64_t to, int first_lane, int lanes)
{
  uint64_t states = 0;

  g_mutex_lock (&trace->mutex);
  lanes = lanes_in (trace, first_lane, lanes);
  for (int i = 0; i < lanes; i++)
    states += lane_states_spans (&trace->lane[first_lane + i], from, to);
  g_mutex_unlock (&trace->mutex);
  return states;
}

void
overview_finish (struct overview *overview)
{
  g_free (overview->share);
  g_free (overview->cell);
  memset (overview, 0, sizeof *overview);
}
