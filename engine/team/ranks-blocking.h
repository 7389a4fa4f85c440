/* Blocking messages between two ranks, the standard mode of MPI: a send may return at once or wait for its receive, as
 * the library likes. Thread 0 of each rank calls these, in runs of several ranks. */
#pragma once

#include "engine/team/team.h"

void ranks_send_bytes (const struct member *member, const void *data, int bytes, int to);
void ranks_receive_bytes (const struct member *member, void *data, int bytes, int from);
