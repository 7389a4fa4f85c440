#include "full-trace.h"

#include "engine/trace/trace-writer.h"

void
full_trace_add (struct trace *trace, int rank, int thread, struct event event, uint64_t end)
{
  event.span = event_span (end - event.begin, 1);
  trace_writer_events (trace, rank, thread, &event, 1);
}

static void
fill_step (struct trace *trace, int rank, int thread, uint64_t t, int step)
{
  struct span on = { .begin = t, .end = t + 90, .object = thread, .kind = SCHEDULE_ON, .value = span_shares (SPAN_WHOLE, 0) };

  full_trace_add (trace, rank, thread, (struct event){ .begin = t + 1, .kind = EVENT_LOCK_WAIT, .object = 0 }, t + 5);
  full_trace_add (trace, rank, thread, (struct event){ .begin = t + 5, .kind = EVENT_LOCK_HOLD, .object = 0 }, t + 9);
  if (thread == 0) {
    full_trace_add (trace, rank, 0, (struct event){ .begin = t + 10, .kind = EVENT_SEND, .peer = !rank, .sequence = step, .object = 3, .value = 800 }, t + 12);
    full_trace_add (trace, rank, 0, (struct event){ .begin = t + 12, .kind = EVENT_WAIT, .peer = !rank }, t + 20);
    full_trace_add (trace, rank, 0, (struct event){ .begin = t + 12, .kind = EVENT_RECV, .peer = !rank, .sequence = step, .object = 3, .value = 800 }, t + 20);
    full_trace_add (trace, rank, 0, (struct event){ .begin = t + 21, .kind = EVENT_COLLECTIVE, .object = COLLECTIVE_ALLREDUCE, .value = 8 }, t + 30);
  }
  full_trace_add (trace, rank, thread, (struct event){ .begin = t + 31, .kind = EVENT_REGION, .peer = 1, .comm = 1, .sequence = 1, .object = 0 }, t + 60);
  full_trace_add (trace, rank, thread, (struct event){ .begin = t + 60, .kind = EVENT_BARRIER }, t + 70);
  full_trace_add (trace, rank, thread, (struct event){ .begin = t, .kind = EVENT_STEP, .value = step }, t + 80);
  trace_writer_schedule (trace, rank, thread, &on, 1);
}

static void
fill_rank (struct trace *trace, int rank)
{
  struct segment_object object = { .name = "grid", .detail = "rows 0-7", .address = 4096, .bytes = 65536, .parts = 2, .flags = 1 };
  uint64_t asked[SEGMENT_PU_WORDS] = { 5 };

  trace_writer_process_facts (trace, rank, 4711 + rank, "host");
  trace_writer_process (trace, rank, 1000, PROCESS_ALIVE, NULL);
  trace_writer_region_name (trace, rank, 0, "sweep");
  trace_writer_lock_name (trace, rank, 0, "sum");
  trace_writer_object (trace, rank, 0, &object);
  trace_writer_workload (trace, rank, 1000, 30000);
  trace_writer_memory (trace, rank, 5000, 1 << 20, 2 << 20);
  for (int thread = 0; thread < 2; thread++) {
    struct writer_thread facts = { .at = 1000, .tid = 4711 + thread, .bound = true, .asked = asked, .binding = asked };
    trace_writer_thread (trace, rank, thread, &facts);
    for (int step = 0; step < 200; step++)
      fill_step (trace, rank, thread, 1000 + step * 100, step);
    full_trace_add (trace, rank, thread, (struct event){ .begin = 1000, .kind = EVENT_THREAD }, 30000);
  }
}

struct trace *
full_trace (void)
{
  static const char *const settings[] = { "size=64", NULL };
  struct trace_description description = { .model = (char *) "hybrid", .workload = (char *) "heat", .runtime = (char *) "openmp",
                                           .bind = (char *) "compact", .sync = (char *) "mutex", .ranks = 2, .threads = 2,
                                           .settings = (char **) settings, .command = (char *) "mpirun" };
  struct trace *trace = trace_create (&description);

  trace_writer_sources (trace, SOURCE_KERNEL, SOURCE_SAMPLED);
  for (int rank = 0; rank < 2; rank++)
    fill_rank (trace, rank);
  trace_writer_process (trace, 0, 30000, PROCESS_ENDED, NULL);
  trace_writer_process (trace, 1, 30000, PROCESS_DEAD, "killed by SIGKILL");
  trace_writer_result (trace, true, false, 1.5, 1.5, "it is \"right\"");
  trace_writer_note (trace, "A note.");
  trace_writer_close (trace, 31000);
  return trace;
}
