/* A snapshot made by hand: P ranks of T threads with a memory object each, for tests of geometry and pixels. It stands
 * for no run; nothing but tests includes it. */
#pragma once

#include "engine/trace/snapshot.h"

struct fixture { struct snapshot snapshot; };

/* PUS: threads sit on PUs 0 .. by OS index, wrapped. Ranks that are neighbours have a message in flight each way. */
void fixture_init (struct fixture *fixture, int ranks, int threads, int pus);
void fixture_finish (struct fixture *fixture);
