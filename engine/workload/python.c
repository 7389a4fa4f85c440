#include "engine/workload/python.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_FOUND 127

struct python {
  pid_t pid; /* 0 = waited for */
  int count; /* of sockets */
  int *fd;   /* this side's ends: for orders, for answers, a pair a thread */
};

static void
close_all (int *fd, int count)
{
  for (int i = 0; i < count; i++)
    close (fd[i]);
}

/* Only this side's ends are closed by the exec. */
static bool
open_sockets (int *ours, int *theirs, int count)
{
  for (int i = 0; i < count; i++) {
    int pair[2];

    if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
      close_all (ours, i);
      close_all (theirs, i);
      return false;
    }
    ours[i] = pair[0];
    theirs[i] = pair[1];
  }
  return true;
}

/* Between fork and exec: nothing that could need a lock that another thread held. */
static void
child_side (const int *theirs, int count, char **arguments)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  for (int i = 0; i < count; i++)
    if (fcntl (theirs[i], F_SETFD, 0) < 0)
      _exit (NOT_FOUND);
  execvp (arguments[0], arguments);
  _exit (NOT_FOUND);
}

#define WORDS 6       /* before the descriptors */
#define WORD_BYTES 12 /* of a descriptor */

/* -I -S: no files of the user's are read, so that it starts fast and always the same. */
static char **
make_arguments (const char *script, const char *mode, const int *theirs, int count)
{
  const char *const words[WORDS] = { "python3", "-I", "-S", "-c", script, mode };
  char **arguments = malloc ((size_t) (WORDS + count + 1) * sizeof *arguments + (size_t) count * WORD_BYTES), *text;

  if (!arguments)
    return NULL;
  memcpy (arguments, words, sizeof words);
  text = (char *) (arguments + WORDS + count + 1);
  for (int i = 0; i < count; i++, text += WORD_BYTES) {
    snprintf (text, WORD_BYTES, "%d", theirs[i]);
    arguments[WORDS + i] = text;
  }
  arguments[WORDS + count] = NULL;
  return arguments;
}

static pid_t
start (const char *script, const char *mode, const int *theirs, int count)
{
  char **arguments = make_arguments (script, mode, theirs, count);
  pid_t pid = arguments ? fork () : -1;

  if (pid == 0)
    child_side (theirs, count, arguments);
  free (arguments);
  return pid;
}

struct python *
python_start (const char *script, const char *mode, int count, char *error, size_t room)
{
  struct python *python = calloc (1, sizeof *python);
  int sockets = 2 * count, *theirs = calloc ((size_t) sockets, sizeof *theirs);

  if (python && theirs && (python->fd = calloc ((size_t) sockets, sizeof *python->fd)) && open_sockets (python->fd, theirs, sockets)) {
    python->count = sockets;
    python->pid = start (script, mode, theirs, sockets);
    close_all (theirs, sockets);
  }
  free (theirs);
  if (python && python->pid > 0)
    return python;
  snprintf (error, room, "no process for Python could be made: %s", strerror (errno));
  if (python) {
    close_all (python->fd, python->count);
    free (python->fd);
  }
  free (python);
  return NULL;
}

/* A socket whose other end is gone must not raise SIGPIPE. */
bool
python_ask (struct python *python, int index, const void *order, size_t bytes)
{
  return send (python->fd[2 * index], order, bytes, MSG_NOSIGNAL) == (ssize_t) bytes;
}

bool
python_answer (struct python *python, int index, void *answer, size_t bytes)
{
  return recv (python->fd[2 * index + 1], answer, bytes, MSG_WAITALL) == (ssize_t) bytes;
}

static int
end (struct python *python)
{
  int status = 0;

  close_all (python->fd, python->count);
  python->count = 0;
  if (python->pid > 0)
    while (waitpid (python->pid, &status, 0) < 0 && errno == EINTR)
      ;
  python->pid = 0;
  return status;
}

void
python_stop (struct python *python)
{
  if (!python)
    return;
  end (python);
  free (python->fd);
  free (python);
}

void
python_say_end (struct python *python, char *error, size_t room)
{
  int status = end (python);

  if (WIFSIGNALED (status))
    snprintf (error, room, "python3 was killed by signal %d", WTERMSIG (status));
  else if (WEXITSTATUS (status) == NOT_FOUND)
    snprintf (error, room, "python3 was not found, and this workload is a Python program: install it (apt install python3)");
  else
    snprintf (error, room, "python3 ended with status %d in the middle of the workload", WEXITSTATUS (status));
}
