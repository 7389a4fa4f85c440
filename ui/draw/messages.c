#include "ui/draw/messages.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/draw/arc.h"
#include "ui/draw/collective.h"
#include "ui/draw/mailbox.h"
#include "ui/draw/program.h"

#define MAX_DOTS 12
#define MAX_PAIRS 4096

struct pair { /* all messages in sight of one sender to one receiver */
  int source, destination, source_thread, destination_thread;
  int count, flying, unmatched;
  int posted, unexpected, rendezvous;
  uint64_t bytes;
  uint64_t age_ns;   /* of the newest that arrived */
  const struct snapshot_message *newest, *largest;
  double dot[MAX_DOTS];
  int dots;
};

static void
add_to_pair (struct pair *pair, const struct snapshot_message *message)
{
  pair->count++;
  pair->bytes += message->bytes;
  pair->newest = message;
  pair->posted += message->arrival == ARRIVAL_POSTED;
  pair->unexpected += message->arrival == ARRIVAL_UNEXPECTED;
  pair->rendezvous += message->protocol == PROTOCOL_RENDEZVOUS;
  pair->source_thread = message->source_thread;
  pair->destination_thread = message->destination_thread;
  if (!pair->largest || message->bytes > pair->largest->bytes)
    pair->largest = message;
  if (message->state == MESSAGE_UNMATCHED)
    pair->unmatched++;
  else if (message->state == MESSAGE_FLYING)
    pair->flying++;
  else if (message->age_ns < pair->age_ns)
    pair->age_ns = message->age_ns;
  if (message->state == MESSAGE_FLYING && pair->dots < MAX_DOTS)
    pair->dot[pair->dots++] = message->progress;
}

static int
compare_messages (const void *a, const void *b)
{
  const struct snapshot_message *x = *(const struct snapshot_message *const *) a, *y = *(const struct snapshot_message *const *) b;
  if (x->source != y->source)
    return x->source - y->source;
  if (x->destination != y->destination)
    return x->destination - y->destination;
  return x < y ? -1 : x > y;
}

static struct pair *
gather_pairs (const struct snapshot *snapshot, int *count)
{
  const struct snapshot_message **sorted = malloc ((snapshot->messages + 1) * sizeof *sorted);
  struct pair *pairs = calloc (snapshot->messages + 1, sizeof *pairs);
  *count = 0;
  for (int i = 0; sorted && i < snapshot->messages; i++)
    sorted[i] = &snapshot->message[i];
  if (sorted && pairs)
    qsort (sorted, snapshot->messages, sizeof *sorted, compare_messages);
  for (int i = 0; sorted && pairs && i < snapshot->messages && *count < MAX_PAIRS; i++) {
    const struct snapshot_message *message = sorted[i];
    struct pair *pair = *count ? &pairs[*count - 1] : NULL;
    if (!pair || pair->source != message->source || pair->destination != message->destination) {
      pair = &pairs[(*count)++];
      *pair = (struct pair){ .source = message->source, .destination = message->destination, .age_ns = UINT64_MAX };
    }
    add_to_pair (pair, message);
  }
  free (sorted);
  return pairs;
}

static void
draw_dot (struct scene *scene, int object, const struct curve *curve, double at, int rank, bool hollow, double alpha)
{
  double x = arc_at (curve->x, at), y = arc_at (curve->y, at), r = 5;
  scene_box (scene, object, (struct rect){ x - r, y - r, 2 * r, 2 * r }, r,
             hollow ? PAINT_ALPHA (ROLE_PAGE, 0, alpha) : PAINT_ALPHA (ROLE_PROCESS, rank, alpha),
             hollow ? PAINT_ALPHA (ROLE_PROCESS, rank, alpha) : PAINT_ALPHA (ROLE_PAGE, 0, alpha), 1.6, DASH_SOLID);
}

static void
label_pair (struct scene *scene, int object, const struct pair *pair, const struct curve *curve, double alpha)
{
  char size[16], text[48];
  format_bytes (pair->largest->bytes, size, sizeof size);
  if (pair->count > 1)
    snprintf (text, sizeof text, "%d × %s", pair->count, size);
  else
    snprintf (text, sizeof text, "%s", size);
  arc_label (scene, object, curve, PAINT_ALPHA (ROLE_INK_SOFT, 0, alpha), text);
}

/* "16 KB, tag 3, MPI_COMM_WORLD, unexpected, rendezvous (inferred from its size, borne out by its call), 12 µs from send to receipt" */
static void
describe_message (const struct snapshot_message *message, uint64_t t, char *text, size_t room)
{
  char size[16], time[16];
  format_bytes (message->bytes, size, sizeof size);
  int used = snprintf (text, room, "%s, tag %d, %s, ", size, message->tag, message->comm_name ? message->comm_name : "communicator not known");
  used += snprintf (text + used, room - used, message->arrival == ARRIVAL_UNKNOWN ? "posted or unexpected: %s, " : "%s, ",
                    message_arrival_name (message->arrival));
  if (message->protocol == PROTOCOL_UNKNOWN)
    used += snprintf (text + used, room - used, "eager or rendezvous: not known, ");
  else
    used += snprintf (text + used, room - used, "%s (inferred from its size%s), ", message_protocol_name (message->protocol),
                      message->protocol_seen ? ", borne out by its call" : "");
  if (message->received_ns != UINT64_MAX && message->received_ns <= t) {
    format_duration (message->received_ns - message->sent_ns, time, sizeof time);
    snprintf (text + used, room - used, "%s from send to receipt", time);
  } else {
    format_duration (t > message->sent_ns ? t - message->sent_ns : 0, time, sizeof time);
    snprintf (text + used, room - used, "in flight for %s", time);
  }
}

static void
describe_pair (const struct pair *pair, uint64_t t, char *title, size_t room)
{
  char size[16], newest[256];
  describe_message (pair->newest, t, newest, sizeof newest);
  int used = snprintf (title, room, "Rank %d to rank %d: ", pair->source, pair->destination);
  if (pair->count == 1) {
    snprintf (title + used, room - used, "%s", newest);
    return;
  }
  format_bytes (pair->bytes, size, sizeof size);
  snprintf (title + used, room - used, "%d messages in sight, %s, %d in flight; %d posted, %d unexpected; %d by rendezvous. The newest: %s",
            pair->count, size, pair->flying + pair->unmatched, pair->posted, pair->unexpected, pair->rendezvous, newest);
}

/* One line: it goes at once. Two: a handshake goes there and back first. */
static void
draw_line (struct scene *scene, int object, const struct pair *pair, const struct curve *curve, double alpha)
{
  double width = arc_width (pair->largest->bytes);
  enum dash dash = pair->unmatched ? DASH_DASHED : DASH_SOLID;
  if (pair->largest->protocol == PROTOCOL_RENDEZVOUS)
    width = fmax (width, 4);
  arc_draw (scene, object, curve, PAINT_ALPHA (ROLE_PROCESS, pair->source, alpha), width, dash);
  if (pair->largest->protocol == PROTOCOL_RENDEZVOUS)
    arc_draw (scene, object, curve, PAINT (ROLE_PAGE), width * 0.4, DASH_SOLID);
}

static void
draw_pair (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, const struct pair *pair,
           uint64_t glow_ns, bool labelled)
{
  double x1, y1, x2, y2;
  if (!arc_anchor (layout, snapshot, pair->source, pair->source_thread, pair->destination, true, &x1, &y1) ||
      !arc_anchor (layout, snapshot, pair->destination, pair->destination_thread, pair->source, false, &x2, &y2))
    return;
  struct curve curve = arc_bow (x1, y1, x2, y2, layout->area);
  double fade = pair->flying || pair->unmatched ? 1 : glow_ns ? 1 - fmin (1, (double) pair->age_ns / glow_ns) : 0;
  double alpha = 0.15 + 0.8 * fade;
  char id[40], title[512];
  snprintf (id, sizeof id, "message:%d-%d", pair->source, pair->destination);
  describe_pair (pair, snapshot->t, title, sizeof title);
  double at = pair->dots ? pair->dot[0] : 0.5; /* what points at it points at the message, not at the arc's label */
  int object = scene_add_object (scene, id, "Message", title, pair->unmatched ? "unmatched" : pair->flying ? "in flight" : "received", -1,
                                 (struct rect){ arc_at (curve.x, at) - 8, arc_at (curve.y, at) - 8, 16, 16 });
  draw_line (scene, object, pair, &curve, alpha);
  for (int i = 0; i < pair->dots; i++)
    draw_dot (scene, object, &curve, pair->dot[i], pair->source, false, 1);
  if (pair->unmatched)
    draw_dot (scene, object, &curve, 0.5, pair->source, true, 1);
  else if (!pair->dots)
    draw_dot (scene, object, &curve, 1, pair->source, false, fade); /* arrived: it rests at the receiver and fades */
  if (labelled)
    label_pair (scene, object, pair, &curve, fmax (alpha, 0.5));
}

void
messages_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, uint64_t glow_ns)
{
  int count = 0;
  struct pair *pairs = gather_pairs (snapshot, &count);
  collective_draw (scene, layout, snapshot, glow_ns);
  for (int i = 0; i < count; i++)
    draw_pair (scene, layout, snapshot, &pairs[i], glow_ns, count <= 16);
  free (pairs);
  mailbox_draw (scene, layout, snapshot);
}
