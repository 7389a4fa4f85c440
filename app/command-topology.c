/* strandscope topology: the machine as a picture, as JSON, or in words. */
#include "app/commands.h"
#include "app/topology-json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/export.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/overlay.h"

#define MARGIN 12
#define LARGEST_SIDE 1000000

struct request {
  char *input, *output, *size, *detail, *theme_name, *format, *overlay;
  gboolean json, physical, both, no_legend;
  double width, height, scale;
  enum theme theme;
  unsigned overlays;
  struct machine_view_options options;
};

static int
misused (const char *format, ...) G_GNUC_PRINTF (1, 2);

static int
misused (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  fputs ("strandscope topology: ", stderr);
  vfprintf (stderr, format, arguments);
  fputc ('\n', stderr);
  va_end (arguments);
  return 2;
}

static int
failed (const GError *error)
{
  fprintf (stderr, "strandscope topology: %s\n", error->message);
  return 1;
}

static bool
parse_size (struct request *request)
{
  char rest;
  if (request->size == NULL)
    return true;
  if (sscanf (request->size, "%lfx%lf%c", &request->width, &request->height, &rest) != 2)
    return false;
  return request->width >= 16 && request->height >= 16 && request->width <= LARGEST_SIDE && request->height <= LARGEST_SIDE;
}

static bool
parse_detail (struct request *request)
{
  const char *detail = request->detail != NULL ? request->detail : "fit";
  request->options.detail = strcmp (detail, "full") == 0 ? MACHINE_FULL : MACHINE_FIT;
  return strcmp (detail, "full") == 0 || strcmp (detail, "fit") == 0;
}

/* 0, or the exit status of a wrong usage. */
static int
check (struct request *request)
{
  if (!parse_size (request))
    return misused ("--size wants WIDTHxHEIGHT in pixels, at least 16x16, not '%s'", request->size);
  if (!parse_detail (request))
    return misused ("--detail wants fit or full, not '%s'", request->detail);
  if (request->theme_name != NULL && !theme_parse (request->theme_name, &request->theme))
    return misused ("--theme wants light, dark, contrast or print, not '%s'", request->theme_name);
  if (request->output != NULL && strcmp (request->output, "-") == 0 && request->format == NULL)
    return misused ("-o - needs --format png, svg or pdf");
  if (request->output != NULL && strcmp (request->output, "-") == 0 && request->json)
    return misused ("--json and -o - both want standard output: choose one");
  if (request->overlay != NULL && !overlay_parse (request->overlay, &request->overlays))
    return misused ("--overlay wants distances, bandwidth, latency and links, joined by commas, or all, not '%s'", request->overlay);
  if (!(request->scale >= 0.1 && request->scale <= 16)) /* also not a number */
    return misused ("--scale wants a number from 0.1 to 16");
  request->options.indexes = request->both ? MACHINE_BOTH : request->physical ? MACHINE_PHYSICAL : MACHINE_LOGICAL;
  request->options.legend = !request->no_legend;
  return 0;
}

/* Without --size: comfortable for what there is, between a postcard and a full screen. */
static void
choose_size (struct request *request, const struct machine *machine)
{
  bool full = request->options.detail == MACHINE_FULL;
  double width, height;
  if (!full && request->width > 0)
    return;
  machine_view_full_size (machine, &request->options, &width, &height);
  width += 2 * MARGIN;
  height += 2 * MARGIN;
  request->width = full ? fmax (width, request->width) : CLAMP (1.5 * width, 800, 1920);
  request->height = full ? fmax (height, request->height) : CLAMP (1.5 * height, 480, 1200);
}

static struct scene *
layout (const struct request *request, const struct machine *machine)
{
  struct scene *scene = scene_create (request->width, request->height);
  double margin = fmin (MARGIN, fmin (request->width, request->height) / 20);
  struct rect area = { margin, margin, request->width - 2 * margin, request->height - 2 * margin };
  struct rect band = area;
  band.w -= overlay_column (machine, request->overlays, area);
  machine_view_layout (scene, machine, band, &request->options);
  if (request->overlays != 0) {
    overlay_draw (scene, scene, machine, request->overlays, band);
    overlay_draw_column (scene, machine, request->overlays, area);
  }
  return scene;
}

static void
print_words (const struct machine *machine)
{
  g_autofree char *summary = machine_summary (machine);
  printf ("%s\n%s\n", machine->name, summary);
  for (char **note = machine->notes; *note != NULL; note++)
    printf ("%s\n", *note);
  puts ("For a picture: strandscope topology -o FILE.png (or .svg, .pdf); for a program: --json.");
}

static int
serve (const struct request *request, const struct machine *machine)
{
  g_autoptr (GError) error = NULL;
  struct scene *scene = layout (request, machine);
  if (request->overlays != 0 && (request->overlays & overlay_available (machine)) == 0)
    fputs ("strandscope topology: the source says nothing of --overlay's kind about this machine.\n", stderr);
  bool ok = request->output == NULL
            || export_scenes (&scene, 1, request->theme, request->scale, request->output, request->format, &error);
  if (ok && request->json)
    topology_json_print (scene, machine);
  scene_destroy (scene);
  if (!ok)
    return failed (error);
  if (fflush (stdout) != 0 || ferror (stdout))
    return 1;
  return 0;
}

static int
run (struct request *request)
{
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load (request->input, &error);
  int status = 0;
  if (machine == NULL)
    return failed (error);
  if (request->output == NULL && !request->json) {
    print_words (machine);
  } else {
    choose_size (request, machine);
    status = serve (request, machine);
  }
  machine_destroy (machine);
  return status;
}

static bool
parse (struct request *request, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "input", 'i', 0, G_OPTION_ARG_FILENAME, &request->input, "Nothing: this machine; an hwloc XML file; or a synthetic description", "SOURCE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &request->output, "Write a picture: .png, .svg or .pdf; - for standard output", "FILE" },
    { "format", 'f', 0, G_OPTION_ARG_STRING, &request->format, "Format for -o -: png, svg or pdf", "FORMAT" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &request->json, "Print the picture's objects and where they are", NULL },
    { "size", 0, 0, G_OPTION_ARG_STRING, &request->size, "Size of the picture in pixels", "WxH" },
    { "detail", 0, 0, G_OPTION_ARG_STRING, &request->detail, "fit: all in that size, aggregated where it must be; full: nothing aggregated", "fit|full" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &request->theme_name, "light, dark, contrast or print", "THEME" },
    { "physical", 0, 0, G_OPTION_ARG_NONE, &request->physical, "OS (physical) indexes instead of logical ones", NULL },
    { "both-indexes", 0, 0, G_OPTION_ARG_NONE, &request->both, "Logical and physical indexes", NULL },
    { "overlay", 0, 0, G_OPTION_ARG_STRING, &request->overlay, "Draw what is known between objects: distances, bandwidth, latency, links; all", "KINDS" },
    { "scale", 0, 0, G_OPTION_ARG_DOUBLE, &request->scale, "Device pixels a pixel (2 for a sharper PNG)", "N" },
    { "no-legend", 0, 0, G_OPTION_ARG_NONE, &request->no_legend, "Leave the line with name, source and date out", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- draw the machine");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return false;
  if (argc > 1) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "'%s' is one word too many: sources go after -i", argv[1]);
    return false;
  }
  return true;
}

int
command_topology (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  struct request request = { .scale = 1 };
  int status = parse (&request, argc, argv, &error) ? check (&request) : misused ("%s", error->message);
  if (status == 0)
    status = run (&request);
  g_free (request.input);
  g_free (request.output);
  g_free (request.size);
  g_free (request.detail);
  g_free (request.theme_name);
  g_free (request.format);
  g_free (request.overlay);
  return status;
}
