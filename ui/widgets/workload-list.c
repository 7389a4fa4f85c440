#include "ui/widgets/workload-list.h"

#define LEAST_HEIGHT 178
#define MOST_HEIGHT 292 /* px: ten workloads; the others are scrolled to */

struct _StrandWorkloadList {
  GtkWidget parent;
  GtkWidget *box;
  GtkListBox *list;
  GtkLabel *about;
  const struct workload_description *shown;
};

G_DEFINE_FINAL_TYPE (StrandWorkloadList, strand_workload_list, GTK_TYPE_WIDGET)

enum { CHOSEN, SIGNALS };
static guint signals[SIGNALS];

static const struct workload_description *
workload_of (GtkListBoxRow *row)
{
  return row ? g_object_get_data (G_OBJECT (row), "workload") : NULL;
}

static void
on_selected (GtkListBox *box, GtkListBoxRow *row, StrandWorkloadList *list)
{
  const struct workload_description *workload = workload_of (row);
  if (workload && workload != list->shown)
    g_signal_emit (list, signals[CHOSEN], 0, workload);
}

void
strand_workload_list_show (StrandWorkloadList *list, const struct workload_description *workload)
{
  GtkListBoxRow *row;
  list->shown = workload;
  for (int i = 0; (row = gtk_list_box_get_row_at_index (list->list, i)); i++)
    if (workload_of (row) == workload && !gtk_list_box_row_is_selected (row))
      gtk_list_box_select_row (list->list, row);
  gtk_label_set_text (list->about, workload ? workload->shows : "");
}

/* ---- building ---- */

static void
add_row (StrandWorkloadList *list, const struct workload_description *workload)
{
  GtkWidget *label = gtk_label_new (workload->title), *row = gtk_list_box_row_new ();
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_widget_set_tooltip_text (row, workload->shows);
  g_object_set_data (G_OBJECT (row), "workload", (gpointer) workload);
  gtk_list_box_append (list->list, row);
}

static GtkWidget *
make_list (StrandWorkloadList *list)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  list->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (list->list), GTK_ACCESSIBLE_PROPERTY_LABEL, "Workload", -1);
  for (const struct workload_description *const *each = workload_table; *each; each++)
    add_row (list, *each);
  g_signal_connect (list->list, "row-selected", G_CALLBACK (on_selected), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroll), LEAST_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroll), MOST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (list->list));
  return scroll;
}

static GtkWidget *
make_about (StrandWorkloadList *list)
{
  GtkWidget *about = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (about), 24);
  gtk_widget_add_css_class (about, "setting");
  gtk_widget_add_css_class (about, "strand-notes");
  list->about = GTK_LABEL (about);
  return about;
}

static void
strand_workload_list_dispose (GObject *object)
{
  g_clear_pointer (&STRAND_WORKLOAD_LIST (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (strand_workload_list_parent_class)->dispose (object);
}

static void
strand_workload_list_class_init (StrandWorkloadListClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_workload_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[CHOSEN] = g_signal_new ("chosen", STRAND_TYPE_WORKLOAD_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
strand_workload_list_init (StrandWorkloadList *list)
{
  list->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_box_append (GTK_BOX (list->box), make_list (list));
  gtk_box_append (GTK_BOX (list->box), make_about (list));
  gtk_widget_set_parent (list->box, GTK_WIDGET (list));
}

GtkWidget *
strand_workload_list_new (void)
{
  return g_object_new (STRAND_TYPE_WORKLOAD_LIST, NULL);
}
