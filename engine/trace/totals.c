#include "engine/trace/totals.h"

#include <glib.h>
#include <stdlib.h>

void
totals_finish (struct totals *totals)
{
  column_finish (&totals->column);
  column_finish (&totals->sums);
  totals->count = totals->known = 0;
}

static struct total *
get (const struct totals *totals, size_t i)
{
  return column_at (&totals->column, i, sizeof (struct total));
}

struct sums { uint64_t sum, most; };

void
totals_sum (const struct totals *totals, size_t count, uint64_t *sum, uint64_t *most)
{
  const struct sums none = { 0 };
  size_t whole = count / TOTALS_APART;
  const struct sums *before = whole > 0 ? column_at (&totals->sums, whole - 1, sizeof *before) : &none;

  *sum = before->sum;
  *most = before->most;
  for (size_t i = whole * TOTALS_APART; i < count; i++) {
    *sum += get (totals, i)->amount;
    *most = MAX (*most, get (totals, i)->amount);
  }
}

/* All are in order: the sums from that of number FROM on are made, each from the one before. */
static void
add_up (struct totals *totals, size_t from)
{
  for (size_t whole = from / TOTALS_APART; (whole + 1) * TOTALS_APART <= totals->count; whole++) {
    struct sums sums;
    totals_sum (totals, (whole + 1) * TOTALS_APART - 1, &sums.sum, &sums.most);
    const struct total *last = get (totals, (whole + 1) * TOTALS_APART - 1);
    sums.sum += last->amount;
    sums.most = MAX (sums.most, last->amount);
    *(struct sums *) column_room (&totals->sums, whole, sizeof sums) = sums;
  }
  totals->known = totals->count;
}

void
totals_add (struct totals *totals, uint64_t at, uint64_t amount)
{
  size_t i = totals->count++;

  *(struct total *) column_room (&totals->column, i, sizeof (struct total)) = (struct total){ at, amount };
  if (totals->known == i && (i == 0 || get (totals, i - 1)->at <= at))
    add_up (totals, i);
}

static size_t
until (const struct totals *totals, size_t count, uint64_t t)
{
  size_t low = 0, high = count;

  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (get (totals, middle)->at <= t)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static int
by_time (const void *a, const void *b)
{
  const struct total *x = a, *y = b;

  return (x->at > y->at) - (x->at < y->at);
}

/* Only what lies after the earliest of the late ones moves: they are late by little. */
static void
sort (struct totals *totals)
{
  uint64_t earliest = UINT64_MAX;

  for (size_t i = totals->known; i < totals->count; i++)
    earliest = MIN (earliest, get (totals, i)->at);
  size_t from = until (totals, totals->known, earliest), count = totals->count - from;
  g_autofree struct total *moved = g_new (struct total, count);
  for (size_t i = 0; i < count; i++)
    moved[i] = *get (totals, from + i);
  qsort (moved, count, sizeof *moved, by_time);
  for (size_t i = 0; i < count; i++)
    *get (totals, from + i) = moved[i];
  add_up (totals, from);
}

size_t
totals_until (struct totals *totals, uint64_t t, struct total *last)
{
  if (totals->known < totals->count)
    sort (totals);
  size_t count = until (totals, totals->count, t);
  *last = count > 0 ? *get (totals, count - 1) : (struct total){ 0 };
  return count;
}
