#include "ui/widgets/command-card.h"

struct _StrandCommandCard {
  GtkWidget parent;
  GtkWidget *box;
  GtkLabel *command;
};

G_DEFINE_FINAL_TYPE (StrandCommandCard, strand_command_card, GTK_TYPE_WIDGET)

static void
on_copy (StrandCommandCard *card)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (card)), gtk_label_get_text (card->command));
}

void
strand_command_card_show (StrandCommandCard *card, const char *command)
{
  gtk_label_set_text (card->command, command);
}

static GtkWidget *
make_head (StrandCommandCard *card)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *word = gtk_label_new ("EQUIVALENT COMMAND"), *copy = gtk_button_new_with_label ("copy");
  gtk_label_set_xalign (GTK_LABEL (word), 0);
  gtk_widget_set_hexpand (word, TRUE);
  gtk_widget_add_css_class (word, "strand-heading");
  gtk_widget_add_css_class (copy, "flat");
  gtk_widget_add_css_class (copy, "strand-copy");
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL, "Copy command", -1);
  gtk_widget_set_tooltip_text (copy, "Copy the command: it runs the same program without Strandscope");
  gtk_widget_set_margin_end (copy, 10);
  gtk_widget_set_valign (copy, GTK_ALIGN_END);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (on_copy), card, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), word);
  gtk_box_append (GTK_BOX (head), copy);
  return head;
}

static GtkWidget *
make_command (StrandCommandCard *card)
{
  GtkWidget *command = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (command), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (command), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (command), TRUE);
  gtk_label_set_xalign (GTK_LABEL (command), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (command), 24);
  gtk_widget_add_css_class (command, "strand-command");
  card->command = GTK_LABEL (command);
  return command;
}

static void
strand_command_card_dispose (GObject *object)
{
  g_clear_pointer (&STRAND_COMMAND_CARD (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (strand_command_card_parent_class)->dispose (object);
}

static void
strand_command_card_class_init (StrandCommandCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_command_card_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
}

static void
strand_command_card_init (StrandCommandCard *card)
{
  card->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_box_append (GTK_BOX (card->box), make_head (card));
  gtk_box_append (GTK_BOX (card->box), make_command (card));
  gtk_widget_set_parent (card->box, GTK_WIDGET (card));
}

GtkWidget *
strand_command_card_new (void)
{
  return g_object_new (STRAND_TYPE_COMMAND_CARD, NULL);
}
