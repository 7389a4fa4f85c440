/* How many threads were on PUs at the same moment, at most, up to any moment: the sweep over all schedules is kept and goes on
 * from where it was. For this room only, with the trace's mutex held. */
#pragma once

#include <stdint.h>

struct trace;
struct at_once;

struct at_once *at_once_new (int lanes);
void at_once_free (struct at_once *at_once); /* accepts NULL */

/* Most threads at once before T. Schedules before SETTLED will not change any more: they are not walked again. */
int at_once_until (struct at_once *at_once, const struct trace *trace, uint64_t t, uint64_t settled);
