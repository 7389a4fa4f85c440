#include "app/window-private.h"

#include "app/compare-view.h"
#include "engine/trace/trace.h"
#include "ui/draw/program.h"

G_DEFINE_FINAL_TYPE (StrandWindow, strand_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- drawing ---- */

void
strand_window_draw (StrandWindow *window)
{
  strand_window_draw_stage (window);
  strand_window_draw_timeline (window);
  strand_window_show_time (window);
}

/* ---- session's signals ---- */

static void
on_frame (StrandWindow *window)
{
  if (strand_window_compares (window)) /* it is drawn when it is seen again */
    return;
  strand_window_draw (window);
  strand_facts_follow (window->facts, strand_session_get_summary (window->session), strand_session_get_snapshot (window->session),
                       strand_session_get_machine (window->session));
  strand_window_update_actions (window);
}

static void
on_facts (StrandWindow *window)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  const struct machine *machine = strand_session_get_machine (window->session);
  strand_facts_show (window->facts, strand_session_get_summary (window->session), snapshot, machine);
  strand_window_show_object (window);
  strand_window_describe_stage (window);
}

static const char *
phase_words (enum session_phase phase)
{
  static const char *const words[] = { "", "starting …", "running", "held", "stopping …", "ended", "failed" };
  return words[phase];
}

static void
title_stage (StrandWindow *window)
{
  struct trace *trace = strand_session_get_trace (window->session);
  const struct trace_description *description = trace ? trace_description (trace) : NULL;
  g_autofree char *title = description ? g_strdup_printf ("%s, %s", description->workload, description->model) : NULL;
  stage_set_title (window->stage, title);
}

static void
on_phase (StrandWindow *window)
{
  enum session_phase phase = strand_session_get_phase (window->session);
  gboolean live = phase != SESSION_IDLE && phase != SESSION_ENDED && phase != SESSION_FAILED;
  gtk_widget_set_visible (window->run_button, !live);
  gtk_widget_set_visible (window->stop_button, live);
  gtk_label_set_text (window->phase_label, strand_session_get_recording (window->session) ? "recording" : phase_words (phase));
  if (phase == SESSION_STARTING)
    strand_window_dismiss_failure (window);
  title_stage (window);
  strand_window_show_recording (window);
  strand_window_update_actions (window);
}

static void
on_machine (StrandWindow *window)
{
  const struct machine *machine = strand_session_get_machine (window->session);
  stage_set_machine (window->stage, machine);
  stage_set_machine_unknown (window->stage, !machine && strand_session_get_recording (window->session));
  strand_window_show_recording (window);
  strand_window_apply_view (window);
  strand_sidebar_set_machine (window->sidebar, strand_session_get_this_machine (window->session));
  if (strand_session_get_this_machine (window->session))
    strand_session_keep_ready (window->session); /* not before: loading a machine is work enough */
  on_facts (window);
  strand_window_draw (window);
}

static void
on_plan (StrandWindow *window)
{
  strand_sidebar_set_plan (window->sidebar, strand_session_get_plan (window->session));
  strand_window_show_models (window);
  strand_window_update_actions (window);
}

static void
on_message (StrandWindow *window, const char *sentence)
{
  strand_window_refuse (window, sentence);
  stage_set_hint (window->stage, sentence); /* seen where no run could even be started */
  strand_window_draw (window);
}

static void
on_sidebar_edited (StrandWindow *window)
{
  struct plan *plan = strand_sidebar_get_plan (window->sidebar);
  strand_session_set_plan (window->session, plan);
}

static void
on_sidebar_pace (StrandWindow *window, double seconds)
{
  strand_sidebar_flush (window->sidebar);
  strand_session_set_pace (window->session, seconds);
}

void
strand_window_dismiss_failure (StrandWindow *window)
{
  gtk_revealer_set_reveal_child (window->failure_revealer, FALSE);
}

/* The overlay shows one toast after another: what is said now goes before what was said earlier, and takes its place. */
void
strand_window_offer (StrandWindow *window, const char *sentence, const char *button, const char *action)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);
  AdwToast *toast = adw_toast_new (markup);
  adw_toast_set_timeout (toast, button ? 10 : 8); /* long enough to read it, and to take it up */
  adw_toast_set_button_label (toast, button);
  adw_toast_set_action_name (toast, action);
  if (window->toast)
    adw_toast_dismiss (window->toast);
  g_set_weak_pointer (&window->toast, toast);
  adw_toast_overlay_add_toast (strand_window_compares (window) ? strand_compare_view_get_toasts (window->compare_view) : window->toasts, toast);
}

void
strand_window_toast (StrandWindow *window, const char *sentence)
{
  strand_window_offer (window, sentence, NULL, NULL);
}

/* ---- views' signals ---- */

static void
on_stage_resized (StrandWindow *window)
{
  strand_window_draw_stage (window);
}

/* ---- look ---- */

static void
apply_theme (StrandWindow *window)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  enum theme theme = adw_style_manager_get_high_contrast (manager) ? THEME_CONTRAST
                     : adw_style_manager_get_dark (manager)        ? THEME_DARK
                                                                   : THEME_LIGHT;
  strand_canvas_set_theme (window->stage_canvas, theme);
  strand_timeline_set_theme (window->timeline, theme);
  strand_facts_set_theme (window->facts, theme);
  strand_compare_view_set_theme (window->compare_view, theme);
}

/* ---- life ---- */

static void
connect_session (StrandWindow *window)
{
  StrandSession *session = window->session;
  g_signal_connect_object (session, "frame", G_CALLBACK (on_frame), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "facts", G_CALLBACK (on_facts), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "phase", G_CALLBACK (on_phase), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "machine", G_CALLBACK (on_machine), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "plan", G_CALLBACK (on_plan), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "message", G_CALLBACK (on_message), window, G_CONNECT_SWAPPED);
}

static void
connect_views (StrandWindow *window)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (apply_theme), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (apply_theme), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->stage_canvas, "resized", G_CALLBACK (on_stage_resized), window, G_CONNECT_SWAPPED);
  strand_window_connect_stage (window);
  g_signal_connect_object (window->sidebar, "edited", G_CALLBACK (on_sidebar_edited), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->sidebar, "pace", G_CALLBACK (on_sidebar_pace), window, G_CONNECT_SWAPPED);
}

static void
strand_window_dispose (GObject *object)
{
  StrandWindow *window = STRAND_WINDOW (object);
  if (window->session)
    strand_session_close (window->session);
  g_clear_object (&window->session);
  g_clear_pointer (&window->stage, stage_destroy);
  g_clear_pointer (&window->wanted, scene_file_free);
  g_clear_pointer (&window->picked, g_free);
  g_clear_pointer (&window->left, g_strfreev);
  g_clear_object (&window->time_menu);
  g_clear_object (&window->bookmark_menu);
  g_clear_pointer (&window->placing, g_free);
  g_clear_weak_pointer (&window->toast);
  if (window->scaling)
    gtk_window_destroy (window->scaling); /* with what it runs */
  g_clear_weak_pointer (&window->scaling);
  g_clear_pointer (&window->found, g_array_unref);
  G_OBJECT_CLASS (strand_window_parent_class)->dispose (object);
}

#define BIND(name, field) gtk_widget_class_bind_template_child_full (widget_class, name, FALSE, G_STRUCT_OFFSET (StrandWindow, field))

static void
strand_window_class_init (StrandWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  G_OBJECT_CLASS (class)->dispose = strand_window_dispose;
  g_type_ensure (STRAND_TYPE_SIDEBAR);
  g_type_ensure (STRAND_TYPE_FACTS);
  g_type_ensure (STRAND_TYPE_CANVAS);
  g_type_ensure (STRAND_TYPE_FINDER);
  g_type_ensure (STRAND_TYPE_OBJECT_PANE);
  g_type_ensure (STRAND_TYPE_PROGRESS_CARD);
  g_type_ensure (STRAND_TYPE_TIMELINE);
  g_type_ensure (STRAND_TYPE_PLAYHEAD_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/strandscope/Strandscope/window.ui");
  BIND ("pages", pages);
  BIND ("one_page", one_page);
  BIND ("sidebar", sidebar);
  BIND ("sidebar_flap", sidebar_flap);
  BIND ("facts", facts);
  BIND ("facts_flap", facts_flap);
  BIND ("stage", stage_canvas);
  BIND ("timeline", timeline);
  BIND ("timeline_box", timeline_box);
  BIND ("threads_button", model_button[MODEL_THREADS]);
  BIND ("processes_button", model_button[MODEL_PROCESSES]);
  BIND ("hybrid_button", model_button[MODEL_HYBRID]);
  BIND ("run_button", run_button);
  BIND ("stop_button", stop_button);
  BIND ("pause_button", pause_button);
  BIND ("phase_label", phase_label);
  BIND ("failure_label", failure_label);
  BIND ("failure_revealer", failure_revealer);
  BIND ("zoom_revealer", zoom_revealer);
  BIND ("playhead_bar", playhead_bar);
  BIND ("recording_revealer", recording_revealer);
  BIND ("recording_label", recording_label);
  BIND ("recording_hint", recording_hint);
  BIND ("choose_xml_button", choose_xml_button);
  BIND ("left_revealer", left_revealer);
  BIND ("left_label", left_label);
  BIND ("picked_label", picked_label);
  BIND ("toasts", toasts);
  BIND ("other_revealer", other_revealer);
  BIND ("other_label", other_label);
  BIND ("loading_card", loading_card);
  BIND ("work_card", work_card);
  BIND ("finder", finder);
  BIND ("object_pane", object_pane);
  BIND ("drop_hint", drop_hint);
  BIND ("recent_menu", recent_menu);
  BIND ("menu_button", menu_button);
}

static void
strand_window_init (StrandWindow *window)
{
  gtk_widget_init_template (GTK_WIDGET (window));
  window->stage = stage_create ();
  stage_set_hint (window->stage, "Press Run: the program starts on this machine, and you see where each thread runs.");
}

StrandWindow *
strand_window_new (GtkApplication *application, StrandSession *session)
{
  StrandWindow *window = g_object_new (STRAND_TYPE_WINDOW, "application", application, NULL);
  window->session = g_object_ref (session);
  strand_window_add_actions (window);
  strand_window_add_work (window);
  strand_window_add_export (window);
  strand_window_add_film (window);
  strand_window_add_view (window);
  connect_session (window);
  connect_views (window);
  strand_window_add_time (window);
  strand_window_add_recordings (window);
  strand_window_add_machines (window);
  strand_window_add_selection (window);
  strand_window_add_search (window);
  strand_window_add_placing (window);
  strand_window_add_panes (window);
  strand_window_add_timeline (window);
  strand_window_add_comparison (window);
  strand_window_add_scenes (window);
  apply_theme (window);
  on_plan (window);
  on_phase (window);
  on_facts (window);
  return window;
}
