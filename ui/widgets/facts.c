#include "ui/widgets/facts.h"

#include "engine/trace/warnings.h"
#include "ui/draw/fact-list.h"
#include "ui/draw/legend.h"
#include "ui/draw/matrix.h"
#include "ui/draw/stage.h"
#include "ui/draw/wait-words.h"
#include "ui/widgets/canvas.h"
#include "ui/widgets/placement-row.h"

#define MAX_ROWS 4096

struct _StrandFacts {
  GtkWidget parent;
  GtkWidget *box;
  GtkLabel *explain;
  GtkLabel *value[FACTS], *source[FACTS];
  StrandCanvas *matrix, *legend;
  struct scene *matrix_scene;
  GListStore *placement;
  GtkScrolledWindow *placement_scroller;
  GtkLabel *warnings, *notes;
};

G_DEFINE_FINAL_TYPE (StrandFacts, strand_facts, GTK_TYPE_WIDGET)

static GtkWidget *
heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "strand-heading");
  return label;
}

static GtkLabel *
wrapped_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_set_margin_start (label, 0);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

/* ---- facts ---- */

static void
add_fact (StrandFacts *facts, GtkGrid *grid, const struct fact *fact, int row)
{
  GtkWidget *name = gtk_label_new (fact->name), *value = gtk_label_new ("–"), *source = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (value), 1);
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_widget_add_css_class (value, "strand-value");
  gtk_widget_add_css_class (source, "strand-source");
  gtk_widget_set_valign (source, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (name, fact->explanation);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_grid_attach (grid, name, 0, row, 1, 1);
  gtk_grid_attach (grid, value, 1, row, 1, 1);
  gtk_grid_attach (grid, source, 2, row, 1, 1);
  facts->value[row] = GTK_LABEL (value);
  facts->source[row] = GTK_LABEL (source);
}

static GtkWidget *
make_fact_grid (StrandFacts *facts)
{
  struct fact list[FACTS];
  GtkWidget *grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (grid), 5);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 8);
  fact_list (NULL, list);
  for (int i = 0; i < FACTS; i++)
    add_fact (facts, GTK_GRID (grid), &list[i], i);
  return grid;
}

static void
show_facts (StrandFacts *facts, const struct summary *summary)
{
  struct fact list[FACTS];
  fact_list (summary, list);
  for (int i = 0; i < FACTS; i++) {
    const char *source = list[i].source == SOURCE_NONE ? "" : source_name (list[i].source);
    gtk_label_set_text (facts->value[i], list[i].value);
    gtk_label_set_text (facts->source[i], source);
    gtk_widget_set_opacity (GTK_WIDGET (facts->source[i]), *source ? 1 : 0);
    gtk_widget_set_css_classes (GTK_WIDGET (facts->source[i]), (const char *[]){ "strand-source", *source ? source : "none", NULL });
    gtk_widget_set_css_classes (GTK_WIDGET (facts->value[i]), (const char *[]){ "strand-value", list[i].alarming ? "error" : "plain", NULL });
  }
}

/* ---- placement ---- */

static void
on_setup_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
add_column (GtkColumnView *view, const char *title, const char *property, gboolean expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cell), NULL);
  g_object_set_data (G_OBJECT (factory), "property", (gpointer) property);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
}

static void
on_bind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GBinding *binding = g_object_bind_property (gtk_list_item_get_item (item), g_object_get_data (G_OBJECT (factory), "property"),
                                              gtk_list_item_get_child (item), "label", G_BINDING_SYNC_CREATE);
  g_object_set_data (G_OBJECT (item), "binding", binding);
}

static void
on_unbind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GBinding *binding = g_object_steal_data (G_OBJECT (item), "binding");
  if (binding)
    g_binding_unbind (binding);
}

static void
connect_columns (GtkColumnView *view)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
    GtkListItemFactory *factory = gtk_column_view_column_get_factory (column);
    g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cell), NULL);
    g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cell), NULL);
  }
}

static GtkWidget *
make_placement_table (StrandFacts *facts)
{
  facts->placement = g_list_store_new (STRAND_TYPE_PLACEMENT_ROW);
  GtkNoSelection *selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (facts->placement)));
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (selection)), *scroller = gtk_scrolled_window_new ();
  add_column (GTK_COLUMN_VIEW (view), "Thread", "thread", FALSE);
  add_column (GTK_COLUMN_VIEW (view), "Asked", "asked", FALSE);
  add_column (GTK_COLUMN_VIEW (view), "On PU", "observed", FALSE);
  add_column (GTK_COLUMN_VIEW (view), "State", "state", TRUE);
  connect_columns (GTK_COLUMN_VIEW (view));
  gtk_widget_add_css_class (view, "strand-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Placement: PUs asked for and the PU observed", -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  facts->placement_scroller = GTK_SCROLLED_WINDOW (scroller);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  return scroller;
}

static void
show_placement (StrandFacts *facts, const struct summary *summary, const struct snapshot *snapshot, const struct machine *machine)
{
  guint wanted = summary ? MIN (summary->threads, MAX_ROWS) : 0, have = g_list_model_get_n_items (G_LIST_MODEL (facts->placement));
  for (; have < wanted; have++) {
    g_autoptr (StrandPlacementRow) row = strand_placement_row_new ();
    strand_placement_row_update (row, &summary->thread[have], NULL, machine);
    g_list_store_append (facts->placement, row);
  }
  gtk_scrolled_window_set_min_content_height (facts->placement_scroller, CLAMP (30 + 26 * (int) wanted, 56, 238));
  if (have > wanted)
    g_list_store_splice (facts->placement, wanted, have - wanted, NULL, 0);
  for (guint i = 0; i < wanted; i++) {
    g_autoptr (StrandPlacementRow) row = g_list_model_get_item (G_LIST_MODEL (facts->placement), i);
    const struct snapshot_thread *now = snapshot && (int) i < snapshot->threads ? &snapshot->thread[i] : NULL;
    strand_placement_row_update (row, &summary->thread[i], now, machine);
  }
}

/* ---- legend ---- */

static StrandCanvas *
clear_canvas (const char *label, const char *description)
{
  StrandCanvas *canvas = STRAND_CANVAS (strand_canvas_new ());
  strand_canvas_describe (canvas, label, description);
  strand_canvas_set_transparent (canvas);
  return canvas;
}

static GtkWidget *
make_legend (StrandFacts *facts)
{
  struct scene *scene = scene_create (264, 0);
  facts->legend = clear_canvas ("Legend", "The shapes of threads by state, messages, bindings and placements");
  legend_draw (scene);
  strand_canvas_set_height (facts->legend, (int) scene->height);
  strand_canvas_set_scene (facts->legend, CANVAS_LIVE, scene);
  scene_destroy (scene);
  return GTK_WIDGET (facts->legend);
}

/* ---- the whole ---- */

static void
show_warnings (StrandFacts *facts, const struct summary *summary, const struct machine *machine)
{
  struct warnings *warnings = summary ? warnings_take (summary, machine) : NULL;
  GString *text = g_string_new (NULL);
  for (int i = 0; warnings && i < warnings->count; i++)
    g_string_append_printf (text, "%s%s%s", text->len ? "\n" : "", warnings->warning[i].severity == WARNING_TROUBLE ? "⚠ " : "", warnings->warning[i].sentence);
  gtk_label_set_text (facts->warnings, text->str);
  gtk_widget_set_visible (GTK_WIDGET (facts->warnings), text->len > 0);
  g_string_free (text, TRUE);
  warnings_destroy (warnings);
}

static void
show_notes (StrandFacts *facts, const struct summary *summary, const struct machine *machine)
{
  GString *text = g_string_new (NULL);
  for (char **note = summary ? summary->notes : NULL; note && *note; note++)
    g_string_append_printf (text, "%s%s", text->len ? "\n" : "", *note);
  for (char **note = machine ? machine->notes : NULL; note && *note; note++)
    g_string_append_printf (text, "%s%s", text->len ? "\n" : "", *note);
  gtk_label_set_text (facts->notes, text->str);
  gtk_widget_set_visible (GTK_WIDGET (facts->notes), text->len > 0);
  g_string_free (text, TRUE);
}

static void
show_matrix (StrandFacts *facts, const struct summary *summary)
{
  int width = gtk_widget_get_width (GTK_WIDGET (facts->matrix));
  facts->matrix_scene->width = width > 60 ? width : 236;
  matrix_draw (facts->matrix_scene, summary);
  strand_canvas_set_height (facts->matrix, (int) facts->matrix_scene->height);
  strand_canvas_set_scene (facts->matrix, CANVAS_LIVE, facts->matrix_scene);
}

static void
show_words (StrandFacts *facts, const struct summary *summary, const struct snapshot *snapshot, const struct machine *machine)
{
  g_autofree char *seen = stage_describe (snapshot, machine);
  g_autofree char *waits = summary ? wait_sentences (summary) : g_strdup ("");
  bool told = summary && summary->has_result && summary->result_text;
  g_autofree char *words = g_strconcat (seen, *waits ? "\n" : "", waits, told ? "\n" : "", told ? summary->result_text : "", NULL);
  gtk_label_set_text (facts->explain, words);
}

#define ROWS_IN_STEP 32 /* more of them are not worth a layout a frame */

void
strand_facts_follow (StrandFacts *facts, const struct summary *summary, const struct snapshot *snapshot, const struct machine *machine)
{
  if (summary && snapshot && summary->threads <= ROWS_IN_STEP)
    show_placement (facts, summary, snapshot, machine);
}

void
strand_facts_show (StrandFacts *facts, const struct summary *summary, const struct snapshot *snapshot, const struct machine *machine)
{
  show_words (facts, summary, snapshot, machine);
  show_facts (facts, summary);
  show_matrix (facts, summary);
  show_placement (facts, summary, snapshot, machine);
  show_warnings (facts, summary, machine);
  show_notes (facts, summary, machine);
}

void
strand_facts_set_theme (StrandFacts *facts, enum theme theme)
{
  strand_canvas_set_theme (facts->matrix, theme);
  strand_canvas_set_theme (facts->legend, theme);
}

static void
strand_facts_dispose (GObject *object)
{
  StrandFacts *facts = STRAND_FACTS (object);
  g_clear_pointer (&facts->box, gtk_widget_unparent);
  g_clear_object (&facts->placement);
  g_clear_pointer (&facts->matrix_scene, scene_destroy);
  G_OBJECT_CLASS (strand_facts_parent_class)->dispose (object);
}

static void
strand_facts_class_init (StrandFactsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_facts_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
strand_facts_init (StrandFacts *facts)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_add_css_class (box, "strand-pane");
  gtk_box_append (GTK_BOX (box), heading ("WHAT YOU SEE"));
  facts->explain = wrapped_label (box);
  gtk_box_append (GTK_BOX (box), heading ("FACTS"));
  gtk_box_append (GTK_BOX (box), make_fact_grid (facts));
  GtkWidget *placement = heading ("PLACEMENT");
  gtk_widget_set_tooltip_text (placement, "PUs asked for (binding) beside the PU observed (placement)");
  gtk_box_append (GTK_BOX (box), placement);
  gtk_box_append (GTK_BOX (box), make_placement_table (facts));
  facts->warnings = wrapped_label (box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (facts->warnings), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "What is odd about the placement", -1);
  gtk_box_append (GTK_BOX (box), heading ("WHO TALKS TO WHOM"));
  facts->matrix = clear_canvas ("Communication matrix", "Bytes sent from each rank to each rank");
  facts->matrix_scene = scene_create (236, 40);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (facts->matrix));
  gtk_box_append (GTK_BOX (box), heading ("HOW TO READ IT"));
  gtk_box_append (GTK_BOX (box), make_legend (facts));
  facts->notes = wrapped_label (box);
  gtk_widget_add_css_class (GTK_WIDGET (facts->notes), "strand-notes");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (scroller, GTK_WIDGET (facts));
  facts->box = scroller;
}
