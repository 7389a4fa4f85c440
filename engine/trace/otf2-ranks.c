/* Processes and threads of an archive become ranks and lanes. */
#include "engine/trace/otf2-read.h"

#include <otf2/otf2.h>
#include <string.h>

#define NOT_SHOWN -2 /* beyond the last rank that is */

static void
give_rank (struct otf2_tables *tables, uint64_t ref, int *ranks)
{
  struct read_process *process = otf2_find (tables->process, ref);

  if (!process || process->rank != -1 || process->type == OTF2_LOCATION_GROUP_TYPE_ACCELERATOR)
    return;
  process->rank = *ranks < RECORDING_MAX_RANKS ? *ranks : NOT_SHOWN;
  ++*ranks;
}

/* Ranks of MPI first, by their numbers; then processes that no communicator knows. */
static int
give_ranks (struct otf2_tables *tables)
{
  int ranks = 0;

  for (guint i = 0; tables->mpi_location && i < tables->mpi_location->len; i++) {
    const struct read_location *location = otf2_find (tables->location, g_array_index (tables->mpi_location, uint64_t, i));
    if (location)
      give_rank (tables, location->group, &ranks);
  }
  for (guint i = 0; i < tables->process_ref->len; i++)
    give_rank (tables, g_array_index (tables->process_ref, uint64_t, i), &ranks);
  return ranks;
}

struct count { int threads, most, streams, metrics; };

static void
give_threads (struct otf2_tables *tables, int threads_most, struct count *count)
{
  for (guint i = 0; i < tables->locations->len; i++) {
    struct read_location *location = g_ptr_array_index (tables->locations, i);
    struct read_process *process = otf2_find (tables->process, location->group);
    count->streams += location->type == OTF2_LOCATION_TYPE_ACCELERATOR_STREAM;
    count->metrics += location->type == OTF2_LOCATION_TYPE_METRIC;
    if (!process || process->rank < 0 || location->type == OTF2_LOCATION_TYPE_ACCELERATOR_STREAM || location->type == OTF2_LOCATION_TYPE_METRIC)
      continue;
    count->most = MAX (count->most, process->threads + 1);
    if (process->threads < threads_most) {
      location->rank = process->rank;
      location->thread = process->threads;
      count->threads = MAX (count->threads, process->threads + 1);
    }
    process->threads++;
  }
}

static void G_GNUC_PRINTF (2, 3)
note (struct trace *trace, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  trace_writer_note (trace, text);
}

static void
say_what_is_missing (struct trace *trace, const struct otf2_tables *tables, int ranks, const struct count *count)
{
  if (tables->creator && *tables->creator)
    note (trace, "%s recorded this run, not Strandscope.", tables->creator);
  else
    note (trace, "Another tool recorded this run, not Strandscope.");
  note (trace, "It doesn't say when threads were on a PU, nor on which: what doesn't wait is shown as running.");
  if (ranks > trace->ranks)
    note (trace, "It has %d processes: the first %d are shown.", ranks, trace->ranks);
  if (count->most > trace->threads)
    note (trace, "Some processes have %d threads: the first %d of each are shown.", count->most, trace->threads);
  if (count->streams)
    note (trace, "%d streams of accelerators are not shown.", count->streams);
}

static void
name_processes (struct trace *trace, const struct otf2_tables *tables)
{
  for (guint i = 0; i < tables->process_ref->len; i++) {
    const struct read_process *process = otf2_find (tables->process, g_array_index (tables->process_ref, uint64_t, i));
    if (process->rank >= 0 && process->rank < trace->ranks)
      trace_writer_process_facts (trace, process->rank, 0, otf2_host (tables, process));
  }
}

struct trace *
otf2_make_trace (struct otf2_tables *tables, const char *name, GError **error)
{
  int ranks = give_ranks (tables), shown = MIN (ranks, RECORDING_MAX_RANKS);
  struct count count = { 0 };

  if (ranks > 0)
    give_threads (tables, RECORDING_MAX_LANES / shown, &count);
  if (count.threads == 0 || tables->resolution == 0) {
    recording_error (error, name, count.threads ? "its clock has no resolution" : "its definitions name no thread of a process");
    return NULL;
  }
  struct trace_description description = {
    .model = (char *) (ranks == 1 ? "threads" : count.threads == 1 ? "processes" : "hybrid"),
    .workload = (char *) name,
    .ranks = shown,
    .threads = count.threads,
  };
  struct trace *trace = trace_create (&description);
  match_distrust_clocks (trace->match);
  say_what_is_missing (trace, tables, ranks, &count);
  name_processes (trace, tables);
  return trace;
}

void
otf2_place_lanes (struct otf2_tables *tables, const struct trace *trace)
{
  for (guint i = 0; i < tables->locations->len; i++) {
    struct read_location *location = g_ptr_array_index (tables->locations, i);
    struct read_process *process = otf2_find (tables->process, location->group);
    if (location->ref >= (uint64_t) trace->lanes)
      continue;
    location->rank = (int) location->ref / trace->threads;
    location->thread = (int) location->ref % trace->threads;
    if (process)
      process->rank = location->rank;
  }
}

/* ---- communicators ---- */

static int
rank_of_location (const struct otf2_tables *tables, uint64_t place)
{
  if (!tables->mpi_location || place >= tables->mpi_location->len)
    return -1;
  const struct read_location *location = otf2_find (tables->location, g_array_index (tables->mpi_location, uint64_t, place));
  const struct read_process *process = location ? otf2_find (tables->process, location->group) : NULL;

  return process ? process->rank : -1;
}

static bool
is_in (const struct otf2_tables *tables, const struct read_group *group, int rank)
{
  for (guint i = 0; group && group->member && i < group->member->len; i++)
    if (rank_of_location (tables, g_array_index (group->member, uint64_t, i)) == rank)
      return true;
  return false;
}

/* Between two groups, who is in A speaks to B. */
static const struct read_group *
other_group (const struct otf2_tables *tables, struct read_comm *comm, int rank)
{
  const struct read_group *a = otf2_find (tables->group, comm->a);

  if (!comm->inter)
    return a;
  if (comm->asked != rank) {
    comm->asked = rank;
    comm->in_a = is_in (tables, a, rank);
  }
  return comm->in_a ? otf2_find (tables->group, comm->b) : a;
}

int
otf2_world_rank (const struct otf2_tables *tables, uint64_t ref, int rank, uint64_t local)
{
  struct read_comm *comm = otf2_find (tables->comm, ref);
  const struct read_group *group = comm ? other_group (tables, comm, rank) : NULL;

  if (!group)
    return -1;
  if (group->self)
    return rank;
  return group->member && local < group->member->len ? rank_of_location (tables, g_array_index (group->member, uint64_t, local)) : -1;
}
