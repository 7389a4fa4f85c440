/* The same event written by other recorders, where they were found when this was built. */
#pragma once

#include <stdint.h>

#include "engine/record/event.h"

/* NULL, or why it cannot be measured. */
const char *otf2_open (const char *folder);
void otf2_put (const struct event *event); /* an Enter record with its time */
void otf2_put_with_pu (const struct event *event, unsigned pu); /* the same with an attribute of its own */
void otf2_put_message (const struct event *event, uint64_t end); /* Enter, MpiSend, Leave: all that one event holds */
void otf2_close (void);

const char *lttng_open (void);
void lttng_put (const struct event *event);
