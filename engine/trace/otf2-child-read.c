/* The child that reads an archive. libotf2 3.0 dies on some damaged files: that must be the child's end, not the window's. It
 * only hands on what the library says. */
#include "engine/trace/otf2-child.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EVENTS_AT_ONCE 100000

static struct {
  struct otf2_place *place;
  size_t places;
  const char *anchor;
  bool compressed;
  uint64_t rma, io;
  bool failed;
} child;

static OTF2_ErrorCode
on_error (void *data, const char *file, uint64_t line, const char *function, OTF2_ErrorCode code, const char *format, va_list arguments)
{
  if (!child.failed && code != OTF2_SUCCESS && code != OTF2_WARNING)
    otf2_tell_text (STREAM_FAILED, NULL, OTF2_Error_GetDescription (code));
  child.failed = true;
  return code;
}

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
  uint64_t *at = otf2_tell_begin (STREAM_METRIC, 2u + count);

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

/* More records than its bytes a file cannot have, unless it is compressed: the library reads some damaged ones for ever. */
#define SQUEEZED 1100 /* at most, by zlib */

static uint64_t
most_records (const char *name, uint64_t location, const char *ending)
{
  char path[PATH_MAX];
  struct stat facts;

  snprintf (path, sizeof path, "%.*s/%" PRIu64 "%s", (int) (strlen (name) - strlen (".otf2")), name, location, ending);
  return stat (path, &facts) == 0 ? (uint64_t) facts.st_size * (child.compressed ? SQUEEZED : 1) : UINT64_MAX;
}

/* Mapping tables and clock offsets of the location: the library then applies them to its events. */
static bool
read_local_definitions (OTF2_Reader *reader, uint64_t location)
{
  OTF2_DefReader *definitions = OTF2_Reader_GetDefReader (reader, location);
  uint64_t read = 0;

  if (!definitions)
    return false;
  bool whole = OTF2_Reader_ReadLocalDefinitions (reader, definitions, most_records (child.anchor, location, ".def"), &read) == OTF2_SUCCESS;
  OTF2_Reader_CloseDefReader (reader, definitions);
  return whole;
}

static bool
read_events (OTF2_Reader *reader, uint64_t location, const OTF2_EvtReaderCallbacks *callbacks)
{
  OTF2_EvtReader *events = OTF2_Reader_GetEvtReader (reader, location);
  uint64_t read = EVENTS_AT_ONCE, left = most_records (child.anchor, location, ".evt");
  bool whole = events != NULL;

  if (!events)
    return false;
  OTF2_Reader_RegisterEvtCallbacks (reader, events, callbacks, NULL);
  while (whole && read == EVENTS_AT_ONCE && left > 0) {
    whole = OTF2_Reader_ReadLocalEvents (reader, events, left < EVENTS_AT_ONCE ? left : EVENTS_AT_ONCE, &read) == OTF2_SUCCESS;
    left -= read < left ? read : left;
    otf2_tell_now (); /* what was read is not lost if the library dies, and who waits hears of it */
  }
  OTF2_Reader_CloseEvtReader (reader, events);
  return whole && left > 0;
}

static int
by_group (const void *a, const void *b)
{
  const struct otf2_place *x = a, *y = b;

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
    otf2_tell_now ();
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
  otf2_tell_now ();
  _exit (1);
}

static uint64_t
most_definitions (const char *anchor)
{
  char path[PATH_MAX];
  struct stat facts;

  snprintf (path, sizeof path, "%.*s.def", (int) (strlen (anchor) - strlen (".otf2")), anchor);
  return stat (path, &facts) == 0 ? (uint64_t) facts.st_size * (child.compressed ? SQUEEZED : 1) : UINT64_MAX;
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
    otf2_tell_text (STREAM_CREATOR, NULL, creator);
  OTF2_Compression compression = OTF2_COMPRESSION_UNDEFINED;
  child.anchor = anchor;
  child.compressed = OTF2_Reader_GetCompression (reader, &compression) != OTF2_SUCCESS || compression != OTF2_COMPRESSION_NONE;
  if (!otf2_tell_definitions (reader, most_definitions (anchor), &child.place, &child.places))
    give_up ();
  TELL (STREAM_EVENTS, child.places);
  read_locations (reader, skip);
  otf2_tell_begin (STREAM_DONE, 0);
  otf2_tell_now ();
}
