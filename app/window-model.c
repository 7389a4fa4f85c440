/* The model's buttons: a workload that makes no sense in a model has its button grey, with the reason. */
#include "app/window-private.h"

#include "engine/workload/table.h"

static const char *const tooltips[MODELS] = {
  [MODEL_THREADS] = "One process, many threads: one address space (Ctrl+1)",
  [MODEL_PROCESSES] = "Many processes of one thread: nothing shared, messages (Ctrl+2)",
  [MODEL_HYBRID] = "Processes with threads: shared inside, messages between (Ctrl+3)",
};

/* NULL: the plan's workload runs in MODEL. The caller frees. */
static char *
why_not (StrandWindow *window, enum model model)
{
  const struct workload_description *workload = workload_describe (strand_session_get_plan (window->session)->workload);
  const char *others = workload ? workload_check_model (workload, model_name (model)) : NULL;
  return others ? g_strdup_printf ("%s makes no sense in the model %s, only in: %s", workload->title, model_name (model), others) : NULL;
}

void
strand_window_show_models (StrandWindow *window)
{
  for (int i = 0; i < MODELS; i++) {
    g_autofree char *why = why_not (window, (enum model) i);
    gtk_widget_set_sensitive (window->model_button[i], why == NULL);
    gtk_widget_set_tooltip_text (window->model_button[i], why ? why : tooltips[i]);
  }
}

/* The focus goes with the choice: a ring around another button than the one that is pressed would mislead. */
static void
follow_with_focus (StrandWindow *window, enum model model)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  for (int i = 0; i < MODELS; i++)
    if (focus && focus == window->model_button[i])
      gtk_widget_grab_focus (window->model_button[model]);
}

static void
on_model (GSimpleAction *action, GVariant *state, gpointer data)
{
  StrandWindow *window = data;
  enum model model;
  if (!model_parse (g_variant_get_string (state, NULL), &model))
    return;
  strand_sidebar_flush (window->sidebar);
  g_autofree char *why = why_not (window, model);
  if (why) {
    strand_window_toast (window, why);
    return;
  }
  strand_session_set_model (window->session, model);
  follow_with_focus (window, model);
}

static const GActionEntry entries[] = {
  { "model", NULL, "s", "'hybrid'", on_model, { 0 } },
};

void
strand_window_add_models (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}
