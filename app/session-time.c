/* Time in the session: where the playhead is, and which stretch the timeline shows around it. */
#include "app/session-private.h"

#include <math.h>

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
  snapshot_take (session->trace, end, 0, SNAPSHOT_SLICE_NS, &session->snapshot);
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
  uint64_t end = trace_end (session->trace);
  if (session->follows)
    session->playhead = stands_still (session) ? last_moment (session, end) : end;
  return session->playhead;
}

/* Round in the loop, where there is one. */
static uint64_t
wrap (StrandSession *session, uint64_t t)
{
  uint64_t from, to;
  if (!strand_session_get_loop (session, &from, &to) || (t >= from && t < to))
    return t;
  return t < from ? from : from + (t - from) % (to - from);
}

/* The playhead moves on by itself while it plays. At the end of a run that goes on it is live again, else it stands. */
gboolean
session_advance_playhead (StrandSession *session)
{
  if (session->follows || session->speed <= 0)
    return FALSE;
  gint64 now = g_get_monotonic_time ();
  double ns = (double) (now - session->played_at) * 1000 * session->speed + session->played_rest;
  uint64_t end = trace_end (session->trace);
  session->played_at = now;
  session->played_rest = ns - floor (ns);
  session->playhead = wrap (session, session->playhead + (uint64_t) ns);
  if (session->playhead >= end) {
    session->playhead = end;
    session->speed = 0;
    session->follows = strand_session_is_live (session);
  }
  return TRUE;
}

/* ---- playhead ---- */

void
strand_session_set_live (StrandSession *session)
{
  session->follows = TRUE;
  if (session->window_pinned && session->window_whole) /* no length that was chosen */
    session->window_ns = 0;
  session->window_pinned = FALSE;
  session->speed = 0;
  if (session->trace) {
    session_take_frame (session);
    session_take_facts (session);
  }
}

void
strand_session_set_playhead (StrandSession *session, uint64_t t)
{
  if (!session->trace)
    return;
  uint64_t from, to;
  strand_session_get_window (session, &from, &to); /* the stretch stands still from here on */
  session->window_to = to;
  session->follows = FALSE;
  session->playhead = CLAMP (t, trace_begin (session->trace), trace_end (session->trace));
  session_take_frame (session);
  session->facts_wanted = TRUE; /* sums over the past take longer than a frame: not for each motion of the pointer */
  session_keep_ticking (session);
}

gboolean
strand_session_get_follows (StrandSession *session)
{
  return session->follows;
}

/* Slow motion starts with what is on the screen. */
static void
begin_to_play (StrandSession *session)
{
  uint64_t from, to, loop_from, loop_to, end = trace_end (session->trace);
  strand_session_get_window (session, &from, &to);
  if (strand_session_get_loop (session, &loop_from, &loop_to))
    strand_session_set_playhead (session, wrap (session, session->playhead));
  else if (session->follows)
    strand_session_set_playhead (session, from);
  else if (session->playhead >= end && !strand_session_is_live (session))
    strand_session_set_playhead (session, trace_begin (session->trace)); /* what was played to its end is played again */
}

void
strand_session_play (StrandSession *session, double speed)
{
  if (!session->trace)
    return;
  if (speed > 0 && session->speed <= 0)
    begin_to_play (session);
  session->speed = speed;
  session->played_at = g_get_monotonic_time ();
  session->played_rest = 0;
  session_say (session, SESSION_SAYS_FRAME);
  session_keep_ticking (session);
}

double
strand_session_get_speed (StrandSession *session)
{
  return session->speed;
}

gboolean
strand_session_step_time (StrandSession *session, enum change kind, gboolean back)
{
  uint64_t at, from = session->has_snapshot ? session->snapshot.t : session->playhead;
  if (!session->trace || !change_find (session->trace, kind, from, back, &at))
    return FALSE;
  session->speed = 0;
  strand_session_set_playhead (session, at);
  return TRUE;
}

void
strand_session_set_loop (StrandSession *session, uint64_t from, uint64_t to)
{
  if (!session->trace)
    return;
  session->loop_from = to > from ? from : 0;
  session->loop_to = to > from ? to : 0;
  session_say (session, SESSION_SAYS_LOOP);
  session_say (session, SESSION_SAYS_FRAME);
}

gboolean
strand_session_get_loop (StrandSession *session, uint64_t *from, uint64_t *to)
{
  gboolean loops = session->trace && session->loop_to > session->loop_from;
  *from = loops ? MAX (session->loop_from, trace_begin (session->trace)) : 0;
  *to = loops ? MIN (session->loop_to, trace_end (session->trace)) : 0;
  return *to > *from;
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
  uint64_t end = stands_still (session) ? session->playhead : trace_end (session->trace);
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

/* False where the playhead has left it since. */
static gboolean
pinned_window (StrandSession *session, uint64_t *from, uint64_t *to)
{
  uint64_t begin = trace_begin (session->trace), end = MAX (trace_end (session->trace), begin + 1);
  *to = session->window_whole ? end : session->window_to;
  *from = session->window_whole ? begin : *to - MIN (*to, (uint64_t) session->window_ns);
  gboolean left = !session->follows && session->playhead != session->window_playhead && (session->playhead < *from || session->playhead > *to);
  session->window_pinned = !left;
  return !left;
}

void
strand_session_get_window (StrandSession *session, uint64_t *from, uint64_t *to)
{
  *from = *to = 0;
  if (!session->trace)
    return;
  uint64_t begin = trace_begin (session->trace);
  double length = session->window_ns > 0 ? session->window_ns : natural_window (session);
  if (session->window_pinned && pinned_window (session, from, to))
    return;
  if (session->follows)
    *to = live_window_end (session, length);
  else
    move_window_to_playhead (session, length);
  *to = MAX (session->window_to, begin + (uint64_t) length);
  *from = MAX (*to - (uint64_t) length, begin);
}

void
strand_session_set_window (StrandSession *session, uint64_t from, uint64_t to)
{
  if (!session->trace || to <= from)
    return;
  session->window_pinned = TRUE;
  session->window_whole = from <= trace_begin (session->trace) && to >= trace_end (session->trace);
  session->window_playhead = session->playhead;
  session->window_ns = (double) (to - from);
  session->window_to = to;
  session_say (session, SESSION_SAYS_FRAME);
}

/* About the middle of what is shown, where it was chosen. */
static void
zoom_pinned (StrandSession *session, double factor)
{
  uint64_t from, to, begin = trace_begin (session->trace), end = trace_end (session->trace);
  strand_session_get_window (session, &from, &to);
  double length = CLAMP ((double) (to - from) * factor, 8, (double) MAX (end - begin, 8)), middle = (double) (from - begin) + (double) (to - from) / 2;
  double at = MAX (0, MIN (middle - length / 2, (double) (end - begin) - length));
  strand_session_set_window (session, begin + (uint64_t) at, begin + (uint64_t) (at + length));
}

void
strand_session_zoom (StrandSession *session, double factor)
{
  if (session->window_pinned && session->trace && factor > 0) {
    zoom_pinned (session, factor);
    return;
  }
  double now = session->window_ns > 0 ? session->window_ns : natural_window (session);
  session->window_pinned = FALSE;
  session->window_ns = factor > 0 ? CLAMP (now * factor, 8, 600e9) : 0;
  session_say (session, SESSION_SAYS_FRAME);
}
