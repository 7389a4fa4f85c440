/* strandscope render RECORDING -o FILE: a moment of a recording as a picture, without a display. */
#include <stdio.h>

#include "app/commands.h"
#include "app/moment.h"
#include "app/open-recording.h"
#include "engine/machine/machine.h"
#include "engine/trace/summary.h"
#include "ui/draw/export.h"
#include "ui/draw/matrix.h"
#include "ui/draw/memory-view.h"
#include "ui/draw/stage.h"
#include "ui/draw/timeline.h"


struct render { char *at, *view, *output, *size, *theme, *format, *machine, *measure, *traffic, *comm, *lanes, *stretch; uint64_t span; bool whole; struct matrix_options matrix; int width, height; enum theme palette; uint64_t t; };

static bool
fail (GError **error, const char *sentence, const char *what)
{
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: %s", what, sentence);
  return false;
}

/* "all", or a number and its unit: "2ms". */
static bool
parse_stretch (struct render *render, GError **error)
{
  static const struct { const char *name; double ns; } units[] = { { "ns", 1 }, { "us", 1e3 }, { "µs", 1e3 }, { "ms", 1e6 }, { "s", 1e9 } };
  char *rest;
  double number = g_ascii_strtod (render->stretch, &rest);
  render->whole = g_str_equal (render->stretch, "all");
  for (size_t i = 0; i < G_N_ELEMENTS (units) && !render->whole; i++)
    if (g_str_equal (rest, units[i].name) && number * units[i].ns >= 1 && number * units[i].ns < 1e18)
      render->span = (uint64_t) (number * units[i].ns);
  return render->whole || render->span ? true : fail (error, "a stretch is all, or a length with its unit, as 2ms, 500us or 100ns", render->stretch);
}

/* What the matrix is of: bytes or messages; all, messages, collectives or one tag; one communicator. */
static bool
check_matrix (struct render *render, GError **error)
{
  static const char *const traffic[] = { [TALK_ALL] = "all", [TALK_MESSAGES] = "messages", [TALK_COLLECTIVES] = "collectives" };
  struct talk_filter *filter = &render->matrix.filter;
  gint64 tag = 0;
  filter->comm = render->comm;
  render->matrix.measure = g_strcmp0 (render->measure, "messages") == 0 ? MATRIX_MESSAGES : MATRIX_BYTES;
  if (render->measure && !g_str_equal (render->measure, "messages") && !g_str_equal (render->measure, "bytes"))
    return fail (error, "a matrix is of bytes or messages", render->measure);
  for (int i = TALK_ALL; render->traffic && i <= TALK_COLLECTIVES; i++)
    if (g_str_equal (render->traffic, traffic[i])) {
      filter->traffic = i;
      return true;
    }
  if (render->traffic && !g_ascii_string_to_signed (render->traffic, 10, INT32_MIN + 1, INT32_MAX, &tag, NULL))
    return fail (error, "traffic is all, messages, collectives or a tag (a number)", render->traffic);
  filter->tag = (int) tag;
  filter->traffic = render->traffic ? TALK_TAG : TALK_ALL;
  return true;
}

static bool
check_options (struct render *render, GError **error)
{
  render->width = 1440;
  render->height = 900;
  if (!render->output)
    return fail (error, "say where the picture goes: -o FILE (.png, .svg, .pdf, or - with --format)", "render");
  if (render->lanes && !g_str_equal (render->lanes, "thread") && !g_str_equal (render->lanes, "pu"))
    return fail (error, "lanes are by thread or by pu", render->lanes);
  if (render->stretch && !parse_stretch (render, error))
    return false;
  if (render->size && (sscanf (render->size, "%dx%d", &render->width, &render->height) != 2 || render->width < 64 || render->height < 64))
    return fail (error, "a size is WIDTHxHEIGHT in px, at least 64x64", render->size);
  if (!theme_parse (render->theme ? render->theme : "light", &render->palette))
    return fail (error, "a theme is light, dark, contrast or print", render->theme);
  return check_matrix (render, error);
}

/* A moment near T at which a message is in the air, if there is one: the picture then shows it. */
static uint64_t
with_message (struct trace *trace, uint64_t t)
{
  struct window near = { 0 };
  uint64_t around = 50 * G_GUINT64_CONSTANT (1000000), best = t, longest = 0;
  window_take (trace, t > around ? t - around : 0, t + around, 1000, 1000, &near);
  for (int i = 0; i < near.messages; i++) {
    uint64_t flight = near.message[i].received_ns == UINT64_MAX ? 0 : near.message[i].received_ns - near.message[i].sent_ns;
    if (flight > longest) {
      longest = flight;
      best = near.message[i].sent_ns + flight / 2;
    }
  }
  window_finish (&near);
  return best;
}

/* Nothing asked for: near the middle, with a message in flight. */
static bool
find_moment (const char *text, struct trace *trace, uint64_t *t, GError **error)
{
  uint64_t begin = trace_begin (trace), end = trace_end (trace);
  if (text)
    return moment_parse (text, trace, t, error);
  *t = with_message (trace, begin + (end - begin) / 2);
  return true;
}

/* ---- views ---- */

static bool
render_stage (struct render *render, struct trace *trace, const struct machine *machine, GError **error)
{
  struct snapshot snapshot = { 0 };
  struct stage *stage = stage_create ();
  stage_set_size (stage, render->width, render->height);
  stage_set_machine (stage, machine);
  stage_set_machine_unknown (stage, !machine);
  g_autofree char *title = g_strdup_printf ("%s, %s", trace_description (trace)->workload, trace_description (trace)->model);
  stage_set_title (stage, title);
  snapshot_take (trace, render->t, SNAPSHOT_GLOW_NS, SNAPSHOT_SLICE_NS, &snapshot);
  stage_update (stage, &snapshot);
  bool done = export_scenes (stage_scenes (stage), STAGE_SCENES, render->palette, 1, render->output, render->format, error);
  stage_destroy (stage);
  snapshot_finish (&snapshot);
  return done;
}

static bool
render_timeline (struct render *render, struct trace *trace, const struct machine *machine, GError **error)
{
  const struct trace_description *description = trace_description (trace);
  struct timeline timeline = { 0 };
  struct timeline_rows rows = { 0 };
  struct scene *scene = scene_create (render->width, render->height), *over = scene_create (render->width, render->height);
  uint64_t begin = trace_begin (trace), end = MAX (trace_end (trace), begin + 1);
  uint64_t half = render->span ? render->span / 2 : 50 * G_GUINT64_CONSTANT (1000000), from = MAX (begin, render->t > half ? render->t - half : 0);
  struct timeline_look look = { .width = render->width, .height = render->height, .from = from, .to = MIN (from + MAX (2 * half, 1), end), .origin = begin,
                                .begin = begin, .end = end, .by_pu = g_strcmp0 (render->lanes, "pu") == 0, .all = true };
  if (render->whole) {
    look.from = begin;
    look.to = end;
  }
  timeline_rows_make (&rows, description->ranks, description->threads, NULL);
  do /* lanes by PU are merged a part at a time */
    timeline_take (&timeline, trace, &rows, &look);
  while (look.by_pu && timeline.occupancy.merged < 1);
  timeline_draw (scene, &timeline);
  timeline_draw_over (over, &timeline, &(struct timeline_marks){ render->t, 0, 0, -1, -1 });
  struct scene *scenes[] = { scene, over };
  bool done = export_scenes (scenes, 2, render->palette, 1, render->output, render->format, error);
  timeline_finish (&timeline);
  timeline_rows_finish (&rows);
  scene_destroy (scene);
  scene_destroy (over);
  return done;
}

static bool
check_comm (const struct summary *summary, const char *name, GError **error)
{
  struct matrix_choices choices;
  g_autoptr (GString) known = g_string_new (NULL);
  bool found = !name;
  matrix_choices (&choices, summary);
  for (int i = 0; i < choices.comms; i++) {
    found |= name && g_str_equal (choices.comm[i], name);
    g_string_append_printf (known, "%s%s", i ? ", " : "", choices.comm[i]);
  }
  matrix_choices_finish (&choices);
  if (!found)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: nothing was sent with a communicator of this name; there are: %s", name,
                 known->len ? known->str : "none");
  return found;
}

static bool
render_matrix (struct render *render, struct trace *trace, const struct machine *machine, GError **error)
{
  struct scene *scene = scene_create (render->width, render->height);
  struct summary *summary = summary_take (trace, render->t);
  matrix_draw (scene, summary, &render->matrix);
  bool done = check_comm (summary, render->comm, error) &&
              export_scenes (&scene, 1, render->palette, 1, render->output, render->format, error);
  summary_destroy (summary);
  scene_destroy (scene);
  return done;
}

static bool
render_memory (struct render *render, struct trace *trace, const struct machine *machine, GError **error)
{
  struct scene *scene = scene_create (render->width, render->height);
  struct snapshot snapshot = { 0 };
  snapshot_take (trace, render->t, SNAPSHOT_GLOW_NS, SNAPSHOT_SLICE_NS, &snapshot);
  memory_view_draw (scene, &snapshot);
  bool done = export_scenes (&scene, 1, render->palette, 1, render->output, render->format, error);
  snapshot_finish (&snapshot);
  scene_destroy (scene);
  return done;
}

static const struct { const char *name; bool (*render) (struct render *, struct trace *, const struct machine *, GError **); } views[] = {
  { "stage", render_stage }, { "timeline", render_timeline }, { "matrix", render_matrix }, { "memory", render_memory }
};

static bool
render_view (struct render *render, struct trace *trace, const struct machine *machine, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_str_equal (render->view ? render->view : "stage", views[i].name))
      return views[i].render (render, trace, machine, error);
  return fail (error, "a view is stage, timeline, matrix or memory", render->view);
}

static bool
render_recording (struct render *render, const char *path, GError **error)
{
  struct machine *machine;
  struct trace *trace = open_recording (path, render->machine, &machine, error);
  if (!trace)
    return false;
  bool done = find_moment (render->at, trace, &render->t, error) && render_view (render, trace, machine, error);
  machine_destroy (machine);
  trace_destroy (trace);
  return done;
}

int
command_render (int argc, char **argv)
{
  struct render render = { 0 };
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING, &render.at, "Seconds after the begin, 50%, begin, end (default: near the middle)", "TIME" },
    { "view", 0, 0, G_OPTION_ARG_STRING, &render.view, "stage (default), timeline, matrix or memory", "VIEW" },
    { "stretch", 0, 0, G_OPTION_ARG_STRING, &render.stretch, "Of the timeline: all, or a length as 2ms or 500ns (default: 100ms)", "LENGTH" },
    { "lanes", 0, 0, G_OPTION_ARG_STRING, &render.lanes, "Of the timeline: by thread (default) or by pu", "BY" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &render.output, "Picture to write: .png, .svg or .pdf, or - with --format", "FILE" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &render.format, "png, svg or pdf, for -o -", "FORMAT" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &render.size, "In px (default 1440x900)", "WxH" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &render.theme, "light (default), dark, contrast or print", "THEME" },
    { "machine", 0, 0, G_OPTION_ARG_FILENAME, &render.machine, "The machine's hwloc XML, where the recording doesn't have it", "FILE" },
    { "measure", 0, 0, G_OPTION_ARG_STRING, &render.measure, "Of a matrix: bytes (default) or messages", "WHAT" },
    { "traffic", 0, 0, G_OPTION_ARG_STRING, &render.traffic, "Of a matrix: all (default), messages, collectives, or the messages with one tag", "WHAT" },
    { "communicator", 0, 0, G_OPTION_ARG_STRING, &render.comm, "Of a matrix: only what was sent with this communicator", "NAME" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("RECORDING");
  g_option_context_add_main_entries (context, entries, NULL);
  int status = 0;
  if (!g_option_context_parse (context, &argc, &argv, &error) || !check_options (&render, &error))
    status = 2;
  else if (argc != 2) {
    fail (&error, "name one recording: strandscope render RECORDING -o FILE", "render");
    status = 2;
  } else if (!render_recording (&render, argv[1], &error))
    status = g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE) ? 2 : 1;
  if (status)
    g_printerr ("strandscope: %s\n", error->message);
  char *texts[] = { render.at, render.view, render.output, render.size, render.theme, render.format, render.machine, render.measure, render.traffic, render.comm,
                    render.lanes, render.stretch };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  return status;
}
