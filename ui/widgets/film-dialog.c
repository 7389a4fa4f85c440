#include "ui/widgets/film-dialog.h"

struct _StrandFilmDialog {
  GtkWindow parent;
  GtkDropDown *stretch, *size, *format, *colors;
  GtkEditable *speed;
  GtkSpinButton *rate;
  GtkLabel *verdict;
  const int *only;
};

G_DEFINE_FINAL_TYPE (StrandFilmDialog, strand_film_dialog, GTK_TYPE_WINDOW)

static guint chosen;

static const struct { const char *words; int width, height; } sizes[] = { { "1280 × 800", 1280, 800 }, { "800 × 500", 800, 500 }, { "1920 × 1080", 1920, 1080 }, { "2560 × 1440", 2560, 1440 } };

struct film_choice
strand_film_dialog_get_choice (StrandFilmDialog *dialog)
{
  guint size = MIN (gtk_drop_down_get_selected (dialog->size), G_N_ELEMENTS (sizes) - 1);
  return (struct film_choice){ .stretch = gtk_drop_down_get_selected (dialog->stretch), .speed = (char *) gtk_editable_get_text (dialog->speed),
                               .rate = gtk_spin_button_get_value_as_int (dialog->rate), .width = sizes[size].width, .height = sizes[size].height,
                               .format = (int) gtk_drop_down_get_selected (dialog->format), .colors = (int) gtk_drop_down_get_selected (dialog->colors) };
}

void
strand_film_dialog_say (StrandFilmDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->verdict, words);
}

static void
on_make (StrandFilmDialog *dialog)
{
  g_signal_emit (dialog, chosen, 0);
}

static void
on_format (StrandFilmDialog *dialog)
{
  int only = dialog->only[gtk_drop_down_get_selected (dialog->format)];
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->colors), only < 0);
  gtk_drop_down_set_selected (dialog->colors, (guint) MAX (only, 0));
}

/* ---- building ---- */

static void
add_row (GtkGrid *grid, int row, const char *words, GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (words);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, widget, 1, row, 1, 1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
}

static GtkDropDown *
add_choices (GtkGrid *grid, int row, const char *words, const char *const *names)
{
  GtkWidget *widget = gtk_drop_down_new_from_strings (names);
  add_row (grid, row, words, widget);
  return GTK_DROP_DOWN (widget);
}

static void
make_header (StrandFilmDialog *dialog)
{
  GtkWidget *header = gtk_header_bar_new (), *cancel = gtk_button_new_with_label ("Cancel"), *make = gtk_button_new_with_label ("Save As…");
  gtk_widget_add_css_class (make, "suggested-action");
  gtk_header_bar_set_show_title_buttons (GTK_HEADER_BAR (header), FALSE);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), cancel);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), make);
  gtk_window_set_titlebar (GTK_WINDOW (dialog), header);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (make, "clicked", G_CALLBACK (on_make), dialog, G_CONNECT_SWAPPED);
}

static void
strand_film_dialog_class_init (StrandFilmDialogClass *class)
{
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
  chosen = g_signal_new ("chosen", STRAND_TYPE_FILM_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
strand_film_dialog_init (StrandFilmDialog *dialog)
{
  const char *names[G_N_ELEMENTS (sizes) + 1] = { NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *grid = gtk_grid_new (), *speed = gtk_entry_new (), *rate = gtk_spin_button_new_with_range (1, 60, 1);
  for (size_t i = 0; i < G_N_ELEMENTS (sizes); i++)
    names[i] = sizes[i].words;
  gtk_window_set_title (GTK_WINDOW (dialog), "Film");
  gtk_window_set_default_size (GTK_WINDOW (dialog), 420, -1);
  gtk_widget_add_css_class (box, "strand-dialog");
  gtk_grid_set_row_spacing (GTK_GRID (grid), 8);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  make_header (dialog);
  dialog->stretch = add_choices (GTK_GRID (grid), 0, "_Of", (const char *const[]){ "All of the run", "What the timeline shows", "The last 10 seconds", NULL });
  add_row (GTK_GRID (grid), 1, "_Speed", speed);
  gtk_widget_set_tooltip_text (speed, "Seconds of the run in one of the film: 1, 0.5, 1/1000 (a millisecond takes a second), 1/1000000, 10");
  add_row (GTK_GRID (grid), 2, "Frames a s_econd", rate);
  dialog->size = add_choices (GTK_GRID (grid), 3, "Si_ze", names);
  dialog->speed = GTK_EDITABLE (speed);
  dialog->rate = GTK_SPIN_BUTTON (rate);
  gtk_editable_set_text (dialog->speed, "1");
  gtk_spin_button_set_value (dialog->rate, 30);
  dialog->verdict = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_wrap (dialog->verdict, TRUE);
  gtk_label_set_xalign (dialog->verdict, 0);
  gtk_widget_add_css_class (GTK_WIDGET (dialog->verdict), "error");
  dialog->format = add_choices (GTK_GRID (grid), 4, "_Format", (const char *const[]){ NULL });
  dialog->colors = add_choices (GTK_GRID (grid), 5, "_Colours", (const char *const[]){ NULL });
  gtk_box_append (GTK_BOX (box), grid);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->verdict));
  gtk_window_set_child (GTK_WINDOW (dialog), box);
}

GtkWidget *
strand_film_dialog_new (GtkWindow *parent, const char *const *formats, const char *const *colors, const int *only)
{
  StrandFilmDialog *dialog = g_object_new (STRAND_TYPE_FILM_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
  g_autoptr (GtkStringList) list = gtk_string_list_new (formats);
  g_autoptr (GtkStringList) choices = gtk_string_list_new (colors);
  dialog->only = only;
  gtk_drop_down_set_model (dialog->colors, G_LIST_MODEL (choices));
  gtk_drop_down_set_model (dialog->format, G_LIST_MODEL (list));
  on_format (dialog);
  g_signal_connect_object (dialog->format, "notify::selected", G_CALLBACK (on_format), dialog, G_CONNECT_SWAPPED);
  return GTK_WIDGET (dialog);
}
