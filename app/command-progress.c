#include "app/command-progress.h"

#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void
on_signal (int signal)
{
  interrupted = 1;
}

void
command_progress_begin (struct command_progress *progress, const char *doing)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  *progress = (struct command_progress){ doing, g_cancellable_new (), -1, isatty (STDERR_FILENO) };
}

void
command_progress_tell (double share, void *data)
{
  struct command_progress *progress = data;
  int percent = (int) (share * 100);
  if (interrupted)
    g_cancellable_cancel (progress->cancellable);
  if (!progress->shown || percent == progress->percent)
    return;
  progress->percent = percent;
  if (percent < 100)
    g_printerr ("\r%s: %d %%", progress->doing, percent);
  else
    g_printerr ("\r\033[K");
}

void
command_progress_end (struct command_progress *progress, bool done)
{
  if (!done && progress->percent >= 0 && progress->percent < 100)
    g_printerr ("\n");
  g_clear_object (&progress->cancellable);
}
