/* The table of a lock or a barrier of the picture: what is true now, and sums up to now. */
#pragma once

#include "engine/trace/summary.h"
#include "ui/draw/object-facts.h"

/* SUMMARY may be NULL. NULL where ID is no lock's ("lock:0.1") and no barrier's ("barrier:0", "barrier:ranks") or there is none now. */
GArray *wait_facts (const struct snapshot *snapshot, const struct summary *summary, const char *id);
