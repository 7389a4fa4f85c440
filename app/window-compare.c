/* Comparing in the window: two runs in place of one. What belongs to the one run can't be done meanwhile. */
#include "app/compare-view.h"
#include "app/window-private.h"

static const char *const shared[] = { "compare", "dismiss", "cancel-work", "show-help-overlay", NULL };
static const char *const of_pictures[] = { "save-picture", "save-picture-as", NULL };

gboolean
strand_window_compares (StrandWindow *window)
{
  return window->compare_view && gtk_stack_get_visible_child (window->pages) == GTK_WIDGET (window->compare_view);
}

/* There must be two runs to be seen. */
void
strand_window_update_comparison (StrandWindow *window)
{
  gboolean whole = strand_comparison_is_whole (strand_compare_view_get_comparison (window->compare_view));
  for (int i = 0; of_pictures[i] && strand_window_compares (window); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), of_pictures[i])), whole);
}

/* Those that could be done come back; what the session says decides on the rest. */
static void
set_actions (StrandWindow *window, gboolean compares)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (window));
  for (int i = 0; names[i]; i++) {
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), names[i]);
    if (!G_IS_SIMPLE_ACTION (action) || g_strv_contains (shared, names[i]))
      continue;
    if (compares && g_action_get_enabled (action)) {
      g_object_set_data (G_OBJECT (action), "before", GINT_TO_POINTER (TRUE));
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), FALSE);
    } else if (!compares && g_object_steal_data (G_OBJECT (action), "before"))
      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), TRUE);
  }
}

/* What is not seen is not there for assistive tools either: a stack alone leaves it to them. */
static void
show_page (StrandWindow *window, GtkWidget *page, GtkWidget *other)
{
  gtk_widget_set_visible (page, TRUE);
  gtk_stack_set_visible_child (window->pages, page);
  gtk_widget_set_visible (other, FALSE);
}

static void
set_compares (StrandWindow *window, gboolean compares)
{
  if (compares == strand_window_compares (window))
    return;
  if (compares)
    strand_compare_view_enter (window->compare_view);
  else
    strand_compare_view_leave (window->compare_view);
  show_page (window, compares ? GTK_WIDGET (window->compare_view) : window->one_page, compares ? window->one_page : GTK_WIDGET (window->compare_view));
  set_actions (window, compares);
  strand_window_update_comparison (window);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), "compare")), g_variant_new_boolean (compares));
  if (!compares) {
    strand_window_update_actions (window);
    strand_window_draw (window);
    gtk_widget_grab_focus (GTK_WIDGET (window->stage_canvas));
  }
}

static void
on_compare (GSimpleAction *action, GVariant *state, gpointer window)
{
  set_compares (window, g_variant_get_boolean (state));
}

void
strand_window_compare_files (StrandWindow *window, const char *a, const char *b)
{
  set_compares (window, TRUE);
  strand_compare_view_open (window->compare_view, a, b);
}

gboolean
strand_window_leave_comparison (StrandWindow *window)
{
  if (!strand_window_compares (window))
    return FALSE;
  if (strand_window_works (window))
    g_action_group_activate_action (G_ACTION_GROUP (window), "cancel-work", NULL);
  else if (!strand_compare_view_dismiss (window->compare_view))
    set_compares (window, FALSE);
  return TRUE;
}

static const GActionEntry entries[] = {
  { "compare", NULL, NULL, "false", on_compare, { 0 } },
};

void
strand_window_add_comparison (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  window->compare_view = strand_compare_view_new (window);
  gtk_stack_add_child (window->pages, GTK_WIDGET (window->compare_view));
  gtk_widget_set_visible (GTK_WIDGET (window->compare_view), FALSE);
}
