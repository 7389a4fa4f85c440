/* Whose machine is shown: files, descriptions, what was dropped, recent ones, and back to this one. */
#include "app/window-private.h"

#include "app/recent.h"
#include "app/settings.h"
#include "ui/widgets/describe-dialog.h"

/* ---- opening ---- */

void
strand_window_open_source (StrandWindow *window, const char *source)
{
  strand_window_dismiss_failure (window);
  strand_session_load_machine (window->session, source);
}

void
strand_window_open_file (StrandWindow *window, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  if (!path)
    strand_window_refuse (window, "That file is not on this computer: copy it here first.");
  else if (strand_window_is_recording (path))
    strand_window_open_recording (window, path);
  else if (scene_file_is (path))
    strand_window_open_scene (window, path);
  else
    strand_window_open_source (window, path);
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, StrandWindow *window)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  if (file)
    strand_window_open_file (window, file);
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
on_open_machine (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new ("Open Machine", GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_OPEN, "_Open", "_Cancel");
  add_filter (GTK_FILE_CHOOSER (chooser), "Topologies of hwloc (*.xml)", "*.xml");
  add_filter (GTK_FILE_CHOOSER (chooser), "Scenes (*.scene)", "*.scene");
  add_filter (GTK_FILE_CHOOSER (chooser), "All files", "*");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_file_chosen), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_described (StrandWindow *window, const char *description)
{
  strand_window_open_source (window, description);
}

static void
on_describe_machine (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  GtkWidget *dialog = strand_describe_dialog_new (GTK_WINDOW (window));
  g_signal_connect_object (dialog, "described", G_CALLBACK (on_described), window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_this_machine (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_window_open_source (window, NULL);
}

static void
on_open_recent (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));
  strand_window_open_file (window, file);
}

static void
on_open_described (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_window_open_source (window, g_variant_get_string (parameter, NULL));
}

static void
on_cancel_loading (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_session_cancel_loading (STRAND_WINDOW (window)->session);
}

static const GActionEntry entries[] = {
  { "open-machine", on_open_machine, NULL, NULL, NULL, { 0 } },
  { "describe-machine", on_describe_machine, NULL, NULL, NULL, { 0 } },
  { "this-machine", on_this_machine, NULL, NULL, NULL, { 0 } },
  { "open-recent", on_open_recent, "s", NULL, NULL, { 0 } },
  { "open-described", on_open_described, "s", NULL, NULL, { 0 } },
  { "cancel-loading", on_cancel_loading, NULL, NULL, NULL, { 0 } },
};

/* ---- dropped files ---- */

static GFile *
dropped_file (const GValue *value)
{
  if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    return g_value_dup_object (value);
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  return files ? g_object_ref (files->data) : NULL;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, StrandWindow *window)
{
  g_autoptr (GFile) file = dropped_file (value);
  gtk_widget_set_visible (window->drop_hint, FALSE);
  if (file)
    strand_window_open_file (window, file);
  return file != NULL;
}

static GdkDragAction
on_drop_enter (GtkDropTarget *target, double x, double y, StrandWindow *window)
{
  gtk_widget_set_visible (window->drop_hint, TRUE);
  return GDK_ACTION_COPY;
}

static void
on_drop_leave (GtkDropTarget *target, StrandWindow *window)
{
  gtk_widget_set_visible (window->drop_hint, FALSE);
}

static void
accept_drops (StrandWindow *window)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (target, (GType[]){ GDK_TYPE_FILE_LIST, G_TYPE_FILE }, 2);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), window, 0);
  g_signal_connect_object (target, "enter", G_CALLBACK (on_drop_enter), window, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (on_drop_leave), window, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (target));
}

/* ---- recent machines ---- */

static void
add_recent (GMenu *menu, const char *name, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
  g_auto (GStrv) parts = g_strsplit (name, "_", -1); /* an underline in a menu marks a letter */
  g_autofree char *label = g_strjoinv ("__", parts);
  g_menu_item_set_label (item, label);
  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (menu, item);
}

static void
fill_recent_menu (StrandWindow *window)
{
  g_autoptr (GPtrArray) uris = recent_list ();
  g_autoptr (GKeyFile) settings = settings_read ();
  g_auto (GStrv) descriptions = settings_get_descriptions (settings);
  g_autoptr (GMenu) described = g_menu_new ();
  g_menu_remove_all (window->recent_menu);
  for (guint i = 0; i < uris->len; i++) {
    g_autoptr (GFile) file = g_file_new_for_uri (uris->pdata[i]);
    g_autofree char *name = g_file_get_basename (file);
    add_recent (window->recent_menu, name, "win.open-recent", uris->pdata[i]);
  }
  for (int i = 0; descriptions[i]; i++)
    add_recent (described, descriptions[i], "win.open-described", descriptions[i]);
  g_menu_append_section (window->recent_menu, NULL, G_MENU_MODEL (described));
}

/* ---- what the session says ---- */

static void
show_whose (StrandWindow *window)
{
  const struct machine *machine = strand_session_get_machine (window->session);
  gboolean other = strand_session_shows_other (window->session);
  gtk_revealer_set_reveal_child (window->other_revealer, other);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), "this-machine")), other);
  if (!other)
    return;
  g_autofree char *words = g_strdup_printf ("Another machine: %s", machine->name);
  gtk_label_set_text (window->other_label, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->other_label), machine->source);
}

static void
remember (StrandWindow *window)
{
  const struct machine *machine = strand_session_get_machine (window->session);
  if (!strand_session_shows_other (window->session))
    return;
  if (g_file_test (machine->source, G_FILE_TEST_IS_REGULAR)) {
    recent_add (machine->source, RECENT_MACHINE);
    return;
  }
  g_autoptr (GKeyFile) settings = settings_read ();
  settings_add_description (settings, machine->source);
  settings_write (settings);
  fill_recent_menu (window);
}

static void
on_machine (StrandWindow *window)
{
  show_whose (window);
  remember (window);
}

static void
on_loading (StrandWindow *window)
{
  const char *what;
  double share;
  const char *source = strand_session_get_loading (window->session, &what, &share);
  g_autofree char *name = source ? g_path_get_basename (source) : NULL; /* of a machine or a recording */
  g_autofree char *title = name ? g_strdup_printf ("Loading %s", name) : NULL;
  strand_progress_card_show (window->loading_card, title, what, share);
}

void
strand_window_refuse (StrandWindow *window, const char *sentence)
{
  gtk_label_set_text (window->failure_label, sentence);
  gtk_revealer_set_reveal_child (window->failure_revealer, TRUE);
}

void
strand_window_add_machines (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  strand_progress_card_set_cancel (window->loading_card, "win.cancel-loading");
  accept_drops (window);
  fill_recent_menu (window);
  recent_watch (G_CALLBACK (fill_recent_menu), window);
  g_signal_connect_object (window->session, "machine", G_CALLBACK (on_machine), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->session, "loading", G_CALLBACK (on_loading), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->session, "refused", G_CALLBACK (strand_window_refuse), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->session, "notice", G_CALLBACK (strand_window_toast), window, G_CONNECT_SWAPPED);
  show_whose (window);
}
