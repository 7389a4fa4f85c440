/* Two recordings for a comparison: read in a thread, one after the other. */
#include "app/comparison-private.h"

#include "engine/trace/recording.h"

#define LOOK_MS 50 /* at how far it is */

struct opened { struct trace *trace; struct machine *machine; };
struct opening {
  char *path[COMPARED];      /* NULL = that side stays */
  struct opened opened[COMPARED];
  int permille, side;        /* atomic: by the thread */
  guint look;
};

static void
opening_free (gpointer data)
{
  struct opening *opening = data;
  for (int i = 0; i < COMPARED; i++) {
    g_free (opening->path[i]);
    trace_destroy (opening->opened[i].trace);
    machine_destroy (opening->opened[i].machine);
  }
  g_free (opening);
}

static void
on_progress (double share, void *data)
{
  struct opening *opening = data;
  g_atomic_int_set (&opening->permille, (int) (share * 1000));
}

/* A machine that cannot be read is as good as none. */
static bool
open_one (struct opening *opening, int side, GCancellable *cancellable, GError **error)
{
  struct recording_progress progress = { on_progress, opening, cancellable };
  struct opened *opened = &opening->opened[side];
  g_autofree char *xml = NULL;
  g_atomic_int_set (&opening->side, side);
  g_atomic_int_set (&opening->permille, 0);
  opened->trace = recording_load (opening->path[side], &xml, &progress, error);
  if (opened->trace)
    summary_destroy (summary_take (opened->trace, UINT64_MAX)); /* what a first look has to work out, while nobody waits for a frame */
  if (opened->trace && xml)
    opened->machine = machine_load_xml (xml, opening->path[side], NULL);
  return opened->trace != NULL;
}

static void
open_in_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  struct opening *opening = data;
  GError *error = NULL;
  for (int i = 0; i < COMPARED && !error; i++)
    if (opening->path[i])
      open_one (opening, i, cancellable, &error);
  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_opened (GObject *object, GAsyncResult *result, gpointer data)
{
  StrandComparison *comparison = STRAND_COMPARISON (object);
  struct opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean current = comparison->opening == G_TASK (result), good = g_task_propagate_boolean (G_TASK (result), &error);
  if (!current) /* cancelled or replaced meanwhile */
    return;
  comparison->opening = NULL;
  comparison_loading_changed (comparison);
  for (int i = 0; i < COMPARED && good; i++) {
    struct opened *opened = &opening->opened[i];
    g_autofree char *name = opening->path[i] ? g_path_get_basename (opening->path[i]) : NULL;
    if (name)
      comparison_put (comparison, i, g_steal_pointer (&opened->trace), g_steal_pointer (&opened->machine), name, opening->path[i]);
  }
  if (good)
    comparison_changed (comparison);
  else
    comparison_refused (comparison, error->message);
}

static gboolean
on_look (gpointer task)
{
  StrandComparison *comparison = STRAND_COMPARISON (g_task_get_source_object (task));
  if (comparison->opening != task)
    return G_SOURCE_REMOVE;
  comparison_loading_changed (comparison);
  return G_SOURCE_CONTINUE;
}

/* The anchor file names the folder that it lies in. */
static char *
folder_of (const char *path)
{
  return !path ? NULL : g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_path_get_dirname (path) : g_canonicalize_filename (path, NULL);
}

void
strand_comparison_open (StrandComparison *comparison, const char *a, const char *b)
{
  struct opening *opening = g_new0 (struct opening, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  opening->path[0] = folder_of (a);
  opening->path[1] = folder_of (b);
  opening->side = a ? 0 : 1;
  strand_comparison_cancel_loading (comparison);
  g_autoptr (GTask) task = g_task_new (comparison, cancellable, on_opened, NULL);
  g_task_set_task_data (task, opening, opening_free);
  comparison->opening = task; /* the thread holds it */
  g_timeout_add_full (G_PRIORITY_DEFAULT, LOOK_MS, on_look, g_object_ref (task), g_object_unref);
  comparison_loading_changed (comparison);
  g_task_run_in_thread (task, open_in_thread);
}

const char *
strand_comparison_get_loading (StrandComparison *comparison, double *share)
{
  struct opening *opening = comparison->opening ? g_task_get_task_data (comparison->opening) : NULL;
  int permille = opening ? g_atomic_int_get (&opening->permille) : 0;
  *share = permille > 0 ? permille / 1000.0 : -1;
  return opening ? opening->path[g_atomic_int_get (&opening->side)] : NULL;
}

void
strand_comparison_cancel_loading (StrandComparison *comparison)
{
  if (!comparison->opening)
    return;
  g_cancellable_cancel (g_task_get_cancellable (comparison->opening));
  comparison->opening = NULL;
  comparison_loading_changed (comparison);
}
