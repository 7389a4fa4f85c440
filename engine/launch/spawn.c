#include "engine/launch/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define EXEC_MS 3000 /* a program on a slow disk may take its time */

struct pipes {
  int hold[2], trouble[2], output[2];
};

static bool
open_pipes (struct pipes *pipes)
{
  *pipes = (struct pipes){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
  /* The hold is a socket: writing to a child that died already must not raise SIGPIPE here. */
  return socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pipes->hold) == 0 && pipe2 (pipes->trouble, O_CLOEXEC) == 0 &&
         pipe2 (pipes->output, O_CLOEXEC) == 0;
}

static void
close_pair (int pair[2])
{
  for (int i = 0; i < 2; i++)
    if (pair[i] >= 0)
      close (pair[i]);
}

static void
close_pipes (struct pipes *pipes)
{
  close_pair (pipes->hold);
  close_pair (pipes->trouble);
  close_pair (pipes->output);
}

static void
reset_signals (void)
{
  struct sigaction plain = { .sa_handler = SIG_DFL };
  sigset_t none;

  for (int i = 1; i < NSIG; i++)
    sigaction (i, &plain, NULL);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
}

/* Between fork and exec: async-signal-safe calls only, other threads may have held any lock. A process group of
 * its own, so that Ctrl-C reaches the host alone. */
static void
child_side (struct pipes *pipes, pid_t parent, char **arguments, char **environment)
{
  char go;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != parent)
    _exit (127);
  setpgid (0, 0);
  reset_signals ();
  close (pipes->hold[1]);
  if (read (pipes->hold[0], &go, 1) != 1)
    _exit (127);
  int nothing = open ("/dev/null", O_RDONLY);
  if (nothing >= 0)
    dup2 (nothing, STDIN_FILENO);
  dup2 (pipes->output[1], STDOUT_FILENO);
  dup2 (pipes->output[1], STDERR_FILENO);
  if (nothing > STDERR_FILENO)
    close (nothing);
  execve (arguments[0], arguments, environment);
  int error = errno;
  if (write (pipes->trouble[1], &error, sizeof error) < 0)
    _exit (126);
  _exit (127);
}

static bool
failed (GError **error, const char *what)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s.", what, g_strerror (errno));
  return false;
}

bool
spawn_held (char **arguments, char **environment, struct spawn *child, GError **error)
{
  struct pipes pipes;
  pid_t parent = getpid ();

  if (!open_pipes (&pipes)) {
    failed (error, "No pipes for a process could be made");
    close_pipes (&pipes);
    return false;
  }
  pid_t pid = fork ();
  if (pid == 0)
    child_side (&pipes, parent, arguments, environment);
  if (pid < 0) {
    failed (error, "No process could be started");
    close_pipes (&pipes);
    return false;
  }
  setpgid (pid, pid);
  *child = (struct spawn){ pid, pidfd_open (pid, 0), pipes.output[0], pipes.hold[1], pipes.trouble[0] };
  fcntl (child->output, F_SETFL, O_NONBLOCK);
  close (pipes.output[1]);
  close (pipes.hold[0]);
  close (pipes.trouble[1]);
  return true;
}

/* The errno of an exec that failed, 0 = it went well. A child that is stopped just now says neither. */
static int
hear_trouble (struct spawn *child)
{
  struct pollfd said = { child->trouble, POLLIN, 0 };
  int trouble = 0;
  ssize_t got;

  if (poll (&said, 1, EXEC_MS) == 0)
    return ETIMEDOUT;
  do
    got = read (child->trouble, &trouble, sizeof trouble);
  while (got < 0 && errno == EINTR);
  return trouble;
}

bool
spawn_release (struct spawn *child, const char *program, GError **error)
{
  int trouble = send (child->hold, "", 1, MSG_NOSIGNAL) == 1 ? hear_trouble (child) : errno;

  if (trouble == 0)
    return true;
  kill (child->pid, SIGKILL);
  while (waitpid (child->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (trouble), "%s could not be executed: %s.", program,
               g_strerror (trouble));
  return false;
}

void
spawn_finish (struct spawn *child)
{
  int descriptors[] = { child->pidfd, child->output, child->hold, child->trouble };

  for (size_t i = 0; i < G_N_ELEMENTS (descriptors); i++)
    if (descriptors[i] >= 0)
      close (descriptors[i]);
}
