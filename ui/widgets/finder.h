/* A search entry over a list of what it found. It knows nothing of what is searched: it says what is typed, is given
 * results, and says which was chosen. Arrow keys move in the list while one types. */
#pragma once

#include <gtk/gtk.h>

#define STRAND_TYPE_FINDER (strand_finder_get_type ())
G_DECLARE_FINAL_TYPE (StrandFinder, strand_finder, STRAND, FINDER, GtkWidget)

struct finder_result { char *id, *title, *detail; };

/* Signals: "typed" (char *words)
 *          "chosen" (int index of the result)
 *          "again" (int +1 or -1): the next or previous result (Ctrl+G, Ctrl+Shift+G) */
void strand_finder_show_results (StrandFinder *finder, const struct finder_result *results, int count);
/* Opens it to ask QUESTION ("Thread 1.0: place on …") with EXAMPLES in the empty entry; NULL, NULL: it finds again, as it is. */
void strand_finder_ask (StrandFinder *finder, const char *question, const char *examples);
/* Opens it with the entry focused, or closes it. */
void strand_finder_set_open (StrandFinder *finder, gboolean open);
