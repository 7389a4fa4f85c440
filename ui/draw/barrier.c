#include "ui/draw/barrier.h"

#include "ui/draw/collective.h"

#include <glib.h>
#include <math.h>

#include "ui/draw/program.h"
#include "ui/draw/text.h"
#include "ui/draw/wait-words.h"

#define TYPE 9.5
#define BAR 2.6
#define BELOW_BOX 5.0 /* px between a rank's box and its bar */

/* One stretch of the bar: what hangs on it at X from TOP down to Y. */
struct peg { double x, top, y, left, right; int index; /* colour: of rank */ };

static bool
marked (const struct snapshot_barrier *barrier, int member)
{
  return barrier->open ? barrier->member[member] == MEMBER_LATE : member == barrier->last;
}

/* A ring on a broken bar: it is awaited. A flag under the bar: it came last. */
static void
draw_mark (struct scene *scene, int object, const struct snapshot_barrier *barrier, const struct peg *peg)
{
  double x = peg->x, y = peg->y;
  if (barrier->open) {
    scene_box (scene, object, (struct rect){ x - 4, y - 4, 8, 8 }, 4, PAINT (ROLE_PAGE), PAINT (ROLE_WARNING), 1.8, DASH_SOLID);
    return;
  }
  double flag[] = { x, y + 1, x, y + 1, x + 4.5, y + 8, x + 4.5, y + 8, x + 4.5, y + 8, x - 4.5, y + 8, x - 4.5, y + 8, x - 4.5, y + 8, x, y + 1, x, y + 1 };
  scene_path (scene, object, flag, 10, PAINT (ROLE_NONE), 0, DASH_SOLID, PAINT (ROLE_WARNING));
}

static void
draw_peg (struct scene *scene, int object, const struct snapshot_barrier *barrier, int member, const struct peg *peg)
{
  bool late = barrier->open && barrier->member[member] == MEMBER_LATE;
  struct paint paint = PAINT_ALPHA (ROLE_PROCESS, peg->index, barrier->open ? 1 : 0.5);
  if (late) {
    scene_line (scene, object, peg->left + 2, peg->y, peg->x - 7, peg->y, PAINT (ROLE_WARNING), 1.2, DASH_DOTTED);
    scene_line (scene, object, peg->x + 7, peg->y, peg->right - 2, peg->y, PAINT (ROLE_WARNING), 1.2, DASH_DOTTED);
  } else {
    scene_line (scene, object, peg->left, peg->y, peg->right, peg->y, paint, BAR, DASH_SOLID);
    scene_line (scene, object, peg->x, peg->top, peg->x, peg->y, paint, BAR, DASH_SOLID);
  }
  if (marked (barrier, member))
    draw_mark (scene, object, barrier, peg);
}

static void
short_words (const struct snapshot_barrier *barrier, uint64_t t, char *out, size_t room)
{
  char time[24];
  format_duration (barrier->open ? t - MIN (t, barrier->first_ns) : barrier->margin_ns, time, sizeof time);
  g_snprintf (out, room, barrier->open ? "late: %s" : "last by %s", time);
}

static int
add_object (struct scene *scene, const struct snapshot_barrier *barrier, uint64_t t, struct rect rect)
{
  g_autofree char *words = barrier_now_words (barrier, t);
  g_autofree char *title = g_strdup_printf ("%s%s: %s", barrier->kind < 0 ? "Barrier of the threads" : collective_name (barrier->kind),
                                            barrier->open ? "" : ", the costliest just now", words);
  char id[40];
  if (barrier->rank >= 0)
    g_snprintf (id, sizeof id, "barrier:%d", barrier->rank);
  else
    g_strlcpy (id, "barrier:ranks", sizeof id);
  return scene_add_object (scene, id, "Barrier", title, barrier->open ? "some are late" : "all have come", -1, rect);
}

/* ---- of threads ---- */

/* Where the room under the discs of the first row ends. */
static double
floor_below (const struct program_layout *layout, const struct program_box *box)
{
  const struct program_token *token = &layout->token[box->first_token];
  double below = box->rect.y + box->rect.h - 4;
  for (int i = 1; i < box->tokens; i++)
    if (token[i].y > token[0].y + 1) { /* several rows: up to the next one's discs */
      below = token[i].y - box->radius;
      break;
    }
  return box->objects ? fmin (below, layout->object[box->first_object].rect.y) : below;
}

static struct peg
thread_peg (const struct program_layout *layout, const struct program_box *box, int member, double below)
{
  const struct program_token *token = &layout->token[box->first_token], *own = &token[member];
  bool first = member == 0 || fabs (own[-1].y - own->y) > 1, last = member + 1 >= box->tokens || fabs (own[1].y - own->y) > 1;
  struct peg peg = { .x = own->x, .top = own->y + box->radius + 1, .y = own->y + box->radius + below };
  peg.left = first ? own->x - box->radius : (own[-1].x + own->x) / 2;
  peg.right = last ? own->x + box->radius : (own[1].x + own->x) / 2;
  return peg;
}

/* At the first one whom the others wait for. */
static int
named (const struct snapshot_barrier *barrier)
{
  for (int i = 0; i < barrier->members; i++)
    if (marked (barrier, i))
      return i;
  return -1;
}

/* Under the bar, where there is room. */
static void
draw_words (struct scene *scene, int object, const struct program_box *box, const struct snapshot_barrier *barrier, const struct peg *peg, uint64_t t)
{
  char text[40];
  short_words (barrier, t, text, sizeof text);
  double width = text_width (text, TYPE, WEIGHT_MEDIUM);
  bool turned = peg->x + 9 + width > box->rect.x + box->rect.w - 6;
  struct rect under = { turned ? peg->x - 11 - width : peg->x + 7, peg->y + 3, width + 4, 11 }; /* a line down to the memory may cross it */
  scene_box (scene, object, under, 3, PAINT_OF (ROLE_PROCESS_PALE, peg->index), PAINT (ROLE_NONE), 0, DASH_SOLID);
  scene_text (scene, object, peg->x + (turned ? -9 : 9), peg->y + 11, 0, TYPE, WEIGHT_MEDIUM, turned ? ALIGN_END : ALIGN_START, PAINT (ROLE_INK), text);
}

static void
draw_threads (struct scene *scene, const struct program_layout *layout, const struct snapshot_barrier *barrier, uint64_t t)
{
  const struct program_box *box = &layout->box[barrier->rank];
  if (box->radius < 4 || box->tokens < barrier->members)
    return;
  double room = floor_below (layout, box) - layout->token[box->first_token].y - box->radius;
  double below = fmin (10, fmax (2, 0.5 * room));
  struct peg first = thread_peg (layout, box, 0, below), last = thread_peg (layout, box, barrier->members - 1, below);
  struct rect rect = { box->rect.x + 4, first.y - 5, box->rect.w - 8, last.y - first.y + 14 };
  int object = add_object (scene, barrier, t, rect);
  for (int i = 0; i < barrier->members; i++) {
    struct peg peg = thread_peg (layout, box, i, below);
    peg.index = barrier->rank;
    draw_peg (scene, object, barrier, i, &peg);
    if (i == named (barrier) && room - below > 15)
      draw_words (scene, object, box, barrier, &peg, t);
  }
}

/* ---- of ranks ---- */

static struct peg
rank_peg (const struct program_layout *layout, int rank)
{
  const struct rect *own = &layout->box[rank].rect, *before = rank > 0 ? &layout->box[rank - 1].rect : NULL;
  struct peg peg = { .x = own->x + own->w / 2, .top = own->y + own->h, .y = own->y + own->h + BELOW_BOX, .index = rank };
  const struct rect *after = rank + 1 < layout->boxes ? &layout->box[rank + 1].rect : NULL;
  peg.left = before && fabs (before->y - own->y) < 1 ? (before->x + before->w + own->x) / 2 : peg.x;
  peg.right = after && fabs (after->y - own->y) < 1 ? (own->x + own->w + after->x) / 2 : peg.x;
  return peg;
}

static void
draw_pill (struct scene *scene, int object, const struct program_layout *layout, const struct snapshot *snapshot,
           const struct snapshot_barrier *barrier, double y)
{
  char words[48], edges[40];
  uint64_t t = snapshot->t;
  collective_edges_words (snapshot, edges, sizeof edges);
  short_words (barrier, t, words, sizeof words);
  g_autofree char *text = barrier->late > 1 ? g_strdup_printf ("%s · %d ranks %s%s", collective_name (barrier->kind), barrier->late, words, edges)
                                            : g_strdup_printf ("%s · rank %d %s%s", collective_name (barrier->kind), named (barrier), words, edges);
  double room = layout->area.w - 20, width = fmin (text_width (text, TYPE, WEIGHT_MEDIUM) + 16, room), x = layout->area.x + layout->area.w / 2;
  scene_box (scene, object, (struct rect){ x - width / 2, y - 8, width, 16 }, 8, PAINT (ROLE_PANEL), PAINT (barrier->open ? ROLE_WARNING : ROLE_LINE), 1.2,
             DASH_SOLID);
  scene_text (scene, object, x, y + 3.5, width - 10, TYPE, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK), text);
}

/* The ranks' is the last one. */
bool
barrier_of_ranks (const struct snapshot *snapshot)
{
  const struct snapshot_barrier *last = snapshot->barriers > 0 ? &snapshot->barrier[snapshot->barriers - 1] : NULL;
  return last && last->rank < 0 && (last->open || (snapshot->collectives == 0 && snapshot->edges == 0));
}

/* While the next one is under way there is only the mark of who came last to this one. */
static void
draw_ranks (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, const struct snapshot_barrier *barrier)
{
  bool whole = barrier_of_ranks (snapshot);
  uint64_t t = snapshot->t;
  if (layout->boxes < barrier->members)
    return;
  double y = rank_peg (layout, barrier->members - 1).y;
  struct rect rect = { layout->area.x, y - 8, layout->area.w, 16 };
  int object = add_object (scene, barrier, t, rect);
  for (int i = 0; i < barrier->members; i++) {
    struct peg peg = rank_peg (layout, i);
    if (whole)
      draw_peg (scene, object, barrier, i, &peg);
    else if (marked (barrier, i))
      draw_mark (scene, object, barrier, &peg);
  }
  if (whole)
    draw_pill (scene, object, layout, snapshot, barrier, y);
}

void
barrier_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  for (int i = 0; i < snapshot->barriers; i++) {
    const struct snapshot_barrier *barrier = &snapshot->barrier[i];
    if (barrier->rank < 0)
      draw_ranks (scene, layout, snapshot, barrier);
    else if (barrier->rank < layout->boxes)
      draw_threads (scene, layout, barrier, snapshot->t);
  }
}
