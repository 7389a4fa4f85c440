/* Locks and barriers in words: for the report, the facts, the tooltips. The caller frees every string. */
#pragma once

#include "engine/trace/summary.h"

/* "0.1" of a rank's threads, "2" of ranks */
char *member_name (int rank, int member);
/* "2.1 µs on average, 117 × the 18 ns uncontended"; NULL: nobody waited */
char *lock_wait_words (const struct summary_lock *lock);
/* "mutex 18 ns (76 ns recorded), critical 19 ns, ..."; NULL: not measured */
char *lock_cost_words (const struct lock_cost cost[LOCK_WAYS]);
/* "thread 0.1 in 61 % of 200, 84 ms caused"; NULL: nobody was waited for */
char *barrier_last_words (const struct summary_barrier *barrier);
/* "thread 0.3 is late: the others have waited 1.2 ms", "thread 0.1 came last, 1.2 ms after the others, who waited 3.4 ms in all" */
char *barrier_now_words (const struct snapshot_barrier *barrier, uint64_t t);
/* The lock that the most time was waited for, a mutex before others; NULL: none */
const struct summary_lock *lock_costliest (const struct summary *summary);
/* The barrier of all that the most time was waited in, NULL: none */
const struct summary_barrier *barrier_costliest (const struct summary *summary);
int barrier_worst_member (const struct summary_barrier *barrier); /* who caused most */

/* Sentences on the costliest lock and barrier; empty: nobody waited for anybody */
char *wait_sentences (const struct summary *summary);

/* "18 ns", "5.2 ns" */
void format_times (double times, char *out, size_t room); /* "117", "2.3 thousand" */
void format_ns (double ns, char *out, size_t room);
