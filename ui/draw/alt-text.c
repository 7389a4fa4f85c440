#include "ui/draw/alt-text.h"

#include "ui/draw/program.h"
#include "ui/draw/stage.h"

#define MOST_THREADS 16

static void
count_of (GString *text, int count, const char *thing, const char *plural)
{
  g_string_append_printf (text, "%d %s%s", count, thing, count == 1 ? "" : plural);
}

static void
append_machine (GString *text, const struct machine *machine)
{
  g_autofree char *summary = machine ? machine_summary (machine) : NULL;
  if (summary)
    g_string_append_printf (text, " on a machine of %s", summary);
}

char *
alt_text_caption (const struct told *told)
{
  GString *text = g_string_new (NULL);
  if (!told->snapshot || !told->snapshot->processes) {
    g_autofree char *summary = told->machine ? machine_summary (told->machine) : NULL;
    g_string_append_printf (text, "%s: %s.", told->machine ? told->machine->name : "No machine", summary ? summary : "nothing is known of it");
    return g_string_free (text, FALSE);
  }
  char seconds[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (seconds, sizeof seconds, "%.6f", (double) (told->snapshot->t - told->snapshot->begin) / 1e9);
  g_string_append_printf (text, "The workload %s in the %s model: ", told->description->workload, told->description->model);
  count_of (text, told->snapshot->processes, "process", "es");
  g_string_append (text, " of ");
  count_of (text, told->snapshot->process[0].threads, "thread", "s");
  append_machine (text, told->machine);
  g_string_append_printf (text, ", %s s after the beginning.", seconds);
  return g_string_free (text, FALSE);
}

static void
tell_thread (GString *text, const struct snapshot_thread *thread, const struct machine *machine)
{
  int object = machine && thread->pu >= 0 ? machine_pu_by_os (machine, thread->pu) : -1;
  g_string_append_printf (text, "%d.%d ", thread->rank, thread->thread);
  g_string_append (text, thread->state == THREAD_RUNNING ? "runs" : thread_state_name (thread->state));
  if (thread->on_cpu && object >= 0)
    g_string_append_printf (text, " on PU %d", machine->objects[object].logical);
}

static void
tell_threads (GString *text, const struct snapshot *snapshot, const struct machine *machine)
{
  int listed = MIN (snapshot->threads, MOST_THREADS);
  g_string_append (text, " Thread ");
  for (int i = 0; i < listed; i++) {
    tell_thread (text, &snapshot->thread[i], machine);
    g_string_append (text, i + 1 < listed ? ", " : "");
  }
  if (snapshot->threads > listed)
    g_string_append_printf (text, "; %d more are not listed", snapshot->threads - listed);
  g_string_append (text, ".");
}

static void
tell_locks (GString *text, const struct snapshot *snapshot)
{
  for (int i = 0; i < snapshot->locks; i++) {
    const struct snapshot_lock *lock = &snapshot->lock[i];
    if (lock->holder < 0 && !lock->queued)
      continue;
    g_string_append_printf (text, " The lock %s of rank %d is ", lock->name ? lock->name : "", lock->rank);
    if (lock->holder >= 0)
      g_string_append_printf (text, "held by thread %d.%d; ", lock->rank, lock->holder);
    else
      g_string_append (text, "free; ");
    count_of (text, lock->queued, "thread", "s");
    g_string_append (text, lock->queued == 1 ? " waits for it." : " wait for it.");
  }
}

static void
tell_messages (GString *text, const struct snapshot *snapshot, const struct summary *summary)
{
  char bytes[16];
  int flying = 0;
  if (!summary || !summary->messages)
    return;
  for (int i = 0; i < snapshot->messages; i++)
    flying += snapshot->message[i].state != MESSAGE_ARRIVED;
  format_bytes (summary->message_bytes, bytes, sizeof bytes);
  g_string_append_printf (text, " Up to now %llu messages with %s were sent; %d %s in flight.", (unsigned long long) summary->messages, bytes, flying,
                          flying == 1 ? "is" : "are");
}

char *
alt_text_describe (const struct told *told)
{
  g_autofree char *caption = alt_text_caption (told);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%s. %s", told->kind, caption);
  if (told->snapshot && told->snapshot->processes) {
    g_autofree char *run = stage_describe_run (told->snapshot, told->machine);
    g_string_append_printf (text, " %s", run);
    tell_threads (text, told->snapshot, told->machine);
    tell_locks (text, told->snapshot);
    tell_messages (text, told->snapshot, told->summary);
  }
  return g_string_free (text, FALSE);
}
