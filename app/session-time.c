/* Time in the session: where the playhead is, and which stretch the timeline shows around it. */
#include "app/session-private.h"

#define STILL_NS G_GUINT64_CONSTANT (500000) /* after the last thing that happened, where time stands still */

static gboolean
stands_still (StrandSession *session)
{
  return session->phase == SESSION_PAUSED || session->phase == SESSION_ENDED || session->phase == SESSION_FAILED;
}

/* While all are held, and after the end, time would run on over an empty picture: it stays at the last thing that happened. */
static uint64_t
last_moment (StrandSession *session, uint64_t end)
{
  uint64_t last = 0;
  snapshot_take (run_trace (session->run), end, 0, SNAPSHOT_SLICE_NS, &session->snapshot);
  for (int i = 0; i < session->snapshot.threads; i++) {
    const struct snapshot_thread *thread = &session->snapshot.thread[i];
    if (thread->state != THREAD_HELD && thread->state != THREAD_ENDED && thread->state != THREAD_DEAD)
      return end;
    last = MAX (last, MAX (thread->since_ns, thread->rebound_ns));
  }
  return last ? MIN (last + STILL_NS, end) : end;
}

uint64_t
session_moment (StrandSession *session)
{
  uint64_t end = trace_end (run_trace (session->run));
  if (session->follows)
    session->playhead = stands_still (session) ? last_moment (session, end) : end;
  return session->playhead;
}

/* The playhead moves on by itself while it plays; at the end of the trace it becomes live again. */
gboolean
session_advance_playhead (StrandSession *session)
{
  if (session->follows || session->speed <= 0)
    return FALSE;
  gint64 now = g_get_monotonic_time ();
  session->playhead += (uint64_t) ((double) (now - session->played_at) * 1000 * session->speed);
  session->played_at = now;
  if (session->playhead >= trace_end (run_trace (session->run))) {
    session->playhead = trace_end (run_trace (session->run));
    session->speed = 0;
  }
  return TRUE;
}

/* ---- playhead ---- */

void
strand_session_set_live (StrandSession *session)
{
  session->follows = TRUE;
  session->speed = 0;
  if (session->run) {
    session_take_frame (session);
    session_take_facts (session);
  }
}

void
strand_session_set_playhead (StrandSession *session, uint64_t t)
{
  if (!session->run)
    return;
  uint64_t from, to;
  strand_session_get_window (session, &from, &to); /* the stretch stands still from here on */
  session->window_to = to;
  session->follows = FALSE;
  session->playhead = CLAMP (t, trace_begin (run_trace (session->run)), trace_end (run_trace (session->run)));
  session_take_frame (session);
  session->facts_wanted = TRUE; /* sums over the past take longer than a frame: not for each motion of the pointer */
  session_keep_ticking (session);
}

gboolean
strand_session_get_follows (StrandSession *session)
{
  return session->follows;
}

void
strand_session_play (StrandSession *session, double speed)
{
  if (!session->run)
    return;
  if (session->follows && speed > 0) { /* slow motion starts with what is on the screen */
    uint64_t from, to;
    strand_session_get_window (session, &from, &to);
    strand_session_set_playhead (session, from);
  }
  session->speed = speed;
  session->played_at = g_get_monotonic_time ();
  session_keep_ticking (session);
}

double
strand_session_get_speed (StrandSession *session)
{
  return session->speed;
}

/* ---- timeline's stretch ---- */

/* About a dozen steps: enough to see the pattern, few enough to see each. */
static double
natural_window (StrandSession *session)
{
  double step = session->step_s > 0 ? session->step_s : 0.01;
  return CLAMP (step * 12, 0.02, 6) * 1e9;
}

/* A short stretch that slid with the end would be a flicker: it is moved on a few times a second instead. */
static uint64_t
live_window_end (StrandSession *session, double length)
{
  gint64 now = g_get_monotonic_time ();
  uint64_t end = stands_still (session) ? session->playhead : trace_end (run_trace (session->run));
  gboolean slides = length >= 1e9 || session->phase != SESSION_RUNNING;
  if (slides || !session->window_to || now - session->window_at > 400000) {
    session->window_to = end;
    session->window_at = now;
  }
  return session->window_to;
}

static void
move_window_to_playhead (StrandSession *session, double length)
{
  double from = (double) session->window_to - length;
  if ((double) session->playhead < from)
    session->window_to = session->playhead + (uint64_t) (length * 0.9);
  else if (session->playhead > session->window_to)
    session->window_to = session->playhead + (uint64_t) (length * 0.6);
}

void
strand_session_get_window (StrandSession *session, uint64_t *from, uint64_t *to)
{
  *from = *to = 0;
  if (!session->run)
    return;
  uint64_t begin = trace_begin (run_trace (session->run));
  double length = session->window_ns > 0 ? session->window_ns : natural_window (session);
  if (session->follows)
    *to = live_window_end (session, length);
  else
    move_window_to_playhead (session, length);
  *to = MAX (session->window_to, begin + (uint64_t) length);
  *from = MAX (*to - (uint64_t) length, begin);
}

void
strand_session_zoom (StrandSession *session, double factor)
{
  double now = session->window_ns > 0 ? session->window_ns : natural_window (session);
  session->window_ns = factor > 0 ? CLAMP (now * factor, 1e3, 600e9) : 0;
  session_frame_changed (session);
}
