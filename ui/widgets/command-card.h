/* The equivalent command: shown, selected, copied. */
#pragma once

#include <gtk/gtk.h>

#define STRAND_TYPE_COMMAND_CARD (strand_command_card_get_type ())
G_DECLARE_FINAL_TYPE (StrandCommandCard, strand_command_card, STRAND, COMMAND_CARD, GtkWidget)

GtkWidget *strand_command_card_new (void);
void strand_command_card_show (StrandCommandCard *card, const char *command);
