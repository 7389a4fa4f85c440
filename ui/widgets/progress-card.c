#include "ui/widgets/progress-card.h"

#define PATIENCE_MS 200 /* what is over sooner would only flicker */
#define PULSE_MS 100

struct _StrandProgressCard {
  GtkWidget parent;
  GtkWidget *box, *spinner, *cancel;
  GtkLabel *title, *what;
  GtkProgressBar *bar;
  guint waiting, pulse;
};

G_DEFINE_FINAL_TYPE (StrandProgressCard, strand_progress_card, GTK_TYPE_WIDGET)

static gboolean
on_patience (gpointer data)
{
  StrandProgressCard *card = data;
  card->waiting = 0;
  gtk_widget_set_visible (GTK_WIDGET (card), TRUE);
  gtk_spinner_start (GTK_SPINNER (card->spinner));
  return G_SOURCE_REMOVE;
}

static gboolean
on_pulse (gpointer data)
{
  gtk_progress_bar_pulse (STRAND_PROGRESS_CARD (data)->bar);
  return G_SOURCE_CONTINUE;
}

static void
hide (StrandProgressCard *card)
{
  g_clear_handle_id (&card->waiting, g_source_remove);
  g_clear_handle_id (&card->pulse, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (card->spinner));
  gtk_widget_set_visible (GTK_WIDGET (card), FALSE);
}

static void
show_share (StrandProgressCard *card, double share)
{
  if (share >= 0) {
    g_clear_handle_id (&card->pulse, g_source_remove);
    gtk_progress_bar_set_fraction (card->bar, MIN (share, 1));
  } else if (!card->pulse) {
    card->pulse = g_timeout_add (PULSE_MS, on_pulse, card);
  }
}

void
strand_progress_card_show (StrandProgressCard *card, const char *title, const char *what, double share)
{
  if (!title) {
    hide (card);
    return;
  }
  gtk_label_set_text (card->title, title);
  gtk_label_set_text (card->what, what ? what : "");
  gtk_widget_set_visible (GTK_WIDGET (card->what), what && *what);
  show_share (card, share);
  if (!card->waiting && !gtk_widget_get_visible (GTK_WIDGET (card)))
    card->waiting = g_timeout_add (PATIENCE_MS, on_patience, card);
}

void
strand_progress_card_set_cancel (StrandProgressCard *card, const char *action)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (card->cancel), action);
}

static GtkLabel *
add_label (GtkWidget *box, const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
strand_progress_card_dispose (GObject *object)
{
  StrandProgressCard *card = STRAND_PROGRESS_CARD (object);
  g_clear_handle_id (&card->waiting, g_source_remove);
  g_clear_handle_id (&card->pulse, g_source_remove);
  g_clear_pointer (&card->box, gtk_widget_unparent);
  G_OBJECT_CLASS (strand_progress_card_parent_class)->dispose (object);
}

static void
strand_progress_card_class_init (StrandProgressCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_progress_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
strand_progress_card_init (StrandProgressCard *card)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  card->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  card->spinner = gtk_spinner_new ();
  card->cancel = gtk_button_new_with_label ("Cancel");
  gtk_widget_set_tooltip_text (card->cancel, "What was there before stays (Escape)");
  gtk_widget_set_valign (card->cancel, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (words, 260, -1);
  card->title = add_label (words, "strand-value");
  card->what = add_label (words, "dim-label");
  card->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (card->bar));
  gtk_box_append (GTK_BOX (card->box), card->spinner);
  gtk_box_append (GTK_BOX (card->box), words);
  gtk_box_append (GTK_BOX (card->box), card->cancel);
  gtk_widget_add_css_class (card->box, "strand-card");
  gtk_widget_set_parent (card->box, GTK_WIDGET (card));
  gtk_widget_set_visible (GTK_WIDGET (card), FALSE);
}
