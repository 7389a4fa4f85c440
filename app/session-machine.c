/* The session's machines: this one, which runs are played on, and another one that is looked at instead. */
#include "app/session-private.h"

struct load { StrandSession *session; struct loading *slot; GCancellable *cancellable; };

/* ---- what loads ---- */

static gboolean
is_current (const struct load *load)
{
  return load->slot->cancellable == load->cancellable;
}

static void
load_free (struct load *load)
{
  g_object_unref (load->cancellable);
  g_object_unref (load->session);
  g_free (load);
}

void
session_forget_loading (struct loading *slot)
{
  g_clear_object (&slot->cancellable);
  g_clear_pointer (&slot->source, g_free);
  g_clear_pointer (&slot->what, g_free);
}

static void
cancel_loading (struct loading *slot)
{
  if (!slot->cancellable)
    return;
  g_autoptr (GCancellable) cancellable = g_object_ref (slot->cancellable);
  session_forget_loading (slot); /* first: what is cancelled is told nothing any more */
  g_cancellable_cancel (cancellable);
}

static void
on_progress (const char *what, double share, gpointer data)
{
  struct load *load = data;
  if (!is_current (load))
    return;
  g_free (load->slot->what);
  load->slot->what = g_strdup (what);
  load->slot->share = share;
  session_say (load->session, SESSION_SAYS_LOADING);
}

/* Views borrow the machine that is shown: the old one goes after they heard of the new one. */
static void
take (StrandSession *session, struct machine **place, struct machine *machine)
{
  struct machine *old = *place;
  *place = machine;
  session_say (session, SESSION_SAYS_MACHINE); /* even behind another one: the side bar borrows this machine */
  machine_destroy (old);
}

static struct machine **
place_of (StrandSession *session, const struct loading *slot)
{
  return slot == &session->loading_this ? &session->machine : slot == &session->loading_given ? &session->recorded.machine : &session->other;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  struct load *load = data;
  StrandSession *session = load->session;
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load_finish (result, &error);
  if (!is_current (load)) { /* cancelled or replaced meanwhile */
    machine_destroy (machine);
    load_free (load);
    return;
  }
  session_forget_loading (load->slot);
  session_say (session, SESSION_SAYS_LOADING);
  if (machine)
    take (session, place_of (session, load->slot), machine);
  else
    session_tell (session, SESSION_TELLS_REFUSED, error->message);
  load_free (load);
}

void
session_begin_loading (StrandSession *session, struct loading *slot, const char *source)
{
  cancel_loading (slot);
  slot->cancellable = g_cancellable_new ();
  slot->source = g_strdup (source);
  slot->share = -1;
  session_say (session, SESSION_SAYS_LOADING);
}

static void
start_loading (StrandSession *session, struct loading *slot, const char *source)
{
  struct load *load = g_new0 (struct load, 1);
  session_begin_loading (session, slot, source ? source : "this machine");
  load->session = g_object_ref (session);
  load->slot = slot;
  load->cancellable = g_object_ref (slot->cancellable);
  machine_load_async (source, slot->cancellable, on_progress, load, on_loaded, load);
}

void
strand_session_load_machine (StrandSession *session, const char *source)
{
  if (source && *source)
    start_loading (session, &session->loading_other, source);
  else if (session->machine)
    session_leave_other (session);
  else
    start_loading (session, &session->loading_this, NULL);
}

void
strand_session_give_machine (StrandSession *session, const char *source)
{
  if (session->recorded.path)
    start_loading (session, &session->loading_given, source);
}

/* The one that the user waits for: a recording, another machine, or this one as long as there is none. */
static struct loading *
awaited (StrandSession *session)
{
  struct loading *const chosen[] = { &session->loading_recording, &session->loading_given };
  for (size_t i = 0; i < G_N_ELEMENTS (chosen); i++)
    if (chosen[i]->cancellable)
      return chosen[i];
  return session->loading_other.cancellable ? &session->loading_other : session->machine ? NULL : &session->loading_this;
}

const char *
strand_session_get_loading (StrandSession *session, const char **what, double *share)
{
  struct loading *slot = awaited (session);
  *what = slot ? slot->what : NULL;
  *share = slot ? slot->share : -1;
  return slot ? slot->source : NULL;
}

void
strand_session_cancel_loading (StrandSession *session)
{
  struct loading *slot = awaited (session);
  if (!slot || !slot->cancellable)
    return;
  cancel_loading (slot);
  session_say (session, SESSION_SAYS_LOADING);
}

void
session_cancel_all_loading (StrandSession *session)
{
  cancel_loading (&session->loading_this);
  cancel_loading (&session->loading_other);
  cancel_loading (&session->loading_recording);
  cancel_loading (&session->loading_given);
}

/* ---- which is shown ---- */

gboolean
session_leave_other (StrandSession *session)
{
  gboolean loading = session->loading_other.cancellable != NULL, other = session->other != NULL;
  cancel_loading (&session->loading_other);
  if (loading)
    session_say (session, SESSION_SAYS_LOADING);
  if (other)
    take (session, &session->other, NULL);
  return other;
}

const struct machine *
strand_session_get_machine (StrandSession *session)
{
  return session->other ? session->other : strand_session_get_trace_machine (session);
}

const struct machine *
strand_session_get_this_machine (StrandSession *session)
{
  return session->machine;
}

gboolean
strand_session_shows_other (StrandSession *session)
{
  return session->other != NULL;
}
