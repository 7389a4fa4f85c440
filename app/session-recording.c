/* A recording in place of a run: read in a thread, shown as a run is, left by the next run. */
#include "app/session-private.h"

#include "engine/trace/recording.h"

#define LOOK_MS 50 /* at how far it is */

struct opening { char *path; int permille; /* atomic: by the thread */ };
struct opened { char *path; struct trace *trace; struct machine *machine; };

static void
opened_free (gpointer data)
{
  struct opened *opened = data;
  g_free (opened->path);
  trace_destroy (opened->trace);
  machine_destroy (opened->machine);
  g_free (opened);
}

static void
opening_free (gpointer data)
{
  struct opening *opening = data;
  g_free (opening->path);
  g_free (opening);
}

static void
on_progress (double share, void *data)
{
  struct opening *opening = data;
  g_atomic_int_set (&opening->permille, (int) (share * 1000));
}

/* A machine that cannot be read is as good as none: it can be given. */
static void
open_in_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  struct opening *opening = data;
  struct recording_progress progress = { on_progress, opening, cancellable };
  struct opened *opened = g_new0 (struct opened, 1);
  GError *error = NULL;
  g_autofree char *xml = NULL;
  opened->path = g_strdup (opening->path);
  opened->trace = recording_load (opening->path, &xml, &progress, &error);
  if (opened->trace)
    summary_destroy (summary_take (opened->trace, UINT64_MAX)); /* what a first look has to work out, while nobody waits for a frame */
  if (opened->trace && xml)
    opened->machine = machine_load_xml (xml, opening->path, NULL);
  if (!g_task_set_return_on_cancel (task, FALSE)) { /* it was cancelled, and said so: nobody wants this any more */
    opened_free (opened);
    g_clear_error (&error);
  } else if (!opened->trace) {
    opened_free (opened);
    g_task_return_error (task, error);
  } else {
    g_task_return_pointer (task, opened, opened_free);
  }
}

/* Where it begins to be worth looking at. */
static uint64_t
first_moment (struct trace *trace)
{
  uint64_t begin = trace_begin (trace), at;
  return change_find (trace, CHANGE_ITERATION, begin, false, &at) ? at : begin;
}

static void
show (StrandSession *session, struct opened *opened)
{
  struct trace *old = session->recorded.trace;
  struct machine *old_machine = session->recorded.machine;
  session_leave_other (session);
  g_free (session->recorded.path);
  session->recorded = (struct recorded){ g_steal_pointer (&opened->path), g_steal_pointer (&opened->trace), g_steal_pointer (&opened->machine) };
  session_show_trace (session, session->recorded.trace);
  session_read_bookmarks (session, session->recorded.path);
  session_say (session, SESSION_SAYS_MACHINE);
  strand_session_set_playhead (session, first_moment (session->trace));
  session_take_facts (session);
  trace_destroy (old); /* views borrow what is shown: not before they heard of the new one */
  machine_destroy (old_machine);
}

static void
on_opened (GObject *object, GAsyncResult *result, gpointer data)
{
  StrandSession *session = STRAND_SESSION (object);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autoptr (GError) error = NULL;
  struct opened *opened = g_task_propagate_pointer (G_TASK (result), &error);
  if (session->loading_recording.cancellable == cancellable) { /* neither cancelled nor replaced meanwhile */
    session_forget_loading (&session->loading_recording);
    session_say (session, SESSION_SAYS_LOADING);
    if (opened)
      show (session, opened);
    else
      session_tell (session, SESSION_TELLS_REFUSED, error->message);
  }
  g_clear_pointer (&opened, opened_free);
}

/* As long as this one is waited for. */
static gboolean
on_look (gpointer data)
{
  StrandSession *session = STRAND_SESSION (g_task_get_source_object (data));
  struct opening *opening = g_task_get_task_data (data);
  int permille = g_atomic_int_get (&opening->permille);
  if (session->loading_recording.cancellable != g_task_get_cancellable (data))
    return G_SOURCE_REMOVE;
  session->loading_recording.share = permille > 0 ? permille / 1000.0 : -1;
  session_say (session, SESSION_SAYS_LOADING);
  return G_SOURCE_CONTINUE;
}

/* The anchor file names the folder that it lies in. */
static char *
folder_of (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR) ? g_strdup (path) : g_path_get_dirname (path);
}

void
strand_session_open_recording (StrandSession *session, const char *path)
{
  struct opening *opening = g_new0 (struct opening, 1);
  opening->path = folder_of (path);
  session_begin_loading (session, &session->loading_recording, opening->path);
  g_autoptr (GTask) task = g_task_new (session, session->loading_recording.cancellable, on_opened, NULL);
  g_task_set_task_data (task, opening, opening_free);
  g_timeout_add_full (G_PRIORITY_DEFAULT, LOOK_MS, on_look, g_object_ref (task), g_object_unref);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, open_in_thread);
}

gboolean
session_leave_recording (StrandSession *session)
{
  struct recorded old = session->recorded;
  if (!old.path)
    return FALSE;
  session->recorded = (struct recorded){ NULL, NULL, NULL };
  session_show_trace (session, NULL);
  session_say (session, SESSION_SAYS_MACHINE);
  session_say (session, SESSION_SAYS_FRAME);
  g_free (old.path);
  trace_destroy (old.trace);
  machine_destroy (old.machine);
  return TRUE;
}

void
strand_session_close_recording (StrandSession *session)
{
  session_leave_recording (session);
}

const char *
strand_session_get_recording (StrandSession *session)
{
  return session->recorded.path;
}

const struct machine *
strand_session_get_trace_machine (StrandSession *session)
{
  return session->recorded.path ? session->recorded.machine : session->machine;
}

struct machine *
strand_session_share_machine (StrandSession *session)
{
  struct machine *machine = session->recorded.path ? session->recorded.machine : session->machine;
  return machine ? machine_ref (machine) : NULL;
}
