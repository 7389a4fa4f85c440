#include "ui/draw/fact-difference.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/program.h"
#include "ui/draw/wait-words.h"

#define TELLS 1.2 /* a ratio further from 1 says more than the difference alone */

static bool
is_known (const struct fact *fact)
{
  return fact->unit != FACT_UNIT_NONE && fact->source != SOURCE_NONE;
}

static void
format_amount (double amount, enum fact_unit unit, char *out, size_t room)
{
  if (unit == FACT_UNIT_BYTES)
    format_bytes ((uint64_t) amount, out, room);
  else if (unit == FACT_UNIT_NS)
    format_ns (amount, out, room);
  else if (unit == FACT_UNIT_PERCENT)
    snprintf (out, room, amount < 9.95 ? "%.1f pts" : "%.0f pts", amount);
  else
    snprintf (out, room, amount == floor (amount) ? "%.0f" : "%.2f", amount);
}

/* A ratio beyond ten thousand, or that two digits after the point do not show, says nothing. */
static void
tell_times (double times, char *out, size_t room)
{
  if (times >= 1e4 || times < 0.005)
    *out = '\0';
  else
    snprintf (out, room, times >= 9.95 ? "×%.0f" : times >= 0.995 ? "×%.1f" : "×%.2f", times);
}

void
fact_difference (const struct fact *a, const struct fact *b, struct fact_difference *difference)
{
  char amount[24];
  double by = b->number - a->number;

  *difference = (struct fact_difference){ "–", "" };
  if (!is_known (a) || !is_known (b) || a->unit != b->unit)
    return;
  format_amount (fabs (by), a->unit, amount, sizeof amount);
  if (by == 0 || strspn (amount, "0. pts") == strlen (amount))
    snprintf (difference->by, sizeof difference->by, "=");
  else
    snprintf (difference->by, sizeof difference->by, "%s%s", by > 0 ? "+" : "−", amount);
  if (a->number > 0 && b->number > 0 && (b->number / a->number >= TELLS || a->number / b->number >= TELLS))
    tell_times (b->number / a->number, difference->times, sizeof difference->times);
}
