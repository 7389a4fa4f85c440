#include "engine/workload/table.h"
#include "engine/workload/table-sync.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const lossless[] = { "mutex", "atomic", "reduction", NULL };
static const char *const all_syncs[] = { "none", "mutex", "atomic", "reduction", NULL };

static const struct workload_description heat = {
  .name = "heat",
  .title = "Heat stencil (halo)",
  .shows = "Heat spreads over a square plate. Each rank owns a block of rows, each of its threads a part of that block. "
           "Threads of one rank read their neighbours' rows straight from the memory they share; ranks share nothing, so "
           "each keeps a copy of its neighbours' edge rows (the halo) that a message brings in every step.",
  .misread = "Only thread 0 of a rank sends and receives (MPI_THREAD_FUNNELED), the others wait for it in a barrier. On few "
             "PUs more threads or ranks make it no faster, and the time of a step says more about memory than about messages.",
  .witness = "2 (ranks - 1) messages of one row each in every step, none with one rank; the grid agrees with the exact solution.",
  .parameter = { { "size", "Grid", "rows and columns", 2048, 4, 16384 },
                 { "steps", "Steps", "iterations, 0 = until stopped", 500, 0, 1000000000 } },
  .parameters = 2,
  .syncs = lossless,
  .initial_sync = "mutex",
};

static const struct workload_description pi = {
  .name = "pi",
  .title = "Monte-Carlo \317\200",
  .shows = "Random points are thrown at a square; the share inside the circle is \317\200/4. The work needs no "
           "communication but for adding up the hits: by threads in shared memory, by ranks in a reduction.",
  .misread = "A good speed-up here promises nothing for programs that share data. The digits of \317\200 come slowly: a "
             "hundred times the points give one digit more.",
  .witness = "The number of hits is the same to the last point for every number of ranks and threads.",
  .parameter = { { "samples", "Points", "a step", 1000000, 1, 1000000000 },
                 { "every", "Reduce", "every so many steps", 10, 1, 1000000 },
                 { "steps", "Steps", "iterations, 0 = until stopped", 200, 0, 1000000000 } },
  .parameters = 3,
  .syncs = lossless,
  .initial_sync = "reduction",
};

static const struct workload_description counter = {
  .name = "counter",
  .title = "Shared counter",
  .shows = "All threads of a rank add to one variable. Without synchronisation a thread may overwrite what another has just "
           "added: updates are lost. A mutex makes threads wait for each other, an atomic addition does not, and a "
           "reduction adds in private and combines once a step. Ranks share nothing: each has a counter of its own.",
  .misread = "The window between reading and writing is held open now and then so that a loss is certain even on one PU: "
             "real programs lose far more rarely, which is what makes such faults hard to find. A right sum in one run "
             "proves nothing.",
  .witness = "The sum that is missing: expected minus counted.",
  .parameter = { { "adds", "Additions", "a thread and step", 100, 1, 1000000 },
                 { "work", "Work between", "rounds, in private", 10000, 0, 100000000 },
                 { "hold", "Work within", "rounds, between reading and writing", 2000, 0, 100000000 },
                 { "steps", "Steps", "iterations, 0 = until stopped", 200, 0, 1000000000 } },
  .parameters = 4,
  .syncs = all_syncs,
  .initial_sync = "none",
};

const struct workload_description *const workload_table[] = { &heat, &pi, &counter, &workload_about_buffer,
                                                              &workload_about_deadlock_lock, &workload_about_deadlock_send,
                                                              &workload_about_window, &workload_about_first_touch, &workload_about_gil, NULL };

const struct workload_description *
workload_describe (const char *name)
{
  for (int i = 0; workload_table[i]; i++)
    if (strcmp (workload_table[i]->name, name) == 0)
      return workload_table[i];
  return NULL;
}

const struct workload_parameter *
workload_parameter (const struct workload_description *workload, const char *key)
{
  for (int i = 0; i < workload->parameters; i++)
    if (strcmp (workload->parameter[i].key, key) == 0)
      return &workload->parameter[i];
  return NULL;
}

void
workload_set_initial (const struct workload_description *workload, int64_t *values)
{
  for (int i = 0; i < workload->parameters; i++)
    values[i] = workload->parameter[i].initial;
}

static void
list_keys (const struct workload_description *workload, char *text, size_t room)
{
  size_t used = 0;

  text[0] = 0;
  for (int i = 0; i < workload->parameters && used < room; i++)
    used += (size_t) snprintf (text + used, room - used, "%s%s", i ? ", " : "", workload->parameter[i].key);
}

int
workload_set (const struct workload_description *workload, const char *setting, int64_t *values, char *error, size_t room)
{
  const char *equals = strchr (setting, '=');
  char key[32] = "", keys[64], *end;
  const struct workload_parameter *parameter;
  long long value;

  if (!equals || equals == setting || (size_t) (equals - setting) >= sizeof key) {
    list_keys (workload, keys, sizeof keys);
    snprintf (error, room, "'%.60s' is not a setting: give KEY=VALUE with one of %s", setting, keys);
    return -1;
  }
  memcpy (key, setting, (size_t) (equals - setting));
  parameter = workload_parameter (workload, key);
  if (!parameter) {
    list_keys (workload, keys, sizeof keys);
    snprintf (error, room, "workload %s has no setting '%s': it has %s", workload->name, key, keys);
    return -1;
  }
  errno = 0;
  value = strtoll (equals + 1, &end, 10);
  if (errno || end == equals + 1 || *end || value < parameter->min || value > parameter->max) {
    snprintf (error, room, "%s=%.40s: give a whole number from %lld to %lld", key, equals + 1, (long long) parameter->min,
              (long long) parameter->max);
    return -1;
  }
  values[parameter - workload->parameter] = value;
  return 0;
}

const char *
workload_check_sync (const struct workload_description *workload, const char *sync)
{
  for (int i = 0; workload->syncs[i]; i++)
    if (strcmp (workload->syncs[i], sync) == 0)
      return NULL;
  if (!workload->syncs[1])
    return workload->syncs[0];
  return workload->syncs == all_syncs ? "none, mutex, atomic, reduction" : "mutex, atomic, reduction";
}
