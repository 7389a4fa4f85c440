#include "engine/launch/job.h"

#include "engine/launch/command.h"
#include "engine/launch/files.h"
#include "engine/launch/strays.h"
#include "engine/observe/proc.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

static bool
make_files (struct job *job, GError **error)
{
  job->folder = files_create (sizeof (struct order), error);
  if (!job->folder)
    return false;
  g_autofree char *path = g_build_filename (job->folder, "order", NULL), *ompi = g_build_filename (job->folder, "ompi", NULL);
  job->mark = g_strdup_printf ("STRANDSCOPE_POOL=%s", job->folder);
  job->order = order_create (path, job->ranks);
  if (job->order && g_mkdir (ompi, 0700) == 0)
    return true;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "The pool's memory %s could not be made: %s.", path,
               g_strerror (errno));
  return false;
}

/* As a worker decides it for itself (engine/worker/life.h), only before it is known what will be run: on a machine with few PUs
 * hybrid runs are crowded. */
static bool
sleeps_while_it_waits (int ranks)
{
  return ranks * 2 > (int) g_get_num_processors ();
}

static bool
start_child (struct job *job, GError **error)
{
  g_auto (GStrv) arguments = command_pool_arguments (job->ranks, job->edges, job->folder, error);
  if (!arguments)
    return false;
  g_auto (GStrv) environment = command_pool_environment (job->folder, job->passive);
  if (!spawn_held (arguments, environment, &job->child, error))
    return false;
  job->perf = perf_open (job->child.pid);
  job->perf_error = errno;
  return spawn_release (&job->child, arguments[0], error);
}

struct job *
job_start (int ranks, bool edges, GError **error)
{
  struct job *job = g_new0 (struct job, 1);

  job->ranks = ranks;
  job->edges = edges;
  job->passive = sleeps_while_it_waits (ranks);
  job->child = (struct spawn){ -1, -1, -1, -1, -1 };
  if (make_files (job, error) && start_child (job, error))
    return job;
  job_free (job);
  return NULL;
}

static bool
child_lives (const struct job *job)
{
  struct pollfd child = { job->child.pidfd, POLLIN, 0 };

  return job->child.pidfd >= 0 && poll (&child, 1, 0) == 0 && proc_state (job->child.pid) != 'T';
}

bool
job_is_ready (const struct job *job)
{
  return order_all_wait (job->order) && !job_is_lost (job);
}

bool
job_is_lost (const struct job *job)
{
  for (int i = 0; i < job->ranks; i++) {
    int pid = atomic_load (&job->order->rank[i].pid);
    char state = pid > 0 ? proc_state (pid) : 'S';
    if (state == 0 || strchr ("TtZX", state))
      return true;
  }
  return !child_lives (job);
}

void
job_end (struct job *job)
{
  kill (job->child.pid, SIGKILL);
  while (waitpid (job->child.pid, NULL, 0) < 0 && errno == EINTR)
    ;
  strays_clear (job->mark);
  job_free (job);
}

void
job_free (struct job *job)
{
  spawn_finish (&job->child);
  perf_close (job->perf);
  order_unmap (job->order);
  if (job->folder)
    files_remove (job->folder);
  g_free (job->folder);
  g_free (job->mark);
  g_free (job);
}
