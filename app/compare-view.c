#include "app/compare-view-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (StrandCompareView, strand_compare_view, GTK_TYPE_BOX)

GSimpleAction *
compare_action (StrandCompareView *view, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (view->actions), name));
}

static gboolean
shows_both (StrandCompareView *view)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (view->pages), "both") == 0;
}

void
compare_show_page (StrandCompareView *view, gboolean both)
{
  GtkWidget *page = gtk_stack_get_child_by_name (view->pages, both ? "both" : "setup"), *other = gtk_stack_get_child_by_name (view->pages, both ? "setup" : "both");
  gtk_widget_set_visible (page, TRUE); /* and the other is not there for assistive tools */
  gtk_stack_set_visible_child (view->pages, page);
  gtk_widget_set_visible (other, FALSE);
  g_simple_action_set_enabled (compare_action (view, "others"), both || strand_comparison_is_whole (view->comparison));
  gtk_widget_set_visible (view->swap_button, both);
  gtk_widget_set_visible (view->facts_button, both);
  if (both)
    gtk_widget_grab_focus (GTK_WIDGET (view->canvas[0])); /* the keys of time are the picture's */
}

char *
compare_about (struct trace *trace)
{
  const struct trace_description *told = trace_description (trace);
  GString *words = g_string_new (told->workload ? told->workload : "run");
  g_string_append_printf (words, ", %d × %d", told->ranks, told->threads);
  if (told->host && *told->host)
    g_string_append_printf (words, ", on %s", told->host);
  return g_string_free (words, FALSE);
}

char *
compare_model (struct trace *trace)
{
  char *model = g_strdup (trace_description (trace)->model);
  if (model)
    *model = g_ascii_toupper (*model);
  return model;
}

/* ---- what goes on ---- */

static void
show_progress (StrandCompareView *view)
{
  double share;
  const char *running = strand_comparison_get_running (view->comparison, &share), *path = running ? NULL : strand_comparison_get_loading (view->comparison, &share);
  g_autofree char *name = path ? g_path_get_basename (path) : NULL, *title = name ? g_strdup_printf ("Loading %s", name) : g_strdup (running);
  strand_progress_card_show (view->card, title, running ? "Alone on this machine" : NULL, share);
  compare_update_setup (view);
}

static void
dismiss_failure (StrandCompareView *view)
{
  gtk_revealer_set_reveal_child (view->failure_revealer, FALSE);
}

void
strand_compare_view_refuse (StrandCompareView *view, const char *sentence)
{
  gtk_label_set_text (view->failure_label, sentence);
  gtk_revealer_set_reveal_child (view->failure_revealer, TRUE);
}

/* "Threads | Processes"; NULL: their models are the same, or not known. */
static char *
models_of (struct trace *a, struct trace *b)
{
  g_autofree char *one = compare_model (a), *other = compare_model (b);
  return one && other && strcmp (one, other) != 0 ? g_strdup_printf ("%s | %s", one, other) : NULL;
}

static void
on_changed (StrandCompareView *view)
{
  const struct compared *a = strand_comparison_get (view->comparison, 0), *b = strand_comparison_get (view->comparison, 1);
  gboolean whole = strand_comparison_is_whole (view->comparison);
  g_autofree char *models = whole ? models_of (a->trace, b->trace) : NULL, *names = whole ? g_strdup_printf ("%s | %s", a->name, b->name) : NULL;
  adw_window_title_set_title (view->title, models ? models : whole ? names : "Compare");
  adw_window_title_set_subtitle (view->title, models ? names : "");
  compare_show_page (view, whole);
  strand_window_update_comparison (view->window);
}

static void
on_others (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandCompareView *view = data;
  compare_show_page (view, !shows_both (view)); /* and back */
}

static void
on_swap (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strand_comparison_swap (((StrandCompareView *) data)->comparison);
}

static void
cancel (StrandCompareView *view)
{
  g_clear_handle_id (&view->waiting, g_source_remove);
  strand_comparison_cancel_loading (view->comparison);
  strand_comparison_cancel_running (view->comparison);
}

static void
on_cancel (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  cancel (view);
}

static void
on_dismiss (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  dismiss_failure (view);
}

static const GActionEntry entries[] = {
  { "others", on_others, NULL, NULL, NULL, { 0 } },
  { "swap", on_swap, NULL, NULL, NULL, { 0 } },
  { "cancel", on_cancel, NULL, NULL, NULL, { 0 } },
  { "dismiss", on_dismiss, NULL, NULL, NULL, { 0 } },
};

/* ---- what the window asks for ---- */

void
strand_compare_view_enter (StrandCompareView *view)
{
  gtk_widget_insert_action_group (GTK_WIDGET (view->window), "compare", G_ACTION_GROUP (view->actions)); /* shortcuts look there */
  compare_update_setup (view);
}

void
strand_compare_view_leave (StrandCompareView *view)
{
  gtk_widget_insert_action_group (GTK_WIDGET (view->window), "compare", NULL);
  cancel (view);
  if (strand_comparison_get_speed (view->comparison) > 0)
    strand_comparison_play (view->comparison, 0);
}

void
strand_compare_view_open (StrandCompareView *view, const char *a, const char *b)
{
  dismiss_failure (view);
  strand_comparison_open (view->comparison, a, b);
}

gboolean
strand_compare_view_dismiss (StrandCompareView *view)
{
  if (gtk_widget_get_visible (GTK_WIDGET (view->card)))
    cancel (view);
  else if (gtk_revealer_get_reveal_child (view->failure_revealer))
    dismiss_failure (view);
  else
    return strand_timeline_dismiss (view->timeline[0]) || strand_timeline_dismiss (view->timeline[1]);
  return TRUE;
}

StrandComparison *
strand_compare_view_get_comparison (StrandCompareView *view)
{
  return view->comparison;
}

AdwToastOverlay *
strand_compare_view_get_toasts (StrandCompareView *view)
{
  return view->toasts;
}

StrandProgressCard *
strand_compare_view_get_work_card (StrandCompareView *view)
{
  return view->work_card;
}

void
strand_compare_view_set_theme (StrandCompareView *view, enum theme theme)
{
  for (int i = 0; i < COMPARED; i++) {
    strand_canvas_set_theme (view->canvas[i], theme);
    strand_timeline_set_theme (view->timeline[i], theme);
  }
}

/* ---- life ---- */

static void
strand_compare_view_dispose (GObject *object)
{
  StrandCompareView *view = STRAND_COMPARE_VIEW (object);
  if (view->comparison) {
    cancel (view);
    for (int i = 0; i < COMPARED; i++)
      strand_timeline_set_trace (view->timeline[i], NULL);
    g_signal_handlers_disconnect_by_data (view->comparison, view);
  }
  g_clear_object (&view->comparison);
  g_clear_handle_id (&view->widening, g_source_remove);
  for (int i = 0; i < COMPARED; i++) {
    g_clear_pointer (&view->stage[i], stage_destroy);
    g_clear_pointer (&view->path[i], g_free);
  }
  g_clear_object (&view->step_menu);
  g_clear_object (&view->actions);
  G_OBJECT_CLASS (strand_compare_view_parent_class)->dispose (object);
}

#define BIND(name, field) gtk_widget_class_bind_template_child_full (widget_class, name, FALSE, G_STRUCT_OFFSET (StrandCompareView, field))

static void
strand_compare_view_class_init (StrandCompareViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = strand_compare_view_dispose;
  g_type_ensure (STRAND_TYPE_CANVAS);
  g_type_ensure (STRAND_TYPE_DIFFERENCE_TABLE);
  g_type_ensure (STRAND_TYPE_PLAYHEAD_BAR);
  g_type_ensure (STRAND_TYPE_PROGRESS_CARD);
  g_type_ensure (STRAND_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/strandscope/Strandscope/compare.ui");
  BIND ("title", title);
  BIND ("toasts", toasts);
  BIND ("failure_revealer", failure_revealer);
  BIND ("failure_label", failure_label);
  BIND ("pages", pages);
  BIND ("model_0", model[0]);
  BIND ("model_1", model[1]);
  BIND ("seconds", seconds);
  BIND ("run_words", run_words);
  BIND ("chosen_0", chosen[0]);
  BIND ("chosen_1", chosen[1]);
  BIND ("shown_0", shown[0]);
  BIND ("shown_1", shown[1]);
  BIND ("facts_button", facts_button);
  BIND ("swap_button", swap_button);
  BIND ("facts_flap", facts_flap);
  BIND ("facts_words", facts_words);
  BIND ("table", table);
  BIND ("name_0", name[0]);
  BIND ("name_1", name[1]);
  BIND ("about_0", about[0]);
  BIND ("about_1", about[1]);
  BIND ("stage_0", canvas[0]);
  BIND ("stage_1", canvas[1]);
  BIND ("timeline_0", timeline[0]);
  BIND ("timeline_1", timeline[1]);
  BIND ("playhead_bar", playhead_bar);
  BIND ("card", card);
  BIND ("work_card", work_card);
}

static void
strand_compare_view_init (StrandCompareView *view)
{
  gtk_widget_init_template (GTK_WIDGET (view));
  view->comparison = strand_comparison_new ();
  view->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (view->actions), entries, G_N_ELEMENTS (entries), view);
  strand_progress_card_set_cancel (view->card, "compare.cancel");
  strand_progress_card_set_cancel (view->work_card, "win.cancel-work");
}

StrandCompareView *
strand_compare_view_new (StrandWindow *window)
{
  StrandCompareView *view = g_object_new (STRAND_TYPE_COMPARE_VIEW, NULL);
  view->window = window;
  g_signal_connect_swapped (view->comparison, "loading", G_CALLBACK (show_progress), view);
  g_signal_connect_swapped (view->comparison, "refused", G_CALLBACK (strand_compare_view_refuse), view);
  compare_add_setup (view);
  compare_add_stages (view);
  compare_add_time (view);
  compare_add_keeping (view);
  g_signal_connect_swapped (view->comparison, "changed", G_CALLBACK (on_changed), view);
  gtk_widget_insert_action_group (GTK_WIDGET (view), "compare", G_ACTION_GROUP (view->actions));
  compare_show_page (view, FALSE);
  return view;
}
