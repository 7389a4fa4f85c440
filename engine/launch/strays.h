/* Processes that nobody else tells of: ranks that have not made themselves known yet, or that lost their mpirun. */
#pragma once

#include <sys/types.h>

/* Kills all processes that carry MARK ("NAME=VALUE") in their environment, BUT one (0 = none). How many there were. */
int strays_kill (const char *mark, pid_t but);
/* Kills them until there are none left, for at most 2 s. */
void strays_clear (const char *mark);
