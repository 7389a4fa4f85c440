/* The child that reads an archive. libotf2 3.0 dies on some damaged files: that must be the child's end, not the window's. It
 * only hands on what the library says. */
#include "engine/trace/otf2-stream.h"

#include <otf2/otf2.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER 8192 /* words */
#define EVENTS_AT_ONCE 100000

struct place { uint64_t location, group, order; };

static struct {
  uint64_t word[BUFFER];
  size_t words;
  struct place *place;
  size_t places, room;
  uint64_t rma, io;
  bool failed;
} child;

static void
flush_out (void)
{
  const char *at = (const char *) child.word;
  size_t left = child.words * sizeof (uint64_t);

  while (left > 0) {
    ssize_t written = write (OTF2_CHILD_FD, at, left);
    if (written <= 0)
      _exit (1);
    at += written;
    left -= (size_t) written;
  }
  child.words = 0;
}

static uint64_t *
begin (enum stream_kind kind, size_t words)
{
  struct stream_head head = { kind, (uint32_t) words };

  if (child.words + words + 1 > BUFFER)
    flush_out ();
  memcpy (&child.word[child.words], &head, sizeof head);
  uint64_t *at = &child.word[child.words + 1];
  child.words += words + 1;
  return at;
}

#define TELL(kind, ...) tell (kind, (const uint64_t[]){ __VA_ARGS__ }, sizeof ((const uint64_t[]){ __VA_ARGS__ }) / sizeof (uint64_t))

static OTF2_CallbackCode
tell (enum stream_kind kind, const uint64_t *words, size_t count)
{
  memcpy (begin (kind, count), words, count * sizeof *words);
  return OTF2_CALLBACK_SUCCESS;
}

static void
tell_text (enum stream_kind kind, const uint64_t *ref, const char *text)
{
  size_t bytes = text ? strnlen (text, STREAM_TEXT) : 0, words = (bytes + 7) / 8, first = ref ? 2 : 1;
  uint64_t *at = begin (kind, first + words);

  if (ref)
    at[0] = *ref;
  at[first - 1] = bytes;
  if (words > 0)
    at[first + words - 1] = 0;
  if (bytes > 0)
    memcpy (&at[first], text, bytes);
}

static OTF2_ErrorCode
on_error (void *data, const char *file, uint64_t line, const char *function, OTF2_ErrorCode code, const char *format, va_list arguments)
{
  if (!child.failed && code != OTF2_SUCCESS && code != OTF2_WARNING)
    tell_text (STREAM_FAILED, NULL, OTF2_Error_GetDescription (code));
  child.failed = true;
  return code;
}

/* ---- definitions ---- */

static OTF2_CallbackCode
on_clock (void *data, uint64_t resolution, uint64_t offset, uint64_t length, uint64_t real)
{
  return TELL (STREAM_CLOCK, resolution, offset, length);
}

static OTF2_CallbackCode
on_string (void *data, OTF2_StringRef self, const char *text)
{
  uint64_t ref = self;

  tell_text (STREAM_STRING, &ref, text);
  return OTF2_CALLBACK_SUCCESS;
}

static OTF2_CallbackCode
on_node (void *data, OTF2_SystemTreeNodeRef self, OTF2_StringRef name, OTF2_StringRef type, OTF2_SystemTreeNodeRef parent)
{
  return TELL (STREAM_NODE, self, name, type, parent);
}

static OTF2_CallbackCode
on_location_group (void *data, OTF2_LocationGroupRef self, OTF2_StringRef name, OTF2_LocationGroupType type, OTF2_SystemTreeNodeRef node,
                   OTF2_LocationGroupRef creator)
{
  return TELL (STREAM_LOCATION_GROUP, self, name, type, node);
}

static OTF2_CallbackCode
on_location (void *data, OTF2_LocationRef self, OTF2_StringRef name, OTF2_LocationType type, uint64_t events, OTF2_LocationGroupRef group)
{
  if (child.places == child.room) {
    child.room = child.room ? child.room * 2 : 256;
    child.place = realloc (child.place, child.room * sizeof *child.place);
    if (!child.place)
      _exit (1);
  }
  child.place[child.places] = (struct place){ self, group, child.places };
  child.places++;
  return TELL (STREAM_LOCATION, self, name, type, events, group);
}

static OTF2_CallbackCode
on_region (void *data, OTF2_RegionRef self, OTF2_StringRef name, OTF2_StringRef canonical, OTF2_StringRef description, OTF2_RegionRole role,
           OTF2_Paradigm paradigm, OTF2_RegionFlag flags, OTF2_StringRef file, uint32_t first, uint32_t last)
{
  return TELL (STREAM_REGION, self, name, canonical, role, paradigm);
}

static OTF2_CallbackCode
on_group (void *data, OTF2_GroupRef self, OTF2_StringRef name, OTF2_GroupType type, OTF2_Paradigm paradigm, OTF2_GroupFlag flags, uint32_t count,
          const uint64_t *members)
{
  uint32_t first = 0;

  do {
    uint32_t some = count - first < STREAM_MEMBERS ? count - first : STREAM_MEMBERS;
    uint64_t *at = begin (STREAM_GROUP, 6 + some);
    const uint64_t head[6] = { self, name, type, paradigm, count, first };
    memcpy (at, head, sizeof head);
    if (some > 0)
      memcpy (at + 6, members + first, some * sizeof *members);
    first += some;
  } while (first < count);
  return OTF2_CALLBACK_SUCCESS;
}

static OTF2_CallbackCode
on_comm (void *data, OTF2_CommRef self, OTF2_StringRef name, OTF2_GroupRef group, OTF2_CommRef parent, OTF2_CommFlag flags)
{
  return TELL (STREAM_COMM, self, name, group);
}

static OTF2_CallbackCode
on_intercomm (void *data, OTF2_CommRef self, OTF2_StringRef name, OTF2_GroupRef a, OTF2_GroupRef b, OTF2_CommRef common, OTF2_CommFlag flags)
{
  return TELL (STREAM_INTERCOMM, self, name, a, b);
}

static OTF2_CallbackCode
on_attribute (void *data, OTF2_AttributeRef self, OTF2_StringRef name, OTF2_StringRef description, OTF2_Type type)
{
  return TELL (STREAM_ATTRIBUTE, self, name);
}

static OTF2_CallbackCode
on_member (void *data, OTF2_MetricMemberRef self, OTF2_StringRef name, OTF2_StringRef description, OTF2_MetricType type, OTF2_MetricMode mode,
           OTF2_Type value, OTF2_Base base, int64_t exponent, OTF2_StringRef unit)
{
  return TELL (STREAM_METRIC_MEMBER, self, name);
}

static OTF2_CallbackCode
on_class (void *data, OTF2_MetricRef self, uint8_t count, const OTF2_MetricMemberRef *members, OTF2_MetricOccurrence occurrence, OTF2_RecorderKind kind)
{
  return TELL (STREAM_METRIC_CLASS, self, count > 0 ? members[0] : OTF2_UNDEFINED_METRIC_MEMBER);
}

static OTF2_CallbackCode
on_instance (void *data, OTF2_MetricRef self, OTF2_MetricRef of, OTF2_LocationRef recorder, OTF2_MetricScope kind, uint64_t scope)
{
  return TELL (STREAM_METRIC_INSTANCE, self, of);
}

static OTF2_CallbackCode
on_context (void *data, OTF2_CallingContextRef self, OTF2_RegionRef region, OTF2_SourceCodeLocationRef source, OTF2_CallingContextRef parent)
{
  return TELL (STREAM_CONTEXT, self, region);
}

static bool
read_definitions (OTF2_Reader *reader)
{
  OTF2_GlobalDefReaderCallbacks *callbacks = OTF2_GlobalDefReaderCallbacks_New ();
  OTF2_GlobalDefReader *definitions = OTF2_Reader_GetGlobalDefReader (reader);
  uint64_t read = 0;

  if (!definitions || !callbacks)
    return false;
  OTF2_GlobalDefReaderCallbacks_SetClockPropertiesCallback (callbacks, on_clock);
  OTF2_GlobalDefReaderCallbacks_SetStringCallback (callbacks, on_string);
  OTF2_GlobalDefReaderCallbacks_SetSystemTreeNodeCallback (callbacks, on_node);
  OTF2_GlobalDefReaderCallbacks_SetLocationGroupCallback (callbacks, on_location_group);
  OTF2_GlobalDefReaderCallbacks_SetLocationCallback (callbacks, on_location);
  OTF2_GlobalDefReaderCallbacks_SetRegionCallback (callbacks, on_region);
  OTF2_GlobalDefReaderCallbacks_SetGroupCallback (callbacks, on_group);
  OTF2_GlobalDefReaderCallbacks_SetCommCallback (callbacks, on_comm);
  OTF2_GlobalDefReaderCallbacks_SetInterCommCallback (callbacks, on_intercomm);
  OTF2_GlobalDefReaderCallbacks_SetAttributeCallback (callbacks, on_attribute);
  OTF2_GlobalDefReaderCallbacks_SetMetricMemberCallback (callbacks, on_member);
  OTF2_GlobalDefReaderCallbacks_SetMetricClassCallback (callbacks, on_class);
  OTF2_GlobalDefReaderCallbacks_SetMetricInstanceCallback (callbacks, on_instance);
  OTF2_GlobalDefReaderCallbacks_SetCallingContextCallback (callbacks, on_context);
  OTF2_Reader_RegisterGlobalDefCallbacks (reader, definitions, callbacks, NULL);
  bool whole = OTF2_Reader_ReadAllGlobalDefinitions (reader, definitions, &read) == OTF2_SUCCESS;
  OTF2_Reader_CloseGlobalDefReader (reader, definitions);
  OTF2_GlobalDefReaderCallbacks_Delete (callbacks);
  return whole && read > 0;
}

/* ---- events ---- */

#define EVENT OTF2_LocationRef location, OTF2_TimeStamp t, uint64_t position, void *data, OTF2_AttributeList *list

static void
tell_attributes (const OTF2_AttributeList *list)
{
  uint32_t count = list ? OTF2_AttributeList_GetNumberOfElements (list) : 0;

  for (uint32_t i = 0; i < count; i++) {
    OTF2_AttributeRef attribute;
    OTF2_AttributeValue value = { 0 };
    OTF2_Type type;
    if (OTF2_AttributeList_GetAttributeByIndex (list, i, &attribute, &type, &value) == OTF2_SUCCESS && type == OTF2_TYPE_UINT64)
      TELL (STREAM_VALUE, attribute, value.uint64);
  }
}

static OTF2_CallbackCode
on_enter (EVENT, OTF2_RegionRef region)
{
  tell_attributes (list);
  return TELL (STREAM_ENTER, t, region);
}

static OTF2_CallbackCode
on_leave (EVENT, OTF2_RegionRef region)
{
  tell_attributes (list);
  return TELL (STREAM_LEAVE, t, region);
}

static OTF2_CallbackCode
on_context_enter (EVENT, OTF2_CallingContextRef context, uint32_t unwind)
{
  return TELL (STREAM_CONTEXT_ENTER, t, context);
}

static OTF2_CallbackCode
on_context_leave (EVENT, OTF2_CallingContextRef context)
{
  return TELL (STREAM_CONTEXT_LEAVE, t, context);
}

static OTF2_CallbackCode
on_send (EVENT, uint32_t receiver, OTF2_CommRef comm, uint32_t tag, uint64_t bytes)
{
  tell_attributes (list);
  return TELL (STREAM_SEND, t, receiver, comm, tag, bytes);
}

static OTF2_CallbackCode
on_isend (EVENT, uint32_t receiver, OTF2_CommRef comm, uint32_t tag, uint64_t bytes, uint64_t request)
{
  tell_attributes (list);
  return TELL (STREAM_ISEND, t, receiver, comm, tag, bytes, request);
}

static OTF2_CallbackCode
on_recv (EVENT, uint32_t sender, OTF2_CommRef comm, uint32_t tag, uint64_t bytes)
{
  tell_attributes (list);
  return TELL (STREAM_RECV, t, sender, comm, tag, bytes);
}

static OTF2_CallbackCode
on_irecv (EVENT, uint32_t sender, OTF2_CommRef comm, uint32_t tag, uint64_t bytes, uint64_t request)
{
  tell_attributes (list);
  return TELL (STREAM_IRECV, t, sender, comm, tag, bytes, request);
}

static OTF2_CallbackCode
on_irecv_request (EVENT, uint64_t request)
{
  return TELL (STREAM_IRECV_REQUEST, t, request);
}

static OTF2_CallbackCode
on_cancelled (EVENT, uint64_t request)
{
  return TELL (STREAM_CANCELLED, t, request);
}

static OTF2_CallbackCode
on_collective (EVENT, OTF2_CollectiveOp op, OTF2_CommRef comm, uint32_t root, uint64_t sent, uint64_t received)
{
  return TELL (STREAM_COLLECTIVE, t, op, comm, root, sent, received);
}

static OTF2_CallbackCode
on_acquire (EVENT, OTF2_Paradigm model, uint32_t lock, uint32_t order)
{
  return TELL (STREAM_ACQUIRE, t, lock);
}

static OTF2_CallbackCode
on_release (EVENT, OTF2_Paradigm model, uint32_t lock, uint32_t order)
{
  return TELL (STREAM_RELEASE, t, lock);
}

static OTF2_CallbackCode
on_omp_acquire (EVENT, uint32_t lock, uint32_t order)
{
  return TELL (STREAM_ACQUIRE, t, lock);
}

static OTF2_CallbackCode
on_omp_release (EVENT, uint32_t lock, uint32_t order)
{
  return TELL (STREAM_RELEASE, t, lock);
}

static OTF2_CallbackCode
on_metric (EVENT, OTF2_MetricRef metric, uint8_t count, const OTF2_Type *types, const OTF2_MetricValue *values)
{
  uint64_t *at = begin (STREAM_METRIC, 2u + count);

  at[0] = t;
  at[1] = metric;
  for (int i = 0; i < count; i++)
    at[2 + i] = values[i].unsigned_int;
  return OTF2_CALLBACK_SUCCESS;
}

static OTF2_CallbackCode
on_program_begin (EVENT, OTF2_StringRef name, uint32_t count, const OTF2_StringRef *arguments)
{
  return TELL (STREAM_TIME, t);
}

static OTF2_CallbackCode
on_program_end (EVENT, int64_t status)
{
  return TELL (STREAM_TIME, t);
}

static OTF2_CallbackCode
on_thread (EVENT, OTF2_CommRef contingent, uint64_t sequence)
{
  return TELL (STREAM_TIME, t);
}

static OTF2_CallbackCode
on_team (EVENT, OTF2_CommRef team)
{
  return TELL (STREAM_TIME, t);
}

static OTF2_CallbackCode
on_put (EVENT, OTF2_RmaWinRef win, uint32_t remote, uint64_t bytes, uint64_t match)
{
  child.rma++;
  return OTF2_CALLBACK_SUCCESS;
}

static OTF2_CallbackCode
on_io (EVENT, OTF2_IoHandleRef handle, OTF2_IoOperationMode mode, OTF2_IoOperationFlag flags, uint64_t bytes, uint64_t match)
{
  child.io++;
  return OTF2_CALLBACK_SUCCESS;
}

static OTF2_EvtReaderCallbacks *
event_callbacks (void)
{
  OTF2_EvtReaderCallbacks *callbacks = OTF2_EvtReaderCallbacks_New ();

  if (!callbacks)
    _exit (1);
  OTF2_EvtReaderCallbacks_SetEnterCallback (callbacks, on_enter);
  OTF2_EvtReaderCallbacks_SetLeaveCallback (callbacks, on_leave);
  OTF2_EvtReaderCallbacks_SetCallingContextEnterCallback (callbacks, on_context_enter);
  OTF2_EvtReaderCallbacks_SetCallingContextLeaveCallback (callbacks, on_context_leave);
  OTF2_EvtReaderCallbacks_SetMpiSendCallback (callbacks, on_send);
  OTF2_EvtReaderCallbacks_SetMpiIsendCallback (callbacks, on_isend);
  OTF2_EvtReaderCallbacks_SetMpiRecvCallback (callbacks, on_recv);
  OTF2_EvtReaderCallbacks_SetMpiIrecvCallback (callbacks, on_irecv);
  OTF2_EvtReaderCallbacks_SetMpiIrecvRequestCallback (callbacks, on_irecv_request);
  OTF2_EvtReaderCallbacks_SetMpiRequestCancelledCallback (callbacks, on_cancelled);
  OTF2_EvtReaderCallbacks_SetMpiCollectiveEndCallback (callbacks, on_collective);
  OTF2_EvtReaderCallbacks_SetThreadAcquireLockCallback (callbacks, on_acquire);
  OTF2_EvtReaderCallbacks_SetThreadReleaseLockCallback (callbacks, on_release);
  OTF2_EvtReaderCallbacks_SetOmpAcquireLockCallback (callbacks, on_omp_acquire);
  OTF2_EvtReaderCallbacks_SetOmpReleaseLockCallback (callbacks, on_omp_release);
  OTF2_EvtReaderCallbacks_SetMetricCallback (callbacks, on_metric);
  OTF2_EvtReaderCallbacks_SetProgramBeginCallback (callbacks, on_program_begin);
  OTF2_EvtReaderCallbacks_SetProgramEndCallback (callbacks, on_program_end);
  OTF2_EvtReaderCallbacks_SetThreadBeginCallback (callbacks, on_thread);
  OTF2_EvtReaderCallbacks_SetThreadEndCallback (callbacks, on_thread);
  OTF2_EvtReaderCallbacks_SetThreadTeamBeginCallback (callbacks, on_team);
  OTF2_EvtReaderCallbacks_SetThreadTeamEndCallback (callbacks, on_team);
  OTF2_EvtReaderCallbacks_SetRmaPutCallback (callbacks, on_put);
  OTF2_EvtReaderCallbacks_SetRmaGetCallback (callbacks, on_put);
  OTF2_EvtReaderCallbacks_SetIoOperationBeginCallback (callbacks, on_io);
  return callbacks;
}

/* Mapping tables and clock offsets of the location: the library then applies them to its events. */
static bool
read_local_definitions (OTF2_Reader *reader, uint64_t location)
{
  OTF2_DefReader *definitions = OTF2_Reader_GetDefReader (reader, location);
  uint64_t read = 0;

  if (!definitions)
    return false;
  bool whole = OTF2_Reader_ReadAllLocalDefinitions (reader, definitions, &read) == OTF2_SUCCESS;
  OTF2_Reader_CloseDefReader (reader, definitions);
  return whole;
}

static bool
read_events (OTF2_Reader *reader, uint64_t location, const OTF2_EvtReaderCallbacks *callbacks)
{
  OTF2_EvtReader *events = OTF2_Reader_GetEvtReader (reader, location);
  uint64_t read = EVENTS_AT_ONCE;
  bool whole = events != NULL;

  if (!events)
    return false;
  OTF2_Reader_RegisterEvtCallbacks (reader, events, callbacks, NULL);
  while (whole && read == EVENTS_AT_ONCE) {
    whole = OTF2_Reader_ReadLocalEvents (reader, events, EVENTS_AT_ONCE, &read) == OTF2_SUCCESS;
    flush_out (); /* what was read is not lost if the library dies, and who waits hears of it */
  }
  OTF2_Reader_CloseEvtReader (reader, events);
  return whole;
}

static int
by_group (const void *a, const void *b)
{
  const struct place *x = a, *y = b;

  if (x->group != y->group)
    return x->group < y->group ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

/* One location after the other, those of a process together: any number of them takes the memory of one. */
static void
read_locations (OTF2_Reader *reader, uint64_t skip)
{
  OTF2_EvtReaderCallbacks *callbacks = event_callbacks ();

  qsort (child.place, child.places, sizeof *child.place, by_group);
  for (size_t i = 0; i < child.places; i++)
    OTF2_Reader_SelectLocation (reader, child.place[i].location);
  bool defined = OTF2_Reader_OpenDefFiles (reader) == OTF2_SUCCESS;
  OTF2_Reader_OpenEvtFiles (reader);
  for (size_t i = skip; i < child.places; i++) {
    uint64_t location = child.place[i].location;
    flush_out ();
    child.rma = child.io = 0;
    TELL (STREAM_BEGIN, location);
    bool whole = !defined || read_local_definitions (reader, location);
    whole = read_events (reader, location, callbacks) && whole;
    TELL (STREAM_END, location, whole, child.rma, child.io);
  }
}

static void
give_up (void)
{
  flush_out ();
  _exit (1);
}

void
otf2_child_read (const char *anchor, uint64_t skip)
{
  OTF2_Error_RegisterCallback (on_error, NULL);
  OTF2_Reader *reader = OTF2_Reader_Open (anchor);
  char *creator = NULL;

  if (!reader || OTF2_Reader_SetSerialCollectiveCallbacks (reader) != OTF2_SUCCESS)
    give_up ();
  if (OTF2_Reader_GetCreator (reader, &creator) == OTF2_SUCCESS)
    tell_text (STREAM_CREATOR, NULL, creator);
  if (!read_definitions (reader))
    give_up ();
  TELL (STREAM_EVENTS, child.places);
  read_locations (reader, skip);
  begin (STREAM_DONE, 0);
  flush_out ();
}
