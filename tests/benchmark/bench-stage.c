/* What a frame of the stage costs: laying out and painting the live scene, beside painting everything anew each frame.
 * Prints CPU ms a frame and the ratio; asserts nothing. */
#include <cairo.h>
#include <glib.h>
#include <time.h>

#include "engine/machine/machine.h"
#include "tests/ui/fixture.h"
#include "ui/draw/painter.h"
#include "ui/draw/stage.h"

#define FRAMES 60

static double
cpu_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
measure (const char *name, const char *source, int ranks, int threads, int pus)
{
  struct machine *machine = machine_load (source, NULL);
  struct fixture fixture;
  fixture_init (&fixture, ranks, threads, pus);
  struct stage *stage = stage_create ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1920, 1080);
  cairo_t *cr = cairo_create (surface);
  double live = 0, whole = 0;
  stage_set_size (stage, 1920, 1080);
  stage_set_machine (stage, machine);
  stage_update (stage, &fixture.snapshot);
  for (int i = 0; i < FRAMES; i++) { /* interleaved, so that a noisy neighbour hits both */
    double begin = cpu_ms ();
    stage_update (stage, &fixture.snapshot);
    for (int k = STAGE_MARKS; k < STAGE_SCENES; k++)
      scene_paint (cr, stage_scenes (stage)[k], THEME_LIGHT);
    double middle = cpu_ms ();
    stage_set_machine (stage, machine); /* forgets the base */
    stage_update (stage, &fixture.snapshot);
    for (int k = 0; k < STAGE_SCENES; k++)
      scene_paint (cr, stage_scenes (stage)[k], THEME_LIGHT);
    live += middle - begin;
    whole += cpu_ms () - middle;
  }
  g_print ("%-28s live %6.2f ms, everything %7.2f ms a frame: %5.1f times\n", name, live / FRAMES, whole / FRAMES, whole / live);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  stage_destroy (stage);
  fixture_finish (&fixture);
  machine_destroy (machine);
}

int
main (void)
{
  measure ("2 PUs, 2 x 2 threads", "core:2 pu:1", 2, 2, 2);
  measure ("16 PUs, 4 x 4 threads", "pack:2 l3:1 core:4 pu:2", 4, 4, 16);
  measure ("384 PUs, 64 x 4 threads", "pack:2 die:12 core:8 pu:2", 64, 4, 384);
  return 0;
}
