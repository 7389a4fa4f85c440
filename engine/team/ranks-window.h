/* Memory that all ranks of the host map: an MPI-3 shared window (MPI 4.0, 12.2.3), or a copy for each. With one rank it is plain
 * memory and no MPI call is made. */
#pragma once

#include "engine/team/team.h"

struct ranks_window;

/* All ranks together, outside of team_run. SHARED: one piece of BYTES for all, which rank 0 asks for; else a piece for each.
 * Zeroed. NULL: no memory, or the ranks do not share a host (then in all of them). */
struct ranks_window *ranks_window_create (const struct team *team, uint64_t bytes, bool shared);
void ranks_window_destroy (struct ranks_window *window); /* all ranks together; accepts NULL */
void *ranks_window_data (const struct ranks_window *window); /* an address of this rank's own */

/* What ROOT has written is what all read afterwards: by a barrier where it is one piece, by a broadcast where each has a copy.
 * Thread 0 of each rank. */
void ranks_window_publish (struct ranks_window *window, const struct member *member, int root);
/* All ranks have read: it may be written again. Thread 0 of each rank. */
void ranks_window_done (struct ranks_window *window, const struct member *member);
