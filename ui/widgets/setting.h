/* One line of the side bar: a label and a control, tied together for assistive tools. */
#pragma once

#include <gtk/gtk.h>

/* A row with LABEL at the left and CONTROL at the right. */
GtkWidget *setting_row (const char *label, GtkWidget *control);

GtkWidget *setting_spin (double least, double most, double step);
/* WORDS: NULL-terminated, shown in this order. */
GtkWidget *setting_choice (const char *const *words);

/* Sets the control without the signal that a user's change would send. */
void setting_set_spin (GtkWidget *spin, double value, GCallback handler, gpointer data);
void setting_set_choice (GtkWidget *choice, guint index, GCallback handler, gpointer data);
