/* A frame of the timeline at 1920x1080: 64 lanes, from 10^5 events on up to an argument's number (10^7; `meson test --benchmark timeline`
 * asks for 10^8: half a minute of CPU time and 4.5 GB of memory, or a file in the cache folder where a trace is larger than a quarter of it). A frame is what is
 * taken from the trace, laid out and painted in software; beside it the naive way, every span drawn one by one. */
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/trace/trace-writer.h"
#include "tests/benchmark/bench.h"
#include "ui/draw/painter.h"
#include "ui/draw/timeline.h"

#define RANKS 8
#define THREADS 8
#define PUS 64
#define BATCH 512
#define FRAMES 20
#define WIDTH 1920
#define HEIGHT 1080

static uint64_t random_state = 88172645463325252u;

static uint64_t
any (uint64_t below)
{
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state % below;
}

static size_t
make_step (struct event *event, int lane, uint64_t at, unsigned step)
{
  uint64_t work = 3000 + any (6000);
  int rank = lane / THREADS;
  size_t n = 0;

  event[n++] = (struct event){ .begin = at, .span = event_span (work, 0), .kind = EVENT_REGION, .object = 1 };
  if (lane % THREADS == 0) {
    event[n++] = (struct event){ .begin = at + work, .span = event_span (300, 0), .kind = EVENT_SEND, .peer = (rank + 1) % RANKS, .sequence = step, .value = 8192 };
    event[n++] = (struct event){ .begin = at + work + 400, .span = event_span (10500 - work, 0), .kind = EVENT_WAIT, .peer = (rank + RANKS - 1) % RANKS };
    event[n++] = (struct event){ .begin = at + work + 400, .span = event_span (10500 - work, 0), .kind = EVENT_RECV, .peer = (rank + RANKS - 1) % RANKS,
                                 .sequence = step, .value = 8192 };
  }
  if (any (500) == 0)
    event[n++] = (struct event){ .begin = at + 11000, .span = event_span (150, 0), .kind = EVENT_LOCK_WAIT, .object = 0 };
  event[n++] = (struct event){ .begin = at + 11500, .span = event_span (7500, 0), .kind = EVENT_BARRIER };
  event[n++] = (struct event){ .begin = at, .span = event_span (19500, 0), .kind = EVENT_STEP, .value = step };
  return n;
}

static uint64_t
fill (struct trace *trace, uint64_t events)
{
  struct event *event = malloc (BATCH * sizeof *event);
  struct span *span = malloc (BATCH * sizeof *span);
  uint64_t all = 0, step = 0;

  for (; all < events; step += BATCH / 8)
    for (int lane = 0; lane < RANKS * THREADS; lane++) {
      size_t count = 0, spans = 0;
      for (uint64_t s = step; s < step + BATCH / 8; s++) {
        uint64_t at = 1000000 + s * 20000;
        count += make_step (event + count, lane, at, (unsigned) s);
        span[spans++] = (struct span){ at, at + 11500, (int) ((unsigned) lane + s / 1000) % PUS, span_shares (SPAN_WHOLE, 0), .kind = SCHEDULE_ON };
      }
      trace_writer_events (trace, lane / THREADS, lane % THREADS, event, count);
      trace_writer_schedule (trace, lane / THREADS, lane % THREADS, span, spans);
      all += count + spans;
    }
  trace_writer_close (trace, 1000000 + step * 20000);
  free (event);
  free (span);
  return all;
}

struct picture { cairo_surface_t *surface; struct scene *scene; struct timeline timeline; struct timeline_rows rows; };

static void
paint (struct picture *picture)
{
  cairo_t *cr = cairo_create (picture->surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  scene_paint (cr, picture->scene, THEME_LIGHT);
  cairo_destroy (cr);
}

static struct timeline_look
look_at (struct trace *trace, double share, bool by_pu)
{
  uint64_t begin = trace_begin (trace), end = trace_end (trace), length = (uint64_t) ((double) (end - begin) * share);
  uint64_t from = begin + any (end - begin - length + 1);

  return (struct timeline_look){ .width = WIDTH, .height = HEIGHT, .from = from, .to = from + length, .origin = begin, .begin = begin, .end = end,
                                 .by_pu = by_pu, .all = true };
}

struct cost { double take, draw, paint; };

static double
frames (struct picture *picture, struct trace *trace, double share, bool by_pu, struct cost *cost)
{
  *cost = (struct cost){ 0, 0, 0 };
  for (int i = -2; i < FRAMES; i++) {
    struct timeline_look look = look_at (trace, share, by_pu);
    double start = bench_cpu_s ();
    timeline_take (&picture->timeline, trace, &picture->rows, &look);
    double taken = bench_cpu_s ();
    timeline_draw (picture->scene, &picture->timeline);
    double drawn = bench_cpu_s ();
    paint (picture);
    if (i < 0)
      continue; /* pyramid, map and glyphs are made once */
    cost->take += (taken - start) / FRAMES * 1e3;
    cost->draw += (drawn - taken) / FRAMES * 1e3;
    cost->paint += (bench_cpu_s () - drawn) / FRAMES * 1e3;
  }
  return cost->take + cost->draw + cost->paint;
}

/* Every state of every lane as a box of its own. */
static double
naive (struct picture *picture, struct trace *trace)
{
  struct window window = { 0 };
  double start = bench_cpu_s (), begin = (double) trace_begin (trace), length = (double) trace_end (trace) - begin;

  window_take (trace, trace_begin (trace), trace_end (trace), 1, 400, &window);
  scene_clear (picture->scene);
  for (int lane = 0; lane < window.lanes; lane++)
    for (int i = 0; i < window.lane[lane].spans; i++) {
      const struct window_span *span = &window.lane[lane].span[i];
      double x = ((double) span->begin - begin) / length * WIDTH, w = (double) (span->end - span->begin) / length * WIDTH;
      scene_box (picture->scene, -1, (struct rect){ x, lane * 16, w > 0.5 ? w : 0.5, 13 }, 0, PAINT_OF (ROLE_PROCESS, span->state), PAINT (ROLE_NONE), 0, DASH_SOLID);
    }
  window_finish (&window);
  paint (picture);
  return (bench_cpu_s () - start) * 1e3;
}

static double
measure (uint64_t events, double first)
{
  char model[] = "hybrid";
  struct trace *trace = trace_create (&(struct trace_description){ .model = model, .ranks = RANKS, .threads = THREADS });
  uint64_t all = fill (trace, events);
  struct picture picture = { .surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT), .scene = scene_create (WIDTH, HEIGHT) };
  struct cost whole, tenth, detail, pus;

  timeline_rows_make (&picture.rows, RANKS, THREADS, NULL);
  double ms = frames (&picture, trace, 1, false, &whole), part = frames (&picture, trace, 0.1, false, &tenth);
  double close = frames (&picture, trace, 300000.0 / (double) (trace_end (trace) - trace_begin (trace)), false, &detail);
  double start = bench_cpu_s ();
  int parts = 0;
  for (struct timeline_look look = look_at (trace, 1, true); parts == 0 || picture.timeline.occupancy.merged < 1; parts++)
    timeline_take (&picture.timeline, trace, &picture.rows, &look);
  double merge = (bench_cpu_s () - start) * 1e3, by_pu = frames (&picture, trace, 1, true, &pus);
  printf ("# %9.0f events: all %5.2f ms (take %.2f, layout %.2f, paint %.2f), %.2f x the first; a tenth %5.2f; 300 us %5.2f; "
          "by PU %5.2f ms (take %.2f, layout %.2f, paint %.2f; merged once in %.0f ms, %d parts)", (double) all, ms, whole.take, whole.draw, whole.paint,
          first > 0 ? ms / first : 1, part, close, by_pu, pus.take, pus.draw, pus.paint, merge, parts);
  if (events <= 10000000)
    printf ("; naive %.0f ms", naive (&picture, trace));
  printf ("\n");
  fflush (stdout);
  timeline_finish (&picture.timeline);
  timeline_rows_finish (&picture.rows);
  scene_destroy (picture.scene);
  cairo_surface_destroy (picture.surface);
  trace_destroy (trace);
  return first > 0 ? first : ms;
}

int
main (int argc, char **argv)
{
  double most = argc > 1 ? strtod (argv[1], NULL) : 1e7, first = 0;

  for (double events = 1e5; events <= most * 1.001; events *= 10)
    first = measure ((uint64_t) events, first);
  return 0;
}
