/* The collector thread: drains, observes, watches, and clears up. */
#include "engine/launch/run-private.h"

#include "engine/launch/files.h"
#include "engine/launch/strays.h"
#include "engine/observe/proc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUSY_MS 4
#define BUSY_MOST_MS 50
#define LOOK_SHARE 20   /* thousandths of a PU that looking may take until then */
#define FULL_MS 1       /* while a ring fills to a quarter between two looks */
#define IDLE_MS 20
#define IDLE_AFTER_NS UINT64_C (300000000)
#define OUTPUT_MOST 8192

/* Its beginning and its end are kept: mpirun's last words say who failed. */
static void
read_output (struct run *run)
{
  char text[1024];
  ssize_t count;

  while ((count = read (run->child.output, text, sizeof text)) > 0) {
    g_string_append_len (run->output, text, count);
    if (run->output->len > OUTPUT_MOST)
      g_string_erase (run->output, OUTPUT_MOST / 2, run->output->len - OUTPUT_MOST);
  }
}

/* A look that takes long is taken less often, but only where threads are so many more than PUs that none can fill its ring
 * meanwhile: each gets a slice of a few ms at most. */
static int
most_rest_ms (const struct run *run)
{
  return CLAMP ((int) run_crowding (run) * BUSY_MS / 8, BUSY_MS, BUSY_MOST_MS);
}

static int
rest_ms (const struct run *run, uint64_t now)
{
  bool idle = now > run->last_event_ns + IDLE_AFTER_NS && control_paused (run->control) && !atomic_load (&run->stop_ns);
  int due_ms = run->look.next > now ? (int) ((run->look.next - now) / 1000000) : 0;

  if (run->fullest > SEGMENT_RING_EVENTS / 4)
    return FULL_MS;
  return CLAMP (due_ms, idle ? IDLE_MS : BUSY_MS, MAX (idle ? IDLE_MS : BUSY_MS, most_rest_ms (run)));
}

static void
rest (struct run *run, uint64_t now)
{
  g_autofree struct pollfd *fds = g_new0 (struct pollfd, run->ranks + 3);
  uint64_t woken;
  int count = 0;

  fds[count++] = (struct pollfd){ run->wake, POLLIN, 0 };
  if (!run->child_gone)
    fds[count++] = (struct pollfd){ run->child.pidfd, POLLIN, 0 };
  for (int i = 0; i < run->ranks; i++)
    if (run->rank[i].pidfd >= 0)
      fds[count++] = (struct pollfd){ run->rank[i].pidfd, POLLIN, 0 };
  int ready = poll (fds, count, rest_ms (run, now));
  run->stirred = ready > (fds[0].revents ? 1 : 0);
  if (fds[0].revents && read (run->wake, &woken, sizeof woken) < 0)
    return;
}

/* No pidfd may mean no more than that too many files are open: it is asked for again, and until there is one, the PID must do. */
static bool
has_ended (struct run_rank *rank)
{
  if (rank->pidfd < 0)
    rank->pidfd = pidfd_open (rank->pid, 0);
  struct pollfd fd = { rank->pidfd, POLLIN, 0 };

  return rank->pidfd >= 0 ? poll (&fd, 1, 0) > 0 : kill (rank->pid, 0) != 0 && errno == ESRCH;
}

static void
reap_child (struct run *run)
{
  if (!run->child_gone && waitpid (run->child.pid, &run->child_status, WNOHANG) == run->child.pid) {
    run->child_gone = true;
    run->child_status_known = true;
  }
}

/* The last words first: what a rank recorded before it died belongs before its death. */
static void
bury (struct run *run, struct run_rank *rank, uint64_t now)
{
  rank->gone = true;
  ranks_drain (run, now);
  fate_of_rank (run, rank, now);
  observer_detach_process (run->observer, rank->rank);
  if (rank->pidfd >= 0)
    close (rank->pidfd);
  rank->pidfd = -1;
}

/* The exit status stands in /proc until mpirun reaps the rank: it is read at once, before anything else. */
static void
find_ended (struct run *run)
{
  for (int i = 0; i < run->ranks; i++) {
    struct run_rank *rank = &run->rank[i];
    bool asleep = rank->pidfd >= 0 && !run->stirred;
    if (!rank->segment || rank->ended || asleep || !has_ended (rank))
      continue;
    rank->ended = true;
    rank->status_known = proc_exit_status (rank->pid, &rank->status);
  }
}

/* Several can be found dead at once. Those that say why themselves are the likeliest cause; what mpirun ended with
 * SIGTERM the least. */
static int
blame_order (const struct run_rank *rank)
{
  unsigned state = atomic_load_explicit (&rank->segment->state, memory_order_acquire);

  if (state == SEGMENT_FAILED || state == SEGMENT_SIGNALLED)
    return 0;
  if (!rank->status_known)
    return 2;
  return WIFSIGNALED (rank->status) && WTERMSIG (rank->status) == SIGTERM ? 3 : 1;
}

static void
check_ranks (struct run *run, uint64_t now)
{
  find_ended (run);
  for (int order = 0; order <= 3; order++)
    for (int i = 0; i < run->ranks; i++) {
      struct run_rank *rank = &run->rank[i];
      if (rank->ended && !rank->gone && blame_order (rank) == order && (!run->direct || run->child_gone))
        bury (run, rank, now);
    }
}

static bool
all_gone (const struct run *run)
{
  for (int i = 0; i < run->ranks; i++)
    if (run->rank[i].segment && !run->rank[i].gone)
      return false;
  return run->child_gone;
}

/* The waiting ranks of a pool do not end: they wait again. Where anything went wrong, or force began, nothing is given back. */
static bool
all_returned (const struct run *run)
{
  return run->job && !run->child_gone && !run->cause_known && !run->force_ns && order_all_wait (run->job->order);
}

static void
check_begin (struct run *run, uint64_t now)
{
  if (!run->begun_ns)
    run->begun_ns = ranks_begun (run);
  if (atomic_load (&run->phase) == RUN_STARTING && run->begun_ns && ranks_all_running (run)) {
    run->all_running_ns = now;
    atomic_store (&run->phase, RUN_RUNNING);
  }
}

static void
stop_by_itself (struct run *run, uint64_t now)
{
  uint64_t no = 0;

  control_stop (run->control);
  atomic_compare_exchange_strong (&run->stop_ns, &no, now);
}

static void
check_duration (struct run *run, uint64_t now)
{
  double duration = run->plan->duration_s;

  if (run->duration_over || duration <= 0 || !run->all_running_ns || now < run->all_running_ns + (uint64_t) (duration * 1e9))
    return;
  run->duration_over = true;
  stop_by_itself (run, now);
}

static void
check_size (struct run *run, uint64_t now)
{
  if (run->full || ++run->looks % 256 != 0 || !trace_writer_is_full (run->trace))
    return;
  run->full = true;
  trace_writer_note (run->trace, "The run was ended because neither memory nor the disk of the cache folder has room for more of its trace: "
                                 "for a longer one make room, or choose a larger problem or a slower pace.");
  stop_by_itself (run, now);
}

static void
poll_once (struct run *run)
{
  uint64_t now = run_clock ();

  read_output (run);
  ranks_open (run);
  ranks_drain (run, now);
  rebind_carry_out (run);
  uint64_t known = observer_poll (run->observer, now);
  check_begin (run, now);
  if (run->begun_ns)
    trace_writer_advance (run->trace, known);
  reap_child (run);
  check_ranks (run, now);
  check_duration (run, now);
  check_size (run, now);
  patience_check_start (run, now);
  halt_check (run, now);
  watch_deadlock (run, now);
  patience_check_force (run, now);
}

static void
finish_ended (struct run *run)
{
  uint64_t now = run_clock ();

  if (!run->direct)
    strays_clear (run->mark);
  read_output (run);
  ranks_open (run); /* a rank may have come and gone between two looks */
  run->stirred = true;
  check_ranks (run, now);
  ranks_drain (run, now);
  fate_of_child (run, now);
}

static void
finish_returned (struct run *run)
{
  ranks_open (run);
  for (int i = 0; i < run->ranks; i++)
    if (run->rank[i].segment)
      bury (run, &run->rank[i], run->rank[i].segment->end_ns);
}

/* Only now, for another run may have it at once. */
static void
leave_job (struct run *run, bool returned)
{
  if (!run->job)
    return;
  run->child = (struct spawn){ -1, -1, -1, -1, -1 };
  if (returned) {
    pool_give (run->pool, g_steal_pointer (&run->job));
  } else {
    job_free (g_steal_pointer (&run->job));
    pool_lose (run->pool);
  }
}

static void
finish (struct run *run, bool returned)
{
  if (returned)
    finish_returned (run);
  else
    finish_ended (run);
  uint64_t now = run_clock ();
  observer_stop (run->observer, now);
  leave_job (run, returned);
  trace_writer_close (run->trace, run->begun_ns ? now : 0);
  if (run->folder)
    files_remove (run->folder);
  atomic_store (&run->phase, atomic_load (&run->failure) ? RUN_FAILED : RUN_DONE);
  g_mutex_lock (&run->mutex);
  atomic_store (&run->ended, true);
  g_cond_broadcast (&run->cond);
  g_mutex_unlock (&run->mutex);
}

gpointer
run_collect (gpointer data)
{
  struct run *run = data;

  bool returned = false;

  run->look = (struct ration){ .every = BUSY_MS * UINT64_C (1000000), .most = LOOK_SHARE };
  while (!all_gone (run) && !(returned = all_returned (run))) {
    rest (run, run_clock ());
    run->look.begun = ration_clock ();
    poll_once (run);
    ration_end (&run->look, run_clock ());
  }
  finish (run, returned);
  return NULL;
}
