/* The window of scaling studies: makes one of the session's workload, shows it while it grows, saves and opens it. While a study
 * goes on the session starts no run, and no study starts while a run goes on. */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

#define STRAND_TYPE_SCALING_WINDOW (strand_scaling_window_get_type ())
G_DECLARE_FINAL_TYPE (StrandScalingWindow, strand_scaling_window, STRAND, SCALING_WINDOW, GtkWindow)

/* Hidden when it is closed (a study that goes on is cancelled then), destroyed with PARENT. */
GtkWindow *strand_scaling_window_new (GtkWindow *parent, StrandSession *session);
/* Shows the study in the file PATH, or says why it can't; not while one goes on. */
void strand_scaling_window_open (StrandScalingWindow *window, const char *path);
