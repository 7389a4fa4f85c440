/* A workload's own parameters: a row each, numbers to count up and down, words to choose from. */
#pragma once

#include <gtk/gtk.h>

#include "engine/launch/plan.h"

#define STRAND_TYPE_PARAMETERS (strand_parameters_get_type ())
G_DECLARE_FINAL_TYPE (StrandParameters, strand_parameters, STRAND, PARAMETERS, GtkWidget)

/* Signal: "edited" (): strand_parameters_get differs from what was shown. */
GtkWidget *strand_parameters_new (void);
void strand_parameters_show (StrandParameters *parameters, const struct plan *plan);
char **strand_parameters_get (StrandParameters *parameters); /* as struct plan's settings; the caller owns them */
