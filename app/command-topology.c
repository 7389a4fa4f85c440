/* strandscope topology: the machine as a picture, as JSON, or in words. */
#include "app/commands.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/draw/export.h"
#include "ui/draw/machine-view.h"

#define MARGIN 12
#define LARGEST_SIDE 1000000

struct request {
  char *input, *output, *size, *detail, *theme_name, *format;
  gboolean json, physical, both, no_legend;
  double width, height, scale;
  enum theme theme;
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
  if (request->scale < 0.1 || request->scale > 16)
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
  machine_view_layout (scene, machine, area, &request->options);
  return scene;
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_index (JsonBuilder *builder, const char *name, int value)
{
  json_builder_set_member_name (builder, name);
  if (value >= 0)
    json_builder_add_int_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_stands (JsonBuilder *builder, const struct scene *scene, const struct scene_object *object)
{
  if (object->stands == 0)
    return;
  json_builder_set_member_name (builder, "stands_for");
  json_builder_begin_array (builder);
  for (int i = 0; i < object->stands; i++)
    json_builder_add_string_value (builder, scene_text_at (scene, scene->stands[object->first_stands + i]));
  json_builder_end_array (builder);
}

static void
add_object (JsonBuilder *builder, const struct scene *scene, const struct scene_object *object)
{
  json_builder_begin_object (builder);
  add_string (builder, "id", object->id);
  add_string (builder, "type", object->type);
  add_index (builder, "logical", object->logical);
  add_index (builder, "os", object->os);
  add_string (builder, "parent", object->parent >= 0 ? scene->objects[object->parent].id : NULL);
  json_builder_set_member_name (builder, "rect");
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, object->rect.x);
  json_builder_add_double_value (builder, object->rect.y);
  json_builder_add_double_value (builder, object->rect.w);
  json_builder_add_double_value (builder, object->rect.h);
  json_builder_end_array (builder);
  add_string (builder, "label", scene_text_at (scene, object->label));
  add_string (builder, "title", scene_text_at (scene, object->title));
  if (object->state >= 0)
    add_string (builder, "state", scene_text_at (scene, object->state));
  add_stands (builder, scene, object);
  json_builder_end_object (builder);
}

static void
add_strings (JsonBuilder *builder, const char *name, char **strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (; *strings != NULL; strings++)
    json_builder_add_string_value (builder, *strings);
  json_builder_end_array (builder);
}

static void
print_json (const struct scene *scene, const struct machine *machine)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *summary = machine_summary (machine);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "size");
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, scene->width);
  json_builder_add_double_value (builder, scene->height);
  json_builder_end_array (builder);
  add_string (builder, "machine", machine->name);
  add_string (builder, "source", machine->source);
  add_string (builder, "summary", summary);
  add_strings (builder, "notes", machine->notes);
  json_builder_set_member_name (builder, "objects");
  json_builder_begin_array (builder);
  for (int i = 0; i < scene->object_count; i++)
    add_object (builder, scene, &scene->objects[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);
  puts (text);
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
  bool ok = request->output == NULL
            || export_scenes (&scene, 1, request->theme, request->scale, request->output, request->format, &error);
  if (ok && request->json)
    print_json (scene, machine);
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
  return status;
}
