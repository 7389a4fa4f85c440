/* A card over a view that says what goes on, how far it is, and lets it be cancelled. What is over in a moment never
 * shows it. */
#pragma once

#include <gtk/gtk.h>

#define STRAND_TYPE_PROGRESS_CARD (strand_progress_card_get_type ())
G_DECLARE_FINAL_TYPE (StrandProgressCard, strand_progress_card, STRAND, PROGRESS_CARD, GtkWidget)

/* TITLE: what goes on, NULL = nothing (the card goes). WHAT: its present part, NULL = not known. SHARE: 0 to 1, -1 = not
 * known. */
void strand_progress_card_show (StrandProgressCard *card, const char *title, const char *what, double share);
/* The action that the Cancel button activates; static. */
void strand_progress_card_set_cancel (StrandProgressCard *card, const char *action);
