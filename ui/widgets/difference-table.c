#include "ui/widgets/difference-table.h"

#include "ui/draw/fact-difference.h"

enum { COLUMN_NAME, COLUMN_A, COLUMN_B, COLUMN_BY, COLUMN_TIMES, COLUMN_SOURCE, COLUMNS };

struct _StrandDifferenceTable {
  GtkWidget parent;
  GtkWidget *grid;
  GtkLabel *cell[FACTS][COLUMNS], *source_heading;
};

G_DEFINE_FINAL_TYPE (StrandDifferenceTable, strand_difference_table, GTK_TYPE_WIDGET)

static GtkLabel *
add_cell (StrandDifferenceTable *table, int column, int row, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), column == COLUMN_NAME ? 0 : column == COLUMN_SOURCE ? 0.5f : 1);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (label, column == COLUMN_NAME);
  gtk_widget_add_css_class (label, class);
  gtk_grid_attach (GTK_GRID (table->grid), label, column, row, 1, 1);
  return GTK_LABEL (label);
}

static void
add_heading (StrandDifferenceTable *table)
{
  static const struct { const char *words, *tooltip; } headings[COLUMNS] = {
    [COLUMN_NAME] = { "FACT", "Sums from each run's begin to the playhead" },
    [COLUMN_A] = { "A", "The run at the left" },
    [COLUMN_B] = { "B", "The run at the right" },
    [COLUMN_BY] = { "B − A", "What B has more or less. Shares differ by points (pts) of a hundred" },
    [COLUMN_TIMES] = { "B ∕ A", "How many times A, where that says more" },
    [COLUMN_SOURCE] = { "", "Where the figures come from" },
  };
  for (int i = 0; i < COLUMNS; i++) {
    GtkLabel *cell = add_cell (table, i, 0, headings[i].words, "strand-heading");
    gtk_widget_set_tooltip_text (GTK_WIDGET (cell), headings[i].tooltip);
    if (i == COLUMN_SOURCE)
      table->source_heading = cell;
  }
}

/* For assistive tools a figure is told with its fact and its run; a label forgets that when its text is set. */
static void
set_cell (GtkLabel *cell, const char *fact, const char *what, const char *value)
{
  g_autofree char *name = g_strdup_printf ("%s, %s: %s", fact, what, *value ? value : "–");
  if (g_strcmp0 (gtk_label_get_text (cell), value) == 0)
    return;
  gtk_label_set_text (cell, value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
set_value (GtkLabel *cell, const struct fact *fact, const char *run)
{
  const char *source = fact->source == SOURCE_NONE ? "not known in this run" : source_name (fact->source);
  set_cell (cell, fact->name, run, fact->value);
  gtk_widget_set_tooltip_text (GTK_WIDGET (cell), source);
  gtk_widget_set_css_classes (GTK_WIDGET (cell), (const char *[]){ "strand-value", fact->alarming ? "error" : "plain", NULL });
}

/* That of A; where B's is another both, and then in no colour. */
static void
set_source (GtkLabel *cell, const struct fact *a, const struct fact *b)
{
  const struct fact *one = a->source != SOURCE_NONE ? a : b;
  gboolean differ = a->source != SOURCE_NONE && b->source != SOURCE_NONE && a->source != b->source;
  const char *name = one->source == SOURCE_NONE ? "" : source_name (one->source);
  g_autofree char *words = differ ? g_strdup_printf ("%s, %s", name, source_name (b->source)) : g_strdup (name);
  gtk_label_set_text (cell, words);
  gtk_widget_set_opacity (GTK_WIDGET (cell), *words ? 1 : 0);
  gtk_widget_set_css_classes (GTK_WIDGET (cell), (const char *[]){ "strand-source", *words && !differ ? name : "none", NULL });
}

void
strand_difference_table_set_sources (StrandDifferenceTable *table, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (table->source_heading), shown);
  for (int row = 0; row < FACTS; row++)
    gtk_widget_set_visible (GTK_WIDGET (table->cell[row][COLUMN_SOURCE]), shown);
}

void
strand_difference_table_show (StrandDifferenceTable *table, const struct summary *a, const struct summary *b)
{
  struct fact list_a[FACTS], list_b[FACTS];
  fact_list (a, list_a);
  fact_list (b, list_b);
  for (int i = 0; i < FACTS; i++) {
    GtkLabel **cell = table->cell[i];
    struct fact_difference difference;
    fact_difference (&list_a[i], &list_b[i], &difference);
    set_value (cell[COLUMN_A], &list_a[i], "A");
    set_value (cell[COLUMN_B], &list_b[i], "B");
    set_cell (cell[COLUMN_BY], list_a[i].name, "difference", difference.by);
    set_cell (cell[COLUMN_TIMES], list_a[i].name, "B over A", difference.times);
    set_source (cell[COLUMN_SOURCE], &list_a[i], &list_b[i]);
  }
}

static void
strand_difference_table_dispose (GObject *object)
{
  g_clear_pointer (&STRAND_DIFFERENCE_TABLE (object)->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (strand_difference_table_parent_class)->dispose (object);
}

static void
strand_difference_table_class_init (StrandDifferenceTableClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_difference_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
strand_difference_table_init (StrandDifferenceTable *table)
{
  static const char *const classes[COLUMNS] = { "dim-label", "strand-value", "strand-value", "strand-difference", "strand-times", "strand-source" };
  struct fact list[FACTS];
  table->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (table->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (table->grid), 10);
  gtk_widget_set_parent (table->grid, GTK_WIDGET (table));
  fact_list (NULL, list);
  add_heading (table);
  for (int row = 0; row < FACTS; row++) {
    for (int i = 0; i < COLUMNS; i++)
      table->cell[row][i] = add_cell (table, i, row + 1, i == COLUMN_NAME ? list[row].name : "", classes[i]);
    gtk_widget_set_tooltip_text (GTK_WIDGET (table->cell[row][COLUMN_NAME]), list[row].explanation);
  }
}
