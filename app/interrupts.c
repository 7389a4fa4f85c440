#include "app/interrupts.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t heard;

static void
on_signal (int number)
{
  heard++;
}

void
interrupts_catch (void)
{
  struct sigaction action = { .sa_handler = on_signal };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
}

int
interrupts_heard (void)
{
  return heard;
}
