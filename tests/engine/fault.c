/* Preloaded into mpirun and the ranks by test-failure: makes one of them go wrong, at a moment after its start or when it is told
 * to by a signal. STRANDSCOPE_FAULT="WHO KIND MILLISECONDS": WHO is a rank or -1 for mpirun. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fault.h"

static enum fault fault;

static void
go_wrong (int number)
{
  switch (fault) {
  case FAULT_KILL: raise (SIGKILL); break;
  case FAULT_SEGV: raise (SIGSEGV); break;
  case FAULT_STOP: raise (SIGSTOP); break;
  case FAULT_EXIT: _exit (3);
  default:
    for (;;)
      pause ();
  }
}

static int
who_am_i (void)
{
  const char *rank = getenv ("OMPI_COMM_WORLD_RANK");

  if (rank)
    return atoi (rank);
  return strstr (program_invocation_short_name, "worker") ? 0 : -1;
}

__attribute__ ((constructor)) static void
prepare (void)
{
  const char *text = getenv ("STRANDSCOPE_FAULT");
  struct sigaction action = { .sa_handler = go_wrong };
  struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = FAULT_SIGNAL };
  int who, kind, ms;
  timer_t timer;

  if (!text || sscanf (text, "%d %d %d", &who, &kind, &ms) != 3 || who != who_am_i ())
    return;
  fault = (enum fault) kind;
  sigaction (FAULT_SIGNAL, &action, NULL);
  if (ms >= 0 && timer_create (CLOCK_MONOTONIC, &event, &timer) == 0)
    timer_settime (timer, 0, &(struct itimerspec){ .it_value = { ms / 1000, ms % 1000 * 1000000 + 1 } }, NULL);
}
