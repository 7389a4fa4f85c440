/* The session's run: started, looked at, left; the moment of it that is shown. */
#include "app/session-private.h"

#define FACTS_US 250000

void
session_leave_trace (StrandSession *session)
{
  if (session->trace)
    session_say (session, SESSION_SAYS_LEAVING);
  session->trace = NULL;
  snapshot_finish (&session->snapshot);
  session->snapshot = (struct snapshot){ 0 };
  session->has_snapshot = FALSE;
  g_clear_pointer (&session->summary, summary_destroy);
  session->loop_from = session->loop_to = 0;
  session_read_bookmarks (session, NULL);
}

void
session_leave_run (StrandSession *session)
{
  if (!session->run)
    return;
  if (!run_ended (session->run))
    run_make_way (session->run);
  g_ptr_array_add (session->leaving, session->run);
  session->run = NULL;
  session_leave_trace (session);
}

static void
clear_left_runs (StrandSession *session)
{
  for (guint i = session->leaving->len; i-- > 0;)
    if (run_ended (session->leaving->pdata[i]))
      g_ptr_array_remove_index (session->leaving, i);
}

static void
set_phase (StrandSession *session, enum session_phase phase)
{
  if (session->phase == phase)
    return;
  session->phase = phase;
  session_say (session, SESSION_SAYS_PHASE);
}

static enum session_phase
phase_of_run (struct run *run)
{
  switch (run_phase (run)) {
  case RUN_STARTING: return SESSION_STARTING;
  case RUN_RUNNING: return SESSION_RUNNING;
  case RUN_PAUSED: return SESSION_PAUSED;
  case RUN_STOPPING: return SESSION_STOPPING;
  case RUN_FAILED: return run_ended (run) ? SESSION_FAILED : SESSION_STOPPING;
  default: return run_ended (run) ? SESSION_ENDED : SESSION_STOPPING;
  }
}

/* ---- frames ---- */

void
session_take_frame (StrandSession *session)
{
  snapshot_take (session->trace, session_moment (session), SNAPSHOT_GLOW_NS, SNAPSHOT_SLICE_NS, &session->snapshot);
  session->has_snapshot = TRUE;
  session_say (session, SESSION_SAYS_FRAME);
}

void
session_take_facts (StrandSession *session)
{
  g_clear_pointer (&session->summary, summary_destroy);
  session->summary = summary_take (session->trace, session->follows ? UINT64_MAX : session->playhead);
  session->facts_at = g_get_monotonic_time ();
  session->facts_version = session->seen_version;
  session->facts_wanted = FALSE;
  if (session->phase == SESSION_RUNNING && session->summary && session->summary->steps > 2)
    session->step_s = session->summary->wall_s / (double) session->summary->steps;
  session_say (session, SESSION_SAYS_FACTS);
}

/* What became of the run since. TRUE: it goes on. */
static gboolean
look_at_run (StrandSession *session)
{
  gboolean live = session->run && !run_ended (session->run);
  if (session->run && !live)
    session_keep_ranks (session);
  if (session->run)
    set_phase (session, phase_of_run (session->run));
  return live;
}

static gboolean
on_tick (gpointer data)
{
  StrandSession *session = data;
  clear_left_runs (session);
  gboolean live = FALSE;
  if (session->trace) {
    guint64 version = trace_version (session->trace);
    enum session_phase before = session->phase;
    live = look_at_run (session);
    gboolean changed = session_advance_playhead (session) || version != session->seen_version || before != session->phase;
    session->seen_version = version;
    if (changed)
      session_take_frame (session);
    gboolean old = session->facts_version != session->seen_version || session->speed > 0 || session->facts_wanted;
    if ((old && g_get_monotonic_time () - session->facts_at > FACTS_US) || before != session->phase)
      session_take_facts (session);
    if (session->run && !live && before != session->phase && run_failure (session->run))
      session_tell (session, SESSION_TELLS_MESSAGE, run_failure (session->run));
  }
  if (live || session->leaving->len || session->speed > 0 || session->facts_wanted)
    return G_SOURCE_CONTINUE;
  session->tick = 0;
  return G_SOURCE_REMOVE;
}

/* On a small machine the picture must leave the PUs to the program that it shows. */
static guint
frame_interval_ms (void)
{
  return g_get_num_processors () < 8 ? 40 : 16;
}

void
session_keep_ticking (StrandSession *session)
{
  if (!session->tick)
    session->tick = g_timeout_add (frame_interval_ms (), on_tick, session);
}

/* ---- what the user does ---- */

static void
return_to_this_machine (StrandSession *session)
{
  if (session_leave_recording (session))
    session_tell (session, SESSION_TELLS_NOTICE, "The recording was closed: this is a run on this machine.");
  if (session_leave_other (session))
    session_tell (session, SESSION_TELLS_NOTICE, "Back to this machine: runs are played on it.");
}

static void
start_run (StrandSession *session, gboolean paused)
{
  g_autoptr (GError) error = NULL;
  if (session->held_off) {
    session_tell (session, SESSION_TELLS_NOTICE, session->held_off);
    return;
  }
  session_leave_run (session);
  return_to_this_machine (session);
  session->trace = NULL;
  session_keep_ranks (session);
  session->plan->start_paused = paused;
  session->started_held = paused;
  session->follows = TRUE;
  session->speed = 0;
  session->window_to = 0;
  session->step_s = 0;
  if (!plan_check (session->plan, session->machine ? session->machine->pu_count : (int) g_get_num_processors (), &error) ||
      !(session->run = run_start_in_pool (session->pool, session->plan, session->machine, &error))) {
    set_phase (session, SESSION_FAILED);
    session_tell (session, SESSION_TELLS_MESSAGE, error->message);
    session_say (session, SESSION_SAYS_FRAME);
    session_say (session, SESSION_SAYS_FACTS);
    session_keep_ticking (session);
    return;
  }
  session->trace = run_trace (session->run);
  session->seen_version = 0;
  session->phase = SESSION_STARTING;
  session_say (session, SESSION_SAYS_PHASE);
  session_take_frame (session);
  session_take_facts (session);
  session_keep_ticking (session);
}

void
session_show_trace (StrandSession *session, struct trace *trace)
{
  session_leave_run (session);
  session_leave_trace (session);
  session->trace = trace;
  session->follows = FALSE;
  session->speed = session->step_s = session->window_ns = 0;
  session->window_to = 0;
  if (trace) {
    struct summary *all = summary_take (trace, UINT64_MAX);
    session->step_s = all->steps > 2 ? all->wall_s / (double) all->steps : 0;
    summary_destroy (all);
    session->seen_version = trace_version (trace);
  }
  session->phase = trace ? SESSION_ENDED : SESSION_IDLE;
  session_say (session, SESSION_SAYS_PHASE);
}

void
strand_session_run (StrandSession *session)
{
  start_run (session, FALSE);
}

void
strand_session_stop (StrandSession *session)
{
  if (session->run && !run_ended (session->run))
    run_stop (session->run);
}

void
strand_session_pause (StrandSession *session, gboolean paused)
{
  if (!strand_session_is_live (session))
    return;
  if (paused)
    run_pause (session->run);
  else
    run_resume (session->run);
  set_phase (session, phase_of_run (session->run));
}

void
strand_session_step (StrandSession *session)
{
  if (!strand_session_is_live (session)) {
    start_run (session, TRUE);
    return;
  }
  return_to_this_machine (session);
  strand_session_set_live (session);
  run_step (session->run);
}

enum session_phase
strand_session_get_phase (StrandSession *session)
{
  return session->phase;
}

gboolean
strand_session_is_live (StrandSession *session)
{
  return session->run && !run_ended (session->run);
}

/* ---- plan ---- */

const struct plan *
strand_session_get_plan (StrandSession *session)
{
  return session->plan;
}

void
strand_session_set_plan (StrandSession *session, struct plan *plan)
{
  plan_free (session->plan);
  session->plan = plan;
  g_ptr_array_set_size (session->places, 0);
  session_say (session, SESSION_SAYS_PLAN);
  session_keep_ranks (session);
  if (strand_session_is_live (session) && session->phase != SESSION_STOPPING)
    start_run (session, session->phase == SESSION_PAUSED || (session->phase == SESSION_STARTING && session->started_held));
}

void
strand_session_set_model (StrandSession *session, enum model model)
{
  if (session->plan->model == model && !session->recorded.path)
    return; /* over a recording it is the wish to run that model */
  struct plan *plan = plan_copy (session->plan);
  plan->model = model;
  strand_session_set_plan (session, plan);
  if (!strand_session_is_live (session) && session->phase != SESSION_IDLE)
    start_run (session, FALSE); /* a model's button must not stand over another model's picture */
}

void
strand_session_set_pace (StrandSession *session, double seconds)
{
  session->plan->pace_s = seconds;
  if (strand_session_is_live (session))
    run_set_pace (session->run, seconds);
  session_say (session, SESSION_SAYS_PLAN);
}
