#include "ui/draw/program.h"

#include <stdio.h>

void
format_bytes (uint64_t bytes, char *out, size_t room)
{
  static const char *const units[] = { "B", "KB", "MB", "GB", "TB" };
  double value = (double) bytes;
  int unit = 0;
  while (value >= 999.5 && unit < 4) {
    value /= 1024;
    unit++;
  }
  snprintf (out, room, unit && value < 9.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

void
format_duration (uint64_t ns, char *out, size_t room)
{
  if (ns < 1000)
    snprintf (out, room, "%u ns", (unsigned) ns);
  else if (ns < 1000 * 1000)
    snprintf (out, room, ns < 10000 ? "%.1f µs" : "%.0f µs", ns / 1e3);
  else if (ns < 1000 * 1000 * 1000)
    snprintf (out, room, ns < 10000000 ? "%.1f ms" : "%.0f ms", ns / 1e6);
  else
    snprintf (out, room, ns < 10000000000 ? "%.1f s" : "%.0f s", ns / 1e9);
}
