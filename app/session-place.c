/* Placing threads by hand: the plan's binding becomes a list, and the run that goes on is bound anew without a restart. */
#include "app/session-private.h"

/* Where the run can't take it any more, the next one has it from the plan. */
static enum placed
take_hold (StrandSession *session)
{
  enum placed placed = PLACED_LATER;
  if (strand_session_is_live (session) && session->phase != SESSION_STOPPING && run_rebind (session->run, session->machine, session->plan->bind, NULL))
    placed = session->phase == SESSION_PAUSED ? PLACED_HELD : PLACED_NOW;
  if (placed != PLACED_LATER && !session->follows)
    strand_session_set_live (session); /* else nothing of it would be seen */
  session_say (session, SESSION_SAYS_PLAN);
  return placed;
}

enum placed
strand_session_place (StrandSession *session, int rank, int thread, const int *pu, int count, GError **error)
{
  if (session->recorded.path) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "What happened cannot be placed otherwise: press Run for a run on this machine.");
    return PLACED_NOT;
  }
  if (!session->machine || session->other) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Runs are played on this machine: go back to it (Ctrl+T) to place their threads.");
    return PLACED_NOT;
  }
  char *before = g_strdup (session->plan->bind);
  if (!plan_place (session->plan, session->machine, rank, thread, pu, count, error)) {
    g_free (before);
    return PLACED_NOT;
  }
  g_ptr_array_add (session->places, before);
  return take_hold (session);
}

gboolean
strand_session_can_undo_place (StrandSession *session)
{
  return session->places->len > 0;
}

enum placed
strand_session_undo_place (StrandSession *session)
{
  if (!session->places->len)
    return PLACED_NOT;
  g_free (session->plan->bind);
  session->plan->bind = g_ptr_array_steal_index (session->places, session->places->len - 1);
  return take_hold (session);
}
