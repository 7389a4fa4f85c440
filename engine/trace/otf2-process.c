/* Children in which the OTF2 library works: it dies on damaged files and on full disks, which must not be Strandscope's end. */
#include "engine/trace/otf2-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void
limit (int what, uint64_t most)
{
  struct rlimit limits = { most, most };

  setrlimit (what, &limits);
}

static void
set_up (int fd, bool writes, unsigned seconds, uint64_t memory)
{
  static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL, SIGXCPU, SIGALRM, SIGTERM, SIGPIPE, SIGINT };

  for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
    signal (deadly[i], SIG_DFL);
  signal (SIGXFSZ, SIG_IGN);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  int nothing = open ("/dev/null", O_RDWR), own = fcntl (fd, F_DUPFD, OTF2_CHILD_FD + 1);
  for (int i = 0; i < OTF2_CHILD_FD; i++) /* what an aborting library says is not for the user */
    dup2 (nothing, i);
  if (nothing < 0 || own < 0 || dup2 (own, OTF2_CHILD_FD) < 0)
    _exit (1);
  close_range (OTF2_CHILD_FD + 1, ~0u, 0);
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_AS, memory);
  if (!writes)
    limit (RLIMIT_FSIZE, 0);
  if (seconds > 0)
    limit (RLIMIT_CPU, seconds);
}

/* Bytes of address space that this process has. */
static uint64_t
address_space (void)
{
  unsigned long long pages = 0;
  FILE *file = fopen ("/proc/self/statm", "re");

  if (file && fscanf (file, "%llu", &pages) != 1)
    pages = 0;
  if (file)
    fclose (file);
  return pages * (uint64_t) sysconf (_SC_PAGESIZE);
}

pid_t
otf2_child_start (otf2_work work, const char *path, uint64_t number, bool writes, unsigned seconds, uint64_t memory, int *fd)
{
  uint64_t most = address_space () + memory;
  int ends[2], bytes = 1 << 20;

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return -1;
  for (int i = 0; i < 2; i++)
    setsockopt (ends[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  pid_t pid = fork ();
  if (pid == 0) {
    set_up (ends[1], writes, seconds, most);
    work (path, number);
    _exit (0);
  }
  close (ends[1]);
  if (pid < 0)
    close (ends[0]);
  *fd = ends[0];
  return pid;
}

bool
otf2_child_end (pid_t pid, bool wait)
{
  int status = 0;

  if (!wait)
    kill (pid, SIGKILL);
  while (waitpid (pid, &status, 0) < 0)
    if (errno != EINTR)
      return false;
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}
