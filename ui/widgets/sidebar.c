#include "ui/widgets/sidebar.h"

#include <math.h>

#include "engine/workload/table.h"
#include "ui/widgets/command-card.h"
#include "ui/widgets/parameters.h"
#include "ui/widgets/setting.h"
#include "ui/widgets/workload-list.h"

#define EDIT_DELAY_MS 350 /* several clicks on a spin button are one edit */

static const char *const runtimes[] = { "openmp", "pthreads", "c11", NULL };
static const char *const runtime_words[] = { "OpenMP", "POSIX threads", "C11 threads", NULL };
static const char *const binds[] = { "none", "compact", "scatter", "numa", "list", NULL };
static const char *const bind_words[] = { "None", "Compact", "Scatter", "NUMA nodes", "By list", NULL };
static const double paces[] = { 0, 0.01, 0.1, 0.5, 1, 2 };
static const char *const pace_words[] = { "Real speed", "10 ms a step", "0.1 s a step", "0.5 s a step", "1 s a step", "2 s a step", NULL };

struct _StrandSidebar {
  GtkWidget parent;
  GtkWidget *scroller;
  StrandWorkloadList *workloads;
  StrandParameters *parameters;
  StrandCommandCard *command;
  GtkWidget *ranks, *threads, *runtime, *bind, *pus, *pus_row, *ranks_row, *threads_row, *runtime_row, *sync, *sync_row, *pace;
  const struct workload_description *shown; /* whose kinds of synchronisation stand there */
  struct plan *plan;                 /* what the controls say */
  const struct machine *machine;     /* borrowed: this machine, NULL = not known yet */
  guint pending;
};

G_DEFINE_FINAL_TYPE (StrandSidebar, strand_sidebar, GTK_TYPE_WIDGET)

enum { EDITED, PACE, SIGNALS };
static guint signals[SIGNALS];

static void show_plan (StrandSidebar *sidebar);

static guint
index_of (const char *const *list, const char *word, guint otherwise)
{
  for (guint i = 0; list[i]; i++)
    if (g_strcmp0 (list[i], word) == 0)
      return i;
  return otherwise;
}

static void
replace (char **text, const char *with)
{
  char *copy = g_strdup (with);
  g_free (*text);
  *text = copy;
}

/* ---- edits ---- */

static gboolean
send_edit (gpointer data)
{
  StrandSidebar *sidebar = data;
  sidebar->pending = 0;
  g_signal_emit (sidebar, signals[EDITED], 0);
  return G_SOURCE_REMOVE;
}

void
strand_sidebar_flush (StrandSidebar *sidebar)
{
  if (!sidebar->pending)
    return;
  g_clear_handle_id (&sidebar->pending, g_source_remove);
  g_signal_emit (sidebar, signals[EDITED], 0);
}

static void
edited (StrandSidebar *sidebar)
{
  show_plan (sidebar);
  g_clear_handle_id (&sidebar->pending, g_source_remove);
  sidebar->pending = g_timeout_add (EDIT_DELAY_MS, send_edit, sidebar);
}

/* A workload that makes no sense in the plan's model is shown in one in which it does. */
static void
fit_model (struct plan *plan, const struct workload_description *info)
{
  static const enum model models[] = { MODEL_HYBRID, MODEL_THREADS, MODEL_PROCESSES };
  for (size_t i = 0; i < G_N_ELEMENTS (models) && workload_check_model (info, model_name (plan->model)); i++)
    plan->model = models[i];
}

static void
on_workload (StrandSidebar *sidebar, const struct workload_description *info)
{
  replace (&sidebar->plan->workload, info->name);
  g_clear_pointer (&sidebar->plan->settings, g_strfreev);
  replace (&sidebar->plan->sync, info->initial_sync);
  fit_model (sidebar->plan, info);
  g_clear_handle_id (&sidebar->pending, g_source_remove);
  show_plan (sidebar);
  g_signal_emit (sidebar, signals[EDITED], 0);
}

static void
on_ranks (StrandSidebar *sidebar)
{
  sidebar->plan->ranks = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (sidebar->ranks));
  edited (sidebar);
}

static void
on_threads (StrandSidebar *sidebar)
{
  sidebar->plan->threads = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (sidebar->threads));
  edited (sidebar);
}

static void
on_runtime (StrandSidebar *sidebar)
{
  replace (&sidebar->plan->runtime, runtimes[gtk_drop_down_get_selected (GTK_DROP_DOWN (sidebar->runtime))]);
  edited (sidebar);
}

static void
on_bind (StrandSidebar *sidebar)
{
  const char *bind = binds[gtk_drop_down_get_selected (GTK_DROP_DOWN (sidebar->bind))];
  replace (&sidebar->plan->bind, g_str_equal (bind, "list") ? gtk_editable_get_text (GTK_EDITABLE (sidebar->pus)) : bind);
  edited (sidebar);
}

static void
on_sync (StrandSidebar *sidebar)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (sidebar->sync));
  if (!sidebar->shown || selected == GTK_INVALID_LIST_POSITION)
    return;
  replace (&sidebar->plan->sync, sidebar->shown->syncs[selected]);
  edited (sidebar);
}

static void
on_pace (StrandSidebar *sidebar)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (sidebar->pace));
  sidebar->plan->pace_s = paces[MIN (selected, G_N_ELEMENTS (paces) - 1)];
  g_signal_emit (sidebar, signals[PACE], 0, sidebar->plan->pace_s);
}

static void
on_parameter (StrandSidebar *sidebar)
{
  g_strfreev (sidebar->plan->settings);
  sidebar->plan->settings = strand_parameters_get (sidebar->parameters);
  edited (sidebar);
}

/* ---- showing a plan ---- */

static void
show_syncs (StrandSidebar *sidebar, const struct workload_description *info)
{
  if (info && info != sidebar->shown) {
    g_autoptr (GtkStringList) words = gtk_string_list_new (info->syncs);
    g_signal_handlers_block_by_func (sidebar->sync, (gpointer) on_sync, sidebar);
    gtk_drop_down_set_model (GTK_DROP_DOWN (sidebar->sync), G_LIST_MODEL (words));
    g_signal_handlers_unblock_by_func (sidebar->sync, (gpointer) on_sync, sidebar);
  }
  sidebar->shown = info;
  gtk_widget_set_visible (sidebar->sync_row, info && info->syncs[0] && info->syncs[1]);
  if (info)
    setting_set_choice (sidebar->sync, index_of (info->syncs, sidebar->plan->sync, 0), G_CALLBACK (on_sync), sidebar);
}

static void
show_workload (StrandSidebar *sidebar)
{
  const struct workload_description *info = workload_describe (sidebar->plan->workload);
  strand_workload_list_show (sidebar->workloads, info);
  strand_parameters_show (sidebar->parameters, sidebar->plan);
  show_syncs (sidebar, info);
}

static guint
pace_index (double seconds)
{
  guint best = 0;
  for (guint i = 0; i < G_N_ELEMENTS (paces); i++)
    if (fabs (paces[i] - seconds) < fabs (paces[best] - seconds))
      best = i;
  return best;
}

static void
show_plan (StrandSidebar *sidebar)
{
  const struct plan *plan = sidebar->plan;
  guint bind = index_of (binds, plan->bind, G_N_ELEMENTS (binds) - 2); /* any other word is a list */
  g_autofree char *command = plan_equivalent_command (plan, sidebar->machine);
  show_workload (sidebar);
  setting_set_spin (sidebar->ranks, plan->ranks, G_CALLBACK (on_ranks), sidebar);
  setting_set_spin (sidebar->threads, plan->threads, G_CALLBACK (on_threads), sidebar);
  setting_set_choice (sidebar->runtime, index_of (runtimes, plan->runtime, 0), G_CALLBACK (on_runtime), sidebar);
  setting_set_choice (sidebar->bind, bind, G_CALLBACK (on_bind), sidebar);
  setting_set_choice (sidebar->pace, pace_index (plan->pace_s), G_CALLBACK (on_pace), sidebar);
  if (g_str_equal (binds[bind], "list") && *plan->bind)
    gtk_editable_set_text (GTK_EDITABLE (sidebar->pus), plan->bind);
  gtk_widget_set_visible (sidebar->pus_row, g_str_equal (binds[bind], "list"));
  gtk_widget_set_sensitive (sidebar->ranks_row, plan->model != MODEL_THREADS);
  gtk_widget_set_sensitive (sidebar->threads_row, plan->model != MODEL_PROCESSES);
  gtk_widget_set_sensitive (sidebar->runtime_row, plan->model != MODEL_PROCESSES);
  strand_command_card_show (sidebar->command, command);
}

void
strand_sidebar_set_plan (StrandSidebar *sidebar, const struct plan *plan)
{
  plan_free (sidebar->plan);
  sidebar->plan = plan_copy (plan);
  show_plan (sidebar);
}

struct plan *
strand_sidebar_get_plan (StrandSidebar *sidebar)
{
  return plan_copy (sidebar->plan);
}

void
strand_sidebar_set_machine (StrandSidebar *sidebar, const struct machine *machine)
{
  g_autofree char *hint = machine ? g_strdup_printf ("PUs 0 to %d by logical index, as in the picture: 0,2,4-6 for a PU a thread, {0-3},{4-7} for several, "
                                                     "0,1;2,3 for a list a rank", machine->pu_count - 1) : NULL;
  sidebar->machine = machine;
  gtk_widget_set_tooltip_text (sidebar->pus, hint);
  show_plan (sidebar);
}

/* ---- building ---- */

static void
heading (GtkBox *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "strand-heading");
  gtk_box_append (box, label);
}

static void
add_workloads (StrandSidebar *sidebar, GtkBox *box)
{
  sidebar->workloads = STRAND_WORKLOAD_LIST (strand_workload_list_new ());
  g_signal_connect_object (sidebar->workloads, "chosen", G_CALLBACK (on_workload), sidebar, G_CONNECT_SWAPPED);
  gtk_box_append (box, GTK_WIDGET (sidebar->workloads));
}

static GtkWidget *
add_control (StrandSidebar *sidebar, GtkBox *box, const char *label, GtkWidget *control, const char *signal, GCallback handler)
{
  GtkWidget *row = setting_row (label, control);
  g_signal_connect_object (control, signal, handler, sidebar, G_CONNECT_SWAPPED);
  gtk_box_append (box, row);
  return row;
}

static void
add_shape (StrandSidebar *sidebar, GtkBox *box)
{
  sidebar->ranks = setting_spin (1, 64, 1);
  sidebar->threads = setting_spin (1, 256, 1);
  sidebar->runtime = setting_choice (runtime_words);
  sidebar->bind = setting_choice (bind_words);
  sidebar->pus = gtk_entry_new ();
  sidebar->sync = setting_choice ((const char *const[]){ "none", NULL });
  sidebar->pace = setting_choice (pace_words);
  gtk_editable_set_text (GTK_EDITABLE (sidebar->pus), "0");
  gtk_editable_set_width_chars (GTK_EDITABLE (sidebar->pus), 10);
  sidebar->ranks_row = add_control (sidebar, box, "Processes", sidebar->ranks, "value-changed", G_CALLBACK (on_ranks));
  sidebar->threads_row = add_control (sidebar, box, "Threads each", sidebar->threads, "value-changed", G_CALLBACK (on_threads));
  sidebar->runtime_row = add_control (sidebar, box, "Thread runtime", sidebar->runtime, "notify::selected", G_CALLBACK (on_runtime));
  add_control (sidebar, box, "Binding", sidebar->bind, "notify::selected", G_CALLBACK (on_bind));
  sidebar->pus_row = add_control (sidebar, box, "PUs", sidebar->pus, "activate", G_CALLBACK (on_bind));
  sidebar->sync_row = add_control (sidebar, box, "Sync", sidebar->sync, "notify::selected", G_CALLBACK (on_sync));
  add_control (sidebar, box, "Pace", sidebar->pace, "notify::selected", G_CALLBACK (on_pace));
  sidebar->parameters = STRAND_PARAMETERS (strand_parameters_new ());
  g_signal_connect_object (sidebar->parameters, "edited", G_CALLBACK (on_parameter), sidebar, G_CONNECT_SWAPPED);
  gtk_box_append (box, GTK_WIDGET (sidebar->parameters));
}

static void
strand_sidebar_dispose (GObject *object)
{
  StrandSidebar *sidebar = STRAND_SIDEBAR (object);
  g_clear_handle_id (&sidebar->pending, g_source_remove);
  g_clear_pointer (&sidebar->scroller, gtk_widget_unparent);
  g_clear_pointer (&sidebar->plan, plan_free);
  G_OBJECT_CLASS (strand_sidebar_parent_class)->dispose (object);
}

static void
strand_sidebar_class_init (StrandSidebarClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_sidebar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[EDITED] = g_signal_new ("edited", STRAND_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PACE] = g_signal_new ("pace", STRAND_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
strand_sidebar_init (StrandSidebar *sidebar)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  sidebar->plan = plan_new ();
  gtk_widget_add_css_class (GTK_WIDGET (sidebar), "strand-sidebar");
  heading (GTK_BOX (box), "WORKLOAD");
  add_workloads (sidebar, GTK_BOX (box));
  heading (GTK_BOX (box), "SHAPE");
  add_shape (sidebar, GTK_BOX (box));
  sidebar->command = STRAND_COMMAND_CARD (strand_command_card_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (sidebar->command));
  sidebar->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (sidebar->scroller), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (sidebar->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (sidebar->scroller, GTK_WIDGET (sidebar));
}
