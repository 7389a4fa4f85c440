#include "engine/worker/life.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "engine/record/clock.h"

static struct segment *noted;

void
life_follow_parent (void)
{
  pid_t parent = getppid ();

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  /* It may have died just before the kernel was asked. */
  if (getppid () != parent)
    raise (SIGKILL);
}

static void
note_signal (int signal, siginfo_t *info, void *context)
{
  int32_t none = 0;

  if (noted && atomic_compare_exchange_strong (&noted->signal, &none, signal)) {
    noted->signal_address = info->si_code > 0 ? (uintptr_t) info->si_addr : 0; /* a signal that was sent has none */
    noted->end_ns = clock_monotonic ();
    atomic_store (&noted->state, SEGMENT_SIGNALLED);
  }
  /* SA_RESETHAND put the default back: this time it is fatal. */
  raise (signal);
}

void
life_note_signals (struct segment *segment)
{
  static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
  static char stack_of_handler[64 * 1024]; /* the thread's own may be what is full */
  stack_t stack = { .ss_sp = stack_of_handler, .ss_size = sizeof stack_of_handler };
  struct sigaction action = { .sa_sigaction = note_signal, .sa_flags = SA_SIGINFO | SA_RESETHAND | SA_ONSTACK };

  noted = segment;
  if (!segment)
    return;
  sigaltstack (&stack, NULL);
  sigemptyset (&action.sa_mask);
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
    sigaction (fatal[i], &action, NULL);
}

void
life_wait_asleep (int threads, char **argv)
{
  cpu_set_t may[16]; /* 16384 PUs */

  if (getenv ("OMP_WAIT_POLICY") || getenv ("GOMP_SPINCOUNT"))
    return;
  if (sched_getaffinity (0, sizeof may, may) == 0 && threads <= CPU_COUNT_S (sizeof may, may))
    return;
  if (setenv ("OMP_WAIT_POLICY", "passive", 1) == 0)
    execv ("/proc/self/exe", argv);
}
