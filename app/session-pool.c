/* Ranks that wait, so that no switch waits for mpirun. */
#include "app/session-private.h"

#define POOL_RANKS 8     /* larger runs start cold: they are slow by themselves */
#define PREPARE_MS 500   /* what the user does just now comes first */

static gboolean
prepare (gpointer data)
{
  StrandSession *session = data;
  session->preparing = 0;
  pool_set_edges (session->pool, plan_edges (session->plan));
  if (!pool_prepare (session->pool))
    session_drop_ranks (session); /* no mpirun here: runs say so themselves */
  return G_SOURCE_REMOVE;
}

void
session_keep_ranks (StrandSession *session)
{
  if (!session->pool || session->held_off)
    return;
  if (plan_ranks (session->plan) > 1 && !pool_is_lent (session->pool))
    pool_set_edges (session->pool, plan_edges (session->plan)); /* those of the other kind would not do for the next run */
  if (!session->preparing && !pool_exists (session->pool))
    session->preparing = g_timeout_add (PREPARE_MS, prepare, session);
}

void
strand_session_hold_off (StrandSession *session, const char *why)
{
  g_free (session->held_off);
  session->held_off = g_strdup (why);
  if (why)
    g_clear_handle_id (&session->preparing, g_source_remove);
  else
    session_keep_ranks (session);
}

void
strand_session_keep_ready (StrandSession *session)
{
  if (!session->pool)
    session->pool = pool_create (POOL_RANKS);
  session_keep_ranks (session);
}

gboolean
strand_session_is_ready (StrandSession *session)
{
  return session->pool && pool_is_ready (session->pool);
}

void
session_drop_ranks (StrandSession *session)
{
  g_clear_handle_id (&session->preparing, g_source_remove);
  g_clear_pointer (&session->pool, pool_destroy);
}
