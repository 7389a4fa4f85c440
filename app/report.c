#include "app/report.h"

#include "engine/trace/json.h"
#include "ui/draw/program.h"

static void
print_run (const struct summary *summary, const struct trace_description *asked)
{
  g_print ("%s, %s model: %d %s x %d %s", asked->workload, asked->model, summary->processes,
           summary->processes == 1 ? "rank" : "ranks", asked->threads, asked->threads == 1 ? "thread" : "threads");
  if (asked->runtime && asked->bind) /* another tool's recording doesn't say */
    g_print (" (%s), bound %s", asked->runtime, asked->bind);
  g_print ("\n");
  g_print ("%.3f s, %" G_GUINT64_FORMAT " steps, %.2f PUs busy, at most %d of %d threads on PUs at once\n\n", summary->wall_s,
           summary->steps, summary->busy_pus, summary->running_at_once, summary->threads);
}

static char *
observed_pus (const struct summary_thread *thread)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < thread->pus; i++)
    g_string_append_printf (text, "%s%d (%.2f s)", i ? ", " : "", thread->pu[i].os, thread->pu[i].seconds);
  return g_string_free (text, FALSE);
}

static char *
asked_pus (const struct summary_thread *thread)
{
  g_autofree char *list = thread->bound && thread->asked ? bitmap_list (thread->asked) : g_strdup ("any");

  return g_strdup_printf ("%s%s%s", list, thread->binding_refused ? " (refused)" : "", thread->misplaced ? " (left)" : "");
}

static void
print_threads (const struct summary *summary)
{
  g_print ("%-8s %-12s %9s %9s %9s %9s %9s %5s  %s\n", "thread", "bound, OS PU", "on CPU s", "ready s", "lock s", "barrier s",
           "message s", "moves", "seen on OS PU");
  for (int i = 0; i < summary->threads; i++) {
    const struct summary_thread *thread = &summary->thread[i];
    g_autofree char *asked = asked_pus (thread), *seen = observed_pus (thread);
    g_autofree char *id = g_strdup_printf ("%d.%d", thread->rank, thread->thread);
    g_print ("%-8s %-12s %9.3f %9.3f %9.3f %9.3f %9.3f %5ld  %s\n", id, asked, thread->on_cpu_s, thread->runnable_s,
             thread->lock_wait_s, thread->barrier_wait_s, thread->message_wait_s, thread->migrations, seen);
  }
}

static void
print_deliveries (const struct summary *summary)
{
  const uint64_t *arrival = summary->by_arrival, *protocol = summary->by_protocol;

  if (summary->messages)
    g_print ("receives: %" G_GUINT64_FORMAT " posted first, %" G_GUINT64_FORMAT " after their message came (unexpected), %" G_GUINT64_FORMAT
             " either (measured); %" G_GUINT64_FORMAT " messages eager, %" G_GUINT64_FORMAT " by rendezvous (inferred)\n",
             arrival[ARRIVAL_POSTED], arrival[ARRIVAL_UNEXPECTED], arrival[ARRIVAL_UNKNOWN], protocol[PROTOCOL_EAGER],
             protocol[PROTOCOL_RENDEZVOUS]);
  if (summary->collectives && !summary->edges_observed)
    g_print ("what collectives sent was not observed: %s\n", summary->edges_why ? summary->edges_why : "nothing was told about it");
  for (int i = 0; summary->collectives && i < summary->talks; i++)
    if (summary->talk[i].collective) {
      g_print ("what collectives sent was measured, by MPI's own counters: --matrix FILE.csv has it\n");
      break;
    }
}

static void
print_messages (const struct summary *summary)
{
  char size[16];
  format_bytes (summary->message_bytes, size, sizeof size);

  g_print ("messages: %" G_GUINT64_FORMAT " (%s), %" G_GUINT64_FORMAT " without a receive; collectives: %" G_GUINT64_FORMAT "\n",
           summary->messages, size, summary->unmatched, summary->collectives);
  print_deliveries (summary);
  g_print ("events: %" G_GUINT64_FORMAT ", lost: %" G_GUINT64_FORMAT "\n", summary->events, summary->events_lost);
}

static void
print_result (const struct summary *summary, bool ours)
{
  if (!summary->has_result && !ours)
    g_print ("result: not recorded\n");
  else if (!summary->has_result)
    g_print ("result: none, the workload did not come to its end\n");
  else
    g_print ("result: %s: %s\n", summary->ok ? "right" : summary->lesson ? "wrong, as the lesson has it" : "WRONG",
             summary->result_text);
}

static void
print_sources (const struct summary *summary)
{
  g_print ("sources: schedule %s, waits, messages and locks measured, memory %s\n", source_name (summary->schedule_source),
           source_name (summary->memory_source));
  if (summary->looks_per_s > 0)
    g_print ("the schedule was looked at %.0f times a second\n", summary->looks_per_s);
  if (summary->watching_share > 0)
    g_print ("watching took %.1f %% of one PU\n", 100 * summary->watching_share);
  for (int i = 0; summary->notes[i]; i++)
    g_print ("note: %s\n", summary->notes[i]);
}

static void
print_warnings (const struct warnings *warnings)
{
  static const char *const word[WARNING_SEVERITIES] = { [WARNING_HINT] = "hint", [WARNING_TROUBLE] = "warning" };

  for (int i = 0; i < warnings->count; i++)
    g_print ("%s: %s\n", word[warnings->warning[i].severity], warnings->warning[i].sentence);
}

static const char *
host_of (const struct summary *summary, int rank)
{
  for (int i = 0; i < summary->processes; i++)
    if (summary->process[i].rank == rank && summary->process[i].host)
      return summary->process[i].host;
  return "?";
}

void
report_print_placement (const struct summary *summary, const struct warnings *warnings)
{
  g_print ("%-16s %4s %6s  %-12s %-12s %s\n", "host", "rank", "thread", "asked", "affinity", "seen on OS PU");
  for (int i = 0; i < summary->threads; i++) {
    const struct summary_thread *thread = &summary->thread[i];
    g_autofree char *asked = asked_pus (thread), *seen = observed_pus (thread);
    g_autofree char *affinity = thread->binding ? bitmap_list (thread->binding) : g_strdup ("not known");
    g_print ("%-16s %4d %6d  %-12s %-12s %s\n", host_of (summary, thread->rank), thread->rank, thread->thread, asked, affinity, seen);
  }
  print_warnings (warnings);
}

void
report_print (const struct summary *summary, const struct trace_description *description, const struct warnings *warnings)
{
  print_run (summary, description);
  print_threads (summary);
  report_print_memory (summary);
  print_messages (summary);
  report_print_waits (summary);
  print_result (summary, description->runtime != NULL);
  print_warnings (warnings);
  print_sources (summary);
}

bool
report_save_matrix (const struct summary *summary, const char *path, GError **error)
{
  g_autofree char *text = summary_talk_csv (summary);
  g_autoptr (GError) why = NULL;

  if (g_str_equal (path, "-")) {
    g_print ("%s", text);
    return true;
  }
  if (g_file_set_contents (path, text, -1, &why))
    return true;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The matrix could not be written: %s.", why->message);
  return false;
}
