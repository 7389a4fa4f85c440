/* Numbers in SVG: printf and its locales took most of the time of a large file. */
#pragma once

#include <glib.h>

/* At most two decimals, no trailing zeros, a point in every locale; no number is "-0". */
void number_append (GString *out, double value);
