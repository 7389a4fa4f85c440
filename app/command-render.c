/* strandscope render SCENE|RECORDING -o FILE: a picture without a display. */
#include <string.h>

#include "app/commands.h"
#include "app/picture.h"
#include "app/scene-file-keys.h"
#include "ui/draw/text.h"

struct render {
  char *at, *view, *output, *size, *theme, *format, *style, *with, *machine, *stretch, *lanes, *measure, *traffic, *comm;
  gboolean alt_text;
  struct scene_file *file;
};

static bool
misused (GError **error, const char *sentence, const char *what)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", what, sentence);
  return false;
}

/* An option has a scene's key and goes before it. */
static bool
take_option (struct scene_file *file, const char *key, const char *value, GError **error)
{
  const struct scene_key *known = scene_key_find (GROUP_SCENE, key);
  void *base = known->groups & GROUP_COMPARE ? (void *) &file->source[0] : (void *) file;
  const char *wanted = value ? scene_key_take (known, base, value, ".") : NULL;
  g_autofree char *place = g_strconcat ("scene/", key, NULL);
  if (value)
    g_hash_table_remove (file->lines, place); /* no line of the scene is to blame any more */
  return wanted ? misused (error, wanted, value) : true;
}

static bool
take_options (struct render *render, GError **error)
{
  struct scene_file *file = render->file;
  g_autofree char *names = picture_view_names (), *views = g_strconcat ("a view is ", names, NULL);
  if (render->view && !picture_view_find (render->view))
    return misused (error, views, render->view);
  if (!render->output && !render->alt_text)
    return misused (error, "say where the picture goes: -o FILE (.png, .svg, .pdf, or - with --format)", "render");
  if (render->with) {
    g_free (file->source[1].recording);
    file->source[1].recording = g_canonicalize_filename (render->with, NULL);
  }
  const struct { const char *key, *value; } options[] = {
    { "at", render->at }, { "view", render->view }, { "machine", render->machine }, { "size", render->size }, { "theme", render->theme },
    { "svg-style", render->style }, { "stretch", render->stretch }, { "lanes", render->lanes }, { "measure", render->measure },
    { "traffic", render->traffic }, { "communicator", render->comm },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (options); i++)
    if (!take_option (file, options[i].key, options[i].value, error))
      return false;
  return true;
}

static bool
open_source (struct render *render, const char *path, GError **error)
{
  if (scene_file_is (path))
    return (render->file = scene_file_read (path, error)) != NULL;
  render->file = scene_file_new ();
  if (g_str_has_suffix (path, ".json"))
    render->file->study = g_strdup (path);
  else
    render->file->source[0].recording = g_strdup (path);
  return true;
}

/* ---- what comes of it ---- */

/* heat.png -> heat.txt, beside it; where there is no file, standard output. */
static bool
write_alt_text (const struct render *render, const struct picture *picture, GError **error)
{
  if (!render->output) {
    g_print ("%s\n", picture->description);
    return true;
  }
  if (g_str_equal (render->output, "-"))
    return misused (error, "the picture goes to standard output: leave --alt-text out, or name a file", "--alt-text");
  const char *dot = strrchr (render->output, '.');
  g_autofree char *base = dot && !strchr (dot, '/') ? g_strndup (render->output, (gsize) (dot - render->output)) : g_strdup (render->output);
  g_autofree char *path = g_strconcat (base, ".txt", NULL), *text = g_strconcat (picture->description, "\n", NULL);
  return g_file_set_contents (path, text, -1, error);
}

static void
warn_of_font (const struct render *render)
{
  if (render->file->path && !g_str_equal (text_family (), "Inter"))
    g_printerr ("strandscope: the font Inter is not installed (Debian: fonts-inter), so this picture differs from what others get: it is set in %s\n",
                text_family ());
}

static bool
make (const struct render *render, GError **error)
{
  struct picture *picture = picture_make (render->file, error);
  bool done = picture && (!render->output || picture_write (picture, render->output, render->format, error)) &&
              (!render->alt_text || write_alt_text (render, picture, error));
  picture_destroy (picture);
  if (done)
    warn_of_font (render);
  return done;
}

static int
serve (struct render *render, int argc, char **argv, GError **error)
{
  if (argc != 2) {
    misused (error, "name one scene, recording or study: strandscope render SCENE -o FILE", "render");
    return 2;
  }
  if (!open_source (render, argv[1], error))
    return 1;
  if (!take_options (render, error))
    return 2;
  if (make (render, error))
    return 0;
  return *error && g_error_matches (*error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE) ? 2 : 1;
}

int
command_render (int argc, char **argv)
{
  struct render render = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *views = picture_view_names ();
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &render.at, "1.25 (s after the begin), 2ms, 50%, step 3, begin, end, or message, lock, barrier, deadlock (default: near the middle)", "TIME" },
    { "view", 0, 0, G_OPTION_ARG_STRING, &render.view, views, "VIEW" },
    { "with", 0, 0, G_OPTION_ARG_FILENAME, &render.with, "The second recording of a comparison", "RECORDING" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &render.output, "Picture to write: .png, .svg or .pdf, or - with --format", "FILE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &render.format, "png, svg or pdf, for -o -", "FORMAT" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &render.size, "In px (default: the view's own)", "WxH" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &render.theme, "light (default), dark, contrast or print", "THEME" },
    { "svg-style", 0, 0, G_OPTION_ARG_STRING, &render.style, "fixed (default), or auto: an SVG that is dark where the reader's page is", "STYLE" },
    { "machine", 0, 0, G_OPTION_ARG_FILENAME, &render.machine, "The machine (hwloc XML or a description), where the recording doesn't have it", "SOURCE" },
    { "stretch", 0, 0, G_OPTION_ARG_STRING, &render.stretch, "Of the timeline: all, or a length as 2ms or 500ns (default: 100ms)", "LENGTH" },
    { "lanes", 0, 0, G_OPTION_ARG_STRING, &render.lanes, "Of the timeline: by thread (default) or by pu", "BY" },
    { "measure", 0, 0, G_OPTION_ARG_STRING, &render.measure, "Of a matrix: bytes (default) or messages", "WHAT" },
    { "traffic", 0, 0, G_OPTION_ARG_STRING, &render.traffic, "Of a matrix: all (default), messages, collectives, or a tag", "WHICH" },
    { "communicator", 0, 0, G_OPTION_ARG_STRING, &render.comm, "Of a matrix: only what was sent with the communicator of this name", "NAME" },
    { "alt-text", 0, 0, G_OPTION_ARG_NONE, &render.alt_text, "The picture in words: to standard output, or with -o beside the picture as .txt", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("SCENE|RECORDING|STUDY.json");
  g_option_context_add_main_entries (context, entries, NULL);
  int status = g_option_context_parse (context, &argc, &argv, &error) ? serve (&render, argc, argv, &error) : 2;
  if (status)
    g_printerr ("strandscope: %s\n", error->message);
  scene_file_free (render.file);
  char *texts[] = { render.at, render.view, render.output, render.size, render.theme, render.format, render.style, render.with, render.machine,
                    render.stretch, render.lanes, render.measure, render.traffic, render.comm };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  return status;
}
