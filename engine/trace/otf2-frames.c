/* Regions of an archive are entered and left: spans of the lane. */
#include "engine/trace/otf2-events-private.h"

#define INTERRUPTED_MOST 1024
#define FRAMES_MOST 65536 /* deeper ones are not told apart */

static int
region_id (struct otf2_events *events, const struct frame *frame)
{
  bool fresh;
  int id = otf2_local_id (events->region_id, frame->region_ref, TRACE_MAX_REGIONS, &fresh);

  if (fresh)
    trace_writer_region_name (events->trace, events->rank, (unsigned) id, frame->region->name);
  return id;
}
/* ---- frames of other tools ---- */

/* Of nested regions the innermost is shown: an outer one gets the pieces between. */
static void
tell_piece (struct otf2_events *events, struct frame *frame, uint64_t t)
{
  int id = t > frame->piece ? region_id (events, frame) : -1;

  if (id >= 0)
    otf2_emit (events, (struct event){ .begin = frame->piece, .kind = EVENT_REGION, .object = id }, t);
  frame->piece = t;
}

static void
leave_foreign (struct otf2_events *events, struct frame *frame, uint64_t t)
{
  struct event event = frame->event;

  tell_piece (events, frame, t);
  event.begin = frame->enter;
  otf2_ends_returned (events->ends, frame->first_end, events->lane->thread, t);
  switch (frame->region->role) {
  case ROLE_WAIT:
  case ROLE_EXCHANGE:
    event.kind = EVENT_WAIT;
    event.flags |= frame->region->role == ROLE_EXCHANGE ? EVENT_EXCHANGE : 0;
    break;
  case ROLE_COLLECTIVE:
    event.kind = EVENT_COLLECTIVE;
    break;
  case ROLE_BARRIER:
    event.kind = EVENT_BARRIER;
    break;
  default:
    return;
  }
  otf2_emit (events, event, t);
}

/* ---- our own ---- */

static uint16_t
own_peer (const struct otf2_events *events, const struct read_region *region)
{
  if (region->kind == EVENT_REGION)
    return (uint16_t) value_of (events, ATTRIBUTE_OBJECT);
  return region->kind == EVENT_WAIT && !has (events, ATTRIBUTE_PEER) ? UINT16_MAX : (uint16_t) value_of (events, ATTRIBUTE_PEER);
}

static struct event
own_event (const struct otf2_events *events, const struct read_region *region, uint64_t t)
{
  struct event event = {
    .begin = has (events, ATTRIBUTE_BEGAN) ? MIN (value_of (events, ATTRIBUTE_BEGAN), t) : t,
    .kind = region->kind,
    .flags = (uint8_t) (value_of (events, ATTRIBUTE_FLAGS) & ~EVENT_SCALED_BYTES),
    .peer = own_peer (events, region),
    .comm = (uint16_t) value_of (events, ATTRIBUTE_FIRST),
    .sequence = (uint16_t) value_of (events, ATTRIBUTE_SEQUENCE),
    .object = region->kind == EVENT_EDGE ? (int32_t) value_of (events, ATTRIBUTE_MESSAGES) : region->object,
  };

  if (region->kind == EVENT_COLLECTIVE || region->kind == EVENT_EDGE)
    event_set_bytes (&event, value_of (events, ATTRIBUTE_VALUE));
  else
    event.value = (uint32_t) value_of (events, ATTRIBUTE_VALUE);
  return event;
}

static void
leave_own (struct otf2_events *events, struct frame *frame, uint64_t t)
{
  bool message = frame->event.kind == EVENT_SEND || frame->event.kind == EVENT_RECV;

  if (has (events, ATTRIBUTE_INTERRUPTED) && events->interrupted->len < INTERRUPTED_MOST)
    g_array_append_val (events->interrupted, *frame);
  else if (!message || frame->has_sent)
    otf2_emit (events, frame->event, t);
}

/* A span of ours that other spans crossed goes on. */
static bool
resume (struct otf2_events *events, struct frame *frame)
{
  for (guint i = events->interrupted->len; i > 0; i--) {
    const struct frame *known = &g_array_index (events->interrupted, struct frame, i - 1);
    if (known->region_ref != frame->region_ref || known->event.begin != frame->event.begin)
      continue;
    *frame = *known;
    g_array_remove_index (events->interrupted, i - 1);
    return true;
  }
  return false;
}

/* ---- enter and leave ---- */

void
otf2_enter (struct otf2_events *events, uint64_t t, uint64_t ref)
{
  struct read_region *region = otf2_find (events->tables->region, ref);
  struct frame frame = { .region_ref = ref, .enter = t, .piece = t, .region = region, .first_end = otf2_ends_count (events->ends) };
  struct frame *outer = top (events);

  if (!region || events->frame->len >= FRAMES_MOST)
    return;
  frame.not_ours = region->kind == EVENT_NONE;
  frame.event.peer = UINT16_MAX;
  frame.event.object = MAX (region->collective, 0);
  if (!frame.not_ours)
    frame.event = own_event (events, region, t);
  else if (outer && outer->not_ours)
    tell_piece (events, outer, t);
  if (has (events, ATTRIBUTE_BEGAN))
    resume (events, &frame);
  g_array_append_val (events->frame, frame);
  region->open++;
}

static void
leave_top (struct otf2_events *events, uint64_t t)
{
  struct frame frame = *top (events);

  g_array_set_size (events->frame, events->frame->len - 1);
  frame.region->open--;
  if (!frame.not_ours) {
    leave_own (events, &frame, t);
    return;
  }
  leave_foreign (events, &frame, t);
  struct frame *outer = top (events);
  if (!outer)
    return;
  outer->piece = t;
  outer->first_end = otf2_ends_count (events->ends); /* what was sent in the inner one has returned */
}

/* What was left without having been entered is nothing; what was entered inside and not left ends with it. */
void
otf2_leave (struct otf2_events *events, uint64_t t, uint64_t ref)
{
  const struct read_region *region = otf2_find (events->tables->region, ref);
  guint found = events->frame->len;

  if (!region || region->open == 0) {
    events->unnested++;
    return;
  }
  while (found > 0 && g_array_index (events->frame, struct frame, found - 1).region_ref != ref)
    found--;
  if (found != events->frame->len)
    events->unnested++;
  while (found > 0 && events->frame->len >= found)
    leave_top (events, t);
}

void
otf2_leave_all (struct otf2_events *events, uint64_t t)
{
  while (events->frame->len)
    leave_top (events, t);
}
