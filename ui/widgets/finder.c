#include "ui/widgets/finder.h"

#define MOST_ROWS 8
#define QUESTION "Find an object of the picture"
#define EXAMPLES "PU 17, L3 1, os 12, eth0, 10de:, thread 1.3 …"

struct _StrandFinder {
  GtkWidget parent;
  GtkWidget *box, *entry;
  GtkListBox *list;
  GtkLabel *question, *more;
};

G_DEFINE_FINAL_TYPE (StrandFinder, strand_finder, GTK_TYPE_WIDGET)

enum { TYPED, CHOSEN, AGAIN, SIGNALS };
static guint signals[SIGNALS];

/* ---- results ---- */

static GtkWidget *
label (GtkWidget *box, const char *text, const char *class)
{
  GtkWidget *widget = gtk_label_new (text);
  gtk_label_set_ellipsize (GTK_LABEL (widget), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (widget), 0);
  gtk_widget_add_css_class (widget, class);
  gtk_box_append (GTK_BOX (box), widget);
  return widget;
}

static void
add_row (StrandFinder *finder, const struct finder_result *result)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = label (box, result->title, "strand-value"), *detail = label (box, result->detail, "dim-label");
  gtk_label_set_width_chars (GTK_LABEL (title), 10);
  gtk_widget_set_hexpand (detail, TRUE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_focusable (row, FALSE); /* the focus stays in the entry */
  gtk_list_box_append (finder->list, row);
}

void
strand_finder_show_results (StrandFinder *finder, const struct finder_result *results, int count)
{
  gboolean words = *gtk_editable_get_text (GTK_EDITABLE (finder->entry)) != '\0';
  g_autofree char *more = count > MOST_ROWS ? g_strdup_printf ("%d more: Ctrl+G goes to the next", count - MOST_ROWS)
                          : count == 0      ? g_strdup ("Nothing of this name or index")
                                            : NULL;
  for (GtkListBoxRow *row; (row = gtk_list_box_get_row_at_index (finder->list, 0));)
    gtk_list_box_remove (finder->list, GTK_WIDGET (row));
  for (int i = 0; i < MIN (count, MOST_ROWS); i++)
    add_row (finder, &results[i]);
  gtk_list_box_select_row (finder->list, gtk_list_box_get_row_at_index (finder->list, 0));
  gtk_widget_set_visible (GTK_WIDGET (finder->list), count > 0);
  gtk_widget_set_visible (GTK_WIDGET (finder->more), words && more);
  gtk_label_set_text (finder->more, more ? more : "");
}

/* ---- entry ---- */

void
strand_finder_set_open (StrandFinder *finder, gboolean open)
{
  gtk_widget_set_visible (GTK_WIDGET (finder), open);
  if (!open)
    return;
  gtk_widget_grab_focus (finder->entry);
  gtk_editable_select_region (GTK_EDITABLE (finder->entry), 0, -1);
}

void
strand_finder_ask (StrandFinder *finder, const char *question, const char *examples)
{
  g_object_set (finder->entry, "placeholder-text", examples ? examples : EXAMPLES, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (finder->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, question ? question : QUESTION, -1);
  gtk_label_set_text (finder->question, question ? question : "");
  gtk_widget_set_visible (GTK_WIDGET (finder->question), question != NULL);
  if (!question)
    return;
  gtk_editable_set_text (GTK_EDITABLE (finder->entry), "");
  strand_finder_show_results (finder, NULL, 0);
  strand_finder_set_open (finder, TRUE);
}

static void
on_typed (StrandFinder *finder)
{
  g_signal_emit (finder, signals[TYPED], 0, gtk_editable_get_text (GTK_EDITABLE (finder->entry)));
}

static void
on_activate (StrandFinder *finder)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (finder->list);
  if (row)
    g_signal_emit (finder, signals[CHOSEN], 0, gtk_list_box_row_get_index (row));
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, StrandFinder *finder)
{
  g_signal_emit (finder, signals[CHOSEN], 0, gtk_list_box_row_get_index (row));
}

static void
on_stop (StrandFinder *finder)
{
  strand_finder_set_open (finder, FALSE);
}

static void
on_next (StrandFinder *finder)
{
  g_signal_emit (finder, signals[AGAIN], 0, 1);
}

static void
on_previous (StrandFinder *finder)
{
  g_signal_emit (finder, signals[AGAIN], 0, -1);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, StrandFinder *finder)
{
  int step = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (finder->list);
  GtkListBoxRow *other = step && row ? gtk_list_box_get_row_at_index (finder->list, gtk_list_box_row_get_index (row) + step) : NULL;
  if (other)
    gtk_list_box_select_row (finder->list, other);
  return step != 0;
}

/* ---- building ---- */

static void
connect_entry (StrandFinder *finder)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), finder);
  gtk_widget_add_controller (finder->entry, keys);
  g_signal_connect_swapped (finder->entry, "changed", G_CALLBACK (on_typed), finder);
  g_signal_connect_swapped (finder->entry, "activate", G_CALLBACK (on_activate), finder);
  g_signal_connect_swapped (finder->entry, "stop-search", G_CALLBACK (on_stop), finder);
  g_signal_connect_swapped (finder->entry, "next-match", G_CALLBACK (on_next), finder);
  g_signal_connect_swapped (finder->entry, "previous-match", G_CALLBACK (on_previous), finder);
}

static void
make_list (StrandFinder *finder)
{
  finder->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (finder->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (finder->list), "strand-found");
  gtk_widget_set_visible (GTK_WIDGET (finder->list), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (finder->list), GTK_ACCESSIBLE_PROPERTY_LABEL, "Found", -1);
  g_signal_connect (finder->list, "row-activated", G_CALLBACK (on_row), finder);
  gtk_box_append (GTK_BOX (finder->box), GTK_WIDGET (finder->list));
}

static void
strand_finder_dispose (GObject *object)
{
  g_clear_pointer (&STRAND_FINDER (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (strand_finder_parent_class)->dispose (object);
}

static void
strand_finder_class_init (StrandFinderClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_finder_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[TYPED] = g_signal_new ("typed", STRAND_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CHOSEN] = g_signal_new ("chosen", STRAND_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[AGAIN] = g_signal_new ("again", STRAND_TYPE_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
strand_finder_init (StrandFinder *finder)
{
  finder->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  finder->entry = gtk_search_entry_new ();
  gtk_editable_set_max_width_chars (GTK_EDITABLE (finder->entry), 48);
  gtk_widget_add_css_class (finder->box, "strand-card");
  finder->question = GTK_LABEL (label (finder->box, "", "strand-value"));
  gtk_box_append (GTK_BOX (finder->box), finder->entry);
  make_list (finder);
  finder->more = GTK_LABEL (label (finder->box, "", "dim-label"));
  gtk_widget_set_visible (GTK_WIDGET (finder->more), FALSE);
  strand_finder_ask (finder, NULL, NULL);
  connect_entry (finder);
  gtk_widget_set_parent (finder->box, GTK_WIDGET (finder));
  gtk_widget_set_visible (GTK_WIDGET (finder), FALSE);
}
