/* What the session's files share: session.c (plan, runs, frames), session-machine.c (machines), session-place.c
 * (placing by hand) and session-time.c (playhead,
 * stretch of the timeline). */
#pragma once

#include "app/session.h"

struct loading { GCancellable *cancellable; /* NULL = nothing loads */ char *source, *what; double share; };

struct _StrandSession {
  GObject parent;
  struct machine *machine; /* this one: runs are played on it; NULL while it loads */
  struct machine *other;   /* looked at instead of it; NULL = none */
  struct loading loading_this, loading_other;
  struct plan *plan;
  GPtrArray *places;       /* char *: how the plan was bound before each placing by hand */
  struct run *run;         /* the run that is shown */
  struct pool *pool;       /* ranks that wait for the next run; NULL = not wanted */
  guint preparing;         /* when they are started */
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

/* session.c */
void session_take_frame (StrandSession *session);
void session_take_facts (StrandSession *session);
void session_keep_ticking (StrandSession *session);
void session_frame_changed (StrandSession *session); /* says "frame" */
void session_machine_changed (StrandSession *session);
void session_loading_changed (StrandSession *session);
void session_plan_changed (StrandSession *session); /* says "plan" */
void session_refused (StrandSession *session, const char *sentence);

/* session-machine.c */
gboolean session_leave_other (StrandSession *session); /* shows this machine again; TRUE: another one was shown */
void session_cancel_all_loading (StrandSession *session);

/* session-pool.c */
void session_keep_ranks (StrandSession *session); /* sees to it that there are some, soon */
void session_drop_ranks (StrandSession *session);

/* session-time.c */
uint64_t session_moment (StrandSession *session);      /* the moment to be shown, playhead moved there */
gboolean session_advance_playhead (StrandSession *session); /* TRUE: it moved by itself */
