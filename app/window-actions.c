#include "app/window-private.h"

#include "app/scaling-window.h"

static StrandSession *
session_of (gpointer window)
{
  return STRAND_WINDOW (window)->session;
}

static void
on_run (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  StrandWindow *self = window;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (!focus || focus == self->run_button) /* it goes: the keys of time are the picture's from here on */
    gtk_widget_grab_focus (GTK_WIDGET (self->stage_canvas));
  strand_sidebar_flush (self->sidebar);
  strand_session_run (session_of (window));
}

static void
on_stop (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_session_stop (session_of (window));
}

static void
on_pause (GSimpleAction *action, GVariant *state, gpointer window)
{
  strand_session_pause (session_of (window), g_variant_get_boolean (state));
  strand_window_update_actions (window);
}

static void
on_step (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_session_step (session_of (window));
}

static void
on_zoom (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_session_zoom (session_of (window), g_variant_get_double (parameter));
}

/* Escape takes away one thing, the one that is most in the way. */
static void
on_dismiss (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  if (strand_window_leave_comparison (window) || strand_window_cancel_carry (window))
    return;
  if (!gtk_widget_get_visible (GTK_WIDGET (window->finder)) && strand_timeline_dismiss (window->timeline))
    return;
  if (gtk_widget_get_visible (GTK_WIDGET (window->finder)))
    strand_finder_set_open (window->finder, FALSE);
  else if (gtk_widget_get_visible (GTK_WIDGET (window->loading_card)))
    strand_session_cancel_loading (window->session);
  else if (strand_window_works (window))
    g_action_group_activate_action (G_ACTION_GROUP (window), "cancel-work", NULL);
  else if (gtk_revealer_get_reveal_child (window->failure_revealer))
    strand_window_dismiss_failure (window);
  else
    strand_window_select (window, NULL);
}

static void
on_save_picture (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_window_save_picture (window);
}

static void
on_save_picture_as (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_window_save_picture_as (window);
}

static void
on_save_recording (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_window_save_recording (window);
}

static void
present_scaling (StrandWindow *window)
{
  strand_sidebar_flush (window->sidebar);
  if (!window->scaling)
    g_set_weak_pointer (&window->scaling, strand_scaling_window_new (GTK_WINDOW (window), window->session));
  gtk_window_present (window->scaling);
}

static void
on_scaling (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  present_scaling (window);
}

void
strand_window_show_study (StrandWindow *window, const char *path)
{
  present_scaling (window);
  strand_scaling_window_open (STRAND_SCALING_WINDOW (window->scaling), path);
}

static const GActionEntry entries[] = {
  { "run", on_run, NULL, NULL, NULL, { 0 } },
  { "stop", on_stop, NULL, NULL, NULL, { 0 } },
  { "pause", NULL, NULL, "false", on_pause, { 0 } },
  { "step", on_step, NULL, NULL, NULL, { 0 } },
  { "zoom", on_zoom, "d", NULL, NULL, { 0 } },
  { "dismiss", on_dismiss, NULL, NULL, NULL, { 0 } },
  { "save-picture", on_save_picture, NULL, NULL, NULL, { 0 } },
  { "save-picture-as", on_save_picture_as, NULL, NULL, NULL, { 0 } },
  { "save-recording", on_save_recording, NULL, NULL, NULL, { 0 } },
  { "scaling", on_scaling, NULL, NULL, NULL, { 0 } },
};

static const struct { const char *action; const char *keys[3]; } accelerators[] = {
  { "win.run", { "F5" } },
  { "win.stop", { "<Shift>F5" } },
  { "win.pause", { "<Control>space" } },
  { "win.step", { "F6" } },
  { "win.scaling", { "F7" } },
  { "win.model::threads", { "<Control>1" } },
  { "win.model::processes", { "<Control>2" } },
  { "win.model::hybrid", { "<Control>3" } },
  { "win.live", { "<Control>l" } },
  { "win.play", { "<Control>p" } },
  { "win.go-to-time", { "<Control>e" } },
  { "win.add-bookmark", { "<Control>k" } },
  { "win.loop", { "<Control><Shift>l" } },
  { "win.zoom(2.0)", { "<Control>minus" } },
  { "win.zoom(0.5)", { "<Control>plus", "<Control>equal" } },
  { "win.zoom(0.0)", { "<Control>0" } },
  { "win.save-picture", { "<Control>s" } },
  { "win.save-picture-as", { "<Control><Shift>s" } },
  { "win.film", { "<Control><Shift>m" } },
  { "win.compare", { "<Control><Shift>c" } },
  { "compare.loop", { "<Control><Shift>l" } }, /* the window's own cannot be done meanwhile */
  { "compare.play", { "<Control>p" } },
  { "compare.go-to-time", { "<Control>e" } },
  { "compare.zoom(2.0)", { "<Control>minus" } },
  { "compare.zoom(0.5)", { "<Control>plus", "<Control>equal" } },
  { "compare.zoom(0.0)", { "<Control>0" } },
  { "win.show-sidebar", { "F9" } },
  { "win.show-facts", { "F8" } },
  { "win.open-machine", { "<Control>o" } },
  { "win.describe-machine", { "<Control>d" } },
  { "win.this-machine", { "<Control>t" } },
  { "win.find", { "<Control>f" } },
  { "win.find-in-time", { "<Control><Shift>f" } },
  { "win.jump-to-cause", { "<Control>j" } },
  { "win.place-on", { "<Control>b" } },
  { "win.undo-place", { "<Control>z" } },
  { "win.find-next", { "<Control>g" } },
  { "win.find-previous", { "<Control><Shift>g" } },
  { "win.machine-only", { "<Control>m" } },
  { "win.machine-zoom(2.0)", { "<Alt>plus", "<Alt>equal" } },
  { "win.machine-zoom(0.5)", { "<Alt>minus" } },
  { "win.machine-zoom(0.0)", { "<Alt>0" } },
  { "win.dismiss", { "Escape" } },
  { "app.quit", { "<Control>q" } },
};

/* A pane folds by itself where the window is too small for it (AdwFlap): its action and the property are one. */
static void
add_pane (StrandWindow *window, const char *name, GtkWidget *widget, const char *property)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (name, widget, property);
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
}

/* GTK 4.8 leaves the focus in a submenu that is gone, and with it every shortcut is dead: the picture takes it. */
static void
on_menu_closed (StrandWindow *window)
{
  gtk_widget_grab_focus (GTK_WIDGET (window->stage_canvas));
}

static void
watch_menu (StrandWindow *window)
{
  GtkPopover *popover = gtk_menu_button_get_popover (window->menu_button);
  g_signal_connect_object (popover, "closed", G_CALLBACK (on_menu_closed), window, G_CONNECT_SWAPPED);
}

void
strand_window_add_actions (StrandWindow *window)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  strand_window_add_models (window);
  watch_menu (window);
  add_pane (window, "show-sidebar", window->sidebar_flap, "reveal-flap");
  add_pane (window, "show-facts", window->facts_flap, "reveal-flap");
  add_pane (window, "show-timeline", window->timeline_box, "visible");
  for (size_t i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (application, accelerators[i].action, (const char *const *) accelerators[i].keys);
}

static GSimpleAction *
action_of (StrandWindow *window, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), name));
}

/* States follow the session, never the button that was pressed. */
void
strand_window_update_actions (StrandWindow *window)
{
  StrandSession *session = window->session;
  if (strand_window_compares (window)) /* they are not for two runs */
    return;
  gboolean live = strand_session_is_live (session), shown = strand_session_get_snapshot (session) != NULL;
  enum session_phase phase = strand_session_get_phase (session);
  g_simple_action_set_enabled (action_of (window, "stop"), live);
  g_simple_action_set_enabled (action_of (window, "pause"), live && phase != SESSION_STOPPING);
  g_simple_action_set_enabled (action_of (window, "step"), phase != SESSION_STOPPING && phase != SESSION_STARTING);
  g_simple_action_set_enabled (action_of (window, "save-recording"), shown && !live && !strand_window_works (window));
  g_simple_action_set_enabled (action_of (window, "export"), strand_window_may_export (window) && !strand_window_works (window));
  g_simple_action_set_enabled (action_of (window, "film"), strand_window_may_export (window) && !strand_window_works (window));
  g_simple_action_set_enabled (action_of (window, "undo-place"), strand_session_can_undo_place (session));
  g_simple_action_set_state (action_of (window, "pause"), g_variant_new_boolean (live && phase == SESSION_PAUSED));
  g_simple_action_set_state (action_of (window, "model"), g_variant_new_string (strand_window_shown_model (window)));
  strand_window_update_time (window);
}
