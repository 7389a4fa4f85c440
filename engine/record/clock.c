#include "engine/record/clock.h"

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define PERIOD_TICKS (UINT64_C (1) << 24) /* about 7 ms: times 32.32 ns a tick it stays below 2^58 */
#define CALIBRATION_NS 2000000
#define TRIES 200
#define GOOD_BRACKET_TICKS 2000

#ifdef __x86_64__

struct anchor {
  uint64_t tsc, ns, width; /* one moment on both clocks; ticks that reading it took */
};

static pthread_once_t calibrated = PTHREAD_ONCE_INIT;
static uint64_t measured_ns_per_tick;

/* The narrowest of TRIES brackets: a preempted one would be off by its whole length. */
static struct anchor
take_anchor (int tries)
{
  struct anchor best = { .width = UINT64_MAX };

  for (int i = 0; i < tries; i++) {
    uint64_t before = __builtin_ia32_rdtsc ();
    uint64_t ns = clock_monotonic ();
    uint64_t width = __builtin_ia32_rdtsc () - before;

    if (width < best.width)
      best = (struct anchor){ before + width / 2, ns, width };
  }
  return best;
}

/* The kernel knows better than CPU flags whether the TSC can be trusted here. */
static bool
kernel_uses_tsc (void)
{
  char name[16] = "";
  int fd = open ("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return false;
  if (read (fd, name, sizeof name - 1) < 0)
    name[0] = 0;
  close (fd);
  return strcmp (name, "tsc\n") == 0;
}

static uint64_t
rate (const struct anchor *from, const struct anchor *to)
{
  return (uint64_t) (((unsigned __int128) (to->ns - from->ns) << 32) / (to->tsc - from->tsc));
}

static void
calibrate (void)
{
  struct anchor from, to;

  if (!kernel_uses_tsc ())
    return;
  from = take_anchor (TRIES);
  nanosleep (&(struct timespec){ .tv_nsec = CALIBRATION_NS }, NULL);
  to = take_anchor (TRIES);
  measured_ns_per_tick = rate (&from, &to);
}

void
clock_init (struct clock *clock)
{
  struct anchor anchor;

  pthread_once (&calibrated, calibrate);
  anchor = take_anchor (TRIES / 10);
  *clock = (struct clock){ anchor.tsc, anchor.ns, measured_ns_per_tick, (int64_t) measured_ns_per_tick,
                           measured_ns_per_tick ? PERIOD_TICKS : 0 };
}

static uint64_t
predict (const struct clock *clock, uint64_t tsc)
{
  return clock->base_ns + (uint64_t) (((unsigned __int128) (tsc - clock->base_tsc) * clock->ns_per_tick) >> 32);
}

static int64_t
limited (int64_t value, int64_t limit)
{
  return value > limit ? limit : value < -limit ? -limit : value;
}

/* Leads the clock back to the true time within a few periods, without a jump: the last time handed out may be
 * only a moment ago. A tenth of the error is taken to be the frequency's, half of it is made up for in this period. */
static void
slew (struct clock *clock, uint64_t tsc, int64_t error_ns)
{
  int64_t limit = (int64_t) (measured_ns_per_tick >> 10); /* 0.1 %: no measurement may turn time around */
  int64_t error_rate = limited ((int64_t) (((__int128) error_ns << 32) / (int64_t) PERIOD_TICKS), limit);

  clock->base_ns = predict (clock, tsc);
  clock->base_tsc = tsc;
  clock->frequency += error_rate / 10;
  clock->ns_per_tick = (uint64_t) (clock->frequency + error_rate / 2);
}

uint64_t
clock_follow (struct clock *clock, uint64_t tsc)
{
  if (!clock->ns_per_tick)
    return clock_monotonic ();
  struct anchor anchor = take_anchor (3);
  if (anchor.width > GOOD_BRACKET_TICKS)
    anchor = take_anchor (TRIES / 10);
  if (tsc - clock->base_tsc >= 2 * PERIOD_TICKS) {
    /* Nothing was read for a period or more: the true time is ahead of all that was handed out. */
    clock->base_tsc = anchor.tsc;
    clock->base_ns = anchor.ns;
    return anchor.ns;
  }
  slew (clock, tsc, (int64_t) (anchor.ns - predict (clock, anchor.tsc)));
  return clock->base_ns;
}

#else

void
clock_init (struct clock *clock)
{
  *clock = (struct clock){ 0 };
}

uint64_t
clock_follow (struct clock *clock, uint64_t tsc)
{
  return clock_monotonic ();
}

#endif
