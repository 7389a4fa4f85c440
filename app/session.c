#include "app/session.h"

#include <math.h>

#define GLOW_NS (400 * G_GUINT64_CONSTANT (1000000))
#define SLICE_NS (50 * G_GUINT64_CONSTANT (1000000))
#define STILL_NS G_GUINT64_CONSTANT (500000)
#define FACTS_US 250000

struct _StrandSession {
  GObject parent;
  struct machine *machine;
  GCancellable *loading;
  struct plan *plan;
  struct run *run;         /* the run that is shown */
  GPtrArray *leaving;      /* runs that were told to end and still do: never waited for here */
  struct snapshot snapshot;
  struct summary *summary;
  gboolean has_snapshot;
  enum session_phase phase;
  guint tick;
  guint64 seen_version;
  gint64 facts_at;         /* µs, monotonic */
  gboolean facts_wanted;
  guint64 facts_version;   /* of the trace, when they were taken */
  double step_s;           /* mean time of a step while it ran freely; 0 = not known */
  /* playhead */
  gboolean follows;
  gboolean started_held;   /* the run that is shown */
  uint64_t playhead;
  double speed;            /* of playing on; 0 = stands */
  gint64 played_at;        /* µs */
  /* timeline */
  double window_ns;        /* 0 = by itself */
  uint64_t window_to;
  gint64 window_at;        /* µs: when a short live window was last moved */
};

G_DEFINE_FINAL_TYPE (StrandSession, strand_session, G_TYPE_OBJECT)

enum { MACHINE, PLAN, PHASE, FRAME, FACTS, MESSAGE, SIGNALS };
static guint signals[SIGNALS];

static void keep_ticking (StrandSession *session);

/* ---- runs ---- */

static void
leave_run (StrandSession *session)
{
  if (!session->run)
    return;
  if (!run_ended (session->run))
    run_kill (session->run);
  g_ptr_array_add (session->leaving, session->run);
  session->run = NULL;
  snapshot_finish (&session->snapshot);
  session->snapshot = (struct snapshot){ 0 };
  session->has_snapshot = FALSE;
  g_clear_pointer (&session->summary, summary_destroy);
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
  g_signal_emit (session, signals[PHASE], 0);
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
  snapshot_take (run_trace (session->run), end, 0, SLICE_NS, &session->snapshot);
  for (int i = 0; i < session->snapshot.threads; i++) {
    const struct snapshot_thread *thread = &session->snapshot.thread[i];
    if (thread->state != THREAD_HELD && thread->state != THREAD_ENDED && thread->state != THREAD_DEAD)
      return end;
    last = MAX (last, thread->since_ns);
  }
  return last ? MIN (last + STILL_NS, end) : end;
}

static void
take_frame (StrandSession *session)
{
  struct trace *trace = run_trace (session->run);
  uint64_t end = trace_end (trace);
  if (session->follows)
    session->playhead = stands_still (session) ? last_moment (session, end) : end;
  snapshot_take (trace, session->playhead, GLOW_NS, SLICE_NS, &session->snapshot);
  session->has_snapshot = TRUE;
  g_signal_emit (session, signals[FRAME], 0);
}

static void
take_facts (StrandSession *session)
{
  g_clear_pointer (&session->summary, summary_destroy);
  session->summary = summary_take (run_trace (session->run), session->follows ? UINT64_MAX : session->playhead);
  session->facts_at = g_get_monotonic_time ();
  session->facts_version = session->seen_version;
  session->facts_wanted = FALSE;
  if (session->phase == SESSION_RUNNING && session->summary && session->summary->steps > 2)
    session->step_s = session->summary->wall_s / (double) session->summary->steps;
  g_signal_emit (session, signals[FACTS], 0);
}

/* The playhead moves on by itself while it plays; at the end of the trace it becomes live again. */
static gboolean
advance_playhead (StrandSession *session)
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

static gboolean
on_tick (gpointer data)
{
  StrandSession *session = data;
  clear_left_runs (session);
  gboolean live = FALSE, changed = FALSE;
  if (session->run) {
    guint64 version = trace_version (run_trace (session->run));
    enum session_phase before = session->phase;
    live = !run_ended (session->run);
    set_phase (session, phase_of_run (session->run));
    changed = advance_playhead (session) || version != session->seen_version || before != session->phase;
    session->seen_version = version;
    if (changed)
      take_frame (session);
    gboolean old = session->facts_version != session->seen_version || session->speed > 0 || session->facts_wanted;
    if ((old && g_get_monotonic_time () - session->facts_at > FACTS_US) || before != session->phase)
      take_facts (session);
    if (!live && before != session->phase && run_failure (session->run))
      g_signal_emit (session, signals[MESSAGE], 0, run_failure (session->run));
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

static void
keep_ticking (StrandSession *session)
{
  if (!session->tick)
    session->tick = g_timeout_add (frame_interval_ms (), on_tick, session);
}

/* ---- what the user does ---- */

static void
start_run (StrandSession *session, gboolean paused)
{
  g_autoptr (GError) error = NULL;
  leave_run (session);
  session->plan->start_paused = paused;
  session->started_held = paused;
  session->follows = TRUE;
  session->speed = 0;
  session->window_to = 0;
  session->step_s = 0;
  if (!plan_check (session->plan, session->machine ? session->machine->pu_count : (int) g_get_num_processors (), &error) ||
      !(session->run = run_start (session->plan, session->machine, &error))) {
    set_phase (session, SESSION_FAILED);
    g_signal_emit (session, signals[MESSAGE], 0, error->message);
    g_signal_emit (session, signals[FRAME], 0);
    g_signal_emit (session, signals[FACTS], 0);
    keep_ticking (session);
    return;
  }
  session->seen_version = 0;
  session->phase = SESSION_STARTING;
  g_signal_emit (session, signals[PHASE], 0);
  take_frame (session);
  take_facts (session);
  keep_ticking (session);
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
  g_signal_emit (session, signals[PLAN], 0);
  if (strand_session_is_live (session) && session->phase != SESSION_STOPPING)
    start_run (session, session->phase == SESSION_PAUSED || (session->phase == SESSION_STARTING && session->started_held));
}

void
strand_session_set_model (StrandSession *session, enum model model)
{
  if (session->plan->model == model)
    return;
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
  g_signal_emit (session, signals[PLAN], 0);
}

/* ---- machine ---- */

static void
on_machine_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StrandSession) session = data;
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load_finish (result, &error);
  if (!machine) {
    g_signal_emit (session, signals[MESSAGE], 0, error->message);
    return;
  }
  machine_destroy (session->machine);
  session->machine = machine;
  g_signal_emit (session, signals[MACHINE], 0);
}

void
strand_session_load_machine (StrandSession *session, const char *source)
{
  machine_load_async (source, session->loading, on_machine_loaded, g_object_ref (session));
}

const struct machine *
strand_session_get_machine (StrandSession *session)
{
  return session->machine;
}

/* ---- what views read ---- */

const struct snapshot *
strand_session_get_snapshot (StrandSession *session)
{
  return session->has_snapshot ? &session->snapshot : NULL;
}

const struct summary *
strand_session_get_summary (StrandSession *session)
{
  return session->summary;
}

struct trace *
strand_session_get_trace (StrandSession *session)
{
  return session->run ? run_trace (session->run) : NULL;
}

/* ---- playhead ---- */

void
strand_session_set_live (StrandSession *session)
{
  session->follows = TRUE;
  session->speed = 0;
  if (session->run) {
    take_frame (session);
    take_facts (session);
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
  take_frame (session);
  session->facts_wanted = TRUE; /* sums over the past take longer than a frame: not for each motion of the pointer */
  keep_ticking (session);
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
  keep_ticking (session);
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
  g_signal_emit (session, signals[FRAME], 0);
}

/* ---- life ---- */

void
strand_session_close (StrandSession *session)
{
  g_cancellable_cancel (session->loading);
  g_clear_handle_id (&session->tick, g_source_remove);
  leave_run (session);
  g_ptr_array_set_size (session->leaving, 0);
}

static void
strand_session_finalize (GObject *object)
{
  StrandSession *session = STRAND_SESSION (object);
  strand_session_close (session);
  g_clear_object (&session->loading);
  g_ptr_array_unref (session->leaving);
  plan_free (session->plan);
  machine_destroy (session->machine);
  G_OBJECT_CLASS (strand_session_parent_class)->finalize (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, STRAND_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
strand_session_class_init (StrandSessionClass *class)
{
  G_OBJECT_CLASS (class)->finalize = strand_session_finalize;
  signals[MACHINE] = new_signal ("machine");
  signals[PLAN] = new_signal ("plan");
  signals[PHASE] = new_signal ("phase");
  signals[FRAME] = new_signal ("frame");
  signals[FACTS] = new_signal ("facts");
  signals[MESSAGE] = g_signal_new ("message", STRAND_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
strand_session_init (StrandSession *session)
{
  session->loading = g_cancellable_new ();
  session->leaving = g_ptr_array_new_with_free_func ((GDestroyNotify) run_destroy);
  session->plan = plan_new ();
  session->plan->endless = TRUE; /* in the window a run goes on until it is stopped */
  session->follows = TRUE;
}

StrandSession *
strand_session_new (void)
{
  return g_object_new (STRAND_TYPE_SESSION, NULL);
}
