/* What was run for a comparison is kept: two recordings below the user's data folder, among the recent ones. */
#include "app/compare-view-private.h"

#include <errno.h>

#include "app/recent.h"

struct keep_job { struct trace *trace[COMPARED]; struct machine *machine[COMPARED]; char *path[COMPARED]; };

static void
job_free (gpointer data)
{
  struct keep_job *job = data;
  for (int i = 0; i < COMPARED; i++) {
    trace_destroy (job->trace[i]);
    machine_destroy (job->machine[i]);
    g_free (job->path[i]);
  }
  g_free (job);
}

/* Progress of one of them, in that of both. */
struct part { const struct recording_progress *whole; int at; };

static void
tell_part (double share, void *data)
{
  struct part *part = data;
  part->whole->tell ((part->at + share) / COMPARED, part->whole->data);
}

static bool
do_job (gpointer data, const struct recording_progress *progress, GError **error)
{
  struct keep_job *job = data;
  g_autofree char *folder = g_path_get_dirname (job->path[0]);
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The runs could not be kept in %s: %s.", folder, g_strerror (errno));
    return false;
  }
  for (int i = 0; i < COMPARED; i++) {
    struct part part = { progress, i };
    struct recording_progress one = { tell_part, &part, progress->cancellable };
    if (!recording_save (job->trace[i], job->machine[i], job->path[i], &one, error))
      return false;
  }
  return true;
}

/* They may have been swapped, or left, meanwhile. */
static void
tell_saved (StrandCompareView *view, const struct keep_job *job)
{
  for (int i = 0; i < COMPARED; i++)
    for (int side = 0; side < COMPARED; side++)
      if (strand_comparison_get (view->comparison, side)->trace == job->trace[i])
        strand_comparison_saved (view->comparison, side, job->path[i]);
}

static void
on_done (StrandWindow *window, gpointer data, const GError *error)
{
  struct keep_job *job = data;
  g_autofree char *folder = g_path_get_dirname (job->path[0]), *kept = g_strdup_printf ("Both runs are kept in %s", folder);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  strand_window_toast (window, cancelled ? "The runs are not kept: they go with the comparison" : error ? error->message : kept);
  if (error)
    return;
  for (int i = 0; i < COMPARED; i++)
    recent_add (job->path[i], RECENT_RECORDING);
  tell_saved (window->compare_view, job);
}

static char *
path_of (const struct compared *side, int number)
{
  const struct trace_description *told = trace_description (side->trace);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("%s-%s-%d-%s.strandscope", told->workload, told->model, number + 1, time);
  return g_build_filename (g_get_user_data_dir (), "strandscope", "compared", name, NULL);
}

static void
on_ran (StrandCompareView *view)
{
  struct keep_job *job = g_new0 (struct keep_job, 1);
  if (strand_window_works (view->window)) {
    strand_window_toast (view->window, "The runs are not kept: something else is being saved");
    g_free (job);
    return;
  }
  for (int i = 0; i < COMPARED; i++) {
    const struct compared *side = strand_comparison_get (view->comparison, i);
    job->trace[i] = trace_ref (side->trace);
    job->machine[i] = side->machine ? machine_ref (side->machine) : NULL;
    job->path[i] = path_of (side, i);
  }
  strand_window_start_work (view->window, "Keeping both runs", do_job, on_done, job, job_free);
}

void
compare_add_keeping (StrandCompareView *view)
{
  g_signal_connect_swapped (view->comparison, "ran", G_CALLBACK (on_ran), view);
}
