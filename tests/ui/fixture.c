#include "tests/ui/fixture.h"

#include <glib.h>

#include "engine/record/segment.h"

static const enum thread_state states[] = { THREAD_RUNNING, THREAD_RUNNING, THREAD_LOCK_WAIT, THREAD_RUNNABLE, THREAD_MESSAGE_WAIT,
                                            THREAD_BARRIER_WAIT, THREAD_HELD };

static void
fill_thread (struct snapshot_thread *thread, int rank, int index, int number, int pus, int threads)
{
  *thread = (struct snapshot_thread){ .rank = rank, .thread = index, .tid = 1000 + number, .state = states[number % 7], .pu = number % pus,
                                      .previous_pu = -1, .lock = -1, .awaited = -1, .object = 0, .first_part = 1 + index * (30 / threads),
                                      .parts = 30 / threads > 0 ? 30 / threads : 1, .region = "update", .pu_source = SOURCE_KERNEL };
  thread->on_cpu = thread->state == THREAD_RUNNING;
  thread->since_ns = 1000000000 - 300000 * (number + 1);
}

static void
fill_process (struct snapshot_process *process, int rank, int ranks, int threads)
{
  *process = (struct snapshot_process){ .rank = rank, .pid = 4711 + rank, .host = "node0", .state = PROCESS_ALIVE, .pss_bytes = 33 << 20,
                                        .first_thread = rank * threads, .threads = threads, .objects = 1 };
  process->object = g_new0 (struct snapshot_object, 1);
  process->object[0] = (struct snapshot_object){ .name = "grid", .detail = "rows 0–1023", .address = 0x7f0000000000, .bytes = 16 << 20, .parts = 32,
                                                 .flags = OBJECT_SHARED | (rank ? OBJECT_HALO_FIRST : 0) | (rank < ranks - 1 ? OBJECT_HALO_LAST : 0) };
}

static void
fill_messages (struct snapshot *snapshot, int ranks)
{
  for (int i = 0; i < 2 * (ranks - 1); i++) {
    int from = i / 2 + i % 2, to = i / 2 + !(i % 2);
    snapshot->message[snapshot->messages++] = (struct snapshot_message){ .source = from, .destination = to, .bytes = 16384, .sent_ns = 999000000,
      .received_ns = 1001000000, .state = MESSAGE_FLYING, .progress = 0.3 + 0.1 * (i % 6) };
  }
}

static void
fill_pus (struct snapshot *snapshot, int pus)
{
  snapshot->pus = pus;
  snapshot->pu = g_new0 (struct snapshot_pu, pus);
  for (int os = 0; os < pus; os++) {
    snapshot->pu[os] = (struct snapshot_pu){ .os = os, .rank = -1, .thread = -1 };
    for (int s = 0; s < SNAPSHOT_SLICES; s++) {
      snapshot->pu[os].slice_rank[s] = (s * 7 + os) % 5 ? os % snapshot->processes : -1;
      snapshot->pu[os].slice_share[s] = 0.3f + 0.7f * (float) ((s * 13 + os) % 8) / 8;
    }
  }
  for (int i = 0; i < snapshot->threads; i++)
    if (snapshot->thread[i].on_cpu) {
      snapshot->pu[snapshot->thread[i].pu].rank = snapshot->thread[i].rank;
      snapshot->pu[snapshot->thread[i].pu].thread = snapshot->thread[i].thread;
    }
}

void
fixture_init (struct fixture *fixture, int ranks, int threads, int pus)
{
  struct snapshot *snapshot = &fixture->snapshot;
  *snapshot = (struct snapshot){ .t = 1000000000, .begin = 1, .end = 1000000000, .processes = ranks, .threads = ranks * threads, .slice_ns = 50000000 };
  snapshot->process = g_new0 (struct snapshot_process, ranks);
  snapshot->thread = g_new0 (struct snapshot_thread, snapshot->threads);
  snapshot->message = g_new0 (struct snapshot_message, 2 * ranks);
  snapshot->lock = g_new0 (struct snapshot_lock, 1);
  for (int rank = 0; rank < ranks; rank++)
    fill_process (&snapshot->process[rank], rank, ranks, threads);
  for (int i = 0; i < snapshot->threads; i++) {
    fill_thread (&snapshot->thread[i], i / threads, i % threads, i, pus, threads);
    snapshot->on_cpu += snapshot->thread[i].on_cpu;
  }
  fill_messages (snapshot, ranks);
  fill_pus (snapshot, pus);
  snapshot->locks = 1;
  snapshot->lock[0] = (struct snapshot_lock){ .rank = 0, .name = "residual", .holder = 1 < threads ? 1 : 0, .queue = g_new0 (int, 1), .queued = threads > 2, .last_waiter = -1 };
  snapshot->lock[0].queue[0] = 2;
}

void
fixture_finish (struct fixture *fixture)
{
  for (int i = 0; i < fixture->snapshot.processes; i++)
    g_free (fixture->snapshot.process[i].object);
  g_free (fixture->snapshot.lock[0].queue);
  g_free (fixture->snapshot.lock);
  g_free (fixture->snapshot.message);
  g_free (fixture->snapshot.process);
  g_free (fixture->snapshot.thread);
  g_free (fixture->snapshot.pu);
}
