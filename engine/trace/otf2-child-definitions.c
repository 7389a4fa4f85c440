#include "engine/trace/otf2-child.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
  struct otf2_place *place;
  size_t places, room;
} found;

static OTF2_CallbackCode
on_clock (void *data, uint64_t resolution, uint64_t offset, uint64_t length, uint64_t real)
{
  return TELL (STREAM_CLOCK, resolution, offset, length);
}

static OTF2_CallbackCode
on_string (void *data, OTF2_StringRef self, const char *text)
{
  uint64_t ref = self;

  otf2_tell_text (STREAM_STRING, &ref, text);
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
  if (found.places == found.room) {
    found.room = found.room ? found.room * 2 : 256;
    found.place = realloc (found.place, found.room * sizeof *found.place);
    if (!found.place)
      _exit (1);
  }
  found.place[found.places] = (struct otf2_place){ self, group, found.places };
  found.places++;
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
    uint64_t *at = otf2_tell_begin (STREAM_GROUP, 6 + some);
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

bool
otf2_tell_definitions (OTF2_Reader *reader, uint64_t most, struct otf2_place **places, size_t *count)
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
  bool whole = OTF2_Reader_ReadGlobalDefinitions (reader, definitions, most, &read) == OTF2_SUCCESS;
  OTF2_Reader_CloseGlobalDefReader (reader, definitions);
  OTF2_GlobalDefReaderCallbacks_Delete (callbacks);
  *places = found.place;
  *count = found.places;
  return whole && read > 0 && read < most;
}
