/* What the session's files share: session.c (life), session-run.c (plan, runs, frames), session-machine.c (machines), session-place.c
 * (placing by hand), session-recording.c (a recording in place of a run), session-time.c (playhead, stretch of the timeline) and
 * session-bookmarks.c. */
#pragma once

#include "app/session.h"

struct recorded { char *path; struct trace *trace; struct machine *machine; /* NULL = not known */ }; /* path NULL = none is shown */

struct loading { GCancellable *cancellable; /* NULL = nothing loads */ char *source, *what; double share; };

struct _StrandSession {
  GObject parent;
  struct machine *machine; /* this one: runs are played on it; NULL while it loads */
  struct machine *other;   /* looked at instead of it; NULL = none */
  struct loading loading_this, loading_other, loading_recording, loading_given;
  struct plan *plan;
  GPtrArray *places;       /* char *: how the plan was bound before each placing by hand */
  struct run *run;         /* the run that is shown; NULL = none, or a recording */
  struct recorded recorded;/* the recording that is shown */
  struct trace *trace;     /* of what is shown, NULL = nothing */
  struct pool *pool;       /* ranks that wait for the next run; NULL = not wanted */
  guint preparing;         /* when they are started */
  char *held_off;          /* why no run may start; NULL = it may */
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
  double played_rest;      /* ns that were too short to move by */
  uint64_t loop_from, loop_to; /* equal = none */
  GPtrArray *bookmarks;    /* struct session_bookmark, by time */
  /* timeline */
  double window_ns;        /* 0 = by itself */
  uint64_t window_to;
  gboolean window_pinned;  /* it was chosen: it does not follow the end */
  gboolean window_whole;   /* all of the run, as it grows */
  uint64_t window_playhead;/* where the playhead was when it was chosen */
  gint64 window_at;        /* µs: when a short live window was last moved */
};

enum session_signal {
  SESSION_SAYS_MACHINE, SESSION_SAYS_PLAN, SESSION_SAYS_PHASE, SESSION_SAYS_FRAME, SESSION_SAYS_FACTS, SESSION_SAYS_LEAVING, SESSION_SAYS_LOOP,
  SESSION_SAYS_BOOKMARKS, SESSION_SAYS_LOADING,
  SESSION_TELLS_REFUSED, SESSION_TELLS_MESSAGE, SESSION_TELLS_NOTICE, /* with a sentence */
  SESSION_SIGNALS
};

/* session.c */
void session_say (StrandSession *session, enum session_signal signal);
void session_tell (StrandSession *session, enum session_signal signal, const char *sentence);

/* session-run.c */
void session_show_trace (StrandSession *session, struct trace *trace); /* of a recording, NULL = none any more; no run is shown then */
void session_leave_run (StrandSession *session);   /* it ends by itself, and is not shown any more */
void session_leave_trace (StrandSession *session); /* nothing is shown then */
void session_take_frame (StrandSession *session);
void session_take_facts (StrandSession *session);
void session_keep_ticking (StrandSession *session);

/* session-machine.c */
void session_begin_loading (StrandSession *session, struct loading *slot, const char *source);
void session_forget_loading (struct loading *slot);
gboolean session_leave_other (StrandSession *session); /* shows this machine again; TRUE: another one was shown */
void session_cancel_all_loading (StrandSession *session);

/* session-recording.c */
gboolean session_leave_recording (StrandSession *session); /* TRUE: one was shown */

/* session-bookmarks.c */
void session_read_bookmarks (StrandSession *session, const char *folder); /* in place of those that there are; NULL = none */
void session_keep_bookmarks (StrandSession *session);                     /* in the folder of the recording that is shown */

/* session-pool.c */
void session_keep_ranks (StrandSession *session); /* sees to it that there are some, soon */
void session_drop_ranks (StrandSession *session);

/* session-time.c */
uint64_t session_moment (StrandSession *session);      /* the moment to be shown, playhead moved there */
gboolean session_advance_playhead (StrandSession *session); /* TRUE: it moved by itself */
