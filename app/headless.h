/* What `strandscope` does where no display can be reached: the main job without a window. */
#pragma once

/* Runs the hybrid heat workload, prints its summary, writes strandscope.png, says how to get the window. Exit status. */
int headless_run (void);
