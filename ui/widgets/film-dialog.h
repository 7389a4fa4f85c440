/* Asks which film: of what, how fast, how many frames, how large, which format, which colours. */
#pragma once

#include <gtk/gtk.h>

#define STRAND_TYPE_FILM_DIALOG (strand_film_dialog_get_type ())
G_DECLARE_FINAL_TYPE (StrandFilmDialog, strand_film_dialog, STRAND, FILM_DIALOG, GtkWindow)

enum film_stretch { FILM_ALL, FILM_SHOWN /* in the timeline */, FILM_LAST /* ten seconds */ };

/* What was chosen; speed: as it was typed. */
struct film_choice { enum film_stretch stretch; char *speed; int rate, width, height, format, colors; };

/* Signal: "chosen" (); it stays until it is closed. FORMATS, COLORS: NULL-terminated names. ONLY: a format's one
 * choice of colours, or -1 = any; borrowed. */
GtkWidget *strand_film_dialog_new (GtkWindow *parent, const char *const *formats, const char *const *colors, const int *only);
struct film_choice strand_film_dialog_get_choice (StrandFilmDialog *dialog); /* speed: borrowed until the next change */
/* What is wrong with the choice, or what it makes. */
void strand_film_dialog_say (StrandFilmDialog *dialog, const char *words);
