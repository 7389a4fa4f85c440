#include "ui/widgets/matrix-pane.h"

#include <string.h>

#include "ui/draw/matrix.h"
#include "ui/widgets/canvas.h"

#define FIRST_TAG 3 /* in the list of traffic, after what is no tag: see enum talk_traffic */
static const char *const traffic_words[FIRST_TAG + 1] = { "All traffic", "Messages, any tag", "In collectives", NULL };
static const char *const measure_words[] = { "Bytes", "Messages", NULL };

struct _StrandMatrixPane {
  GtkWidget parent;
  GtkWidget *box;
  GtkDropDown *measure, *traffic, *comm;
  StrandCanvas *canvas;
  struct scene *scene;
  struct summary kept; /* of the last summary: processes and talk, its names interned */
  GArray *tags;        /* int: of the list of traffic from FIRST_TAG on */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (StrandMatrixPane, strand_matrix_pane, GTK_TYPE_WIDGET)

/* ---- what is asked ---- */

static const char *
selected_word (GtkDropDown *choice)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (choice);
  return item ? gtk_string_object_get_string (item) : NULL;
}

static void
read_options (StrandMatrixPane *pane, struct matrix_options *options)
{
  guint traffic = gtk_drop_down_get_selected (pane->traffic);
  *options = (struct matrix_options){ .measure = gtk_drop_down_get_selected (pane->measure) == 1 ? MATRIX_MESSAGES : MATRIX_BYTES };
  if (traffic != GTK_INVALID_LIST_POSITION && traffic >= FIRST_TAG && traffic - FIRST_TAG < pane->tags->len) {
    options->filter.traffic = TALK_TAG;
    options->filter.tag = g_array_index (pane->tags, int, traffic - FIRST_TAG);
  } else if (traffic < FIRST_TAG) {
    options->filter.traffic = traffic;
  }
  if (gtk_drop_down_get_selected (pane->comm) > 0)
    options->filter.comm = selected_word (pane->comm);
}

static void
draw (StrandMatrixPane *pane)
{
  struct matrix_options options;
  int width = gtk_widget_get_width (GTK_WIDGET (pane->canvas));
  read_options (pane, &options);
  pane->scene->width = width > 60 ? width : 236;
  matrix_draw (pane->scene, pane->kept.processes ? &pane->kept : NULL, &options);
  strand_canvas_set_height (pane->canvas, (int) pane->scene->height);
  strand_canvas_set_scene (pane->canvas, CANVAS_LIVE, pane->scene);
}

static void
on_choice (StrandMatrixPane *pane)
{
  if (!pane->filling)
    draw (pane);
}

/* ---- what there is to choose ---- */

static gboolean
holds (GtkDropDown *choice, const char *const *words)
{
  GListModel *model = gtk_drop_down_get_model (choice);
  guint count = model ? g_list_model_get_n_items (model) : 0;
  if (count != g_strv_length ((char **) words))
    return FALSE;
  for (guint i = 0; i < count; i++) {
    g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);
    if (!g_str_equal (gtk_string_object_get_string (item), words[i]))
      return FALSE;
  }
  return TRUE;
}

/* Keeps what was chosen if it is still there, and leaves a list alone that is as it was: it may be open. */
static void
fill (GtkDropDown *choice, const char *const *words)
{
  g_autofree char *chosen = g_strdup (selected_word (choice));
  g_autoptr (GtkStringList) list = NULL;
  guint at = 0;
  if (holds (choice, words))
    return;
  list = gtk_string_list_new (words);
  for (guint i = 0; chosen && words[i]; i++)
    if (g_str_equal (words[i], chosen))
      at = i;
  gtk_drop_down_set_model (choice, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (choice, at);
}

static void
fill_traffic (StrandMatrixPane *pane, const struct matrix_choices *choices)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_strv_builder_addv (words, (const char **) traffic_words);
  g_array_set_size (pane->tags, 0);
  for (int i = 0; i < choices->tags; i++) {
    g_autofree char *word = g_strdup_printf ("Tag %d", choices->tag[i]);
    g_strv_builder_add (words, word);
    g_array_append_val (pane->tags, choices->tag[i]);
  }
  g_auto (GStrv) list = g_strv_builder_end (words);
  fill (pane->traffic, (const char *const *) list);
}

static void
fill_comms (StrandMatrixPane *pane, const struct matrix_choices *choices)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_strv_builder_add (words, "All communicators");
  for (int i = 0; i < choices->comms; i++)
    g_strv_builder_add (words, choices->comm[i]);
  g_auto (GStrv) list = g_strv_builder_end (words);
  fill (pane->comm, (const char *const *) list);
}

static void
keep (StrandMatrixPane *pane, const struct summary *summary)
{
  g_clear_pointer (&pane->kept.talk, g_free);
  pane->kept.talks = summary ? summary->talks : 0;
  pane->kept.processes = summary ? summary->processes : 0;
  pane->kept.edges_observed = summary && summary->edges_observed;
  if (pane->kept.talks)
    pane->kept.talk = g_memdup2 (summary->talk, sizeof *summary->talk * summary->talks);
  for (int i = 0; i < pane->kept.talks; i++)
    pane->kept.talk[i].comm_name = g_intern_string (pane->kept.talk[i].comm_name);
}

/* Only what is new: a tooltip that is set makes every other wait anew before it shows. */
static void
say_why (StrandMatrixPane *pane, const struct summary *summary)
{
  bool silent = summary && !summary->edges_observed && summary->edges_why && summary->processes > 1;
  g_autofree char *words = silent ? g_strdup_printf ("What collectives send was not observed: %s", summary->edges_why)
                                  : g_strdup ("Which traffic, or which tag");
  if (g_strcmp0 (words, gtk_widget_get_tooltip_text (GTK_WIDGET (pane->traffic))) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (pane->traffic), words);
}

void
strand_matrix_pane_show (StrandMatrixPane *pane, const struct summary *summary)
{
  struct matrix_choices choices;
  keep (pane, summary);
  matrix_choices (&choices, summary ? &pane->kept : NULL);
  pane->filling = TRUE;
  fill_traffic (pane, &choices);
  fill_comms (pane, &choices);
  pane->filling = FALSE;
  matrix_choices_finish (&choices);
  say_why (pane, summary);
  draw (pane);
}

void
strand_matrix_pane_set_theme (StrandMatrixPane *pane, enum theme theme)
{
  strand_canvas_set_theme (pane->canvas, theme);
}

/* ---- life ---- */

static GtkDropDown *
add_choice (StrandMatrixPane *pane, GtkWidget *row, const char *label, const char *const *words)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (words);
  gtk_widget_set_hexpand (choice, TRUE);
  gtk_widget_set_tooltip_text (choice, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (on_choice), pane, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), choice);
  return GTK_DROP_DOWN (choice);
}

static void
strand_matrix_pane_dispose (GObject *object)
{
  StrandMatrixPane *pane = STRAND_MATRIX_PANE (object);
  g_clear_pointer (&pane->box, gtk_widget_unparent);
  g_clear_pointer (&pane->scene, scene_destroy);
  g_clear_pointer (&pane->kept.talk, g_free);
  g_clear_pointer (&pane->tags, g_array_unref);
  G_OBJECT_CLASS (strand_matrix_pane_parent_class)->dispose (object);
}

static void
strand_matrix_pane_class_init (StrandMatrixPaneClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_matrix_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
strand_matrix_pane_init (StrandMatrixPane *pane)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  pane->tags = g_array_new (FALSE, FALSE, sizeof (int));
  pane->scene = scene_create (236, 40);
  pane->measure = add_choice (pane, first, "What the matrix counts", measure_words);
  pane->traffic = add_choice (pane, first, "Which traffic, or which tag", traffic_words);
  gtk_box_append (GTK_BOX (box), first);
  pane->comm = add_choice (pane, box, "Which communicator", (const char *const[]){ "All communicators", NULL });
  pane->canvas = STRAND_CANVAS (strand_canvas_new ());
  strand_canvas_describe (pane->canvas, "Communication matrix", "What was sent from each rank to each rank, as chosen above");
  strand_canvas_set_transparent (pane->canvas);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (pane->canvas));
  gtk_widget_add_css_class (box, "strand-matrix");
  gtk_widget_set_parent (box, GTK_WIDGET (pane));
  pane->box = box;
}

GtkWidget *
strand_matrix_pane_new (void)
{
  return g_object_new (STRAND_TYPE_MATRIX_PANE, NULL);
}
