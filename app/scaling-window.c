#include "app/scaling-window-private.h"

#include <adwaita.h>

#include "engine/workload/table.h"
#include "ui/draw/scaling.h"

#define TURN_MS 20
#define STEPS_PROPOSED 50

G_DEFINE_FINAL_TYPE (StrandScalingWindow, strand_scaling_window, GTK_TYPE_WINDOW)

/* ---- what is shown ---- */

const struct study *
scaling_window_study (StrandScalingWindow *window)
{
  return window->runs ? scaling_study (window->runs) : window->study;
}

void
scaling_window_draw (StrandScalingWindow *window)
{
  const struct study *study = scaling_window_study (window);
  g_autofree char *words = study ? scaling_describe (study) : NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (window->canvas)), height = gtk_widget_get_height (GTK_WIDGET (window->canvas));
  window->scene->width = MAX (width, SCALING_LEAST_WIDTH);
  window->scene->height = MAX (height, SCALING_LEAST_HEIGHT);
  scaling_draw (window->scene, study);
  strand_canvas_set_scene (window->canvas, CANVAS_BASE, window->scene);
  strand_canvas_describe (window->canvas, "Scaling study", words ? words : "No study yet");
}

void
scaling_window_say (StrandScalingWindow *window, const char *sentence)
{
  gtk_label_set_text (window->status, sentence);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->status), *sentence ? sentence : NULL);
}

static GSimpleAction *
action_of (StrandScalingWindow *window, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window->actions), name));
}

static void
update (StrandScalingWindow *window)
{
  gboolean going = window->runs != NULL, live = strand_session_is_live (window->session), any = scaling_window_study (window) != NULL;
  gtk_widget_set_visible (window->start, !going);
  gtk_widget_set_visible (window->cancel, going);
  gtk_widget_set_visible (GTK_WIDGET (window->progress), going);
  gtk_revealer_set_reveal_child (window->busy, live);
  g_simple_action_set_enabled (action_of (window, "start"), !going && !live && strand_session_get_this_machine (window->session));
  g_simple_action_set_enabled (action_of (window, "cancel"), going);
  g_simple_action_set_enabled (action_of (window, "open"), !going);
  g_simple_action_set_enabled (action_of (window, "save-picture"), any);
  g_simple_action_set_enabled (action_of (window, "save-study"), any);
  for (GtkWidget **each = (GtkWidget *[]){ GTK_WIDGET (window->model), GTK_WIDGET (window->kinds), GTK_WIDGET (window->most), GTK_WIDGET (window->repeat),
                                            GTK_WIDGET (window->steps), NULL };
       *each; each++)
    gtk_widget_set_sensitive (*each, !going);
}

/* Enough for a figure, and few enough that a dozen runs are soon made. */
static void
propose_steps (StrandScalingWindow *window, const struct workload_description *workload)
{
  const struct workload_parameter *steps = workload_parameter (workload, "steps");
  if (g_strcmp0 (window->workload, workload->name) == 0 || !steps)
    return;
  g_free (window->workload);
  window->workload = g_strdup (workload->name);
  gtk_spin_button_set_value (window->steps, MIN (steps->initial, STEPS_PROPOSED));
}

/* What would be studied: the main window's settings say it. */
static void
on_plan (StrandScalingWindow *window)
{
  const struct plan *plan = strand_session_get_plan (window->session);
  const struct workload_description *workload = workload_describe (plan->workload);
  g_autofree char *settings = plan->settings ? g_strjoinv (", ", plan->settings) : g_strdup ("");
  g_autofree char *words = g_strdup_printf ("%s: %s, bound %s, %s%s%s", workload ? workload->title : plan->workload, plan->runtime, plan->bind, plan->sync,
                                            *settings ? ", " : "", settings);
  if (workload)
    propose_steps (window, workload);
  gtk_label_set_text (window->subject, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->subject), "As the settings of the main window say");
}

void
scaling_window_show (StrandScalingWindow *window, struct study *study)
{
  study_free (window->study);
  window->study = study;
  scaling_window_draw (window);
  update (window);
}

/* ---- a study ---- */

static void
end_study (StrandScalingWindow *window)
{
  struct scaling_progress progress = scaling_progress (window->runs);
  struct study *study = scaling_finish (g_steal_pointer (&window->runs));
  g_autofree char *words = study->cut_short ? g_strdup_printf ("Cancelled after %d of %d runs: what was measured is kept.", progress.done, progress.all)
                                            : g_strdup_printf ("%d runs made.", progress.all);
  g_clear_handle_id (&window->tick, g_source_remove);
  strand_session_hold_off (window->session, NULL);
  scaling_window_show (window, study);
  scaling_window_say (window, words);
}

static void
tell_progress (StrandScalingWindow *window, const struct scaling_progress *progress)
{
  g_autofree char *words = g_strdup_printf ("%s scaling, %d worker%s, run %d (%d of %d done)", progress->kind == SCALING_STRONG ? "Strong" : "Weak",
                                            progress->workers, progress->workers == 1 ? "" : "s", progress->repetition, progress->done, progress->all);
  window->done = progress->done;
  gtk_progress_bar_set_fraction (window->progress, (double) progress->done / progress->all);
  scaling_window_say (window, words);
  scaling_window_draw (window);
}

static gboolean
on_turn (gpointer data)
{
  StrandScalingWindow *window = data;
  if (!scaling_turn (window->runs)) {
    end_study (window); /* and with it this source */
    return G_SOURCE_CONTINUE;
  }
  struct scaling_progress progress = scaling_progress (window->runs);
  if (progress.done != window->done && progress.done < progress.all)
    tell_progress (window, &progress);
  return G_SOURCE_CONTINUE;
}

static struct plan *
plan_of (StrandScalingWindow *window)
{
  struct plan *plan = plan_copy (strand_session_get_plan (window->session));
  g_autoptr (GStrvBuilder) settings = g_strv_builder_new ();
  g_autofree char *steps = g_strdup_printf ("steps=%d", gtk_spin_button_get_value_as_int (window->steps));
  plan->model = gtk_drop_down_get_selected (window->model) == 1 ? MODEL_PROCESSES : MODEL_THREADS;
  for (char **each = plan->settings; each && *each; each++)
    if (!g_str_has_prefix (*each, "steps="))
      g_strv_builder_add (settings, *each);
  g_strv_builder_add (settings, steps);
  g_strfreev (plan->settings);
  plan->settings = g_strv_builder_end (settings);
  return plan;
}

static void
on_start (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandScalingWindow *window = data;
  struct plan *plan = plan_of (window);
  guint kinds = gtk_drop_down_get_selected (window->kinds);
  struct scaling_order order = { .plan = plan, .max = gtk_spin_button_get_value_as_int (window->most), .repeat = gtk_spin_button_get_value_as_int (window->repeat),
                                 .wanted = { kinds != KINDS_WEAK, kinds != KINDS_STRONG } };
  g_autoptr (GError) error = NULL;
  window->runs = scaling_start (&order, strand_session_get_this_machine (window->session), &error);
  plan_free (plan);
  if (!window->runs) {
    scaling_window_say (window, error->message);
    return;
  }
  strand_session_hold_off (window->session, "A scaling study goes on, and a run would take PUs from it: cancel the study (F7), or wait for its end.");
  window->done = -1;
  window->tick = g_timeout_add (TURN_MS, on_turn, window);
  update (window);
}

static void
on_cancel (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandScalingWindow *window = data;
  if (window->runs)
    scaling_stop (window->runs);
}

static void
on_stop_run (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  strand_session_stop (STRAND_SCALING_WINDOW (data)->session);
}

/* Escape: first the study, then the window. */
static void
on_dismiss (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandScalingWindow *window = data;
  if (window->runs)
    scaling_stop (window->runs);
  else
    gtk_window_close (GTK_WINDOW (window));
}

static gboolean
on_close (StrandScalingWindow *window)
{
  if (window->runs)
    scaling_stop (window->runs);
  return FALSE;
}

static const GActionEntry entries[] = {
  { "start", on_start, NULL, NULL, NULL, { 0 } },
  { "cancel", on_cancel, NULL, NULL, NULL, { 0 } },
  { "dismiss", on_dismiss, NULL, NULL, NULL, { 0 } },
  { "stop-run", on_stop_run, NULL, NULL, NULL, { 0 } },
};

/* ---- life ---- */

static void
apply_theme (StrandScalingWindow *window)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  strand_canvas_set_theme (window->canvas, adw_style_manager_get_high_contrast (manager) ? THEME_CONTRAST : adw_style_manager_get_dark (manager) ? THEME_DARK : THEME_LIGHT);
}

static void
strand_scaling_window_dispose (GObject *object)
{
  StrandScalingWindow *window = STRAND_SCALING_WINDOW (object);
  g_clear_handle_id (&window->tick, g_source_remove);
  if (window->runs) {
    study_free (scaling_finish (g_steal_pointer (&window->runs)));
    strand_session_hold_off (window->session, NULL);
  }
  g_clear_pointer (&window->study, study_free);
  g_clear_pointer (&window->scene, scene_destroy);
  g_clear_pointer (&window->workload, g_free);
  g_clear_object (&window->actions);
  g_clear_object (&window->session);
  G_OBJECT_CLASS (strand_scaling_window_parent_class)->dispose (object);
}

static void
strand_scaling_window_class_init (StrandScalingWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = strand_scaling_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "scaling.dismiss", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "scaling.start", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F7, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "scaling.save-picture", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "scaling.open", NULL);
}

static void
strand_scaling_window_init (StrandScalingWindow *window)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  window->scene = scene_create (SCALING_LEAST_WIDTH, SCALING_LEAST_HEIGHT);
  window->actions = g_simple_action_group_new ();
  scaling_window_build (window);
  g_action_map_add_action_entries (G_ACTION_MAP (window->actions), entries, G_N_ELEMENTS (entries), window);
  scaling_window_add_files (window);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "scaling", G_ACTION_GROUP (window->actions));
  g_signal_connect_object (window->canvas, "resized", G_CALLBACK (scaling_window_draw), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (apply_theme), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (apply_theme), window, G_CONNECT_SWAPPED);
  g_signal_connect (window, "close-request", G_CALLBACK (on_close), NULL);
  apply_theme (window);
}

static void
on_machine (StrandScalingWindow *window)
{
  const struct machine *machine = strand_session_get_this_machine (window->session);
  if (machine && !window->runs)
    gtk_spin_button_set_value (window->most, scaling_pus (machine));
  update (window);
}

GtkWindow *
strand_scaling_window_new (GtkWindow *parent, StrandSession *session)
{
  StrandScalingWindow *window = g_object_new (STRAND_TYPE_SCALING_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, "hide-on-close", TRUE, NULL);
  window->session = g_object_ref (session);
  gtk_drop_down_set_selected (window->model, strand_session_get_plan (session)->model == MODEL_PROCESSES);
  g_signal_connect_object (session, "phase", G_CALLBACK (update), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "plan", G_CALLBACK (on_plan), window, G_CONNECT_SWAPPED);
  on_machine (window);
  on_plan (window);
  scaling_window_draw (window);
  return GTK_WINDOW (window);
}
