#include "ui/draw/number.h"

#include <math.h>
#include <stdint.h>

#define LARGEST 1e15 /* beyond, hundredths are lost anyway */

void
number_append (GString *out, double value)
{
  char text[24], *at = text + sizeof text;
  int64_t hundredths = llround (fmin (LARGEST, fmax (-LARGEST, value)) * 100);
  uint64_t rest = (uint64_t) (hundredths < 0 ? -hundredths : hundredths), part = rest % 100;
  if (part % 10 != 0)
    *--at = (char) ('0' + part % 10);
  if (part != 0) {
    *--at = (char) ('0' + part / 10);
    *--at = '.';
  }
  rest /= 100;
  do
    *--at = (char) ('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (hundredths < 0)
    *--at = '-';
  g_string_append_len (out, at, text + sizeof text - at);
}
