/* What is to be compared: the present workload in two models, or two recordings. */
#include "app/compare-view-private.h"

#include "engine/workload/table.h"

static const char *const titles[MODELS + 1] = { [MODEL_THREADS] = "Threads", [MODEL_PROCESSES] = "Processes", [MODEL_HYBRID] = "Hybrid" };

/* ---- two models ---- */

static gboolean
is_busy (StrandCompareView *view)
{
  double share;
  return strand_comparison_get_running (view->comparison, &share) || strand_comparison_get_loading (view->comparison, &share);
}

static enum model
chosen_model (StrandCompareView *view, int side)
{
  return (enum model) MIN (gtk_drop_down_get_selected (view->model[side]), MODELS - 1);
}

/* NULL: the plan's workload runs in both models. The caller frees. */
static char *
why_not (StrandCompareView *view, const struct plan *plan)
{
  const struct workload_description *workload = workload_describe (plan->workload);
  for (int i = 0; i < COMPARED && workload; i++) {
    enum model model = chosen_model (view, i);
    const char *others = workload_check_model (workload, model_name (model));
    if (others)
      return g_strdup_printf ("%s makes no sense in the model %s, only in: %s.", workload->title, model_name (model), others);
  }
  return NULL;
}

static char *
shape_words (const struct plan *plan, enum model model)
{
  struct plan *other = strand_comparison_plan (plan, model, 1);
  char *words = g_strdup_printf ("%d × %d", plan_ranks (other), plan_threads (other));
  plan_free (other);
  return words;
}

static void
show_run (StrandCompareView *view)
{
  const struct plan *plan = strand_session_get_plan (view->window->session);
  const struct workload_description *workload = workload_describe (plan->workload);
  g_autofree char *why = why_not (view, plan), *a = shape_words (plan, chosen_model (view, 0)), *b = shape_words (plan, chosen_model (view, 1));
  g_autofree char *words = g_strdup_printf ("%s, with as many workers in both: %s against %s (processes × threads). One after the other, each alone on this machine; "
                                            "a run that goes on is ended first. Both are kept as recordings.",
                                            workload ? workload->title : plan->workload, a, b);
  gtk_label_set_text (view->run_words, why ? why : words);
  g_simple_action_set_enabled (compare_action (view, "run"), !why && !is_busy (view) && strand_session_get_this_machine (view->window->session));
}

/* A run is ended politely first, and nothing is left of it when the first of the two begins. */
static gboolean
run_when_alone (gpointer data)
{
  StrandCompareView *view = data;
  StrandSession *session = view->window->session;
  const enum model models[COMPARED] = { chosen_model (view, 0), chosen_model (view, 1) };
  if (strand_session_is_live (session))
    return G_SOURCE_CONTINUE;
  view->waiting = 0;
  strand_comparison_run (view->comparison, strand_session_get_plan (session), (struct machine *) strand_session_get_this_machine (session), models,
                         gtk_spin_button_get_value (view->seconds));
  return G_SOURCE_REMOVE;
}

static void
on_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandCompareView *view = data;
  gtk_revealer_set_reveal_child (view->failure_revealer, FALSE);
  g_simple_action_set_enabled (action, FALSE);
  strand_session_stop (view->window->session);
  view->waiting = g_timeout_add (20, run_when_alone, view);
}

/* ---- two recordings ---- */

static gboolean
can_show (StrandCompareView *view)
{
  return strand_window_may_export (view->window);
}

static void
show_chosen (StrandCompareView *view)
{
  gboolean all = !is_busy (view);
  for (int i = 0; i < COMPARED; i++) {
    struct trace *trace = strand_session_get_trace (view->window->session);
    gboolean shown = view->wants_shown[i] && can_show (view) && trace;
    g_autofree char *about = shown ? compare_about (trace) : NULL, *words = shown ? g_strdup_printf ("What is shown: %s", about) : NULL;
    gtk_label_set_text (view->chosen[i], shown ? words : view->path[i] ? view->path[i] : "none yet");
    gtk_widget_set_sensitive (view->shown[i], can_show (view));
    all &= shown || view->path[i];
  }
  g_simple_action_set_enabled (compare_action (view, "show"), all);
}

static void
on_folder (GtkNativeDialog *dialog, int response, StrandCompareView *view)
{
  int side = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (dialog), "side"));
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  char *path = file ? g_file_get_path (file) : NULL;
  if (path) {
    g_free (view->path[side]);
    view->path[side] = path;
    view->wants_shown[side] = FALSE;
    show_chosen (view);
  }
  g_object_unref (dialog);
}

static void
on_choose (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandCompareView *view = data;
  int side = g_variant_get_int32 (parameter);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (side ? "Recording B (its folder)" : "Recording A (its folder)", GTK_WINDOW (view->window),
                                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, "_Choose", "_Cancel");
  g_object_set_data (G_OBJECT (chooser), "side", GINT_TO_POINTER (side));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_folder), view, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_choose_shown (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandCompareView *view = data;
  int side = g_variant_get_int32 (parameter);
  view->wants_shown[side] = TRUE;
  show_chosen (view);
}

/* What the window shows is shared, whatever becomes of it there. */
static void
put_shown (StrandCompareView *view, int side)
{
  StrandSession *session = view->window->session;
  const char *path = strand_session_get_recording (session);
  struct machine *machine = strand_session_share_machine (session);
  g_autofree char *name = path ? g_path_get_basename (path) : g_strdup ("This run");
  strand_comparison_put (view->comparison, side, strand_session_get_trace (session), machine, name, path);
  machine_destroy (machine);
}

static void
on_show (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandCompareView *view = data;
  const char *path[COMPARED];
  for (int i = 0; i < COMPARED; i++) {
    gboolean shown = view->wants_shown[i] && can_show (view);
    path[i] = shown ? NULL : view->path[i];
    if (shown)
      put_shown (view, i);
  }
  if (path[0] || path[1])
    strand_compare_view_open (view, path[0], path[1]);
}

/* ---- life ---- */

void
compare_update_setup (StrandCompareView *view)
{
  for (int i = 0; i < COMPARED; i++)
    if (!view->path[i] && i == 0 && can_show (view))
      view->wants_shown[i] = TRUE; /* against a file, most likely */
  show_run (view);
  show_chosen (view);
}

static const GActionEntry entries[] = {
  { "run", on_run, NULL, NULL, NULL, { 0 } },
  { "choose", on_choose, "i", NULL, NULL, { 0 } },
  { "choose-shown", on_choose_shown, "i", NULL, NULL, { 0 } },
  { "show", on_show, NULL, NULL, NULL, { 0 } },
};

void
compare_add_setup (StrandCompareView *view)
{
  g_action_map_add_action_entries (G_ACTION_MAP (view->actions), entries, G_N_ELEMENTS (entries), view);
  g_signal_connect_object (view->window->session, "phase", G_CALLBACK (compare_update_setup), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (view->window->session, "machine", G_CALLBACK (compare_update_setup), view, G_CONNECT_SWAPPED);
  for (int i = 0; i < COMPARED; i++) {
    g_autoptr (GtkStringList) models = gtk_string_list_new (titles);
    gtk_drop_down_set_model (view->model[i], G_LIST_MODEL (models));
    gtk_drop_down_set_selected (view->model[i], i == 0 ? MODEL_THREADS : MODEL_PROCESSES);
    g_signal_connect_object (view->model[i], "notify::selected", G_CALLBACK (show_run), view, G_CONNECT_SWAPPED);
  }
}
