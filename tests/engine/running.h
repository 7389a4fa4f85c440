/* Waiting for a run to be under way. */
#pragma once

#include <glib.h>

#include "engine/launch/run.h"

/* false: it ended, or did not begin within 8 s. */
static inline bool
wait_for_running (struct run *run)
{
  for (int i = 0; i < 4000 && run_phase (run) == RUN_STARTING; i++)
    g_usleep (2000);
  return run_phase (run) == RUN_RUNNING;
}
