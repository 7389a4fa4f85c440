#include "app/session-private.h"

G_DEFINE_FINAL_TYPE (StrandSession, strand_session, G_TYPE_OBJECT)

static guint signals[SESSION_SIGNALS];

/* ---- what others are told ---- */

void
session_say (StrandSession *session, enum session_signal signal)
{
  g_signal_emit (session, signals[signal], 0);
}

void
session_tell (StrandSession *session, enum session_signal signal, const char *sentence)
{
  g_signal_emit (session, signals[signal], 0, sentence);
}

/* ---- what views read ---- */

const struct snapshot *
strand_session_get_snapshot (StrandSession *session)
{
  return session->has_snapshot && !session->other ? &session->snapshot : NULL;
}

const struct summary *
strand_session_get_summary (StrandSession *session)
{
  return session->other ? NULL : session->summary;
}

struct trace *
strand_session_get_trace (StrandSession *session)
{
  return session->trace;
}

/* ---- life ---- */

void
strand_session_close (StrandSession *session)
{
  session_cancel_all_loading (session);
  g_clear_handle_id (&session->tick, g_source_remove);
  if (session->run)
    run_kill (session->run);
  session_leave_run (session);
  session_leave_trace (session);
  g_clear_pointer (&session->recorded.path, g_free);
  g_clear_pointer (&session->recorded.trace, trace_destroy);
  g_ptr_array_set_size (session->leaving, 0);
  session_drop_ranks (session);
}

static void
strand_session_dispose (GObject *object)
{
  strand_session_close (STRAND_SESSION (object));
  G_OBJECT_CLASS (strand_session_parent_class)->dispose (object);
}

static void
strand_session_finalize (GObject *object)
{
  StrandSession *session = STRAND_SESSION (object);
  g_ptr_array_unref (session->leaving);
  g_free (session->held_off);
  g_ptr_array_unref (session->places);
  g_ptr_array_unref (session->bookmarks);
  plan_free (session->plan);
  machine_destroy (session->recorded.machine);
  machine_destroy (session->other);
  machine_destroy (session->machine);
  G_OBJECT_CLASS (strand_session_parent_class)->finalize (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, STRAND_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static guint
new_sentence (const char *name)
{
  return g_signal_new (name, STRAND_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
strand_session_class_init (StrandSessionClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_session_dispose;
  G_OBJECT_CLASS (class)->finalize = strand_session_finalize;
  signals[SESSION_SAYS_MACHINE] = new_signal ("machine");
  signals[SESSION_SAYS_PLAN] = new_signal ("plan");
  signals[SESSION_SAYS_PHASE] = new_signal ("phase");
  signals[SESSION_SAYS_FRAME] = new_signal ("frame");
  signals[SESSION_SAYS_FACTS] = new_signal ("facts");
  signals[SESSION_SAYS_LEAVING] = new_signal ("leaving");
  signals[SESSION_SAYS_LOOP] = new_signal ("loop");
  signals[SESSION_SAYS_BOOKMARKS] = new_signal ("bookmarks");
  signals[SESSION_SAYS_LOADING] = new_signal ("loading");
  signals[SESSION_TELLS_REFUSED] = new_sentence ("refused");
  signals[SESSION_TELLS_MESSAGE] = new_sentence ("message");
  signals[SESSION_TELLS_NOTICE] = new_sentence ("notice");
}

static void
bookmark_free (gpointer data)
{
  struct session_bookmark *bookmark = data;
  g_free (bookmark->name);
  g_free (bookmark);
}

static void
strand_session_init (StrandSession *session)
{
  session->bookmarks = g_ptr_array_new_with_free_func (bookmark_free);
  session->leaving = g_ptr_array_new_with_free_func ((GDestroyNotify) run_destroy);
  session->places = g_ptr_array_new_with_free_func (g_free);
  session->plan = plan_new ();
  session->plan->endless = TRUE; /* in the window a run goes on until it is stopped */
  session->follows = TRUE;
}

StrandSession *
strand_session_new (void)
{
  return g_object_new (STRAND_TYPE_SESSION, NULL);
}
