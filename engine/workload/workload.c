#include "engine/workload/workload.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct workload *
workload_find (const char *name)
{
  const struct workload *all[] = {
    &workload_heat, &workload_pi, &workload_counter,
    &workload_mandelbrot, &workload_ring, &workload_transpose, &workload_collectives, &workload_farm,
    &workload_serial_fraction, &workload_oversubscribe, &workload_false_sharing, &workload_stream,
    &workload_buffer, &workload_deadlock_lock, &workload_deadlock_send, &workload_window, &workload_first_touch, &workload_gil,
  };

  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (strcmp (all[i]->name, name) == 0)
      return all[i];
  return NULL;
}

void *
workload_refuse (char *error, size_t room, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vsnprintf (error, room, format, args);
  va_end (args);
  return NULL;
}

uint64_t
workload_memory_available (void)
{
  FILE *file = fopen ("/proc/meminfo", "re");
  unsigned long long kib = 0;
  char line[128];
  bool found = false;

  while (file && !found && fgets (line, sizeof line, file))
    found = sscanf (line, "MemAvailable: %llu", &kib) == 1;
  if (file)
    fclose (file);
  return found ? (uint64_t) kib * 1024 : UINT64_MAX;
}
