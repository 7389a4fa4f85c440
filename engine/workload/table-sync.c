#include "engine/workload/table-about.h"

static const char *const mutex_only[] = { "mutex", NULL };
static const char *const none_only[] = { "none", NULL };

static const char *const lock_orders[] = { "opposite", "same" };
static const char *const send_orders[] = { "all-send", "odd-receive" };
static const char *const no_yes[] = { "no", "yes" };

const struct workload_description workload_about_buffer = {
  .name = "buffer",
  .title = "Bounded buffer",
  .shows = "Half of a rank's threads produce items, the others consume them, through a buffer with few places. A producer that "
           "finds no free place waits on the condition \"not full\", a consumer that finds no item on \"not empty\"; each is "
           "woken by the other side. A condition is waited for with the lock given up, in a loop that asks again.",
  .misread = "How often each side waits depends on the scheduler and on the work beside the buffer, not on the buffer being "
             "right. A condition keeps no memory: a signal that nobody waits for is gone, which is why the state under the lock "
             "is asked, never the signal.",
  .witness = "Every item consumed exactly once and in its producer's order; waits while full and while empty.",
  .parameter = { { "places", "Places", "of the buffer", 4, 1, 4096 },
                 { "items", "Items", "a producer and step", 50, 1, 100000 },
                 { "work", "Work", "rounds an item, to make and to use it", 20000, 0, 100000000 },
                 { "steps", "Steps", "iterations, 0 = until stopped", 200, 0, 1000000000 } },
  .parameters = 4,
  .models = WORKLOAD_THREADS | WORKLOAD_HYBRID,
  .syncs = mutex_only,
  .initial_sync = "mutex",
  .scaling = { .why = "half of the threads produce and half consume: one worker alone is no beginning" },
};

const struct workload_description workload_about_deadlock_lock = {
  .name = "deadlock-lock",
  .title = "Deadlock: two locks",
  .shows = "Threads move an amount between two accounts, each with a lock of its own. Those with an even number take lock A, then "
           "B, those with an odd number B, then A: as soon as one holds A and another B, each waits for what the other holds, for "
           "ever. With order=1 all take A first, and nobody ever waits in a circle.",
  .misread = "A program with this fault can run for years before two threads meet in the gap: here it is held open for a "
             "moment, so that it happens within a few steps. That nothing has happened yet does not show that nothing can.",
  .witness = "The circle of waits that stands still; with order=1 every transfer is counted and the sum stays what it was.",
  .parameter = { { "order", "Order", "0 = opposite (deadlock), 1 = the same in all threads", 0, 0, 1, lock_orders },
                 { "transfers", "Transfers", "a thread and step", 4, 1, 10000 },
                 { "gap", "Gap", "microseconds between the two locks", 500, 0, 1000000 },
                 { "steps", "Steps", "iterations, 0 = until stopped", 100, 0, 1000000000 } },
  .parameters = 4,
  .models = WORKLOAD_THREADS | WORKLOAD_HYBRID,
  .syncs = mutex_only,
  .initial_sync = "mutex",
  .scaling = { .why = "it is about waiting for ever, not about work" },
};

const struct workload_description workload_about_deadlock_send = {
  .name = "deadlock-send",
  .title = "Deadlock: sends in a ring",
  .shows = "Every rank sends to the next and only then receives from the one before. Small messages are taken over at once "
           "(eager) and all is well; above the eager limit a send waits for its receive (rendezvous), so that all wait "
           "for each other, for ever. With order=1 ranks with an odd number receive first, which is right for any size.",
  .misread = "The same program works with small messages and hangs with large ones: that it works is no proof that it is right. "
             "The limit is the MPI library's own (Open MPI in shared memory: 4040 bytes) and differs from network to network.",
  .witness = "The circle of sends that stands still; else every message is received and what it carries is checked.",
  .parameter = { { "bytes", "Bytes", "a message", 65536, 1, 268435456 },
                 { "order", "Order", "0 = all send first, 1 = odd ranks receive first", 0, 0, 1, send_orders },
                 { "pause", "Pause", "microseconds before each exchange", 1000, 1, 1000000 },
                 { "steps", "Steps", "iterations, 0 = until stopped", 100, 0, 1000000000 } },
  .parameters = 4,
  .models = WORKLOAD_PROCESSES | WORKLOAD_HYBRID,
  .syncs = none_only,
  .initial_sync = "none",
  .scaling = { .why = "it is about waiting for ever, not about work" },
};

const struct workload_description workload_about_window = {
  .name = "window",
  .title = "Shared window",
  .shows = "A table that all ranks need: with shared=1 it is one MPI shared window that every process of the host maps, each at an "
           "address of its own; with shared=0 each process has a copy, which a broadcast brings up to date. In every step one "
           "rank writes the table and all read it.",
  .misread = "Processes can share memory when they ask for it; what they share is this table, not their other variables. A window "
             "saves memory and messages, and in exchange the program must keep writers and readers apart itself, as threads must.",
  .witness = "The processes' proportional memory (PSS): the table once for all, or once each; the sum of every reading.",
  .parameter = { { "size", "Table", "KiB", 4096, 1, 1048576 },
                 { "shared", "Shared", "1 = one window, 0 = a copy in each process", 1, 0, 1, no_yes },
                 { "steps", "Steps", "iterations, 0 = until stopped", 200, 0, 1000000000 } },
  .parameters = 3,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = none_only,
  .initial_sync = "none",
  .scaling = { .why = "it is about where memory lies: every rank reads the whole table, so that there is no work to share out" },
};

const struct workload_description workload_about_first_touch = {
  .name = "first-touch",
  .title = "First touch",
  .shows = "Memory comes to lie on the NUMA node of the thread that touches it first. With parallel=0 one thread fills the array, "
           "so that all of it lies on its node and the others read from afar; with parallel=1 each thread fills the share that "
           "it works on later.",
  .misread = "With one NUMA node all memory is equally near and nothing is to be seen. Bind the threads: one that moves to another "
             "node leaves its pages behind. The kernel's automatic balancing may move pages later.",
  .witness = "Pages on each node, as the kernel tells (move_pages); the array's contents are exact.",
  .parameter = { { "size", "Array", "KiB a rank", 16384, 4, 16777216 },
                 { "parallel", "Parallel", "1 = each thread fills its share, 0 = thread 0 fills all", 0, 0, 1, no_yes },
                 { "steps", "Steps", "iterations, 0 = until stopped", 200, 0, 1000000000 } },
  .parameters = 3,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = none_only,
  .initial_sync = "none",
  .scaling = { .why = "it is about where pages lie, and its array is a rank's: more ranks bring more memory with them" },
};

const struct workload_description workload_about_gil = {
  .name = "gil",
  .title = "Python threads (GIL)",
  .shows = "The same loop, in Python, by each thread: with processes=0 they are threads of one python3, with processes=1 each is a "
           "python3 of its own. Python's threads are real ones of the kernel, but only the one that has the global interpreter "
           "lock (GIL) runs Python's code: the others sleep.",
  .misread = "Threads in Python are right for waiting (files, networks) and for libraries that give up the lock while they "
             "compute; and a python3 without a GIL exists. A thread of the picture is Python's, its memory is the worker's that "
             "started it.",
  .witness = "How often Python's threads left their PU by themselves in the loop: to wait for the GIL, or hardly ever.",
  .parameter = { { "processes", "Processes", "0 = threads of one python3, 1 = a python3 each", 0, 0, 1, no_yes },
                 { "rounds", "Rounds", "of the loop, a thread and step", 40000, 1, 1000000000 },
                 { "steps", "Steps", "iterations, 0 = until stopped", 100, 0, 1000000000 } },
  .parameters = 3,
  .models = WORKLOAD_ANY_MODEL,
  .syncs = none_only,
  .initial_sync = "none",
  .scaling = { .key = "rounds", .power = 1, .each = true },
};
