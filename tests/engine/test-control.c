/* The step gate, with real processes at it. */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/record/clock.h"
#include "engine/record/control.h"

#define RANKS 3

struct gate {
  char *path;
  struct control *control;
  _Atomic uint64_t *passed; /* steps each rank has been through */
  pid_t child[RANKS];
};

static void
be_rank (struct gate *gate, int rank, unsigned work)
{
  struct control *control = control_open (gate->path);
  uint64_t last = 0, step = 0;

  prctl (PR_SET_PDEATHSIG, SIGKILL); /* a failed assertion leaves nobody at the gate */

  for (; control && control_pass (control, rank, step, &last); step++) {
    atomic_store (&gate->passed[rank * 8], step + 1);
    for (volatile unsigned i = 0; i < work * (unsigned) (rank + 1); i++)
      ;
  }
  _exit (control ? 0 : 1);
}

static void
open_gate (struct gate *gate, bool paused, unsigned work)
{
  static int number;

  gate->path = g_strdup_printf ("/dev/shm/strandscope-test-control-%d-%d", getpid (), number++);
  gate->control = control_create (gate->path, RANKS, paused);
  g_assert_nonnull (gate->control);
  gate->passed = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < RANKS; i++) {
    gate->child[i] = fork ();
    if (gate->child[i] == 0)
      be_rank (gate, i, work);
  }
}

static void
join_ranks (struct gate *gate)
{
  alarm (30);
  for (int i = 0; i < RANKS; i++) {
    int status;

    waitpid (gate->child[i], &status, 0);
    g_assert_cmpint (status, ==, 0);
  }
  alarm (0);
}

static void
close_gate (struct gate *gate)
{
  control_unmap (gate->control);
  munmap ((void *) gate->passed, 4096);
  g_unlink (gate->path);
  g_free (gate->path);
}

/* Waits until all ranks stand before STEP. */
static void
assert_halt_at (struct gate *gate, uint64_t step)
{
  uint64_t deadline = clock_monotonic () + 5000000000u;

  for (int i = 0; i < RANKS; i++)
    while (atomic_load (&gate->passed[i * 8]) < step && clock_monotonic () < deadline)
      sched_yield ();
  for (int i = 0; i < RANKS; i++)
    g_assert_cmpuint (gate->passed[i * 8], ==, step);
}

static void
test_files (void)
{
  g_autofree char *path = g_strdup_printf ("/dev/shm/strandscope-test-control-%d", getpid ());
  struct control *control;
  char junk[100] = "junk";

  g_assert_null (control_open (path));
  g_assert_cmpint (errno, ==, ENOENT);
  g_assert_null (control_create (path, 0, false));
  g_assert_null (control_create (path, CONTROL_MAX_RANKS + 1, false));
  control = control_create (path, 4, true);
  g_assert_true (control_paused (control));
  g_assert_null (control_create (path, 4, true));
  g_assert_cmpint (errno, ==, EEXIST);
  control->ranks = 100000;
  g_assert_null (control_open (path));
  g_assert_cmpint (errno, ==, EPROTO);
  control_unmap (control);
  g_assert_true (g_file_set_contents (path, junk, sizeof junk, NULL));
  g_assert_null (control_open (path));
  g_assert_cmpint (errno, ==, EPROTO);
  g_unlink (path);
}

static void
test_exactly_one (void)
{
  struct gate gate;
  uint64_t step = 0;

  open_gate (&gate, true, 100);
  assert_halt_at (&gate, 0);
  for (int i = 0; i < 300; i++) {
    unsigned count = i % 10 == 9 ? 5 : 1;

    control_step (gate.control, count);
    step += count;
    assert_halt_at (&gate, step);
  }
  g_usleep (20000);
  assert_halt_at (&gate, step);
  g_assert_cmpuint (control_entered (gate.control), ==, step);
  control_stop (gate.control);
  join_ranks (&gate);
  assert_halt_at (&gate, step);
  close_gate (&gate);
}

/* Orders at moments that nobody chose: after each pause all ranks must stand before the same step. */
static void
test_random_orders (void)
{
  struct gate gate;
  uint64_t at = 0;

  open_gate (&gate, false, 50);
  for (int i = 0; i < 3000; i++) {
    int choice = g_test_rand_int_range (0, 4);

    for (volatile int wait = g_test_rand_int_range (0, 20000); wait > 0; wait--)
      ;
    if (choice == 0 && control_paused (gate.control))
      control_step (gate.control, (unsigned) g_test_rand_int_range (1, 4));
    else if (choice == 1)
      control_pause (gate.control), control_pause (gate.control);
    else
      control_pause (gate.control);
    g_assert_true (control_paused (gate.control));
    g_assert_cmpuint (gate.control->budget, >=, at);
    at = gate.control->budget;
    assert_halt_at (&gate, at);
    if (choice > 1)
      control_resume (gate.control);
  }
  g_assert_cmpuint (at, >, 100);
  control_stop (gate.control);
  join_ranks (&gate);
  assert_halt_at (&gate, gate.control->stop_at);
  close_gate (&gate);
}

static void
test_stop_at_same_step (void)
{
  for (int i = 0; i < 150; i++) {
    struct gate gate;

    open_gate (&gate, i % 5 == 0, 20);
    g_usleep ((gulong) g_test_rand_int_range (0, 2000));
    if (i % 3 == 0)
      control_pause (gate.control);
    control_stop (gate.control);
    control_pause (gate.control); /* too late */
    control_step (gate.control, 3);
    join_ranks (&gate);
    assert_halt_at (&gate, gate.control->stop_at);
    close_gate (&gate);
  }
}

static void
test_pace (void)
{
  struct gate gate;
  uint64_t begin, first;

  open_gate (&gate, true, 0);
  control_set_pace (gate.control, 20000000);
  control_resume (gate.control);
  g_usleep (10000);
  begin = clock_monotonic ();
  first = control_entered (gate.control);
  g_usleep (200000);
  control_pause (gate.control);
  g_assert_cmpuint (gate.control->budget - first, <=, (clock_monotonic () - begin) / 20000000 + 1);
  g_assert_cmpuint (gate.control->budget - first, >=, 3);
  control_resume (gate.control);
  control_set_pace (gate.control, 60000000000u);
  g_usleep (30000);
  begin = clock_monotonic ();
  control_stop (gate.control);
  join_ranks (&gate);
  g_assert_cmpuint (clock_monotonic () - begin, <, 1000000000);
  assert_halt_at (&gate, gate.control->stop_at);
  close_gate (&gate);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/control/files", test_files);
  g_test_add_func ("/control/exactly-one", test_exactly_one);
  g_test_add_func ("/control/random-orders", test_random_orders);
  g_test_add_func ("/control/stop-at-same-step", test_stop_at_same_step);
  g_test_add_func ("/control/pace", test_pace);
  return g_test_run ();
}
