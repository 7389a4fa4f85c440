#include "engine/workload/table-about.h"

#define STEPS(initial) { "steps", "Steps", "iterations, 0 = until stopped", initial, 0, 1000000000 }

static const char *const schedules[] = { "static", "dynamic" };
static const char *const paddings[] = { "no", "yes" };

static const char *const none[] = { "none", NULL };
static const char *const mutex[] = { "mutex", NULL };
static const char *const reduction[] = { "reduction", NULL };
static const char *const atomic_or_mutex[] = { "atomic", "mutex", NULL };

const struct workload_description workload_about_mandelbrot = {
  .name = "mandelbrot",
  .title = "Mandelbrot (load balance)",
  .shows = "Rows of the Mandelbrot set take very different numbers of iterations. With a static schedule every rank "
           "and thread gets equally many neighbouring rows, and most wait for those who got the dear ones. With a dynamic "
           "one each thread of a rank takes the next chunk of rows when it is done (a counter that they share, atomic or "
           "under a mutex); ranks share no counter, so they are dealt chunks in turn, like cards.",
  .misread = "Dealing in turn is no dynamic schedule: it only mixes cheap and dear rows, and helps no rank whose PU is "
             "busy with something else. With fewer PUs than workers a dynamic schedule gives more rows to those that "
             "happen to run: the imbalance is then the scheduler's.",
  .witness = "Rows a worker, and the iterations of the busiest worker over the mean of all (imbalance, 1 = none); the "
             "sum of the iterations is the same for every schedule and shape.",
  .parameter = { { "size", "Picture", "rows and columns", 256, 1, 8192 },
                 { "iterations", "Iterations", "at most, a point", 256, 1, 1000000 },
                 { "chunk", "Chunk", "rows", 8, 1, 8192 },
                 { "schedule", "Schedule", "0 static, 1 dynamic", 0, 0, 1, schedules },
                 STEPS (200) },
  .parameters = 5,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = atomic_or_mutex,
  .initial_sync = "atomic",
  .scaling = { .key = "size", .power = 2 },
};

const struct workload_description workload_about_ring = {
  .name = "ring",
  .title = "Token ring",
  .shows = "A token goes round all workers, and only who has it works. Threads of a rank hand it on in the memory they "
           "share: the next one wakes up, nothing is copied. From rank to rank it is a message. The last thread of a "
           "rank hands it back to thread 0, the only one that calls MPI.",
  .misread = "This is a program without any parallelism: more workers only make a lap longer. A hand-over here costs "
             "what waking a sleeping thread costs, a message between ranks on one machine what polling costs: neither "
             "is a network's latency.",
  .witness = "Laps x workers hand-overs, counted by the token; one message a rank and lap with several ranks, none "
             "with one.",
  .parameter = { { "laps", "Laps", "a step", 20, 1, 100000 },
                 { "hold", "Work", "rounds, while one has it", 20000, 0, 100000000 },
                 STEPS (200) },
  .parameters = 3,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = mutex,
  .initial_sync = "mutex",
  .scaling = { .why = "only who has the token works, so that there is nothing to share out" },
};

const struct workload_description workload_about_transpose = {
  .name = "transpose",
  .title = "Transpose (all to all)",
  .shows = "A matrix is dealt out by rows and transposed in every step. Threads of one rank read each other's rows in "
           "place. Ranks cannot: each packs a block for every other rank, all exchange them (all to all), and each "
           "unpacks what it got.",
  .misread = "On one machine the exchange is a copy through shared memory: on a network its cost grows with the number "
             "of ranks in quite another way. Sizes that are powers of two suffer from cache conflicts; that is no cost "
             "of parallelism.",
  .witness = "Every element is checked for its place; one all-to-all a step that carries all but one of each rank's "
             "blocks, none with one rank.",
  .parameter = { { "size", "Matrix", "rows and columns", 512, 1, 16384 }, STEPS (500) },
  .parameters = 2,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = none,
  .initial_sync = "none",
  .collective = true,
  .scaling = { .key = "size", .power = 2 },
};

const struct workload_description workload_about_collectives = {
  .name = "collectives",
  .title = "Collectives",
  .shows = "Broadcast, reduction to one, reduction to all, gathering to one and all to all, of numbers that are known "
           "in closed form. Threads of a rank add up in the memory that they share, then one calls for all of them; "
           "the root moves on from step to step.",
  .misread = "What goes along which edge inside a collective is the MPI library's choice for this size and number of "
             "ranks: another size may take another way, another library too. The time of a collective is mostly the waiting for the last rank to come. With one rank nothing is called at "
             "all.",
  .witness = "Five collective calls a rank and step; every number that is received is checked.",
  .parameter = { { "size", "Numbers", "a worker", 32768, 1, 1000000 }, STEPS (500) },
  .parameters = 2,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = reduction,
  .initial_sync = "reduction",
  .collective = true,
  .scaling = { .why = "it only sends: there is no work to share out" },
};

const struct workload_description workload_about_farm = {
  .name = "farm",
  .title = "Task farm (master and workers)",
  .shows = "Tasks of very different length are taken by who is free. Threads of rank 0 take them from a queue in "
           "shared memory, under a lock or by an atomic addition. Other ranks ask the master (thread 0 of rank 0) by "
           "message, as many tasks at a time as they have threads; after a first lot for each it answers whoever comes "
           "first.",
  .misread = "Who does which task differs from run to run, the result does not. The master does no task itself: with "
             "two ranks of one thread there is one worker, and while the master waits it still takes a PU, for MPI "
             "polls. Threads of another rank wait for the longest task of their lot before they ask again.",
  .witness = "Tasks a worker; every task is done once, and the sum of all results is known in closed form.",
  .parameter = { { "tasks", "Tasks", "a step", 64, 0, 1000000 },
                 { "rounds", "Shortest", "rounds of work", 20000, 1, 10000000 },
                 { "spread", "Longest", "times the shortest", 8, 1, 100 },
                 STEPS (200) },
  .parameters = 4,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = atomic_or_mutex,
  .initial_sync = "mutex",
  .scaling = { .key = "tasks", .power = 1 },
};

/* Items: the serial ones stay as they are where the others grow. */
static double
serial_fraction_work (const int64_t *values)
{
  int64_t serial = values[0] * values[1] / 100;

  return (double) serial + (double) (values[0] - serial) * (double) values[3];
}

const struct workload_description workload_about_serial_fraction = {
  .name = "serial-fraction",
  .title = "Serial fraction (Amdahl)",
  .shows = "A part of every step is done by one worker, and all others wait for what it finds out: threads in a "
           "barrier, ranks in a broadcast. However many share the rest, the step takes at least as long as that part.",
  .misread = "Amdahl's law keeps the size of the problem: larger problems often have a smaller serial part (grow=8: eight "
             "times the rest, as Gustafson's law has it). The bound counts items of work, not time: messages, waking threads "
             "and too few PUs come on top.",
  .witness = "Items done by one worker and by all; the bound that follows from them.",
  .parameter = { { "items", "Items", "a step", 1000, 1, 1000000 },
                 { "serial", "Serial", "per cent of the items", 10, 0, 100 },
                 { "rounds", "Work", "rounds an item", 10000, 1, 10000000 },
                 { "grow", "Grow", "times as many items that are not serial", 1, 1, 4096 },
                 STEPS (200) },
  .parameters = 5,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = reduction,
  .initial_sync = "reduction",
  .scaling = { .key = "grow", .power = 1, .work = serial_fraction_work },
};

const struct workload_description workload_about_oversubscribe = {
  .name = "oversubscribe",
  .title = "Oversubscription",
  .shows = "Every worker computes in slices and offers its PU to others in between. Give more ranks x threads than "
           "there are PUs: the scheduler then lets them run in turn, and at each moment no more run than there are "
           "PUs; the others are runnable but wait.",
  .misread = "It is not the workload that makes it crowded but the number of ranks and threads, and their binding: "
             "with a PU for each worker nobody waits. How often it switches is the kernel's policy, and other programs "
             "on the machine count too.",
  .witness = "How often workers left their PU though they could have run on, as the kernel counts it; workers running "
             "at once never exceed PUs.",
  .parameter = { { "slices", "Slices", "a worker and step", 20, 1, 100000 },
                 { "rounds", "Work", "rounds a slice", 500000, 1, 100000000 },
                 STEPS (200) },
  .parameters = 3,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = none,
  .initial_sync = "none",
  .scaling = { .key = "slices", .power = 1, .each = true },
};

const struct workload_description workload_about_false_sharing = {
  .name = "false-sharing",
  .title = "False sharing",
  .shows = "Every thread adds to a counter of its own. Side by side the counters lie in one cache line, which then "
           "wanders from PU to PU with every addition; padded, each has lines of its own. It runs as threads or "
           "hybrid: a rank of one thread has nobody to share a line with.",
  .misread = "The slow-down may not be visible on this machine: not with one PU, not where threads take turns on a PU "
             "or share a core's cache, hardly in a virtual machine. The sums are right either way: it is a matter of "
             "time alone.",
  .witness = "Bytes from counter to counter and threads to a line, from their addresses; exact counts; CPU time an "
             "update is measured.",
  .parameter = { { "updates", "Additions", "a thread and step", 1000000, 1, 1000000000 },
                 { "padded", "Padded", "0 no: side by side, 1 yes: a line each", 0, 0, 1, paddings },
                 STEPS (200) },
  .parameters = 3,
  .models = WORKLOAD_THREADS | WORKLOAD_HYBRID,
  .syncs = none,
  .initial_sync = "none",
  .scaling = { .key = "updates", .power = 1, .each = true },
};

const struct workload_description workload_about_stream = {
  .name = "stream",
  .title = "Memory bandwidth (STREAM)",
  .shows = "Copy, scale, add and triad over long arrays, three for each worker. Soon the memory is what all wait for: "
           "more workers on the same memory get no more out of it, whether they are threads or ranks.",
  .misread = "GB/s are measured over all steps by the slowest worker, not STREAM's best of ten, and workers that wait "
             "for a PU count as slow. They say something of the memory only where all arrays together are several "
             "times larger than the last cache. Bytes are counted as STREAM does: a cache may read what is to be "
             "overwritten first.",
  .witness = "Bytes moved: 10 x 8 bytes an element and step; the arrays are checked as STREAM does, bandwidth is a "
             "measurement.",
  .parameter = { { "size", "Elements", "of each of a worker's three arrays", 1000000, 1, 100000000 }, STEPS (200) },
  .parameters = 2,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = none,
  .initial_sync = "none",
  .scaling = { .key = "size", .power = 1, .each = true },
};
