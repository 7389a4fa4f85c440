#include "ui/widgets/parameters.h"

#include <math.h>
#include <string.h>

#include "engine/workload/table.h"
#include "ui/widgets/setting.h"

struct _StrandParameters {
  GtkWidget parent;
  GtkWidget *box;
  GtkWidget *control[WORKLOAD_MAX_PARAMETERS];
  const struct workload_description *shown; /* whose parameters stand there */
};

G_DEFINE_FINAL_TYPE (StrandParameters, strand_parameters, GTK_TYPE_WIDGET)

enum { EDITED, SIGNALS };
static guint signals[SIGNALS];

static void
on_edited (StrandParameters *parameters)
{
  g_signal_emit (parameters, signals[EDITED], 0);
}

/* ---- values ---- */

/* As the command line takes it: a number, or the word that stands for one. */
static char *
value_of (GtkWidget *control, const struct workload_parameter *parameter)
{
  if (parameter->words)
    return g_strdup (parameter->words[MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (control)), (guint) (parameter->max - parameter->min))]);
  return g_strdup_printf ("%.0f", gtk_spin_button_get_value (GTK_SPIN_BUTTON (control)));
}

char **
strand_parameters_get (StrandParameters *parameters)
{
  g_autoptr (GStrvBuilder) settings = g_strv_builder_new ();
  for (int i = 0; parameters->shown && i < parameters->shown->parameters; i++) {
    g_autofree char *value = value_of (parameters->control[i], &parameters->shown->parameter[i]);
    g_autofree char *pair = g_strdup_printf ("%s=%s", parameters->shown->parameter[i].key, value);
    g_strv_builder_add (settings, pair);
  }
  return g_strv_builder_end (settings);
}

/* Until it is stopped: the plan's, where it says nothing of steps. */
static void
read_plan (const struct plan *plan, const struct workload_description *workload, int64_t *values)
{
  char sentence[256];
  workload_set_initial (workload, values);
  for (int i = 0; plan->endless && i < workload->parameters; i++)
    if (g_str_equal (workload->parameter[i].key, "steps"))
      values[i] = 0;
  for (char **setting = plan->settings; setting && *setting; setting++)
    workload_set (workload, *setting, values, sentence, sizeof sentence); /* what is wrong was refused before */
}

/* ---- rows ---- */

/* A click changes what is worth changing: a hundred rows, a hundred thousand points. */
static double
step_of (const struct workload_parameter *parameter)
{
  double power = pow (10, floor (log10 ((double) MAX (parameter->initial, 1))));
  return MAX (1, power >= 100 ? power / 10 : 1);
}

static GtkWidget *
choice_for (const struct workload_parameter *parameter)
{
  g_autofree const char **words = g_new0 (const char *, parameter->max - parameter->min + 2);
  for (int64_t i = 0; i <= parameter->max - parameter->min; i++)
    words[i] = parameter->words[i];
  return setting_choice (words);
}

static void
add_row (StrandParameters *parameters, int i)
{
  const struct workload_parameter *parameter = &parameters->shown->parameter[i];
  GtkWidget *control = parameter->words ? choice_for (parameter)
                                        : setting_spin ((double) parameter->min, (double) parameter->max, step_of (parameter));
  gtk_widget_set_tooltip_text (control, parameter->words ? NULL : parameter->unit); /* the words say it themselves */
  g_signal_connect_object (control, parameter->words ? "notify::selected" : "value-changed", G_CALLBACK (on_edited), parameters, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (parameters->box), setting_row (parameter->label, control));
  parameters->control[i] = control;
}

static void
build (StrandParameters *parameters, const struct workload_description *workload)
{
  for (GtkWidget *child; (child = gtk_widget_get_first_child (parameters->box));)
    gtk_box_remove (GTK_BOX (parameters->box), child);
  parameters->shown = workload;
  for (int i = 0; workload && i < workload->parameters; i++)
    add_row (parameters, i);
}

void
strand_parameters_show (StrandParameters *parameters, const struct plan *plan)
{
  const struct workload_description *workload = workload_describe (plan->workload);
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  if (workload != parameters->shown)
    build (parameters, workload);
  if (workload)
    read_plan (plan, workload, values);
  for (int i = 0; workload && i < workload->parameters; i++)
    if (workload->parameter[i].words)
      setting_set_choice (parameters->control[i], (guint) (values[i] - workload->parameter[i].min), G_CALLBACK (on_edited), parameters);
    else
      setting_set_spin (parameters->control[i], (double) values[i], G_CALLBACK (on_edited), parameters);
}

/* ---- life ---- */

static void
strand_parameters_dispose (GObject *object)
{
  g_clear_pointer (&STRAND_PARAMETERS (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (strand_parameters_parent_class)->dispose (object);
}

static void
strand_parameters_class_init (StrandParametersClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_parameters_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[EDITED] = g_signal_new ("edited", STRAND_TYPE_PARAMETERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
strand_parameters_init (StrandParameters *parameters)
{
  parameters->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (parameters->box, GTK_WIDGET (parameters));
}

GtkWidget *
strand_parameters_new (void)
{
  return g_object_new (STRAND_TYPE_PARAMETERS, NULL);
}
