#include "engine/observe/tasks.h"

#define KEPT_MOST 65536 /* spans kept of a thread that nobody has named yet; the oldest half goes beyond it */

#define RECENT 1024

struct task {
  int tid, rank, thread; /* rank -1: not named */
  uint64_t since;        /* spans are handed over from here on */
  struct span open;      /* what it does now; kind 0 = not known */
  GArray *spans;         /* closed, not handed over yet */
  long voluntary, involuntary;
  bool touched;
};

struct tasks {
  struct trace *trace;
  GHashTable *by_tid;
  struct task *recent[RECENT]; /* by the low bits of tid: few look-ups miss, a hundred thousand times a second */
  GPtrArray *named;
  int running; /* named ones on a PU */
  int most;    /* of them, since the last flush */
};

static void
task_free (gpointer data)
{
  struct task *task = data;

  g_array_unref (task->spans);
  g_free (task);
}

struct tasks *
tasks_new (struct trace *trace)
{
  struct tasks *tasks = g_new0 (struct tasks, 1);

  tasks->trace = trace;
  tasks->by_tid = g_hash_table_new_full (NULL, NULL, NULL, task_free);
  tasks->named = g_ptr_array_new ();
  return tasks;
}

void
tasks_free (struct tasks *tasks)
{
  if (!tasks)
    return;
  g_hash_table_unref (tasks->by_tid);
  g_ptr_array_unref (tasks->named);
  g_free (tasks);
}

static struct task *
find_task (struct tasks *tasks, int tid)
{
  struct task *task = g_hash_table_lookup (tasks->by_tid, GINT_TO_POINTER (tid));

  if (!task) {
    task = g_new0 (struct task, 1);
    task->tid = tid;
    task->rank = -1;
    task->spans = g_array_new (FALSE, FALSE, sizeof (struct span));
    g_hash_table_insert (tasks->by_tid, GINT_TO_POINTER (tid), task);
  }
  return task;
}

static inline struct task *
task_of (struct tasks *tasks, int tid)
{
  struct task **recent = &tasks->recent[(unsigned) tid % RECENT];

  if (!*recent || (*recent)->tid != tid)
    *recent = find_task (tasks, tid);
  return *recent;
}

static struct span
schedule_span (enum schedule_kind kind, uint64_t begin, int cpu)
{
  struct span span = { .begin = begin, .object = cpu, .kind = kind };

  if (kind == SCHEDULE_ON)
    span.value = span_shares (SPAN_WHOLE, 0);
  if (kind == SCHEDULE_READY)
    span.value = span_shares (0, SPAN_WHOLE);
  return span;
}

static void
keep_span (struct task *task, struct span span)
{
  if (task->rank >= 0 && span.end <= task->since)
    return;
  if (task->rank >= 0)
    span.begin = MAX (span.begin, task->since);
  if (task->rank < 0 && task->spans->len >= KEPT_MOST)
    g_array_remove_range (task->spans, 0, KEPT_MOST / 2);
  g_array_append_val (task->spans, span);
}

/* Blocked is what is left when a thread is neither on a PU nor waiting for one: no span is kept of it. */
static void
close_open (struct tasks *tasks, struct task *task, uint64_t at)
{
  struct span span = task->open;

  if (!span.kind)
    return;
  if (span.kind == SCHEDULE_ON && task->rank >= 0)
    tasks->running--;
  span.end = MAX (at, span.begin);
  if (span.kind != SCHEDULE_BLOCKED)
    keep_span (task, span);
  task->open.kind = 0;
}

static void
open_span (struct tasks *tasks, struct task *task, enum schedule_kind kind, uint64_t at, int cpu)
{
  task->open = schedule_span (kind, at, cpu);
  if (kind == SCHEDULE_ON && task->rank >= 0) {
    tasks->running++;
    tasks->most = MAX (tasks->most, tasks->running);
  }
}

/* Nothing is known any more of who was on the CPU whose records were lost: a gap until each is seen again. */
static void
lose (struct tasks *tasks, const struct perf_switch *change)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, tasks->by_tid);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    struct task *task = value;
    close_open (tasks, task, change->at);
    task->open = schedule_span (SCHEDULE_GAP, change->at, -1);
    task->touched = true;
  }
  trace_writer_note (tasks->trace, "The kernel lost switch records because they came too fast: the schedule has gaps.");
}

void
tasks_see (const struct perf_switch *change, void *data)
{
  struct tasks *tasks = data;

  if (change->change == PERF_LOST) {
    lose (tasks, change);
    return;
  }
  struct task *task = task_of (tasks, change->tid);
  close_open (tasks, task, change->at);
  task->touched = true;
  switch (change->change) {
  case PERF_ON:
    open_span (tasks, task, SCHEDULE_ON, change->at, change->cpu);
    break;
  case PERF_OFF_READY:
    task->involuntary++;
    open_span (tasks, task, SCHEDULE_READY, change->at, change->cpu);
    break;
  case PERF_OFF_BLOCKED:
    task->voluntary++;
    open_span (tasks, task, SCHEDULE_BLOCKED, change->at, change->cpu);
    break;
  default: /* it exits: no switch-out will follow */
    break;
  }
}

static void
clip_kept (struct task *task)
{
  guint from = 0;

  while (from < task->spans->len && g_array_index (task->spans, struct span, from).end <= task->since)
    from++;
  if (from > 0)
    g_array_remove_range (task->spans, 0, from);
  if (task->spans->len > 0) {
    struct span *first = &g_array_index (task->spans, struct span, 0);
    first->begin = MAX (first->begin, task->since);
  }
}

void
tasks_attach (struct tasks *tasks, int tid, int rank, int thread, uint64_t since)
{
  struct task *task = task_of (tasks, tid);

  if (task->rank >= 0)
    return;
  task->rank = rank;
  task->thread = thread;
  task->since = since;
  task->touched = true;
  task->voluntary = task->involuntary = 0;
  clip_kept (task);
  tasks->running += task->open.kind == SCHEDULE_ON;
  g_ptr_array_add (tasks->named, task);
}

static void
flush_task (struct tasks *tasks, struct task *task)
{
  struct span open = task->open;

  if (open.kind)
    open.begin = MAX (open.begin, task->since);
  trace_writer_schedule (tasks->trace, task->rank, task->thread, (const struct span *) (void *) task->spans->data,
                         task->spans->len);
  g_array_set_size (task->spans, 0);
  trace_writer_schedule_open (tasks->trace, task->rank, task->thread, &open);
  trace_writer_switches (tasks->trace, task->rank, task->thread, task->voluntary, task->involuntary);
  task->touched = false;
}

void
tasks_flush (struct tasks *tasks)
{
  for (guint i = 0; i < tasks->named->len; i++) {
    struct task *task = g_ptr_array_index (tasks->named, i);
    if (task->touched)
      flush_task (tasks, task);
  }
  if (tasks->most > 0)
    trace_writer_running_at_once (tasks->trace, tasks->most);
  tasks->most = 0;
}
