#include "app/scaling-window-private.h"

static GtkWidget *
label (const char *text, const char *class)
{
  GtkWidget *widget = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (widget), 0);
  gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
  if (class)
    gtk_widget_add_css_class (widget, class);
  return widget;
}

static void
add_named (GtkWidget *row, const char *name, GtkWidget *widget, const char *tooltip)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *words = gtk_label_new (name);
  gtk_widget_add_css_class (words, "dim-label");
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), widget);
  gtk_widget_set_tooltip_text (widget, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_flow_box_append (GTK_FLOW_BOX (row), box);
}

static GtkWidget *
make_choices (StrandScalingWindow *window)
{
  GtkWidget *row = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (row), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (row), 5);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (row), 12);
  window->model = GTK_DROP_DOWN (gtk_drop_down_new_from_strings ((const char *const[]){ "Threads", "Processes", NULL }));
  window->kinds = GTK_DROP_DOWN (gtk_drop_down_new_from_strings ((const char *const[]){ "Strong and weak", "Strong", "Weak", NULL }));
  window->most = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, 1024, 1));
  window->repeat = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, SCALING_REPEAT_MOST, 1));
  window->steps = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, 1e9, 1));
  gtk_editable_set_width_chars (GTK_EDITABLE (window->steps), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (window->steps), 5);
  gtk_spin_button_set_value (window->repeat, 3);
  add_named (row, "Workers", GTK_WIDGET (window->model), "What a worker is");
  add_named (row, "Up to", GTK_WIDGET (window->most), "Workers at most: more than there are PUs shows oversubscription");
  add_named (row, "Scaling", GTK_WIDGET (window->kinds), "Strong: the same problem for all numbers of workers. Weak: it grows with them");
  add_named (row, "Runs a point", GTK_WIDGET (window->repeat), "The median is drawn, each run is a faint dot");
  add_named (row, "Steps a run", GTK_WIDGET (window->steps), "A run of a study must come to an end: the settings' own number of steps does not count here");
  for (GtkWidget *child = gtk_widget_get_first_child (row); child; child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_focusable (child, FALSE);
  return row;
}

static GtkWidget *
make_busy (StrandScalingWindow *window)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *stop = gtk_button_new_with_label ("Stop It");
  GtkWidget *words = label ("A run goes on: it would take PUs from the study.", NULL);
  window->busy = GTK_REVEALER (gtk_revealer_new ());
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_add_css_class (row, "strand-other");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (stop), "scaling.stop-run");
  gtk_widget_set_tooltip_text (stop, "End the run of the main window; its result is still checked");
  gtk_box_append (GTK_BOX (row), words);
  gtk_box_append (GTK_BOX (row), stop);
  gtk_revealer_set_child (window->busy, row);
  return GTK_WIDGET (window->busy);
}

static GtkWidget *
make_button (const char *text, const char *action, const char *class, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_label (text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  if (class)
    gtk_widget_add_css_class (button, class);
  return button;
}

static void
make_header (StrandScalingWindow *window)
{
  GtkWidget *header = gtk_header_bar_new (), *files = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  window->start = make_button ("Start", "scaling.start", "suggested-action", "Make the study, by real runs on this machine (F5)");
  window->cancel = make_button ("Cancel", "scaling.cancel", "destructive-action", "No further run: what was measured is kept (Escape)");
  gtk_widget_set_visible (window->cancel, FALSE);
  g_menu_append (menu, "_Open Study…", "scaling.open");
  g_menu_append (menu, "Save _Picture…", "scaling.save-picture");
  g_menu_append (menu, "_Save Study…", "scaling.save-study");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (files), "open-menu-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (files), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (files, "Open and save (Ctrl+S: the picture)");
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), window->start);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), window->cancel);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), files);
  gtk_window_set_titlebar (GTK_WINDOW (window), header);
}

static GtkWidget *
make_status (StrandScalingWindow *window)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  window->status = GTK_LABEL (label ("", NULL));
  window->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (window->status), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (window->progress), GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (GTK_WIDGET (window->progress), 160, -1);
  gtk_widget_set_visible (GTK_WIDGET (window->progress), FALSE);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (window->status));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (window->progress));
  return row;
}

void
scaling_window_build (StrandScalingWindow *window)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_window_set_title (GTK_WINDOW (window), "Scaling");
  gtk_window_set_default_size (GTK_WINDOW (window), 1120, 760);
  make_header (window);
  window->subject = GTK_LABEL (label ("", "strand-value"));
  window->canvas = STRAND_CANVAS (strand_canvas_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (window->canvas), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (window->canvas), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (window->canvas), 480, 320);
  gtk_widget_add_css_class (head, "strand-scaling");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (window->subject));
  gtk_box_append (GTK_BOX (head), make_choices (window));
  gtk_box_append (GTK_BOX (head), make_status (window));
  gtk_box_append (GTK_BOX (box), make_busy (window));
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (window->canvas));
  gtk_window_set_child (GTK_WINDOW (window), box);
}
