#include "engine/trace/overview.h"

#include "engine/trace/lane-states.h"

#include <string.h>

#define SETTLED_AFTER_NS UINT64_C (200000000) /* events are in the trace by then, mostly */

struct overview_share { uint16_t of[PYRAMID_CLASSES]; }; /* of a column; 65535 = all of it */

static enum thread_state
state_of_class (int c)
{
  return c == PYRAMID_CLASSES - 1 ? THREAD_ENDED : (enum thread_state) (c + 1);
}

static uint64_t
column_begin (const struct overview *overview, int column)
{
  return overview->from + (uint64_t) ((double) (overview->to - overview->from) * column / overview->columns);
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

static void
take_column (const struct pyramid *pyramid, int level, uint64_t begin, uint64_t end, struct overview_share *share)
{
  uint32_t sum[PYRAMID_CLASSES] = { 0 };
  int buckets = pyramid_add (pyramid, level, begin, end, sum);
  float scale = buckets > 0 ? 257.0f / (float) buckets : 0;

  for (int c = 0; c < PYRAMID_CLASSES; c++) /* at least 64 where the bucket has 1: what is there stays there */
    share->of[c] = (uint16_t) ((float) sum[c] * scale);
}

/* As far as the pyramid reaches by it, the rest by a walk. */
static void
take_lane (struct trace *trace, struct lane *lane, const struct overview *overview, struct overview_share *row)
{
  uint64_t length = overview->to - overview->from;
  struct exact exact = { overview, overview->columns / (double) length, row };
  int level = pyramid_level (&lane->pyramid, length / overview->columns), column = 0;

  if (level >= 0)
    for (uint64_t begin = overview->from, end; column < overview->columns; column++, begin = end) {
      end = column_begin (overview, column + 1);
      if (end > lane->pyramid.until)
        break;
      take_column (&lane->pyramid, level, begin, end, &row[column]);
    }
  take_exact (trace, lane, column_begin (overview, column), overview->to, &exact);
}

static void
add_totals (const struct overview *overview, uint64_t total[PYRAMID_CLASSES])
{
  size_t cells = (size_t) overview->columns * (size_t) overview->lanes;

  for (size_t i = 0; i < cells; i++)
    for (int c = 0; c < PYRAMID_CLASSES; c++)
      total[c] += overview->share[i].of[c];
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

static struct overview_cell
cell_of (const struct overview_share *share, const int order[PYRAMID_CLASSES])
{
  struct overview_cell cell = { THREAD_ABSENT, THREAD_ABSENT };
  int longest = 0;

  for (int c = 1; c < PYRAMID_CLASSES; c++)
    if (share->of[c] > share->of[longest])
      longest = c;
  if (share->of[longest] == 0)
    return cell;
  cell.state = state_of_class (longest);
  for (int i = 0; i < PYRAMID_CLASSES; i++)
    if (share->of[order[i]] > 0) {
      if (order[i] != longest)
        cell.mark = state_of_class (order[i]);
      break; /* the rarest that is there; nothing rarer is hidden */
    }
  return cell;
}

static void
make_cells (struct overview *overview)
{
  uint64_t total[PYRAMID_CLASSES] = { 0 };
  int order[PYRAMID_CLASSES];
  size_t cells = (size_t) overview->columns * (size_t) overview->lanes;
  double column_s = (double) (overview->to - overview->from) / overview->columns / 1e9;

  add_totals (overview, total);
  order_by_rarity (total, order);
  for (size_t i = 0; i < cells; i++)
    overview->cell[i] = cell_of (&overview->share[i], order);
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

void
overview_take (struct trace *trace, uint64_t from, uint64_t to, int columns, int first_lane, int lanes, struct overview *overview)
{
  overview->from = from;
  overview->to = MAX (to, from + 1);
  overview->columns = MAX (columns, 1);
  g_mutex_lock (&trace->mutex);
  overview->first_lane = first_lane;
  overview->lanes = lanes_in (trace, first_lane, lanes);
  make_room (overview);
  uint64_t settled = trace->closed ? trace->end : trace->end - MIN (trace->end, SETTLED_AFTER_NS);
  for (int i = 0; i < overview->lanes; i++) {
    struct lane *lane = &trace->lane[first_lane + i];
    pyramid_extend (trace, lane, settled);
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
