#include "ui/widgets/setting.h"

GtkWidget *
setting_row (const char *label, GtkWidget *control)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *name = gtk_label_new (label);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (row, "setting");
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), control);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return row;
}

GtkWidget *
setting_spin (double least, double most, double step)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (least, most, step);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 6);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 0.5);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_widget_set_size_request (spin, 118, -1);
  return spin;
}

GtkWidget *
setting_choice (const char *const *words)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (words);
  gtk_widget_set_size_request (choice, 118, -1);
  return choice;
}

void
setting_set_spin (GtkWidget *spin, double value, GCallback handler, gpointer data)
{
  g_signal_handlers_block_by_func (spin, (gpointer) handler, data);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  g_signal_handlers_unblock_by_func (spin, (gpointer) handler, data);
}

void
setting_set_choice (GtkWidget *choice, guint index, GCallback handler, gpointer data)
{
  g_signal_handlers_block_by_func (choice, (gpointer) handler, data);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), index);
  g_signal_handlers_unblock_by_func (choice, (gpointer) handler, data);
}
