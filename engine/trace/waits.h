/* Who waits for whom at a moment, and whether anyone can still break it. Pure functions over a snapshot.
 *
 * A wait is broken from outside as long as somebody whom it waits for can go on: the holder of a lock, any thread of the rank
 * that a message is to come from or go to, every thread that a barrier misses. Waits that stand for WAITS_STAND_NS and that
 * only each other could break are a deadlock. Where it is not known who could break a wait (a condition, a collective, a
 * Sendrecv, a message under way) it counts as one that will be: no alarm rather than a false one. */
#pragma once

#include "engine/trace/snapshot.h"

#define WAITS_STAND_NS UINT64_C (1000000000)

/* Fills snapshot->wait (with room for a wait a thread) and deadlock_since_ns from the rest. snapshot_take has done so. */
void waits_find (struct snapshot *snapshot);

/* "Deadlock: 0.0 waits for lock B held by 0.1, which waits for lock A held by 0.0; since 1.0 s", NULL where there is none. The
 * caller frees it. */
char *waits_sentence (const struct snapshot *snapshot);

/* Is there a wait so old that looking closer is worth it? */
bool waits_may_stand (struct trace *trace);
