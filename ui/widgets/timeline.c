#include "ui/widgets/timeline-private.h"

#include "engine/trace/trace.h"

#define LEAST_HEIGHT 118
#define MOST_HEIGHT 300
#define SHARE 0.3        /* of the window's height */
#define LEAST_PLAIN 82
#define SHARE_PLAIN 0.17

G_DEFINE_FINAL_TYPE (StrandTimeline, strand_timeline, GTK_TYPE_WIDGET)

enum { MOVED, VIEWED, SELECTED, PICKED, SIGNALS };
static guint signals[SIGNALS];

/* ---- drawing ---- */

void
timeline_bounds (StrandTimeline *timeline, guint64 *begin, guint64 *end)
{
  if (timeline->trace && timeline->scale_end > timeline->scale_begin) {
    *begin = timeline->scale_begin;
    *end = timeline->scale_end;
    return;
  }
  *begin = timeline->trace ? trace_begin (timeline->trace) : 0;
  *end = timeline->trace ? MAX (trace_end (timeline->trace), *begin + 1) : 1;
}

void
timeline_redraw_over (StrandTimeline *timeline)
{
  struct timeline_marks marks = { timeline->trace ? timeline->playhead : 0, timeline->selected_from, timeline->selected_to, timeline->rank, timeline->thread,
                                  timeline->loop_from, timeline->loop_to, (const struct timeline_flag *) (void *) timeline->flags->data, (int) timeline->flags->len };
  timeline_draw_over (timeline->over, &timeline->shown, &marks);
  strand_canvas_set_scene (timeline->canvas, CANVAS_LIVE, timeline->over);
}

static gboolean
on_again (gpointer data)
{
  StrandTimeline *timeline = data;
  timeline->again = 0;
  timeline_redraw (timeline);
  return G_SOURCE_REMOVE;
}

static gboolean
on_ask (gpointer data)
{
  StrandTimeline *timeline = data;
  timeline->asking = 0;
  strand_canvas_set_height (timeline->canvas, timeline->height);
  return G_SOURCE_REMOVE;
}

/* So many lanes as there are, but most of the window is the stage's. */
static void
ask_for_height (StrandTimeline *timeline)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (timeline));
  double least = timeline->plain ? LEAST_PLAIN : LEAST_HEIGHT, share = timeline->plain ? SHARE_PLAIN : SHARE;
  double most = root ? CLAMP (gtk_widget_get_height (GTK_WIDGET (root)) * share, least, MOST_HEIGHT) : MOST_HEIGHT;
  timeline->height = (int) CLAMP (timeline_height (MAX (timeline->shown.lanes, 2)), least, most);
  if (!timeline->asking)
    timeline->asking = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_ask, timeline, NULL); /* it would be lost while sizes are given out */
}

static void
set_scroll (StrandTimeline *timeline)
{
  const struct timeline_layout *layout = &timeline->shown.layout;
  double page = MAX (layout->bottom - layout->top, 1);
  timeline->setting = TRUE;
  gtk_adjustment_configure (timeline->scroll, gtk_adjustment_get_value (timeline->scroll), 0, MAX (layout->height, page), layout->pitch, page * 0.8, page);
  timeline->setting = FALSE;
  gtk_widget_set_visible (timeline->bar, layout->height > page + 1);
}

static void
take (StrandTimeline *timeline, int width, int height)
{
  struct timeline_look look = { .width = width, .height = height, .from = timeline->from, .to = timeline->to, .by_pu = timeline->pus_wanted,
                                .scroll = gtk_adjustment_get_value (timeline->scroll) };
  timeline_bounds (timeline, &look.begin, &look.end);
  look.origin = timeline->scale_end > timeline->scale_begin ? timeline->scale_origin : look.begin;
  timeline->drawn_version = trace_version (timeline->trace);
  timeline_take (&timeline->shown, timeline->trace, &timeline->rows, &look);
  set_scroll (timeline);
  if (look.by_pu && timeline->shown.occupancy.merged < 1 && !timeline->again)
    timeline->again = g_timeout_add (16, on_again, timeline);
}

void
timeline_redraw (StrandTimeline *timeline)
{
  int width = gtk_widget_get_width (GTK_WIDGET (timeline->canvas)), height = gtk_widget_get_height (GTK_WIDGET (timeline->canvas));
  timeline->stale = FALSE;
  if (width < 100 || height < 40)
    return;
  if (timeline->trace && timeline->to > timeline->from) {
    take (timeline, width, height);
    timeline_draw (timeline->base, &timeline->shown);
  } else {
    scene_clear (timeline->base);
    timeline->base->width = width;
    timeline->base->height = height;
  }
  strand_canvas_set_scene (timeline->canvas, CANVAS_BASE, timeline->base);
  timeline_redraw_over (timeline);
  ask_for_height (timeline);
}

/* ---- what is wished for ---- */

void
timeline_say_moved (StrandTimeline *timeline, guint64 t)
{
  g_signal_emit (timeline, signals[MOVED], 0, t);
}

void
timeline_say_stretch (StrandTimeline *timeline, guint64 from, guint64 to)
{
  g_signal_emit (timeline, signals[VIEWED], 0, from, to);
}

void
timeline_say_picked (StrandTimeline *timeline)
{
  g_autofree char *id = g_strdup_printf ("thread:%d.%d", timeline->rank, timeline->thread);
  g_signal_emit (timeline, signals[PICKED], 0, id);
}

/* The canvas keeps what was clicked for its own arrow keys, and says nothing about it on hover. */
static void
on_canvas_picked (StrandTimeline *timeline)
{
  strand_canvas_set_picked (timeline->canvas, NULL);
}

static void
on_scrolled (StrandTimeline *timeline)
{
  if (!timeline->setting && timeline->trace)
    timeline_redraw (timeline);
}

/* ---- what it is told ---- */

void
strand_timeline_set_trace (StrandTimeline *timeline, struct trace *trace)
{
  if (timeline->trace == trace)
    return;
  timeline_stop_work (timeline);
  timeline_finish (&timeline->shown);
  timeline->trace = trace;
  timeline->stale = TRUE;
  timeline->selected_from = timeline->selected_to = 0;
  timeline->rank = timeline->thread = 0;
  g_clear_pointer (&timeline->folded, g_free);
  timeline->ranks = trace ? trace_description (trace)->ranks : 0;
  timeline->threads = trace ? trace_description (trace)->threads : 0;
  timeline->folded = g_new0 (guint8, MAX (timeline->ranks, 1));
  timeline_rows_make (&timeline->rows, timeline->ranks, timeline->threads, timeline->folded);
  timeline_say (timeline, "", NULL);
}

void
strand_timeline_show (StrandTimeline *timeline, guint64 from, guint64 to, guint64 playhead)
{
  gboolean same = timeline->from == from && timeline->to == to && !timeline->stale
                  && (!timeline->trace || timeline->drawn_version == trace_version (timeline->trace));
  gboolean moved = timeline->playhead != playhead;
  timeline->from = from;
  timeline->to = to;
  timeline->playhead = playhead;
  if (!same)
    timeline_redraw (timeline);
  else if (moved)
    timeline_redraw_over (timeline);
}

void
strand_timeline_set_plain (StrandTimeline *timeline, const char *name)
{
  timeline->plain = TRUE;
  for (size_t i = 0; i < G_N_ELEMENTS (timeline->controls); i++)
    gtk_widget_set_visible (timeline->controls[i], FALSE);
  gtk_widget_set_visible (timeline->tools, FALSE);
  strand_canvas_set_height (timeline->canvas, LEAST_PLAIN);
  strand_canvas_describe (timeline->canvas, name, "A lane a thread: what each did and waited for. Arrows pan, plus and minus zoom, F shows all, C jumps to the cause of a wait");
}

void
strand_timeline_set_scale (StrandTimeline *timeline, guint64 begin, guint64 end, guint64 origin)
{
  timeline->scale_begin = begin;
  timeline->scale_end = end;
  timeline->scale_origin = origin;
  timeline->stale = TRUE;
}

static void
flag_clear (gpointer data)
{
  struct timeline_flag *flag = data;
  g_free ((char *) flag->name);
}

void
strand_timeline_set_flags (StrandTimeline *timeline, const struct timeline_flag *flag, int flags)
{
  g_array_set_size (timeline->flags, 0);
  for (int i = 0; i < flags; i++) {
    struct timeline_flag copy = { flag[i].t, g_strdup (flag[i].name) };
    g_array_append_val (timeline->flags, copy);
  }
  timeline_redraw_over (timeline);
}

void
strand_timeline_set_loop (StrandTimeline *timeline, guint64 from, guint64 to)
{
  if (timeline->loop_from == from && timeline->loop_to == to)
    return;
  timeline->loop_from = from;
  timeline->loop_to = to;
  timeline_redraw_over (timeline);
}

void
strand_timeline_set_theme (StrandTimeline *timeline, enum theme theme)
{
  strand_canvas_set_theme (timeline->canvas, theme);
}

gboolean
strand_timeline_get_selection (StrandTimeline *timeline, guint64 *from, guint64 *to)
{
  *from = timeline->selected_from;
  *to = timeline->selected_to;
  return *to > *from;
}

void
strand_timeline_select (StrandTimeline *timeline, guint64 from, guint64 to)
{
  timeline->selected_from = MIN (from, to);
  timeline->selected_to = MAX (from, to);
  timeline_selection_changed (timeline);
  timeline_redraw_over (timeline);
  g_signal_emit (timeline, signals[SELECTED], 0, timeline->selected_from, timeline->selected_to);
}

const struct scene *
strand_timeline_get_scene (StrandTimeline *timeline)
{
  return timeline->base;
}

/* ---- life ---- */

static void
strand_timeline_dispose (GObject *object)
{
  StrandTimeline *timeline = STRAND_TIMELINE (object);
  timeline_stop_work (timeline);
  g_clear_handle_id (&timeline->again, g_source_remove);
  g_clear_handle_id (&timeline->asking, g_source_remove);
  g_clear_pointer (&timeline->menu, gtk_widget_unparent);
  g_clear_pointer (&timeline->box, gtk_widget_unparent);
  timeline->trace = NULL;
  G_OBJECT_CLASS (strand_timeline_parent_class)->dispose (object);
}

static void
strand_timeline_finalize (GObject *object)
{
  StrandTimeline *timeline = STRAND_TIMELINE (object);
  timeline_finish (&timeline->shown);
  timeline_rows_finish (&timeline->rows);
  g_free (timeline->folded);
  scene_destroy (timeline->base);
  scene_destroy (timeline->over);
  seek_query_finish (&timeline->query);
  g_array_unref (timeline->flags);
  G_OBJECT_CLASS (strand_timeline_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, int times)
{
  return g_signal_new (name, STRAND_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, times, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
strand_timeline_class_init (StrandTimelineClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = strand_timeline_dispose;
  G_OBJECT_CLASS (class)->finalize = strand_timeline_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[MOVED] = new_signal ("moved", 1);
  signals[VIEWED] = new_signal ("viewed", 2);
  signals[SELECTED] = new_signal ("selected", 2);
  signals[PICKED] = g_signal_new ("picked", STRAND_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
strand_timeline_init (StrandTimeline *timeline)
{
  GtkWidget *lanes = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  timeline->flags = g_array_new (FALSE, FALSE, sizeof (struct timeline_flag));
  g_array_set_clear_func (timeline->flags, flag_clear);
  timeline->base = scene_create (0, 0);
  timeline->over = scene_create (0, 0);
  timeline->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (timeline->box, GTK_WIDGET (timeline));
  timeline_add_tools (timeline);
  timeline->canvas = STRAND_CANVAS (strand_canvas_new ());
  timeline->scroll = gtk_adjustment_new (0, 0, 1, 1, 1, 1);
  timeline->bar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, timeline->scroll);
  gtk_widget_set_hexpand (GTK_WIDGET (timeline->canvas), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (timeline->canvas), TRUE);
  gtk_box_append (GTK_BOX (lanes), GTK_WIDGET (timeline->canvas));
  gtk_box_append (GTK_BOX (lanes), timeline->bar);
  gtk_box_append (GTK_BOX (timeline->box), lanes);
  strand_canvas_describe (timeline->canvas, "Timeline", "A lane a thread or a PU: what each did and waited for. Arrows pan, plus and minus zoom, "
                          "F shows all, N and P go to the next and previous event, C jumps to the cause of a wait");
  strand_canvas_set_tooltip_func (timeline->canvas, timeline_hover, timeline);
  strand_canvas_set_height (timeline->canvas, LEAST_HEIGHT);
  timeline_add_input (timeline);
  timeline_add_keys (timeline);
  g_signal_connect_object (timeline->canvas, "picked", G_CALLBACK (on_canvas_picked), timeline, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline->canvas, "resized", G_CALLBACK (timeline_redraw), timeline, G_CONNECT_SWAPPED);
  g_signal_connect_object (timeline->scroll, "value-changed", G_CALLBACK (on_scrolled), timeline, G_CONNECT_SWAPPED);
}
