#include "ui/widgets/object-pane.h"

#include "ui/draw/object-facts.h"

#define MOST_HEIGHT 330 /* px: the facts below stay in sight */
#define NAME_WIDTH 104  /* px: "Logical index" */
#define NAME_CHARS 15
#define FIRST_WIDTH 264 /* px: of the table, before it was ever shown */

struct _StrandObjectPane {
  GtkWidget parent;
  GtkWidget *box, *list, *place;
  GtkLabel *title;
  GtkScrolledWindow *scroller;
  GArray *rows;  /* struct fact_row, as in the list */
  GString *text; /* them, for the clipboard */
};

struct fact_row {
  GtkWidget *row;
  GtkLabel *value;
  char *name;
  gboolean links;
};

G_DEFINE_FINAL_TYPE (StrandObjectPane, strand_object_pane, GTK_TYPE_WIDGET)

enum { FOLLOWED, SIGNALS };
static guint signals[SIGNALS];

static gboolean
on_link (GtkLabel *label, const char *id, StrandObjectPane *pane)
{
  g_autofree char *kept = g_strdup (id); /* the row goes when another object is shown */
  g_signal_emit (pane, signals[FOLLOWED], 0, kept);
  return TRUE;
}

static void
on_copy (GtkButton *button, StrandObjectPane *pane)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (pane)), pane->text->str);
}

static GtkWidget *
value_label (StrandObjectPane *pane, const struct object_fact *fact)
{
  GtkWidget *label = gtk_label_new (fact->links ? NULL : fact->value);
  if (fact->links) {
    gtk_label_set_markup (GTK_LABEL (label), fact->links);
    g_signal_connect_object (label, "activate-link", G_CALLBACK (on_link), pane, 0);
  } else {
    gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  }
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

/* A box gives a label that wraps the width of all its words: a long name is broken here. The caller frees. */
static char *
in_lines (const char *name)
{
  char *lines = g_strdup (name), *begin = lines, *blank = NULL;
  for (char *c = lines; *c; c++) {
    if (*c == ' ')
      blank = c;
    if (blank && c - begin >= NAME_CHARS) {
      *blank = '\n';
      begin = blank + 1;
      blank = NULL;
    }
  }
  return lines;
}

static void
fact_row_clear (struct fact_row *row)
{
  g_free (row->name);
}

static struct fact_row
fact_row (StrandObjectPane *pane, const struct object_fact *fact)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *lines = in_lines (fact->name);
  GtkWidget *name = gtk_label_new (lines), *value = value_label (pane, fact);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_yalign (GTK_LABEL (name), 0);
  gtk_widget_set_size_request (name, NAME_WIDTH, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (name), GTK_ACCESSIBLE_PROPERTY_LABEL, fact->name, -1);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE); /* what is in it takes the focus */
  return (struct fact_row){ row, GTK_LABEL (value), g_strdup (fact->name), fact->links != NULL };
}

static GString *
facts_as_text (const char *title, const GArray *facts)
{
  GString *text = g_string_new (title);
  for (guint i = 0; i < facts->len; i++) {
    const struct object_fact *fact = &g_array_index (facts, struct object_fact, i);
    g_string_append_printf (text, "\n%s\t%s", fact->name, fact->value);
  }
  return text;
}

/* A scrolled window asks for a height as if no row wrapped: it is told. */
static void
fit_height (StrandObjectPane *pane)
{
  int width = gtk_widget_get_width (pane->list), least, height;
  gtk_widget_measure (pane->list, GTK_ORIENTATION_VERTICAL, width > 0 ? width : FIRST_WIDTH, &least, &height, NULL, NULL);
  gtk_scrolled_window_set_min_content_height (pane->scroller, MIN (height, MOST_HEIGHT));
}

static void
drop_row (StrandObjectPane *pane, guint i)
{
  gtk_list_box_remove (GTK_LIST_BOX (pane->list), g_array_index (pane->rows, struct fact_row, i).row);
  g_array_remove_index (pane->rows, i);
}

/* A row of the same name keeps its labels, for the sake of who marks, reads or listens to them while a run changes their words. Links are
 * made anew: the click that a change answers may still be at work in the label. */
static void
fill_row (StrandObjectPane *pane, guint i, const struct object_fact *fact)
{
  const struct fact_row *old = i < pane->rows->len ? &g_array_index (pane->rows, struct fact_row, i) : NULL;
  const char *words = fact->links ? fact->links : fact->value;
  if (old && old->links == (fact->links != NULL) && g_str_equal (old->name, fact->name)) {
    gboolean same = g_str_equal (gtk_label_get_label (old->value), words);
    if (!same && !old->links)
      gtk_label_set_text (old->value, words);
    if (same || !old->links)
      return;
  }
  if (old)
    drop_row (pane, i);
  struct fact_row row = fact_row (pane, fact);
  gtk_list_box_insert (GTK_LIST_BOX (pane->list), row.row, (int) i);
  g_array_insert_val (pane->rows, i, row);
}

static void
fill (StrandObjectPane *pane, const char *title, const GArray *facts)
{
  gtk_label_set_text (pane->title, title);
  for (guint i = 0; i < facts->len; i++)
    fill_row (pane, i, &g_array_index (facts, struct object_fact, i));
  while (pane->rows->len > facts->len)
    drop_row (pane, pane->rows->len - 1);
  fit_height (pane);
}

void
strand_object_pane_show (StrandObjectPane *pane, const char *title, const GArray *facts)
{
  gtk_widget_set_visible (GTK_WIDGET (pane), facts != NULL);
  if (!facts)
    return;
  GString *text = facts_as_text (title, facts);
  if (!g_string_equal (text, pane->text)) /* else what the reader has marked or scrolled to stays */
    fill (pane, title, facts);
  g_string_free (pane->text, TRUE);
  pane->text = text;
}

void
strand_object_pane_set_placeable (StrandObjectPane *pane, gboolean placeable)
{
  gtk_widget_set_visible (pane->place, placeable);
}

/* ---- building ---- */

static GtkWidget *
head_button (const char *icon, const char *name, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "strand-small");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
make_head (StrandObjectPane *pane)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2), *word = gtk_label_new ("OBJECT");
  GtkWidget *copy = head_button ("edit-copy-symbolic", "Copy the object's table", "Copy the table as text");
  GtkWidget *close = head_button ("window-close-symbolic", "Select nothing", "Select nothing (Escape)");
  pane->place = gtk_button_new_with_label ("Place on…");
  gtk_widget_set_tooltip_text (pane->place, "Bind it to a PU, a core, a package … (Ctrl+B); or drag it there");
  gtk_widget_add_css_class (pane->place, "flat");
  gtk_widget_add_css_class (pane->place, "strand-copy");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (pane->place), "win.place-on");
  gtk_widget_set_visible (pane->place, FALSE);
  gtk_label_set_xalign (GTK_LABEL (word), 0);
  gtk_widget_set_hexpand (word, TRUE);
  gtk_widget_add_css_class (word, "strand-heading");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (close), "win.clear-selection");
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy), pane, 0);
  gtk_box_append (GTK_BOX (head), word);
  gtk_box_append (GTK_BOX (head), pane->place);
  gtk_box_append (GTK_BOX (head), copy);
  gtk_box_append (GTK_BOX (head), close);
  return head;
}

static GtkWidget *
make_table (StrandObjectPane *pane)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  pane->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (pane->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (pane->list, "strand-object");
  gtk_accessible_update_property (GTK_ACCESSIBLE (pane->list), GTK_ACCESSIBLE_PROPERTY_LABEL, "What is known of the selected object", -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), pane->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  pane->scroller = GTK_SCROLLED_WINDOW (scroller);
  return scroller;
}

/* ---- life ---- */

static void
strand_object_pane_dispose (GObject *object)
{
  g_clear_pointer (&STRAND_OBJECT_PANE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (strand_object_pane_parent_class)->dispose (object);
}

static void
strand_object_pane_finalize (GObject *object)
{
  g_string_free (STRAND_OBJECT_PANE (object)->text, TRUE);
  g_array_unref (STRAND_OBJECT_PANE (object)->rows);
  G_OBJECT_CLASS (strand_object_pane_parent_class)->finalize (object);
}

static void
strand_object_pane_class_init (StrandObjectPaneClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_object_pane_dispose;
  G_OBJECT_CLASS (class)->finalize = strand_object_pane_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[FOLLOWED] = g_signal_new ("followed", STRAND_TYPE_OBJECT_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
strand_object_pane_init (StrandObjectPane *pane)
{
  GtkWidget *title = gtk_label_new (NULL);
  pane->text = g_string_new (NULL);
  pane->rows = g_array_new (FALSE, FALSE, sizeof (struct fact_row));
  g_array_set_clear_func (pane->rows, (GDestroyNotify) fact_row_clear);
  pane->title = GTK_LABEL (title);
  pane->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_label_set_xalign (pane->title, 0);
  gtk_label_set_ellipsize (pane->title, PANGO_ELLIPSIZE_END);
  gtk_label_set_selectable (pane->title, TRUE);
  gtk_widget_add_css_class (title, "title-4");
  gtk_widget_add_css_class (pane->box, "strand-object-pane");
  gtk_box_append (GTK_BOX (pane->box), make_head (pane));
  gtk_box_append (GTK_BOX (pane->box), title);
  gtk_box_append (GTK_BOX (pane->box), make_table (pane));
  gtk_widget_set_parent (pane->box, GTK_WIDGET (pane));
  gtk_widget_set_visible (GTK_WIDGET (pane), FALSE);
}
