#include "ui/widgets/facts.h"

#include "engine/trace/warnings.h"
#include "ui/draw/fact-list.h"
#include "ui/draw/legend.h"
#include "ui/draw/stage.h"
#include "ui/draw/wait-words.h"
#include "ui/widgets/canvas.h"
#include "ui/widgets/matrix-pane.h"
#include "ui/widgets/placement-table.h"

struct _StrandFacts {
  GtkWidget parent;
  GtkWidget *box;
  GtkLabel *explain;
  GtkLabel *value[FACTS], *source[FACTS];
  StrandMatrixPane *matrix;
  StrandCanvas *legend;
  StrandPlacementTable *placement;
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
    strand_placement_table_show (facts->placement, summary, snapshot, machine);
}

void
strand_facts_show (StrandFacts *facts, const struct summary *summary, const struct snapshot *snapshot, const struct machine *machine)
{
  show_words (facts, summary, snapshot, machine);
  show_facts (facts, summary);
  strand_matrix_pane_show (facts->matrix, summary);
  strand_placement_table_show (facts->placement, summary, snapshot, machine);
  show_warnings (facts, summary, machine);
  show_notes (facts, summary, machine);
}

StrandPlacementTable *
strand_facts_get_placement (StrandFacts *facts)
{
  return facts->placement;
}

void
strand_facts_set_theme (StrandFacts *facts, enum theme theme)
{
  strand_matrix_pane_set_theme (facts->matrix, theme);
  strand_canvas_set_theme (facts->legend, theme);
}

static void
strand_facts_dispose (GObject *object)
{
  StrandFacts *facts = STRAND_FACTS (object);
  g_clear_pointer (&facts->box, gtk_widget_unparent);
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
  gtk_widget_set_tooltip_text (placement, "PUs asked for (binding) beside the PU observed (placement). Drag a row onto the machine to place its thread");
  gtk_box_append (GTK_BOX (box), placement);
  facts->placement = STRAND_PLACEMENT_TABLE (strand_placement_table_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (facts->placement));
  facts->warnings = wrapped_label (box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (facts->warnings), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "What is odd about the placement", -1);
  gtk_box_append (GTK_BOX (box), heading ("WHO TALKS TO WHOM"));
  facts->matrix = STRAND_MATRIX_PANE (strand_matrix_pane_new ());
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
