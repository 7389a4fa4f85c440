/* The session: the one object that owns machine, plan, run or recording, trace, playhead and selection. Views listen to its
 * signals and read what it hands out; none reaches into the engine's live state. Main thread only.
 *
 * Signals: "machine"  strand_session_get_machine is another one
 *          "loading"  a machine begins to load, goes on loading, was loaded or given up
 *          "refused"  (const char *sentence) a source could not be loaded: what was shown is still shown
 *          "plan"     what is to be run changed
 *          "phase"    a run started, was held, went on, ended
 *          "frame"    strand_session_get_snapshot is new
 *          "facts"    strand_session_get_summary is new (a few times a second)
 *          "leaving"  the run is given up: its trace is not to be looked at any more
 *          "message"  (const char *sentence) a run failed: why, and what to do
 *          "loop"     the stretch that is played over and over is another one
 *          "bookmarks" they are others
 *          "notice"   (const char *sentence) a passing remark */
#pragma once

#include <gio/gio.h>

#include "engine/launch/run.h"
#include "engine/trace/changes.h"
#include "engine/trace/summary.h"

#define STRAND_TYPE_SESSION (strand_session_get_type ())
G_DECLARE_FINAL_TYPE (StrandSession, strand_session, STRAND, SESSION, GObject)

enum session_phase { SESSION_IDLE, SESSION_STARTING, SESSION_RUNNING, SESSION_PAUSED, SESSION_STOPPING, SESSION_ENDED, SESSION_FAILED };

StrandSession *strand_session_new (void);

/* SOURCE as for machine_load. NULL: this machine, at once where it was loaded before. Another machine can be looked at; a
 * run is played on this one, so starting or stepping one shows this machine again. A load replaces the one before. */
void strand_session_load_machine (StrandSession *session, const char *source);
/* The source that loads and is waited for, NULL = none; WHAT (NULL = not told) and SHARE as machine_progress says. */
const char *strand_session_get_loading (StrandSession *session, const char **what, double *share);
void strand_session_cancel_loading (StrandSession *session);               /* what was shown stays */
const struct machine *strand_session_get_machine (StrandSession *session); /* the one that is shown; NULL while it loads */
const struct machine *strand_session_get_this_machine (StrandSession *session);
gboolean strand_session_shows_other (StrandSession *session);

const struct plan *strand_session_get_plan (StrandSession *session);
/* Takes PLAN over. A running run is stopped and the new one started at once. */
void strand_session_set_plan (StrandSession *session, struct plan *plan);
void strand_session_set_model (StrandSession *session, enum model model); /* starts the next run at once where one was shown */
void strand_session_set_pace (StrandSession *session, double seconds); /* takes hold in a running run */

/* How a thread that was placed by hand comes to its PUs. */
enum placed { PLACED_NOT, PLACED_NOW /* in the run that goes on */, PLACED_HELD /* the same, when it goes on */, PLACED_LATER /* in the next run */ };

/* Binds as plan_place does; the plan's binding becomes a list. PLACED_NOT with a sentence where that cannot be. */
enum placed strand_session_place (StrandSession *session, int rank, int thread, const int *pu, int count, GError **error);
/* Takes the last placing back; PLACED_NOT: there is none since the plan was changed otherwise. */
enum placed strand_session_undo_place (StrandSession *session);
gboolean strand_session_can_undo_place (StrandSession *session);

void strand_session_run (StrandSession *session);    /* from anything: stops what runs, starts anew */
void strand_session_stop (StrandSession *session);
/* No run starts (a notice says WHY, which is copied), and no rank is started to wait for one; NULL: from now on they may. */
void strand_session_hold_off (StrandSession *session, const char *why);
void strand_session_pause (StrandSession *session, gboolean paused);
void strand_session_step (StrandSession *session);   /* starts a held run where none runs */
enum session_phase strand_session_get_phase (StrandSession *session);
gboolean strand_session_is_live (StrandSession *session); /* processes exist */

const struct snapshot *strand_session_get_snapshot (StrandSession *session); /* NULL = no run yet, or another machine is shown */
const struct summary *strand_session_get_summary (StrandSession *session);   /* the same */
struct trace *strand_session_get_trace (StrandSession *session);             /* NULL = no run yet */

/* A recording in place of a run: a folder that recording_load can read, or its anchor file (*.otf2). Read in a thread; what was
 * shown stays until it is there, and "refused" says why where it cannot be read. A run that goes on is ended then. Running or
 * stepping leaves it. */
void strand_session_open_recording (StrandSession *session, const char *path);
void strand_session_close_recording (StrandSession *session);
const char *strand_session_get_recording (StrandSession *session); /* its folder, NULL = a run or nothing is shown */
/* Where a recording doesn't say which machine it ran on: an hwloc XML file or description. */
void strand_session_give_machine (StrandSession *session, const char *source);
const struct machine *strand_session_get_trace_machine (StrandSession *session); /* that the trace ran on; NULL = not known */
struct machine *strand_session_share_machine (StrandSession *session);           /* the same, for one more owner */

/* From now on ranks are kept waiting, so that a switch of model, ranks or threads shows at once. For whoever shows a window. */
void strand_session_keep_ready (StrandSession *session);
gboolean strand_session_is_ready (StrandSession *session); /* they wait */

/* Ends what runs and waits for it: nothing is left behind, whoever still holds a reference. */
void strand_session_close (StrandSession *session);

/* The playhead, ns. Live: it follows the end. */
void strand_session_set_live (StrandSession *session);
void strand_session_set_playhead (StrandSession *session, uint64_t t);
gboolean strand_session_get_follows (StrandSession *session);

/* To the next change after the playhead, or (BACK) the last before it; the trace is recorded on. FALSE: there is none. */
gboolean strand_session_step_time (StrandSession *session, enum change kind, gboolean back);

/* Playing goes round in this stretch, ns; equal = no more. 0 to UINT64_MAX: in all of the run, as it grows. */
void strand_session_set_loop (StrandSession *session, uint64_t from, uint64_t to);
gboolean strand_session_get_loop (StrandSession *session, uint64_t *from, uint64_t *to); /* FALSE: there is none */

/* Moments that were given a name, in order. They go with the run; a recording's are kept in its folder. */
struct session_bookmark { uint64_t t; char *name; };
const GPtrArray *strand_session_get_bookmarks (StrandSession *session); /* of struct session_bookmark *; borrowed */
void strand_session_add_bookmark (StrandSession *session, uint64_t t, const char *name); /* another name for one that is there */
void strand_session_remove_bookmark (StrandSession *session, uint64_t t);
/* For a recording that is made of what is shown: a copy, which any thread may put into its folder. The caller unrefs. */
GKeyFile *strand_session_copy_bookmarks (StrandSession *session);
gboolean strand_session_put_bookmarks (GKeyFile *bookmarks, const char *folder, GError **error);

/* Plays on from the playhead at SPEED (1 = as it happened, 0.001 = a thousandth); 0 = stands. */
void strand_session_play (StrandSession *session, double speed);
double strand_session_get_speed (StrandSession *session);

/* The stretch of time that the timeline shows around the playhead. */
void strand_session_get_window (StrandSession *session, uint64_t *from, uint64_t *to);
/* Chosen: it stays there until it is live again or the playhead leaves it. All of the run: it grows with it. */
void strand_session_set_window (StrandSession *session, uint64_t from, uint64_t to);
void strand_session_zoom (StrandSession *session, double factor); /* 0 = by itself again */
