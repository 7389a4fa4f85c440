/* What pictures of large machines cost, beside lstopo's of the same machines: user CPU ms, what loading alone takes taken
 * off on both sides, best of interleaved runs. Then the fitted picture and live frames of 16,384 PUs in process. Prints
 * ms and ratios; asserts nothing. */
#include <cairo.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/machine/machine.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/painter.h"
#include "ui/draw/surface.h"

#define ROUNDS 5
#define FRAMES 40
#define WIDTH 1920
#define HEIGHT 1080
#define TOKENS 10000
#define ARCS 1000
#define PAN 7 /* px a frame */

static const char *program;

static double
cpu_ms (void)
{
  struct timespec now;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* User CPU of COMMAND, NAN = it failed. */
static double
user_ms (const char *const *command)
{
  struct rusage usage;
  int status;
  pid_t child = fork ();
  if (child == 0) {
    if (!freopen ("/dev/null", "w", stdout))
      _exit (127);
    execvp (command[0], (char *const *) command);
    _exit (127);
  }
  if (child < 0 || wait4 (child, &status, 0, &usage) < 0 || !WIFEXITED (status) || WEXITSTATUS (status) != 0)
    return NAN;
  return usage.ru_utime.tv_sec * 1e3 + usage.ru_utime.tv_usec / 1e3;
}

/* ---- beside lstopo ---- */

struct costs { double load, png, svg; };

static void
keep_best (double *best, double value)
{
  *best = *best == 0 || value < *best ? value : *best;
}

static void
run_ours (const char *source, const char *png, const char *svg, struct costs *costs)
{
  keep_best (&costs->load, user_ms ((const char *[]){ program, "topology", "-i", source, NULL }));
  keep_best (&costs->png, user_ms ((const char *[]){ program, "topology", "-i", source, "--detail", "full", "-o", png, NULL }));
  keep_best (&costs->svg, user_ms ((const char *[]){ program, "topology", "-i", source, "--detail", "full", "-o", svg, NULL }));
}

/* --only pu: a line a PU, no picture. */
static void
run_lstopo (const char *source, const char *png, const char *svg, struct costs *costs)
{
  keep_best (&costs->load, user_ms ((const char *[]){ "lstopo", "-i", source, "--only", "pu", "--of", "console", "-", NULL }));
  keep_best (&costs->png, user_ms ((const char *[]){ "lstopo", "-i", source, "--no-factorize", "-f", png, NULL }));
  keep_best (&costs->svg, user_ms ((const char *[]){ "lstopo", "-i", source, "--no-factorize", "-f", svg, NULL }));
}

static void
beside_lstopo (const char *folder, int pus, const char *source)
{
  g_autofree char *png = g_build_filename (folder, "a.png", NULL), *svg = g_build_filename (folder, "a.svg", NULL);
  struct costs ours = { 0 }, theirs = { 0 };
  for (int i = 0; i < (pus > 10000 ? 2 : ROUNDS); i++) {
    run_ours (source, png, svg, &ours);
    run_lstopo (source, png, svg, &theirs);
  }
  double png_ms = ours.png - ours.load, their_png = theirs.png - theirs.load, svg_ms = ours.svg - ours.load, their_svg = theirs.svg - theirs.load;
  g_print ("%6d PUs, full PNG %7.0f ms, lstopo %7.0f: %.2f of it; SVG %7.0f ms, lstopo %7.0f: %.2f of it (load: %.0f, %.0f)\n", pus, png_ms,
           their_png, png_ms / their_png, svg_ms, their_svg, svg_ms / their_svg, ours.load, theirs.load);
  g_unlink (png);
  g_unlink (svg);
}

static void
fitted_by_command (const char *folder, const char *source)
{
  g_autofree char *png = g_build_filename (folder, "fit.png", NULL);
  double load = 0, all = 0;
  for (int i = 0; i < ROUNDS; i++) {
    keep_best (&load, user_ms ((const char *[]){ program, "topology", "-i", source, NULL }));
    keep_best (&all, user_ms ((const char *[]){ program, "topology", "-i", source, "--size", "1920x1080", "-o", png, NULL }));
  }
  g_print ("fitted 1920x1080 PNG by the command: %.0f ms beside loading (%.0f)\n", all - load, load);
  g_unlink (png);
}

/* ---- in process ---- */

static struct scene *
fitted (const struct machine *machine)
{
  struct machine_view_options options = { .detail = MACHINE_FIT };
  struct scene *scene = scene_create (WIDTH, HEIGHT);
  machine_view_layout (scene, machine, (struct rect){ 0, 0, WIDTH, HEIGHT }, &options);
  return scene;
}

static void
fitted_in_process (const struct machine *machine, cairo_t *cr)
{
  double layout = 0, paint = 0;
  for (int i = 0; i < ROUNDS; i++) {
    double begin = cpu_ms ();
    struct scene *scene = fitted (machine);
    double middle = cpu_ms ();
    scene_paint (cr, scene, THEME_LIGHT);
    keep_best (&paint, cpu_ms () - middle);
    keep_best (&layout, middle - begin);
    scene_destroy (scene);
  }
  g_print ("fitted 1920x1080 in process: layout %.1f ms + paint %.1f ms = %.1f ms\n", layout, paint, layout + paint);
}

/* Where thing I of a kind is at FRAME: scattered, and moving. */
static double
place (int i, int frame, int range, unsigned int salt)
{
  uint64_t mixed = (uint64_t) i * 0x9e3779b97f4a7c15u + salt * 0xd1b54a32d192ed03u;
  mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9u;
  return fmod ((double) (mixed >> 40) / (1 << 24) * range + 1.3 * frame, range);
}

static void
fill_live (struct scene *live, int frame)
{
  scene_clear (live);
  for (int i = 0; i < TOKENS; i++)
    scene_token (live, -1, place (i, frame, WIDTH, 1), place (i, frame, HEIGHT, 2), 4.5, NULL, PAINT_OF (i % 3 ? ROLE_PROCESS : ROLE_PANEL, i % 64),
                 PAINT_OF (ROLE_PROCESS, i % 64), 1.5, (enum dash) (i % 9 == 0), BADGE_NONE, PAINT (ROLE_INK));
  for (int i = 0; i < ARCS; i++) {
    double x = place (i, 0, WIDTH - 300, 3), y = 60 + place (i, 0, HEIGHT - 60, 4), end = x + 40 + i % 260, high = y - 20 - i % 40;
    double points[] = { x, y, x, high, end, high, end, y };
    scene_path (live, -1, points, 4, PAINT_ALPHA (ROLE_PROCESS, i % 64, 0.8), 1.5, DASH_SOLID, (struct paint){ 0 });
  }
}

/* As the canvas does it: what lives over a copy of what stands still, then to the window. Filling the scene is its layout's affair. */
static double
frame_ms (struct scene *live, cairo_surface_t *base, cairo_surface_t *layer, cairo_t *window)
{
  double begin = cpu_ms ();
  surface_copy (layer, base, (cairo_rectangle_int_t){ 0, 0, WIDTH, HEIGHT });
  cairo_t *cr = cairo_create (layer);
  scene_paint (cr, live, THEME_LIGHT);
  cairo_destroy (cr);
  cairo_set_source_surface (window, layer, 0, 0);
  cairo_paint (window);
  return cpu_ms () - begin;
}

static cairo_surface_t *
painted (const struct machine *machine)
{
  cairo_surface_t *surface = surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  struct scene *scene = fitted (machine);
  cairo_t *cr = cairo_create (surface);
  scene_paint (cr, scene, THEME_LIGHT);
  cairo_destroy (cr);
  scene_destroy (scene);
  return surface;
}

static void
live_frames (const struct machine *machine, cairo_t *window)
{
  struct scene *live = scene_create (WIDTH, HEIGHT);
  cairo_surface_t *base = painted (machine), *layer = surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  double sum = 0, best = 0, first = 0;
  for (int i = 0; i < FRAMES; i++) {
    fill_live (live, i);
    double ms = frame_ms (live, base, layer, window);
    first = i == 0 ? ms : first;
    sum += ms;
    keep_best (&best, ms);
  }
  g_print ("a frame of %d moving tokens and %d arcs: best %.1f ms, mean %.1f ms, first %.1f ms\n", TOKENS, ARCS, best, sum / FRAMES, first);
  cairo_surface_destroy (layer);
  cairo_surface_destroy (base);
  scene_destroy (live);
}

static void
pan_frames (const struct machine *machine, cairo_t *window)
{
  struct scene *scene = fitted (machine);
  double best = 0, whole = 0;
  for (int i = 0; i < FRAMES; i++) {
    scene->dx = -PAN * i;
    double begin = cpu_ms ();
    cairo_save (window);
    cairo_rectangle (window, WIDTH - PAN, 0, PAN, HEIGHT);
    cairo_clip (window);
    scene_paint (window, scene, THEME_LIGHT);
    cairo_restore (window);
    double middle = cpu_ms ();
    scene_paint (window, scene, THEME_LIGHT);
    keep_best (&whole, cpu_ms () - middle);
    keep_best (&best, middle - begin);
  }
  g_print ("a pan by %d px, the strip that comes into sight: %.2f ms, %.2f of painting all\n", PAN, best, best / whole);
  scene_destroy (scene);
}

static void
in_process (const char *source)
{
  struct machine *machine = machine_load (source, NULL);
  cairo_surface_t *window = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (window);
  fitted_in_process (machine, cr);
  live_frames (machine, cr);
  pan_frames (machine, cr);
  cairo_destroy (cr);
  cairo_surface_destroy (window);
  machine_destroy (machine);
}

int
main (int argc, char **argv)
{
  static const struct { int pus; const char *source; } machines[] = {
    { 512, "pack:4 numa:2 l3:2 core:8 pu:4" }, { 4096, "pack:16 numa:4 l3:2 core:8 pu:4" }, { 16384, "pack:16 numa:4 l3:2 core:32 pu:4" },
  };
  g_autofree char *lstopo = g_find_program_in_path ("lstopo"), *folder = g_dir_make_tmp ("strandscope-bench-XXXXXX", NULL);
  const char *largest = machines[G_N_ELEMENTS (machines) - 1].source;
  if (argc < 2 || !folder)
    return 1;
  program = argv[1];
  if (!lstopo)
    g_print ("lstopo is not installed (Debian: package hwloc): nothing to stand beside\n");
  for (size_t i = 0; lstopo && i < G_N_ELEMENTS (machines); i++)
    beside_lstopo (folder, machines[i].pus, machines[i].source);
  fitted_by_command (folder, largest);
  in_process (largest);
  g_rmdir (folder);
  return 0;
}
