#include "engine/workload/table-about.h"

static const char *const lossless[] = { "mutex", "atomic", "reduction", NULL };
static const char *const all_syncs[] = { "none", "mutex", "atomic", "reduction", NULL };

const struct workload_description workload_about_heat = {
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
  .models = WORKLOAD_ANY_MODEL,
  .syncs = lossless,
  .initial_sync = "mutex",
  .scaling = { .key = "size", .power = 2 },
};

const struct workload_description workload_about_pi = {
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
  .models = WORKLOAD_ANY_MODEL,
  .syncs = lossless,
  .initial_sync = "reduction",
  .scaling = { .key = "samples", .power = 1 },
};

const struct workload_description workload_about_counter = {
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
  .models = WORKLOAD_ANY_MODEL,
  .syncs = all_syncs,
  .initial_sync = "none",
  .scaling = { .key = "adds", .power = 1, .each = true },
};
