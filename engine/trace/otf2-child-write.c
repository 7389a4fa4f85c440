/* The child that writes an archive. libotf2 3.0 dies where the disk is full, or loses what was in its buffers without a word:
 * both must be an error and nothing worse, so it works in a process of its own and counts afterwards what can be read back. */
#include "engine/trace/otf2-stream.h"

#include <errno.h>
#include <otf2/otf2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "traces"
#define BUFFER 65536 /* words */

struct location { uint64_t ref, events; };

static struct {
  uint64_t word[BUFFER];
  size_t bytes, at; /* at: words that were taken */
  OTF2_Archive *archive;
  OTF2_EvtWriter *events;
  OTF2_GlobalDefWriter *definitions;
  OTF2_AttributeList *attributes;
  struct location *location;
  size_t locations, room;
  uint64_t *members;
} child;

/* ---- failing is ending ---- */

static void
check (OTF2_ErrorCode code)
{
  if (code != OTF2_SUCCESS)
    _exit (2);
}

static void *
need (void *pointer)
{
  if (!pointer)
    _exit (2);
  return pointer;
}

static OTF2_ErrorCode
on_error (void *data, const char *file, uint64_t line, const char *function, OTF2_ErrorCode code, const char *format, va_list arguments)
{
  return code; /* the library would print */
}

static OTF2_FlushType
on_full (void *data, OTF2_FileType type, OTF2_LocationRef location, void *caller, bool final)
{
  return OTF2_FLUSH;
}

static OTF2_TimeStamp
after_flush (void *data, OTF2_FileType type, OTF2_LocationRef location)
{
  return 0;
}

static const OTF2_FlushCallbacks flush = { .otf2_pre_flush = on_full, .otf2_post_flush = after_flush };

/* ---- events ---- */

static void
begin_location (uint64_t ref)
{
  if (child.locations == child.room) {
    child.room = child.room ? child.room * 2 : 256;
    child.location = need (realloc (child.location, child.room * sizeof *child.location));
  }
  child.location[child.locations++] = (struct location){ ref, 0 };
  child.events = need (OTF2_Archive_GetEvtWriter (child.archive, ref));
}

static void
end_location (void)
{
  check (OTF2_EvtWriter_GetNumberOfEvents (child.events, &child.location[child.locations - 1].events));
  check (OTF2_Archive_CloseEvtWriter (child.archive, child.events));
}

static void
put_metric (const uint64_t *w, size_t count)
{
  OTF2_Type types[255];
  OTF2_MetricValue values[255];

  for (size_t i = 0; i < count; i++) {
    types[i] = OTF2_TYPE_UINT64;
    values[i].unsigned_int = w[2 + i];
  }
  check (OTF2_EvtWriter_Metric (child.events, NULL, w[0], (OTF2_MetricRef) w[1], (uint8_t) count, types, values));
}

#define N(i) ((uint32_t) w[i])

static void
put_event (uint32_t kind, const uint64_t *w, size_t words)
{
  OTF2_EvtWriter *to = child.events;
  OTF2_AttributeList *list = child.attributes;

  switch (kind) {
  case STREAM_VALUE: check (OTF2_AttributeList_AddUint64 (list, N (0), w[1])); break;
  case STREAM_ENTER: check (OTF2_EvtWriter_Enter (to, list, w[0], N (1))); break;
  case STREAM_LEAVE: check (OTF2_EvtWriter_Leave (to, list, w[0], N (1))); break;
  case STREAM_SEND: check (OTF2_EvtWriter_MpiSend (to, list, w[0], N (1), N (2), N (3), w[4])); break;
  case STREAM_ISEND: check (OTF2_EvtWriter_MpiIsend (to, list, w[0], N (1), N (2), N (3), w[4], w[5])); break;
  case STREAM_RECV: check (OTF2_EvtWriter_MpiRecv (to, list, w[0], N (1), N (2), N (3), w[4])); break;
  case STREAM_IRECV: check (OTF2_EvtWriter_MpiIrecv (to, list, w[0], N (1), N (2), N (3), w[4], w[5])); break;
  case STREAM_IRECV_REQUEST: check (OTF2_EvtWriter_MpiIrecvRequest (to, NULL, w[0], w[1])); break;
  case STREAM_COLLECTIVE_BEGIN: check (OTF2_EvtWriter_MpiCollectiveBegin (to, NULL, w[0])); break;
  case STREAM_COLLECTIVE: check (OTF2_EvtWriter_MpiCollectiveEnd (to, NULL, w[0], (OTF2_CollectiveOp) w[1], N (2), N (3), w[4], w[5])); break;
  case STREAM_ACQUIRE: check (OTF2_EvtWriter_ThreadAcquireLock (to, NULL, w[0], OTF2_PARADIGM_PTHREAD, N (1), N (2))); break;
  case STREAM_RELEASE: check (OTF2_EvtWriter_ThreadReleaseLock (to, NULL, w[0], OTF2_PARADIGM_PTHREAD, N (1), N (2))); break;
  case STREAM_METRIC: put_metric (w, words - 2); break;
  default: _exit (2);
  }
}

/* ---- definitions ---- */

/* Every location has its file of definitions, even where there are none: readers ask for it. */
static void
begin_definitions (void)
{
  check (OTF2_Archive_CloseEvtFiles (child.archive));
  check (OTF2_Archive_OpenDefFiles (child.archive));
  for (size_t i = 0; i < child.locations; i++)
    check (OTF2_Archive_CloseDefWriter (child.archive, need (OTF2_Archive_GetDefWriter (child.archive, child.location[i].ref))));
  check (OTF2_Archive_CloseDefFiles (child.archive));
  child.definitions = need (OTF2_Archive_GetGlobalDefWriter (child.archive));
}

static void
put_node (const uint64_t *w)
{
  check (OTF2_GlobalDefWriter_WriteSystemTreeNode (child.definitions, N (0), N (1), N (2), N (3)));
  check (OTF2_GlobalDefWriter_WriteSystemTreeNodeDomain (child.definitions, N (0), (OTF2_SystemTreeDomain) w[4]));
  if (w[5])
    check (OTF2_GlobalDefWriter_WriteSystemTreeNodeDomain (child.definitions, N (0), OTF2_SYSTEM_TREE_DOMAIN_SHARED_MEMORY));
}

static void
put_group (const uint64_t *w, size_t words)
{
  if (w[5] == 0)
    child.members = need (realloc (child.members, (w[4] + 1) * sizeof *child.members));
  memcpy (child.members + w[5], w + 6, (words - 6) * sizeof *w);
  if (w[5] + words - 6 == w[4])
    check (OTF2_GlobalDefWriter_WriteGroup (child.definitions, N (0), N (1), (OTF2_GroupType) w[2], (OTF2_Paradigm) w[3], OTF2_GROUP_FLAG_NONE,
                                            N (4), child.members));
}

static void
put_class (const uint64_t *w, size_t words)
{
  OTF2_MetricMemberRef members[255];
  uint8_t count = (uint8_t) (words - 2);

  for (int i = 0; i < count; i++)
    members[i] = N (1 + i);
  check (OTF2_GlobalDefWriter_WriteMetricClass (child.definitions, N (0), count, members, OTF2_METRIC_ASYNCHRONOUS, (OTF2_RecorderKind) w[words - 1]));
}

static void
put_property (char *text)
{
  char *value = need (strchr (text, '='));

  *value++ = '\0';
  for (char *c = value; *c; c++)
    if (*c == '\n' || *c == '\r')
      *c = ' ';
  OTF2_Archive_SetProperty (child.archive, text, value, true); /* what it does not like is left out */
}

static void
put_location_property (const uint64_t *w)
{
  OTF2_AttributeValue value = { .stringRef = N (2) };

  check (OTF2_GlobalDefWriter_WriteLocationProperty (child.definitions, w[0], N (1), OTF2_TYPE_STRING, value));
}

static void
put_definition (uint32_t kind, uint64_t *w, size_t words)
{
  OTF2_GlobalDefWriter *to = child.definitions;

  switch (kind) {
  case STREAM_CLOCK: check (OTF2_GlobalDefWriter_WriteClockProperties (to, w[0], w[1], w[2], OTF2_UNDEFINED_TIMESTAMP)); break;
  case STREAM_STRING: check (OTF2_GlobalDefWriter_WriteString (to, N (0), (const char *) (w + 2))); break;
  case STREAM_PARADIGM: check (OTF2_GlobalDefWriter_WriteParadigm (to, (OTF2_Paradigm) w[0], N (1), (OTF2_ParadigmClass) w[2])); break;
  case STREAM_NODE: put_node (w); break;
  case STREAM_LOCATION_GROUP:
    check (OTF2_GlobalDefWriter_WriteLocationGroup (to, N (0), N (1), (OTF2_LocationGroupType) w[2], N (3), OTF2_UNDEFINED_LOCATION_GROUP));
    break;
  case STREAM_LOCATION: check (OTF2_GlobalDefWriter_WriteLocation (to, w[0], N (1), (OTF2_LocationType) w[2], w[3], N (4))); break;
  case STREAM_LOCATION_PROPERTY: put_location_property (w); break;
  case STREAM_REGION:
    check (OTF2_GlobalDefWriter_WriteRegion (to, N (0), N (1), N (2), N (5), (OTF2_RegionRole) w[3], (OTF2_Paradigm) w[4], OTF2_REGION_FLAG_NONE, N (5), 0, 0));
    break;
  case STREAM_GROUP: put_group (w, words); break;
  case STREAM_COMM: check (OTF2_GlobalDefWriter_WriteComm (to, N (0), N (1), N (2), N (3), OTF2_COMM_FLAG_NONE)); break;
  case STREAM_ATTRIBUTE: check (OTF2_GlobalDefWriter_WriteAttribute (to, N (0), N (1), N (2), OTF2_TYPE_UINT64)); break;
  case STREAM_METRIC_MEMBER:
    check (OTF2_GlobalDefWriter_WriteMetricMember (to, N (0), N (1), N (2), OTF2_METRIC_TYPE_OTHER, OTF2_METRIC_ABSOLUTE_NEXT, OTF2_TYPE_UINT64,
                                                   OTF2_BASE_DECIMAL, 0, N (3)));
    break;
  case STREAM_METRIC_CLASS: put_class (w, words); break;
  case STREAM_METRIC_INSTANCE: check (OTF2_GlobalDefWriter_WriteMetricInstance (to, N (0), N (1), w[2], OTF2_SCOPE_LOCATION_GROUP, w[3])); break;
  default: _exit (2);
  }
}

/* ---- reading back ---- */

static void
count_back (OTF2_Reader *reader, const struct location *location)
{
  OTF2_EvtReader *events = need (OTF2_Reader_GetEvtReader (reader, location->ref));
  OTF2_EvtReaderCallbacks *callbacks = need (OTF2_EvtReaderCallbacks_New ());
  uint64_t read = 0;

  OTF2_Reader_RegisterEvtCallbacks (reader, events, callbacks, NULL);
  OTF2_EvtReaderCallbacks_Delete (callbacks);
  check (OTF2_Reader_ReadLocalEvents (reader, events, UINT64_MAX, &read));
  check (OTF2_Reader_CloseEvtReader (reader, events));
  if (read != location->events)
    _exit (2);
}

static void
read_back (void)
{
  OTF2_Reader *reader = need (OTF2_Reader_Open (NAME ".otf2"));
  uint64_t definitions = 0;

  check (OTF2_Reader_SetSerialCollectiveCallbacks (reader));
  OTF2_GlobalDefReader *global = need (OTF2_Reader_GetGlobalDefReader (reader));
  OTF2_GlobalDefReaderCallbacks *callbacks = need (OTF2_GlobalDefReaderCallbacks_New ());
  OTF2_Reader_RegisterGlobalDefCallbacks (reader, global, callbacks, NULL);
  check (OTF2_Reader_ReadAllGlobalDefinitions (reader, global, &definitions));
  for (size_t i = 0; i < child.locations; i++)
    OTF2_Reader_SelectLocation (reader, child.location[i].ref);
  check (OTF2_Reader_OpenEvtFiles (reader));
  for (size_t i = 0; i < child.locations; i++)
    count_back (reader, &child.location[i]);
}

/* ---- the process ---- */

/* The next record, whole. */
static uint64_t *
next (struct stream_head *head)
{
  for (;;) {
    size_t have = child.bytes / sizeof (uint64_t) - child.at;
    memcpy (head, &child.word[child.at], sizeof *head);
    if (have > 0 && have > head->words) {
      uint64_t *words = &child.word[child.at + 1];
      child.at += head->words + 1;
      return words;
    }
    child.bytes -= child.at * sizeof (uint64_t);
    memmove (child.word, &child.word[child.at], child.bytes);
    child.at = 0;
    ssize_t got = read (OTF2_CHILD_FD, (char *) child.word + child.bytes, sizeof child.word - child.bytes);
    if (got == 0 || (got < 0 && errno != EINTR))
      _exit (1); /* who told is gone */
    child.bytes += got > 0 ? (size_t) got : 0;
  }
}

static void
put (const struct stream_head *head, uint64_t *w)
{
  switch (head->kind) {
  case STREAM_CREATOR: OTF2_Archive_SetCreator (child.archive, (const char *) (w + 1)); break;
  case STREAM_MACHINE_NAME: OTF2_Archive_SetMachineName (child.archive, (const char *) (w + 1)); break;
  case STREAM_PROPERTY: put_property ((char *) (w + 1)); break;
  case STREAM_BEGIN: begin_location (w[0]); break;
  case STREAM_END: end_location (); break;
  case STREAM_EVENTS: begin_definitions (); break;
  default:
    if (head->kind < STREAM_EVENTS)
      put_definition (head->kind, w, head->words);
    else
      put_event (head->kind, w, head->words);
  }
}

void
otf2_child_write (const char *folder, uint64_t nothing)
{
  struct stream_head head;
  uint64_t *words;

  OTF2_Error_RegisterCallback (on_error, NULL);
  if (chdir (folder) != 0)
    _exit (2);
  child.archive = need (OTF2_Archive_Open (".", NAME, OTF2_FILEMODE_WRITE, STREAM_EVENT_CHUNK, STREAM_DEFINITION_CHUNK, OTF2_SUBSTRATE_POSIX,
                                           OTF2_COMPRESSION_NONE));
  child.attributes = need (OTF2_AttributeList_New ());
  check (OTF2_Archive_SetFlushCallbacks (child.archive, &flush, NULL));
  check (OTF2_Archive_SetSerialCollectiveCallbacks (child.archive));
  check (OTF2_Archive_OpenEvtFiles (child.archive));
  while (words = next (&head), head.kind != STREAM_DONE)
    put (&head, words);
  check (OTF2_Archive_CloseGlobalDefWriter (child.archive, child.definitions));
  check (OTF2_Archive_Close (child.archive));
  read_back ();
}
