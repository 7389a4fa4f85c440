/* What a fact of one run is beside the same fact of another: for comparing two. */
#pragma once

#include "ui/draw/fact-list.h"

struct fact_difference {
  char by[32];    /* B less A: "+12 MB", "−3", "+4.5 pts" (of a hundred), "=", "–" where one of them is not known or no number */
  char times[16]; /* B over A, where it says more: "×3.1", "×0.25"; else "" */
};

void fact_difference (const struct fact *a, const struct fact *b, struct fact_difference *difference);
