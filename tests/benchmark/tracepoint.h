/* LTTng-UST's own form of a tracepoint that holds what an event holds; its headers include this more than once. */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER strandscope_bench
#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "tests/benchmark/tracepoint.h"

#if !defined(BENCH_TRACEPOINT_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define BENCH_TRACEPOINT_H

#include <lttng/tracepoint.h>
#include <stdint.h>

LTTNG_UST_TRACEPOINT_EVENT (
  strandscope_bench, event,
  LTTNG_UST_TP_ARGS (uint64_t, begin, uint64_t, span, uint64_t, what, uint64_t, value),
  LTTNG_UST_TP_FIELDS (lttng_ust_field_integer (uint64_t, begin, begin) lttng_ust_field_integer (uint64_t, span, span)
                       lttng_ust_field_integer (uint64_t, what, what) lttng_ust_field_integer (uint64_t, value, value)))

#endif

#include <lttng/tracepoint-event.h>
