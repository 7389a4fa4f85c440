#include "tests/benchmark/others.h"

#ifdef HAVE_LTTNG
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#pragma GCC diagnostic ignored "-Wpointer-arith"
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "tests/benchmark/tracepoint.h"

/* A tracepoint that no session wants is one test, which is not what is to be measured. */
const char *
lttng_open (void)
{
  return lttng_ust_tracepoint_enabled (strandscope_bench, event) ? NULL : "no session of lttng-tools enabled it (see with-lttng)";
}

void
lttng_put (const struct event *event)
{
  lttng_ust_tracepoint (strandscope_bench, event, event->begin, event->span, event->kind, event->value);
}

#else

const char *
lttng_open (void)
{
  return "it was not found when this was built (liblttng-ust-dev)";
}

void
lttng_put (const struct event *event)
{
}

#endif
