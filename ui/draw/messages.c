#include "ui/draw/messages.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/record/event.h"
#include "engine/record/segment.h"
#include "ui/draw/barrier.h"
#include "ui/draw/program.h"
#include "ui/draw/text.h"

#define MAX_DOTS 12
#define MAX_PAIRS 4096

struct pair { /* all messages in sight of one sender to one receiver */
  int source, destination, source_thread, destination_thread;
  int count, flying, unmatched;
  uint64_t bytes, largest;
  uint64_t age_ns;   /* of the newest that arrived */
  int tag;
  double dot[MAX_DOTS];
  int dots;
};

struct curve { double x[4], y[4]; };

static void
add_to_pair (struct pair *pair, const struct snapshot_message *message)
{
  pair->count++;
  pair->bytes += message->bytes;
  pair->tag = message->tag;
  pair->source_thread = message->source_thread;
  pair->destination_thread = message->destination_thread;
  if (message->bytes > pair->largest)
    pair->largest = message->bytes;
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

static int
box_of_rank (const struct snapshot *snapshot, int rank)
{
  for (int i = 0; i < snapshot->processes; i++)
    if (snapshot->process[(rank + i) % snapshot->processes].rank == rank)
      return (rank + i) % snapshot->processes;
  return -1;
}

/* The halo cell that faces the other rank, else the thread that sends or receives. */
static bool
anchor (const struct program_layout *layout, const struct snapshot *snapshot, int rank, int thread, int other, bool sends,
        double *x, double *y)
{
  int i = box_of_rank (snapshot, rank);
  if (i < 0)
    return false;
  const struct program_box *box = &layout->box[i];
  for (int k = 0; k < box->objects; k++) {
    unsigned flags = snapshot->process[i].object[k].flags;
    const struct program_object *place = &layout->object[box->first_object + k];
    bool last = other > rank;
    if (!(flags & (last ? OBJECT_HALO_LAST : OBJECT_HALO_FIRST)))
      continue;
    struct rect cell = program_cell (place, last ? place->cells - 1 : 0);
    *x = cell.x + cell.w / 2;
    *y = cell.y + cell.h * (sends ? 0.3 : 0.7);
    return true;
  }
  if (box->tokens > 0) {
    const struct program_token *token = &layout->token[box->first_token + (thread > 0 && thread < box->tokens ? thread : 0)];
    *x = token->x;
    *y = token->y;
  } else {
    *x = box->rect.x + box->rect.w / 2;
    *y = box->rect.y + box->rect.h / 2;
  }
  return true;
}

/* The two directions of a pair bow to different sides, so that both are seen; neither leaves the band. */
static struct curve
bow (double x1, double y1, double x2, double y2, struct rect area)
{
  double dx = x2 - x1, dy = y2 - y1, length = hypot (dx, dy);
  double lift = fmin (fmax (length * 0.24, 14), 46), nx = length > 0 ? dy / length : 0, ny = length > 0 ? -dx / length : -1;
  double low = area.y + 6, high = area.y + area.h - 6;
  return (struct curve){ { x1, x1 + dx * 0.3 + nx * lift, x1 + dx * 0.7 + nx * lift, x2 },
                         { y1, fmin (fmax (y1 + dy * 0.3 + ny * lift, low), high), fmin (fmax (y1 + dy * 0.7 + ny * lift, low), high), y2 } };
}

static double
bezier (const double p[4], double t)
{
  double u = 1 - t;
  return u * u * u * p[0] + 3 * u * u * t * p[1] + 3 * u * t * t * p[2] + t * t * t * p[3];
}

static double
width_for (uint64_t bytes)
{
  return fmin (1.2 + 0.22 * log2 (1.0 + (double) bytes), 6); /* grows with the logarithm (DESIGN.md) */
}

static void
draw_dot (struct scene *scene, int object, const struct curve *curve, double at, int rank, bool hollow, double alpha)
{
  double x = bezier (curve->x, at), y = bezier (curve->y, at), r = 5;
  scene_box (scene, object, (struct rect){ x - r, y - r, 2 * r, 2 * r }, r,
             hollow ? PAINT_ALPHA (ROLE_PAGE, 0, alpha) : PAINT_ALPHA (ROLE_PROCESS, rank, alpha),
             hollow ? PAINT_ALPHA (ROLE_PROCESS, rank, alpha) : PAINT_ALPHA (ROLE_PAGE, 0, alpha), 1.6, DASH_SOLID);
}

static void
label_pair (struct scene *scene, int object, const struct pair *pair, const struct curve *curve, double alpha)
{
  double length = hypot (curve->x[3] - curve->x[0], curve->y[3] - curve->y[0]);
  char size[16], text[48];
  if (length < 84)
    return;
  format_bytes (pair->largest, size, sizeof size);
  if (pair->count > 1)
    snprintf (text, sizeof text, "%d × %s", pair->count, size);
  else
    snprintf (text, sizeof text, "%s", size);
  bool below = curve->y[1] > curve->y[0];
  double x = bezier (curve->x, 0.5), y = bezier (curve->y, 0.5) + (below ? 16 : -9);
  scene_text (scene, object, x, y, 0, 10, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT_ALPHA (ROLE_INK_SOFT, 0, alpha), text);
}

static void
draw_pair (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, const struct pair *pair,
           uint64_t glow_ns, bool labelled)
{
  double x1, y1, x2, y2;
  if (!anchor (layout, snapshot, pair->source, pair->source_thread, pair->destination, true, &x1, &y1) ||
      !anchor (layout, snapshot, pair->destination, pair->destination_thread, pair->source, false, &x2, &y2))
    return;
  struct curve curve = bow (x1, y1, x2, y2, layout->area);
  double fade = pair->flying || pair->unmatched ? 1 : glow_ns ? 1 - fmin (1, (double) pair->age_ns / glow_ns) : 0;
  double alpha = 0.15 + 0.8 * fade;
  char id[40], title[160], size[16];
  format_bytes (pair->bytes, size, sizeof size);
  snprintf (id, sizeof id, "message:%d-%d", pair->source, pair->destination);
  snprintf (title, sizeof title, "Rank %d to rank %d: %d message%s in sight, %s, tag %d, %d in flight", pair->source,
            pair->destination, pair->count, pair->count == 1 ? "" : "s", size, pair->tag, pair->flying + pair->unmatched);
  int object = scene_add_object (scene, id, "Message", title, pair->unmatched ? "unmatched" : pair->flying ? "in flight" : "received", -1,
                                 (struct rect){ bezier (curve.x, 0.5) - 8, bezier (curve.y, 0.5) - 8, 16, 16 });
  double points[] = { curve.x[0], curve.y[0], curve.x[1], curve.y[1], curve.x[2], curve.y[2], curve.x[3], curve.y[3] };
  scene_path (scene, object, points, 4, PAINT_ALPHA (ROLE_PROCESS, pair->source, alpha), width_for (pair->largest),
              pair->unmatched ? DASH_DASHED : DASH_SOLID, PAINT (ROLE_NONE));
  for (int i = 0; i < pair->dots; i++)
    draw_dot (scene, object, &curve, pair->dot[i], pair->source, false, 1);
  if (pair->unmatched)
    draw_dot (scene, object, &curve, 0.5, pair->source, true, 1);
  else if (!pair->dots)
    draw_dot (scene, object, &curve, 1, pair->source, false, fade); /* arrived: it rests at the receiver and fades */
  if (labelled)
    label_pair (scene, object, pair, &curve, fmax (alpha, 0.5));
}

/* ---- collectives: one shape over all who are in it ---- */

static const char *const collective_names[COLLECTIVES] = { "MPI_Barrier", "MPI_Bcast", "MPI_Reduce", "MPI_Allreduce", "MPI_Gather",
                                                           "MPI_Scatter", "MPI_Allgather", "MPI_Alltoall", "collective" };

static void
draw_collectives (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  double low = 1e9, high = -1e9, y = 0;
  for (int i = 0; i < snapshot->collectives; i++) {
    int b = box_of_rank (snapshot, snapshot->collective[i].rank);
    if (b < 0)
      continue;
    struct rect r = layout->box[b].rect;
    double x = r.x + r.w / 2;
    y = fmax (y, r.y + r.h + 5);
    low = fmin (low, x);
    high = fmax (high, x);
    scene_line (scene, -1, x, r.y + r.h, x, r.y + r.h + 5, PAINT (ROLE_HALO_LINE), 2, DASH_SOLID);
  }
  if (high < low)
    return;
  int kind = snapshot->collective[0].kind;
  char text[64];
  snprintf (text, sizeof text, "%s · %d of %d inside · inferred", collective_names[kind >= 0 && kind < COLLECTIVES ? kind : COLLECTIVE_OTHER],
            snapshot->collectives, snapshot->processes);
  scene_line (scene, -1, low, y, fmax (high, low + 1), y, PAINT (ROLE_HALO_LINE), 2, DASH_DASHED);
  double width = text_width (text, 9.5, WEIGHT_MEDIUM) + 14;
  scene_box (scene, -1, (struct rect){ (low + high - width) / 2, y - 8, width, 16 }, 8, PAINT (ROLE_PANEL), PAINT (ROLE_HALO_LINE), 1.2, DASH_SOLID);
  scene_text (scene, -1, (low + high) / 2, y + 3.5, 0, 9.5, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK), text);
}

void
messages_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, uint64_t glow_ns)
{
  int count = 0;
  struct pair *pairs = gather_pairs (snapshot, &count);
  if (!barrier_of_ranks (snapshot)) /* else it is told who is late */
    draw_collectives (scene, layout, snapshot);
  for (int i = 0; i < count; i++)
    draw_pair (scene, layout, snapshot, &pairs[i], glow_ns, count <= 16);
  free (pairs);
}
