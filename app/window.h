/* The window: one session, its views, its actions. */
#pragma once

#include <adwaita.h>

#include "app/session.h"

#define STRAND_TYPE_WINDOW (strand_window_get_type ())
G_DECLARE_FINAL_TYPE (StrandWindow, strand_window, STRAND, WINDOW, AdwApplicationWindow)

StrandWindow *strand_window_new (GtkApplication *application, StrandSession *session);

/* It looks as it did when one was closed last, and says so to the next. */
void strand_window_keep_settings (StrandWindow *window);

/* Shows a file, or whatever machine_load takes (NULL = this machine); says in one sentence where that cannot be. */
void strand_window_open_file (StrandWindow *window, GFile *file);
/* Two recordings side by side. */
void strand_window_compare_files (StrandWindow *window, const char *a, const char *b);
void strand_window_open_source (StrandWindow *window, const char *source);
