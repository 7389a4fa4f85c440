/* The facts as one table (RFC 4180), a figure a line with its unit and source: what R, pandas and spreadsheets filter and pivot.
 *
 *   section   run, process, thread, pu (a thread's time on it), lock, matrix (messages from one rank to another), note
 *   rank, thread, item   whose figure it is; item: the PU's OS index, the lock's name, the receiving rank
 *   figure, value, unit  value is a number or empty
 *   text      what is no number
 *   source    measured, kernel, sampled, inferred */
#include "engine/trace/export-private.h"
#include "engine/trace/json.h"

#include <math.h>
#include <string.h>

struct line {
  const char *section;
  int rank, thread; /* -1 = of all */
  const char *item; /* NULL = none */
  enum source source;
};

/* A spreadsheet takes a text that begins like a formula for one: it is led by an apostrophe, which shows it as it is. */
static void
put_text (struct export_out *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  const char *begin = valid + strspn (valid, " ");
  bool formula = *begin && strchr ("=+-@\t\r\n", *begin);

  if (!formula && !strpbrk (valid, "\",\r\n")) {
    g_string_append (out->text, valid);
    return;
  }
  g_string_append (out->text, formula ? "\"'" : "\"");
  for (const char *c = valid; *c; c++)
    g_string_append (out->text, *c == '"' ? "\"\"" : (char[]){ *c, '\0' });
  g_string_append_c (out->text, '"');
}

static void
put_number (struct export_out *out, int number)
{
  if (number >= 0)
    g_string_append_printf (out->text, "%d", number);
  g_string_append_c (out->text, ',');
}

static void
put_head (struct export_out *out, const struct line *line, const char *figure)
{
  g_string_append_printf (out->text, "%s,", line->section);
  put_number (out, line->rank);
  put_number (out, line->thread);
  put_text (out, line->item);
  g_string_append_printf (out->text, ",%s,", figure);
}

static void
put_tail (struct export_out *out, const struct line *line, const char *unit, const char *text)
{
  g_string_append_printf (out->text, ",%s,", unit);
  put_text (out, text);
  g_string_append_printf (out->text, ",%s\r\n", line->source != SOURCE_NONE ? source_name (line->source) : "");
}

static void
put_value (struct export_out *out, const struct line *line, const char *figure, double value, const char *unit)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  put_head (out, line, figure);
  if (isfinite (value))
    g_string_append (out->text, g_ascii_dtostr (number, sizeof number, value));
  put_tail (out, line, unit, NULL);
}

static void
put_count (struct export_out *out, const struct line *line, const char *figure, uint64_t count, const char *unit)
{
  put_head (out, line, figure);
  g_string_append_printf (out->text, "%" G_GUINT64_FORMAT, count);
  put_tail (out, line, unit, NULL);
}

static void
put_words (struct export_out *out, const struct line *line, const char *figure, const char *text)
{
  if (!text)
    return;
  put_head (out, line, figure);
  put_tail (out, line, "", text);
}

/* ---- sections ---- */

static void
put_asked (struct export_out *out)
{
  const struct trace_description *asked = &out->trace->description;
  struct line line = { "run", -1, -1, NULL, SOURCE_NONE };

  put_words (out, &line, "model", asked->model);
  put_words (out, &line, "workload", asked->workload);
  put_words (out, &line, "runtime", asked->runtime);
  put_words (out, &line, "bind", asked->bind);
  put_words (out, &line, "sync", asked->sync);
  for (char **setting = asked->settings; setting && *setting; setting++)
    put_words (out, &line, "setting", *setting);
  put_words (out, &line, "host", asked->host);
  put_words (out, &line, "started", asked->started);
  put_words (out, &line, "command", asked->command);
  put_count (out, &line, "ranks", asked->ranks, "");
  put_count (out, &line, "threads", asked->threads, "");
}

static void
put_run (struct export_out *out, const struct summary *summary)
{
  struct line line = { "run", -1, -1, NULL, SOURCE_MEASURED };
  struct line schedule = { "run", -1, -1, NULL, summary->schedule_source };

  put_value (out, &line, "wall", summary->wall_s, "s");
  put_count (out, &line, "steps", summary->steps, "");
  put_count (out, &line, "messages", summary->messages, "");
  put_count (out, &line, "message_bytes", summary->message_bytes, "B");
  put_count (out, &line, "unmatched", summary->unmatched, "");
  put_count (out, &line, "collectives", summary->collectives, "");
  put_count (out, &line, "collective_bytes", summary->collective_bytes, "B");
  put_count (out, &line, "events", summary->events, "");
  put_count (out, &line, "events_lost", summary->events_lost, "");
  if (summary->schedule_source != SOURCE_NONE) {
    put_count (out, &schedule, "running_at_once", summary->running_at_once, "");
    put_value (out, &schedule, "busy_pus", summary->busy_pus, "");
  }
  if (summary->has_result) {
    put_words (out, &line, "result", summary->result_text);
    put_words (out, &line, "result_ok", summary->ok ? "true" : "false");
    put_value (out, &line, "result_value", summary->value, "");
    put_value (out, &line, "result_expected", summary->expected, "");
  }
  if (summary->deadlock)
    put_words (out, &line, "deadlock", summary->deadlock->sentence);
}

static void
put_process (struct export_out *out, const struct summary *summary, const struct summary_process *process)
{
  struct line line = { "process", process->rank, -1, NULL, SOURCE_KERNEL };
  struct line memory = { "process", process->rank, -1, NULL, summary->memory_source };

  if (process->pid > 0)
    put_count (out, &line, "pid", process->pid, "");
  put_words (out, &line, "host", process->host);
  put_words (out, &line, "fate", process->fate);
  if (process->pss_bytes)
    put_count (out, &memory, "pss", process->pss_bytes, "B");
  if (process->rss_bytes)
    put_count (out, &memory, "rss", process->rss_bytes, "B");
}

static void
put_bitmap (struct export_out *out, const struct line *line, const char *figure, const uint64_t *bitmap)
{
  g_autofree char *list = bitmap ? bitmap_list (bitmap) : NULL;

  put_words (out, line, figure, list);
}

static void
put_thread (struct export_out *out, const struct summary *summary, const struct summary_thread *thread)
{
  struct line line = { "thread", thread->rank, thread->thread, NULL, SOURCE_MEASURED };
  struct line kernel = line, schedule = line, moves = line;

  kernel.source = SOURCE_KERNEL;
  schedule.source = summary->schedule_source;
  moves.source = summary->migration_source;
  if (thread->tid > 0)
    put_count (out, &kernel, "tid", thread->tid, "");
  put_bitmap (out, &line, "asked_pus", thread->asked);
  put_bitmap (out, &kernel, "binding_pus", thread->binding);
  put_words (out, &kernel, "binding", thread->binding_refused ? "refused" : thread->rebound ? "changed while it ran" : NULL);
  put_words (out, &moves, "placement", thread->misplaced ? "seen outside of what was asked" : NULL);
  if (summary->schedule_source != SOURCE_NONE) {
    put_value (out, &schedule, "on_cpu", thread->on_cpu_s, "s");
    put_value (out, &schedule, "runnable", thread->runnable_s, "s");
  }
  put_value (out, &line, "lock_wait", thread->lock_wait_s, "s");
  put_value (out, &line, "barrier_wait", thread->barrier_wait_s, "s");
  put_value (out, &line, "message_wait", thread->message_wait_s, "s");
  put_count (out, &moves, "migrations", thread->migrations, "");
  put_count (out, &kernel, "voluntary_switches", thread->voluntary_switches, "");
  put_count (out, &kernel, "involuntary_switches", thread->involuntary_switches, "");
}

static void
put_pus (struct export_out *out, const struct summary *summary, const struct summary_thread *thread)
{
  for (int i = 0; i < thread->pus; i++) {
    g_autofree char *item = g_strdup_printf ("%d", thread->pu[i].os);
    struct line line = { "pu", thread->rank, thread->thread, item, summary->migration_source };
    put_value (out, &line, "on_pu", thread->pu[i].seconds, "s");
  }
}

static void
put_lock (struct export_out *out, const struct summary_lock *lock)
{
  struct line line = { "lock", lock->rank, -1, lock->name, SOURCE_MEASURED };

  put_count (out, &line, "acquisitions", lock->acquisitions, "");
  put_count (out, &line, "contended", lock->contended, "");
  put_value (out, &line, "wait", lock->wait_s, "s");
  put_value (out, &line, "hold", lock->hold_s, "s");
}

/* Pairs that exchanged nothing have no line. */
static void
put_matrix (struct export_out *out, const struct summary *summary)
{
  for (int from = 0; from < summary->processes; from++)
    for (int to = 0; to < summary->processes; to++) {
      size_t cell = (size_t) from * summary->processes + to;
      g_autofree char *item = g_strdup_printf ("%d", to);
      struct line line = { "matrix", from, -1, item, SOURCE_MEASURED };
      if (summary->matrix_count[cell] == 0)
        continue;
      put_count (out, &line, "messages", summary->matrix_count[cell], "");
      put_count (out, &line, "bytes", summary->matrix_bytes[cell], "B");
    }
}

static void
csv_begin (struct export_out *out)
{
  struct summary *summary = summary_take (out->trace, out->to);
  struct line note = { "note", -1, -1, NULL, SOURCE_NONE };

  g_string_append (out->text, "section,rank,thread,item,figure,value,unit,text,source\r\n");
  put_asked (out);
  put_run (out, summary);
  for (int i = 0; i < summary->processes; i++)
    put_process (out, summary, &summary->process[i]);
  for (int i = 0; i < summary->threads; i++)
    put_thread (out, summary, &summary->thread[i]);
  for (int i = 0; i < summary->threads; i++)
    put_pus (out, summary, &summary->thread[i]);
  for (int i = 0; i < summary->locks; i++)
    put_lock (out, &summary->lock[i]);
  put_matrix (out, summary);
  for (char **sentence = summary->notes; *sentence; sentence++)
    put_words (out, &note, "note", *sentence);
  summary_destroy (summary);
}

const struct export_kind export_csv = { "csv", ".csv", csv_begin, NULL, NULL };
