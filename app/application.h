/* The GtkApplication: style, theme, about, one window. */
#pragma once

#include <gtk/gtk.h>

/* The application with style, theme and actions, but no window: connect to "activate". The caller owns it. */
GtkApplication *application_new (void);

/* Runs the window until it is closed; its exit status. Call it only where a display can be reached. */
int application_run (int argc, char **argv);

/* The same with two recordings side by side. */
int application_compare (const char *a, const char *b);

/* True where a display can be reached (connects to it). */
int application_display_reachable (void);

/* Before GTK starts: a software renderer where there is no GPU, and an allocator that keeps its pages (RENDERING.md). */
void application_prepare (void);
