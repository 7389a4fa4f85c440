#include "tests/benchmark/others.h"

#ifdef HAVE_OTF2
#include <otf2/otf2.h>

static OTF2_Archive *archive;
static OTF2_EvtWriter *writer;
static OTF2_AttributeList *attributes;

/* Buffers that are full go to the file, in memory, as Score-P's do. */
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

const char *
otf2_open (const char *folder)
{
  archive = OTF2_Archive_Open (folder, "bench", OTF2_FILEMODE_WRITE, 1024 * 1024, 4 * 1024 * 1024, OTF2_SUBSTRATE_POSIX,
                               OTF2_COMPRESSION_NONE);
  if (!archive)
    return "it cannot open an archive";
  OTF2_Archive_SetFlushCallbacks (archive, &flush, NULL);
  OTF2_Archive_SetSerialCollectiveCallbacks (archive);
  OTF2_Archive_OpenEvtFiles (archive);
  writer = OTF2_Archive_GetEvtWriter (archive, 0);
  attributes = OTF2_AttributeList_New ();
  return writer && attributes ? NULL : "it gives no writer";
}

void
otf2_put (const struct event *event)
{
  OTF2_EvtWriter_Enter (writer, NULL, event->begin, event->value & 63);
}

void
otf2_put_with_pu (const struct event *event, unsigned pu)
{
  OTF2_AttributeList_AddUint32 (attributes, 0, pu);
  OTF2_EvtWriter_Enter (writer, attributes, event->begin, event->value & 63);
}

void
otf2_put_message (const struct event *event, uint64_t end)
{
  OTF2_EvtWriter_Enter (writer, NULL, event->begin, 0);
  OTF2_EvtWriter_MpiSend (writer, NULL, event->begin, event->peer, event->comm, (uint32_t) event->object, event->value);
  OTF2_EvtWriter_Leave (writer, NULL, end, 0);
}

void
otf2_close (void)
{
  OTF2_AttributeList_Delete (attributes);
  OTF2_Archive_CloseEvtWriter (archive, writer);
  OTF2_Archive_CloseEvtFiles (archive);
  OTF2_Archive_Close (archive);
}

#else

const char *
otf2_open (const char *folder)
{
  return "it was not found when this was built (libopen-trace-format2-dev)";
}

void
otf2_put (const struct event *event)
{
}

void
otf2_put_with_pu (const struct event *event, unsigned pu)
{
}

void
otf2_put_message (const struct event *event, uint64_t end)
{
}

void
otf2_close (void)
{
}

#endif
