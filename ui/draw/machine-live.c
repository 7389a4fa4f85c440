#include "ui/draw/machine-live.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/record/segment.h"
#include "ui/draw/machine-view.h"
#include "ui/draw/program.h"

#define TOKEN_ROOM 34 /* a PU's label and its occupant's disc stand above its history */

void
machine_places_finish (struct machine_places *places)
{
  g_free (places->place);
  g_clear_pointer (&places->by_os, g_hash_table_unref);
  memset (places, 0, sizeof *places);
}

/* Each object's first text, -1 = none: looked for once a layout, not once a frame. The caller frees. */
static int *
labels_of (const struct scene *base)
{
  int *labels = g_new (int, base->object_count + 1);
  for (int i = 0; i < base->object_count; i++)
    labels[i] = -1;
  for (int i = base->count - 1; i >= 0; i--)
    if (base->primitives[i].kind == PRIMITIVE_TEXT && base->primitives[i].object >= 0)
      labels[base->primitives[i].object] = i;
  return labels;
}

void
machine_places_find (struct machine_places *places, const struct scene *base, const struct machine *machine)
{
  int *shown = g_new (int, machine->pu_count + 1), *labels = labels_of (base);
  machine_places_finish (places);
  machine_view_pus (base, machine, shown);
  places->places = machine->pu_count;
  places->place = g_new0 (struct pu_place, machine->pu_count + 1);
  places->by_os = g_hash_table_new (NULL, NULL);
  for (int i = 0; i < machine->pu_count; i++) {
    int os = machine->objects[machine->pu[i]].os, object = shown[i];
    bool aggregate = object >= 0 && base->objects[object].stands > 0;
    places->place[i] = (struct pu_place){ .os = os, .object = object };
    if (os < 0 || object < 0)
      continue;
    places->place[i] = (struct pu_place){ base->objects[object].rect, os, object, aggregate ? -1 : labels[object], aggregate };
    g_hash_table_insert (places->by_os, GINT_TO_POINTER (os), GINT_TO_POINTER (i + 1));
  }
  g_free (shown);
  g_free (labels);
}

static const struct pu_place *
place_of (const struct machine_places *places, int os)
{
  int found = os >= 0 && places->by_os ? GPOINTER_TO_INT (g_hash_table_lookup (places->by_os, GINT_TO_POINTER (os))) : 0;
  return found > 0 ? &places->place[found - 1] : NULL;
}

/* Nothing is drawn of what the band doesn't show now: the clip hides it, but it would cost. */
static bool
in_sight (const struct scene *base, struct rect rect)
{
  struct rect r = scene_on_page (base, rect), clip = base->clip;
  return clip.w <= 0 || (r.x < clip.x + clip.w && clip.x < r.x + r.w && r.y < clip.y + clip.h && clip.y < r.y + r.h);
}

static double
token_radius (struct rect rect)
{
  return fmin (11, fmin (rect.w / 2 - 2, rect.h / 2 - 2));
}

static bool
has_room_for_history (struct rect rect)
{
  return rect.w >= 18 && rect.h >= TOKEN_ROOM + 40;
}

/* A flat PU has its history beside its thread: time runs to the right. */
static bool
is_flat (struct rect rect)
{
  return !has_room_for_history (rect) && rect.h >= 26 && rect.w >= 150;
}

/* ---- a PU's last moments: a stripe a slice, the newest at the bottom ---- */

static void
draw_history (struct scene *scene, const struct snapshot_pu *pu, struct rect rect)
{
  double top = rect.y + TOKEN_ROOM + 12, height = rect.y + rect.h - 5 - top, pitch = height / SNAPSHOT_SLICES;
  double width = fmin (rect.w - 10, rect.w * 0.86), left = rect.x + (rect.w - width) / 2;
  for (int i = 0; i < SNAPSHOT_SLICES; i++) {
    if (pu->slice_rank[i] < 0 || pu->slice_share[i] <= 0)
      continue;
    double share = fmin (1, pu->slice_share[i]), alpha = 0.25 + 0.75 * (i + 1) / SNAPSHOT_SLICES;
    scene_box (scene, -1, (struct rect){ left, top + i * pitch, fmax (width * share, 1.5), fmax (pitch - 1.2, 1) }, pitch > 5 ? 1 : 0,
               PAINT_ALPHA (ROLE_PROCESS, pu->slice_rank[i], alpha), PAINT (ROLE_NONE), 0, DASH_SOLID);
  }
}

static void
draw_flat_history (struct scene *scene, const struct snapshot_pu *pu, struct rect rect)
{
  double left = rect.x + rect.w * 0.42, pitch = (rect.x + rect.w - 8 - left) / SNAPSHOT_SLICES, room = rect.h - (rect.h > 38 ? 22 : 10), bottom = rect.y + rect.h - 5; /* below the label */
  for (int i = 0; i < SNAPSHOT_SLICES; i++) {
    if (pu->slice_rank[i] < 0 || pu->slice_share[i] <= 0)
      continue;
    double h = fmax (room * fmin (1, pu->slice_share[i]), 1.5);
    scene_box (scene, -1, (struct rect){ left + i * pitch, bottom - h, fmax (pitch - 1.2, 1), h }, 0,
               PAINT_ALPHA (ROLE_PROCESS, pu->slice_rank[i], 0.25 + 0.75 * (i + 1) / SNAPSHOT_SLICES), PAINT (ROLE_NONE), 0, DASH_SOLID);
  }
}

/* The base's label would vanish under the fill: it is written again above it. */
static void
repeat_label (struct scene *scene, const struct scene *base, const struct pu_place *place)
{
  if (place->label < 0)
    return;
  const struct primitive *text = &base->primitives[place->label];
  scene_text (scene, -1, text->rect.x, text->rect.y, text->rect.w, text->rect.h, text->weight, text->align, PAINT (ROLE_INK_SOFT),
              scene_text_at (base, text->text));
}

static void
draw_busy_pu (struct scene *scene, const struct scene *base, const struct pu_place *place, const struct snapshot_pu *pu)
{
  struct rect r = place->rect;
  bool small = r.w < 14 || r.h < 14;
  if (fmin (r.w, r.h) < 8) { /* spots touch: the grid between them is kept */
    r.w -= 1;
    r.h -= 1;
  }
  scene_box (scene, -1, r, small ? 1 : 4, PAINT_OF (small ? ROLE_PROCESS : ROLE_PROCESS_PALE, pu->rank), PAINT_OF (ROLE_PROCESS, pu->rank),
             small ? 1 : 2, DASH_SOLID);
  if (!small)
    repeat_label (scene, base, place);
}

static void
draw_pu (struct scene *scene, const struct scene *base, const struct machine_places *places, const struct snapshot_pu *pu)
{
  const struct pu_place *place = place_of (places, pu->os);
  if (!place || place->aggregate || !in_sight (base, place->rect))
    return;
  if (pu->rank >= 0)
    draw_busy_pu (scene, base, place, pu);
  if (has_room_for_history (place->rect))
    draw_history (scene, pu, place->rect);
  else if (is_flat (place->rect))
    draw_flat_history (scene, pu, place->rect);
}

/* ---- aggregates: a heat tile that counts its busy PUs ---- */

static void
draw_aggregate (struct scene *scene, const struct scene *base, int index, int busy)
{
  const struct scene_object *object = &base->objects[index];
  int pus = 0;
  for (int k = 0; k < object->stands; k++)
    pus += strncmp (scene_text_at (base, base->stands[object->first_stands + k]), "PU:", 3) == 0;
  char text[32];
  snprintf (text, sizeof text, "%d/%d", busy, pus);
  struct rect r = object->rect;
  scene_box (scene, -1, r, 3, PAINT_OF (ROLE_HEAT, pus ? 255 * busy / pus : 0), PAINT (ROLE_LINE), 1, DASH_SOLID);
  if (r.h >= 12 && r.w >= 22)
    scene_text (scene, -1, r.x + r.w / 2, r.y + r.h / 2 + 4, r.w - 4, 10, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK), text);
}

static void
draw_aggregates (struct scene *scene, const struct scene *base, const struct machine_places *places, const struct snapshot *snapshot)
{
  int *busy = calloc (base->object_count + 1, sizeof *busy);
  for (int i = 0; busy && i < snapshot->pus; i++) {
    const struct pu_place *place = place_of (places, snapshot->pu[i].os);
    if (place && place->aggregate && snapshot->pu[i].rank >= 0)
      busy[place->object]++;
  }
  for (int i = 0; busy && i < base->object_count; i++)
    if (busy[i])
      draw_aggregate (scene, base, i, busy[i]);
  free (busy);
}

/* ---- bindings: a dashed outline around the PUs that a thread may use ---- */

static bool
bitmap_has (const uint64_t *bitmap, int os)
{
  return os >= 0 && os < (int) SEGMENT_MAX_PUS && bitmap[os / 64] >> (os % 64) & 1;
}

static void
draw_bindings (struct scene *scene, const struct scene *base, const struct machine_places *places, const struct snapshot *snapshot)
{
  for (int p = 0; p < places->places; p++) {
    const struct pu_place *place = &places->place[p];
    int last_rank = -1, rings = 0;
    bool shown = place->object >= 0 && !place->aggregate && in_sight (base, place->rect);
    for (int i = 0; shown && i < snapshot->threads && rings < 3; i++) {
      const struct snapshot_thread *thread = &snapshot->thread[i];
      if (!thread->bound || !thread->binding || thread->rank == last_rank || !bitmap_has (thread->binding, place->os))
        continue;
      double out = 2.5 + 3 * rings++;
      struct rect r = place->rect;
      scene_box (scene, -1, (struct rect){ r.x - out, r.y - out, r.w + 2 * out, r.h + 2 * out }, 5 + out,
                 PAINT (ROLE_NONE), PAINT_OF (ROLE_PROCESS, thread->rank), 1.4, DASH_DASHED);
      last_rank = thread->rank;
    }
  }
}

/* ---- who is there, and the line to it ---- */

struct seat { double x, y, radius; };

/* Discs that stand side by side in a PU without touching. */
static int
seats_in (const struct pu_place *place)
{
  struct rect r = place->rect;
  double radius = token_radius (r), width = is_flat (r) ? r.w * 0.42 : r.w;
  return place->aggregate || radius < 3 ? 1 : (int) fmax (1, floor ((width + 2) / (2 * radius + 4)));
}

/* Threads that share a PU stand side by side. */
static struct seat
seat_on (const struct pu_place *place, int position, int sharing)
{
  struct rect r = place->rect;
  double radius = token_radius (r);
  if (place->aggregate || radius < 3)
    return (struct seat){ r.x + r.w / 2, r.y + r.h / 2, 0 };
  if (is_flat (r))
    r.w *= 0.42;
  double step = sharing > 1 ? fmin (2 * radius + 8, (r.w - 2 * radius - 2) / (sharing - 1)) : 0;
  double y = has_room_for_history (r) ? r.y + 16 + radius + 2 : r.y + r.h / 2 + (r.h > 40 ? 5 : 0);
  return (struct seat){ r.x + r.w / 2 + step * (position - (sharing - 1) / 2.0), y, radius };
}

static bool
could_be_on_pu (const struct snapshot_thread *thread)
{
  return thread->pu >= 0 && thread->state != THREAD_ABSENT && thread->state != THREAD_ENDED && thread->state != THREAD_DEAD;
}

/* On the page; one that is out of sight lies at the edge behind which it is. */
static struct seat
seat_on_page (const struct scene *base, struct seat seat)
{
  struct rect clip = base->clip;
  seat.x += base->dx;
  seat.y += base->dy;
  if (clip.w > 0 && (seat.x < clip.x || seat.x > clip.x + clip.w || seat.y < clip.y || seat.y > clip.y + clip.h))
    seat = (struct seat){ CLAMP (seat.x, clip.x, clip.x + clip.w), CLAMP (seat.y, clip.y, clip.y + clip.h), 0 };
  return seat;
}

static void
draw_line (struct scene *scene, const struct program_token *from, double from_radius, struct seat seat,
           const struct snapshot_thread *thread, double strength)
{
  double y1 = from->y + from_radius, y2 = seat.y - seat.radius, middle = (y2 - y1) * 0.5;
  double points[] = { from->x, y1, from->x, y1 + middle, seat.x, y2 - middle, seat.x, y2 };
  scene_path (scene, -1, points, 4, PAINT_ALPHA (ROLE_PROCESS, thread->rank, strength * (thread->on_cpu ? 0.8 : 0.28)), thread->on_cpu ? 1.4 : 1,
              thread->on_cpu || strength < 0.75 ? DASH_SOLID : DASH_DOTTED, PAINT (ROLE_NONE)); /* a thousand dots cost more than they tell */
}

static void
draw_seat (struct scene *scene, struct seat seat, const struct snapshot_thread *thread)
{
  if (seat.radius < 3)
    return;
  struct snapshot_thread here = *thread;
  if (thread->on_cpu) /* on its PU it is drawn filled, whatever it waits for: the PU is taken */
    here.state = THREAD_RUNNING;
  char id[40], title[96];
  snprintf (id, sizeof id, "seat:%d.%d", thread->rank, thread->thread);
  snprintf (title, sizeof title, "Thread %d.%d on this PU: %s", thread->rank, thread->thread, thread_state_name (thread->state));
  int object = scene_add_object (scene, id, "Thread's place", title, thread_state_name (thread->state), -1,
                                 (struct rect){ seat.x - seat.radius, seat.y - seat.radius, 2 * seat.radius, 2 * seat.radius });
  program_draw_token (scene, object, &here, seat.x, seat.y, seat.radius);
  if (thread->misplaced)
    scene_box (scene, -1, (struct rect){ seat.x - seat.radius - 3, seat.y - seat.radius - 3, 2 * seat.radius + 6, 2 * seat.radius + 6 },
               seat.radius + 3, PAINT (ROLE_NONE), PAINT (ROLE_WARNING), 2, DASH_SOLID);
}

struct crowd { int sharing, seated, uncounted; /* the last seat stands for those who found none */ };

/* Too many for their PU: those on it keep a disc, the last seat says how many more there are. */
static void
draw_uncounted (struct scene *scene, struct seat seat, const struct crowd *crowd)
{
  char text[16];
  snprintf (text, sizeof text, "+%d", crowd->uncounted);
  if (crowd->uncounted && seat.radius >= 3)
    scene_text (scene, -1, seat.x, seat.y + 4, 0, fmin (10.5, seat.radius * 1.1), WEIGHT_BOLD, ALIGN_MIDDLE, PAINT (ROLE_INK_SOFT), text);
}

#define TRAIL_NS 700000000.0

/* A migration leaves a trail from the PU it came from, which fades. */
static void
draw_trail (struct scene *scene, const struct machine_places *places, const struct snapshot *snapshot, const struct snapshot_thread *thread)
{
  const struct pu_place *from = place_of (places, thread->previous_pu), *to = place_of (places, thread->pu);
  double age = snapshot->t >= thread->migrated_ns ? (double) (snapshot->t - thread->migrated_ns) / TRAIL_NS : 1;
  if (!from || !to || age >= 1 || thread->previous_pu == thread->pu)
    return;
  struct seat old = seat_on (from, 0, 1), seat = seat_on (to, 0, 1);
  double lift = fmin (24, fabs (seat.x - old.x) * 0.3 + 8);
  double points[] = { old.x, old.y, old.x + (seat.x - old.x) * 0.3, old.y - lift, old.x + (seat.x - old.x) * 0.7, seat.y - lift, seat.x, seat.y };
  scene_path (scene, -1, points, 4, PAINT_ALPHA (ROLE_PROCESS, thread->rank, 0.8 * (1 - age)), 3, DASH_DASHED, PAINT (ROLE_NONE));
}

struct threads { struct scene *marks, *lines; const struct scene *base; const struct machine_places *places; const struct program_layout *layout; const struct snapshot *snapshot; struct crowd *crowd; double strength; };

static void
seat_thread (struct threads *all, int i, bool crowded)
{
  const struct snapshot_thread *thread = &all->snapshot->thread[i];
  const struct pu_place *place = place_of (all->places, thread->pu);
  struct crowd *crowd = &all->crowd[place - all->places->place];
  int seats = seats_in (place), shown = crowded ? seats : crowd->sharing;
  bool seated = !crowded || crowd->seated < seats - 1 || (seats == 1 && crowd->seated == 0);
  struct seat seat = seat_on (place, seated ? crowd->seated : seats - 1, shown);
  if (all->layout && i < all->layout->tokens && thread->rank < all->layout->boxes)
    draw_line (all->lines, &all->layout->token[i], all->layout->box[thread->rank].radius, seat_on_page (all->base, seat), thread, all->strength);
  if (seated && in_sight (all->base, place->rect))
    draw_seat (all->marks, seat, thread);
  crowd->seated += seated;
  crowd->uncounted += !seated;
}

/* Where all find a seat they keep their order; in a crowd those on the PU come first. */
static void
seat_pass (struct threads *all, bool second)
{
  for (int i = 0; i < all->snapshot->threads; i++) {
    const struct snapshot_thread *thread = &all->snapshot->thread[i];
    const struct pu_place *place = could_be_on_pu (thread) ? place_of (all->places, thread->pu) : NULL;
    bool crowded = place && all->crowd[place - all->places->place].sharing > seats_in (place);
    if (place && (crowded && !thread->on_cpu) == second)
      seat_thread (all, i, crowded);
  }
}

static void
draw_threads (struct scene *marks, struct scene *lines, const struct scene *base, const struct machine_places *places,
              const struct program_layout *layout, const struct snapshot *snapshot)
{
  struct threads all = { marks, lines, base, places, layout, snapshot, calloc (places->places + 1, sizeof *all.crowd),
                         fmin (1, 0.3 + 20.0 / fmax (snapshot->threads, 1)) /* many lines must not hide what is under them */ };
  for (int i = 0; all.crowd && i < snapshot->threads; i++) {
    const struct pu_place *place = could_be_on_pu (&snapshot->thread[i]) ? place_of (places, snapshot->thread[i].pu) : NULL;
    if (place)
      all.crowd[place - places->place].sharing++;
  }
  for (int i = 0; i < snapshot->threads; i++)
    if (could_be_on_pu (&snapshot->thread[i]))
      draw_trail (marks, places, snapshot, &snapshot->thread[i]);
  for (int second = 0; all.crowd && second < 2; second++)
    seat_pass (&all, second);
  for (int p = 0; all.crowd && p < places->places; p++)
    if (all.crowd[p].uncounted)
      draw_uncounted (marks, seat_on (&places->place[p], seats_in (&places->place[p]) - 1, seats_in (&places->place[p])), &all.crowd[p]);
  free (all.crowd);
}

void
machine_live_draw (struct scene *marks, struct scene *lines, const struct scene *base, const struct machine_places *places,
                   const struct program_layout *layout, const struct snapshot *snapshot)
{
  draw_aggregates (marks, base, places, snapshot);
  for (int i = 0; i < snapshot->pus; i++)
    draw_pu (marks, base, places, &snapshot->pu[i]);
  draw_bindings (marks, base, places, snapshot);
  draw_threads (marks, lines, base, places, layout, snapshot);
}
