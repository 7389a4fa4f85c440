#include "ui/widgets/describe-dialog.h"

#include "engine/machine/machine.h"

#define CHECK_DELAY_MS 250 /* a description is half a word while it is typed */

static const struct { const char *description, *about; } examples[] = {
  { "pack:2 numa:2 l3:1 core:8 pu:2", "Two packages, two NUMA nodes each" },
  { "pack:1 l3:1 l2:4 core:4 pu:1", "Four cores around each L2" },
  { "pack:1 [numa(memory=16GB)] [numa(memory=96GB)] core:16 pu:4", "Two kinds of memory in one package" },
  { "group:4 pack:2 l3:2 core:16 pu:2", "A large server: 512 PUs" },
  { "pack:16 l3:8 core:16 pu:8", "As large as they come: 16,384 PUs" },
};

struct _StrandDescribeDialog {
  GtkWindow parent;
  GtkEditable *entry;
  GtkLabel *verdict;
  GtkWidget *show;
  GCancellable *checking;
  guint pending;
};

G_DEFINE_FINAL_TYPE (StrandDescribeDialog, strand_describe_dialog, GTK_TYPE_WINDOW)

enum { DESCRIBED, SIGNALS };
static guint signals[SIGNALS];

/* ---- the check ---- */

static void
give_verdict (StrandDescribeDialog *dialog, const char *words, gboolean good)
{
  gtk_label_set_text (dialog->verdict, words);
  gtk_widget_set_sensitive (dialog->show, good);
  if (good || !*words)
    gtk_widget_remove_css_class (GTK_WIDGET (dialog->verdict), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (dialog->verdict), "error");
}

struct check { StrandDescribeDialog *dialog; GCancellable *cancellable; };

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  struct check *check = data;
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load_finish (result, &error);
  if (!g_cancellable_is_cancelled (check->cancellable)) {
    g_autofree char *words = machine ? machine_summary (machine) : g_strdup (error->message);
    give_verdict (check->dialog, words, machine != NULL);
  }
  machine_destroy (machine);
  g_object_unref (check->cancellable);
  g_object_unref (check->dialog);
  g_free (check);
}

static void
stop_checking (StrandDescribeDialog *dialog)
{
  g_clear_handle_id (&dialog->pending, g_source_remove);
  if (dialog->checking)
    g_cancellable_cancel (dialog->checking);
  g_clear_object (&dialog->checking);
}

static char *
description (StrandDescribeDialog *dialog)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (dialog->entry)));
}

static gboolean
start_check (gpointer data)
{
  StrandDescribeDialog *dialog = data;
  struct check *check = g_new (struct check, 1);
  g_autofree char *words = description (dialog);
  dialog->pending = 0;
  dialog->checking = g_cancellable_new ();
  *check = (struct check){ g_object_ref (dialog), g_object_ref (dialog->checking) };
  machine_load_async (words, dialog->checking, NULL, NULL, on_checked, check);
  return G_SOURCE_REMOVE;
}

static void
on_edited (StrandDescribeDialog *dialog)
{
  g_autofree char *words = description (dialog);
  stop_checking (dialog);
  give_verdict (dialog, *words ? "…" : "", *words != '\0'); /* who knows what they want need not wait for the verdict */
  if (*words)
    dialog->pending = g_timeout_add (CHECK_DELAY_MS, start_check, dialog);
}

/* ---- what is done with it ---- */

static void
on_show (StrandDescribeDialog *dialog)
{
  g_autofree char *words = description (dialog);
  if (!gtk_widget_get_sensitive (dialog->show)) /* Enter in the entry */
    return;
  g_signal_emit (dialog, signals[DESCRIBED], 0, words);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
on_example (GtkListBox *list, GtkListBoxRow *row, StrandDescribeDialog *dialog)
{
  gtk_editable_set_text (dialog->entry, examples[gtk_list_box_row_get_index (row)].description);
  gtk_editable_set_position (dialog->entry, -1);
}

/* ---- building ---- */

static GtkWidget *
label (const char *text, const char *class)
{
  GtkWidget *widget = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (widget), 0);
  gtk_label_set_wrap (GTK_LABEL (widget), TRUE);
  gtk_widget_add_css_class (widget, class);
  return widget;
}

static GtkWidget *
make_examples (StrandDescribeDialog *dialog)
{
  GtkWidget *list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (size_t i = 0; i < G_N_ELEMENTS (examples); i++) {
    GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    gtk_widget_add_css_class (box, "strand-example");
    gtk_box_append (GTK_BOX (box), label (examples[i].description, "monospace"));
    gtk_box_append (GTK_BOX (box), label (examples[i].about, "dim-label"));
    gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
    gtk_list_box_append (GTK_LIST_BOX (list), row);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, "Examples", -1);
  g_signal_connect_object (list, "row-activated", G_CALLBACK (on_example), dialog, 0);
  return list;
}

static void
make_header (StrandDescribeDialog *dialog)
{
  GtkWidget *header = gtk_header_bar_new (), *cancel = gtk_button_new_with_label ("Cancel");
  dialog->show = gtk_button_new_with_label ("Show");
  gtk_widget_add_css_class (dialog->show, "suggested-action");
  gtk_header_bar_set_show_title_buttons (GTK_HEADER_BAR (header), FALSE);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), cancel);
  gtk_header_bar_pack_end (GTK_HEADER_BAR (header), dialog->show);
  gtk_window_set_titlebar (GTK_WINDOW (dialog), header);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog->show, "clicked", G_CALLBACK (on_show), dialog, G_CONNECT_SWAPPED);
}

static GtkWidget *
make_entry (StrandDescribeDialog *dialog)
{
  GtkWidget *entry = gtk_entry_new ();
  dialog->entry = GTK_EDITABLE (entry);
  gtk_widget_add_css_class (entry, "monospace");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, "Description of the machine", -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_edited), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (on_show), dialog, G_CONNECT_SWAPPED);
  return entry;
}

/* ---- life ---- */

static void
strand_describe_dialog_dispose (GObject *object)
{
  stop_checking (STRAND_DESCRIBE_DIALOG (object));
  G_OBJECT_CLASS (strand_describe_dialog_parent_class)->dispose (object);
}

static void
strand_describe_dialog_class_init (StrandDescribeDialogClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_describe_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (class), GDK_KEY_Escape, 0, "window.close", NULL);
  signals[DESCRIBED] = g_signal_new ("described", STRAND_TYPE_DESCRIBE_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
strand_describe_dialog_init (StrandDescribeDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_window_set_title (GTK_WINDOW (dialog), "Describe Machine");
  gtk_window_set_default_size (GTK_WINDOW (dialog), 480, -1);
  gtk_widget_add_css_class (box, "strand-dialog");
  make_header (dialog);
  gtk_box_append (GTK_BOX (box), label ("Levels from the outside in, each with how many there are in the one around it.", "dim-label"));
  gtk_box_append (GTK_BOX (box), make_entry (dialog));
  dialog->verdict = GTK_LABEL (label ("", "strand-verdict"));
  gtk_label_set_lines (dialog->verdict, 2);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->verdict));
  gtk_box_append (GTK_BOX (box), make_examples (dialog));
  gtk_window_set_child (GTK_WINDOW (dialog), box);
  gtk_editable_set_text (dialog->entry, examples[0].description);
}

GtkWidget *
strand_describe_dialog_new (GtkWindow *parent)
{
  return g_object_new (STRAND_TYPE_DESCRIBE_DIALOG, "transient-for", parent, "modal", TRUE, NULL);
}
