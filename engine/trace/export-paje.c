/* Paje's self-describing text (Kergommeaux, Stein, Bernard, 2000; as pj_dump and ViTE read it): containers are the machine, its
 * PUs, the processes with their locks and threads; slices are pushed and popped states, messages are links. */
#include "engine/trace/export-private.h"

#define PUT(out, ...) g_string_append_printf ((out)->text, __VA_ARGS__)

enum paje_event { /* numbers in the file */
  DEFINE_CONTAINER, DEFINE_STATE, DEFINE_LINK, DEFINE_VARIABLE, DEFINE_EVENT, DEFINE_VALUE, CREATE, DESTROY, PUSH, POP, START_LINK, END_LINK,
  SET_VARIABLE, NEW_EVENT
};

static const char heading[] =
  "%EventDef PajeDefineContainerType 0\n%  Alias string\n%  Type string\n%  Name string\n%EndEventDef\n"
  "%EventDef PajeDefineStateType 1\n%  Alias string\n%  Type string\n%  Name string\n%EndEventDef\n"
  "%EventDef PajeDefineLinkType 2\n%  Alias string\n%  Type string\n%  StartContainerType string\n%  EndContainerType string\n"
  "%  Name string\n%EndEventDef\n"
  "%EventDef PajeDefineVariableType 3\n%  Alias string\n%  Type string\n%  Name string\n%  Color color\n%EndEventDef\n"
  "%EventDef PajeDefineEventType 4\n%  Alias string\n%  Type string\n%  Name string\n%EndEventDef\n"
  "%EventDef PajeDefineEntityValue 5\n%  Alias string\n%  Type string\n%  Name string\n%  Color color\n%EndEventDef\n"
  "%EventDef PajeCreateContainer 6\n%  Time date\n%  Alias string\n%  Type string\n%  Container string\n%  Name string\n%EndEventDef\n"
  "%EventDef PajeDestroyContainer 7\n%  Time date\n%  Type string\n%  Name string\n%EndEventDef\n"
  "%EventDef PajePushState 8\n%  Time date\n%  Type string\n%  Container string\n%  Value string\n%EndEventDef\n"
  "%EventDef PajePopState 9\n%  Time date\n%  Type string\n%  Container string\n%EndEventDef\n"
  "%EventDef PajeStartLink 10\n%  Time date\n%  Type string\n%  Container string\n%  Value string\n%  StartContainer string\n"
  "%  Key string\n%  Bytes string\n%  Tag string\n%  Comm string\n%EndEventDef\n"
  "%EventDef PajeEndLink 11\n%  Time date\n%  Type string\n%  Container string\n%  Value string\n%  EndContainer string\n"
  "%  Key string\n%EndEventDef\n"
  "%EventDef PajeSetVariable 12\n%  Time date\n%  Type string\n%  Container string\n%  Value double\n%EndEventDef\n"
  "%EventDef PajeNewEvent 13\n%  Time date\n%  Type string\n%  Container string\n%  Value string\n%EndEventDef\n"
  "0 Machine 0 \"Machine\"\n0 PU Machine \"PU\"\n0 Process Machine \"Process\"\n0 Lock Process \"Lock\"\n0 Thread Process \"Thread\"\n"
  "1 Program Thread \"Program\"\n1 Schedule Thread \"Schedule\"\n1 Occupant PU \"Occupant\"\n1 Holder Lock \"Holder\"\n"
  "2 Message Machine Thread Thread \"Message\"\n"
  "3 Running Machine \"Threads on PUs\" \"0.0 0.45 0.7\"\n3 PSS Process \"PSS\" \"0.9 0.6 0.0\"\n"
  "4 Fate Process \"Fate\"\n";

/* A string ends at its quote and a record at its line: Paje knows no escapes. */
static void
put_quoted (struct export_out *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (char *c = valid; *c; c++)
    if (*c == '"')
      *c = '\'';
    else if ((unsigned char) *c < 0x20)
      *c = ' ';
  PUT (out, " \"%s\"", valid);
}

static void
put_event (struct export_out *out, enum paje_event event, uint64_t t)
{
  PUT (out, "%d ", event);
  export_put_time (out, t, 9);
}

/* ---- containers: M, U3, P0, L2 (a lock's row), T1.3 ---- */

static void
put_container (struct export_out *out, const char *alias, const char *type, const char *container, const char *name)
{
  put_event (out, CREATE, walk_from (out->walk));
  PUT (out, " %s %s %s", alias, type, container);
  put_quoted (out, name);
  g_string_append_c (out->text, '\n');
}

static void
create_pus (struct export_out *out)
{
  for (int i = 0; i < walk_pus (out->walk); i++) {
    g_autofree char *alias = g_strdup_printf ("U%d", walk_pu (out->walk, i)), *name = g_strdup_printf ("PU %d", walk_pu (out->walk, i));
    put_container (out, alias, "PU", "M", name);
  }
}

static void
create_rank (struct export_out *out, int rank)
{
  g_autofree char *process = g_strdup_printf ("P%d", rank), *name = g_strdup_printf ("rank %d", rank);

  put_container (out, process, "Process", "M", name);
  for (int thread = 0; thread < out->trace->threads; thread++) {
    g_autofree char *alias = g_strdup_printf ("T%d.%d", rank, thread);
    if (trace_lane (out->trace, rank, thread)->begin)
      put_container (out, alias, "Thread", process, alias + 1);
  }
}

static void
create_locks (struct export_out *out)
{
  for (int i = 0; i < walk_locks (out->walk); i++) {
    int rank = walk_lock (out->walk, i).rank;
    g_autofree char *alias = g_strdup_printf ("L%d", i), *process = g_strdup_printf ("P%d", rank);
    walk_lock_name (out->walk, i, out->word);
    g_autofree char *name = g_strdup_printf ("rank %d: %s", rank, out->word->str); /* names are one space for the whole file */
    put_container (out, alias, "Lock", process, name);
  }
}

static void
paje_begin (struct export_out *out)
{
  const struct trace_description *asked = &out->trace->description;

  g_string_append (out->text, heading);
  put_container (out, "M", "Machine", "0", asked->host ? asked->host : "machine");
  create_pus (out);
  for (int rank = 0; rank < out->trace->ranks; rank++)
    create_rank (out, rank);
  create_locks (out);
}

static void
put_destroy (struct export_out *out, const char *type, const char *alias)
{
  put_event (out, DESTROY, walk_to (out->walk));
  PUT (out, " %s %s\n", type, alias);
}

static void
paje_end (struct export_out *out)
{
  for (int i = 0; i < walk_locks (out->walk); i++) {
    g_string_printf (out->word, "L%d", i);
    put_destroy (out, "Lock", out->word->str);
  }
  for (int i = 0; i < out->trace->lanes; i++) {
    const struct lane *lane = &out->trace->lane[i];
    g_string_printf (out->word, "T%d.%d", lane->rank, lane->thread);
    if (lane->begin)
      put_destroy (out, "Thread", out->word->str);
  }
  for (int rank = 0; rank < out->trace->ranks; rank++) {
    g_string_printf (out->word, "P%d", rank);
    put_destroy (out, "Process", out->word->str);
  }
  for (int i = 0; i < walk_pus (out->walk); i++) {
    g_string_printf (out->word, "U%d", walk_pu (out->walk, i));
    put_destroy (out, "PU", out->word->str);
  }
  put_destroy (out, "Machine", "M");
}

/* ---- events ---- */

static const char *const row_type[WALK_ROWS] = { "Program", "Schedule", "Occupant", "Holder" };

static void
put_row (struct export_out *out, const struct walk_slice *slice)
{
  PUT (out, " %s ", row_type[slice->row]);
  if (slice->row == WALK_PU)
    PUT (out, "U%d", walk_pu (out->walk, slice->index));
  else if (slice->row == WALK_LOCK)
    PUT (out, "L%d", slice->index);
  else
    PUT (out, "T%d.%d", slice->lane->rank, slice->lane->thread);
}

/* Viewers draw in black what has no colour. Okabe and Ito's; a process keeps its own on PUs and locks. */
static const char *
colour_of (const struct walk_slice *slice)
{
  static const char *const several[] = { "0.0 0.45 0.7", "0.9 0.6 0.0", "0.0 0.62 0.45", "0.8 0.47 0.65", "0.34 0.71 0.91", "0.84 0.37 0.0" };
  static const char *const schedule[] = { [SCHEDULE_ON] = "0.0 0.62 0.45", [SCHEDULE_READY] = "0.94 0.89 0.26", [SCHEDULE_BLOCKED] = "0.8 0.8 0.8" };
  static const char *const program[EVENT_KINDS] = {
    [EVENT_STEP] = "0.9 0.9 0.9", [EVENT_GATE] = "0.6 0.6 0.6", [EVENT_LOCK_WAIT] = "0.84 0.37 0.0", [EVENT_BARRIER] = "0.8 0.47 0.65",
    [EVENT_SEND] = "0.0 0.45 0.7", [EVENT_WAIT] = "0.34 0.71 0.91", [EVENT_COLLECTIVE] = "0.34 0.71 0.91",
  };
  const struct span *span = &slice->span;
  const char *found = NULL;

  if (slice->row == WALK_SCHEDULE)
    found = span->kind < G_N_ELEMENTS (schedule) ? schedule[span->kind] : NULL;
  else if (slice->row == WALK_PROGRAM)
    found = span->kind == EVENT_REGION ? several[(unsigned) span->object % G_N_ELEMENTS (several)]
                                       : span->kind < EVENT_KINDS ? program[span->kind] : NULL;
  else
    found = several[slice->lane->rank % G_N_ELEMENTS (several)];
  return found ? found : "0.6 0.6 0.6";
}

/* The alias of what a slice is, defined where it first stands. Steps are one value: tools sum by values. */
static int
value_of (struct export_out *out, const struct walk_slice *slice)
{
  bool is_step = slice->row == WALK_PROGRAM && slice->span.kind == EVENT_STEP;

  walk_name (out->walk, slice, out->word);
  const char *name = is_step ? "step" : out->word->str;
  g_autofree char *key = g_strconcat (row_type[slice->row], " ", name, NULL);
  int value = GPOINTER_TO_INT (g_hash_table_lookup (out->known, key));
  if (value > 0)
    return value;
  value = g_hash_table_size (out->known) + 1;
  g_hash_table_insert (out->known, g_steal_pointer (&key), GINT_TO_POINTER (value));
  PUT (out, "%d V%d %s", DEFINE_VALUE, value, row_type[slice->row]);
  put_quoted (out, name);
  PUT (out, " \"%s\"\n", colour_of (slice));
  return value;
}

static void
paje_push (void *data, const struct walk_slice *slice)
{
  struct export_out *out = data;
  int value = value_of (out, slice);

  put_event (out, PUSH, slice->begin);
  put_row (out, slice);
  PUT (out, " V%d\n", value);
}

static void
paje_pop (void *data, const struct walk_slice *slice)
{
  struct export_out *out = data;

  put_event (out, POP, slice->end);
  put_row (out, slice);
  g_string_append_c (out->text, '\n');
}

static bool
is_link (const struct export_out *out, const struct walk_message *message)
{
  return message->destination && message->received <= walk_to (out->walk);
}

static void
paje_sent (void *data, const struct walk_message *message)
{
  struct export_out *out = data;
  const struct message *sent = &message->message;

  if (!is_link (out, message))
    return;
  put_event (out, START_LINK, sent->sent);
  PUT (out, " Message M message T%d.%d %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %d %d\n", message->source->rank, message->source->thread,
       message->number, sent->bytes, sent->tag, sent->comm);
}

static void
paje_received (void *data, const struct walk_message *message)
{
  struct export_out *out = data;

  put_event (out, END_LINK, message->received);
  PUT (out, " Message M message T%d.%d %" G_GUINT64_FORMAT "\n", message->destination->rank, message->destination->thread, message->number);
}

static void
paje_memory (void *data, const struct process *process, const struct memory_sample *sample)
{
  struct export_out *out = data;

  if (sample->pss == 0)
    return;
  put_event (out, SET_VARIABLE, sample->at);
  PUT (out, " PSS P%d %" G_GUINT64_FORMAT "\n", process->rank, sample->pss);
}

static void
paje_fate (void *data, const struct process *process, const struct process_change *change)
{
  struct export_out *out = data;

  put_event (out, NEW_EVENT, change->at);
  PUT (out, " Fate P%d", process->rank);
  put_quoted (out, change->fate);
  g_string_append_c (out->text, '\n');
}

static void
paje_on_pus (void *data, uint64_t t, int threads)
{
  struct export_out *out = data;

  put_event (out, SET_VARIABLE, t);
  PUT (out, " Running M %d\n", threads);
}

static const struct walk_calls calls = {
  .begin = paje_push, .end = paje_pop, .sent = paje_sent, .received = paje_received, .memory = paje_memory, .fate = paje_fate,
  .on_pus = paje_on_pus,
};

const struct export_kind export_paje = { "paje", ".paje", paje_begin, &calls, paje_end };
