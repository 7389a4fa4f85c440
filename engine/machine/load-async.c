/* Loading in a thread of its own, with progress and a way out. */
#include "engine/machine/private.h"

struct loading {
  GTask *task;               /* borrowed: it lives as long as its thread */
  char *source;
  machine_progress progress; /* called in the main context only */
  gpointer data;
};

struct step { GTask *task; const char *what; double share; };

static void
loading_free (gpointer data)
{
  struct loading *loading = data;
  g_free (loading->source);
  g_free (loading);
}

static void
step_free (gpointer data)
{
  struct step *step = data;
  g_object_unref (step->task);
  g_free (step);
}

/* Whoever waits is told nothing more once it has its answer: its data may be gone. */
static gboolean
tell (gpointer data)
{
  const struct step *step = data;
  const struct loading *loading = g_task_get_task_data (step->task);
  if (!g_task_get_completed (step->task) && !g_cancellable_is_cancelled (g_task_get_cancellable (step->task)))
    loading->progress (step->what, step->share, loading->data);
  return G_SOURCE_REMOVE;
}

bool
loading_step (struct loading *loading, const char *what, double share)
{
  if (loading == NULL)
    return true;
  if (loading->progress != NULL) {
    struct step *step = g_new (struct step, 1);
    *step = (struct step){ g_object_ref (loading->task), what, share };
    g_main_context_invoke_full (g_task_get_context (loading->task), G_PRIORITY_DEFAULT, tell, step, step_free);
  }
  return !g_cancellable_is_cancelled (g_task_get_cancellable (loading->task));
}

static void
load_in_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  struct loading *loading = data;
  GError *error = NULL;
  struct machine *machine = machine_load_told (loading->source, loading, &error);
  if (!g_task_set_return_on_cancel (task, FALSE)) { /* it was cancelled, and said so: nobody wants this any more */
    machine_destroy (machine);
    g_clear_error (&error);
  } else if (machine == NULL) {
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, machine, (GDestroyNotify) machine_destroy);
  }
}

void
machine_load_async (const char *source, GCancellable *cancellable, machine_progress progress, gpointer progress_data,
                    GAsyncReadyCallback done, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, done, data);
  struct loading *loading = g_new (struct loading, 1);
  machine_load_prepare ();
  *loading = (struct loading){ task, g_strdup (source), progress, progress_data };
  g_task_set_task_data (task, loading, loading_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, load_in_thread);
  g_object_unref (task);
}

struct machine *
machine_load_finish (GAsyncResult *result, GError **error)
{
  GError *local = NULL;
  struct machine *machine = g_task_propagate_pointer (G_TASK (result), &local);
  if (local != NULL && g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_clear_error (&local);
    local = g_error_new (machine_error_quark (), MACHINE_ERROR_CANCELLED, "Loading was cancelled.");
  }
  if (local != NULL)
    g_propagate_error (error, local);
  return machine;
}
