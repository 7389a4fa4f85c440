#include "ui/draw/circle.h"

#include <glib.h>
#include <math.h>

#include "engine/trace/waits.h"
#include "ui/draw/program.h"
#include "ui/draw/text.h"

#define TYPE 10.5
#define WIDTH 2.4

/* The token of the thread that is waited for; of a rank, its first thread's. -1 = not drawn. */
static int
token_of (const struct program_layout *layout, const struct snapshot *snapshot, const struct snapshot_wait *wait)
{
  for (int i = 0; i < snapshot->threads && i < layout->tokens; i++)
    if (snapshot->thread[i].rank == wait->to_rank && (wait->to_thread < 0 || snapshot->thread[i].thread == wait->to_thread))
      return i;
  return -1;
}

struct arrow { double x1, y1, x2, y2, cx, cy; };

/* From disc to disc, bent to its right: the arrow there and the one back lie apart. */
static struct arrow
arrow_between (struct program_token from, struct program_token to, double radius)
{
  double dx = to.x - from.x, dy = to.y - from.y, length = fmax (1, hypot (dx, dy));
  double out = fmin (46, 14 + 0.22 * length), cx = (from.x + to.x) / 2 - dy / length * out, cy = (from.y + to.y) / 2 + dx / length * out;
  double ax = cx - from.x, ay = cy - from.y, a = fmax (1, hypot (ax, ay)), bx = cx - to.x, by = cy - to.y, b = fmax (1, hypot (bx, by));
  return (struct arrow){ from.x + ax / a * (radius + 2), from.y + ay / a * (radius + 2), to.x + bx / b * (radius + 4), to.y + by / b * (radius + 4), cx, cy };
}

static void
draw_head (struct scene *scene, const struct arrow *arrow)
{
  double angle = atan2 (arrow->y2 - arrow->cy, arrow->x2 - arrow->cx), size = 9;
  for (int side = -1; side <= 1; side += 2)
    scene_line (scene, -1, arrow->x2, arrow->y2, arrow->x2 - size * cos (angle + side * 0.45), arrow->y2 - size * sin (angle + side * 0.45),
                PAINT (ROLE_ERROR), WIDTH, DASH_SOLID);
}

static char *
reason (const struct snapshot_wait *wait)
{
  switch (wait->kind) {
  case WAIT_LOCK:
    return wait->name ? g_strdup_printf ("waits for lock %s", wait->name) : g_strdup ("waits for its lock");
  case WAIT_BARRIER:
    return g_strdup ("waits in a barrier for");
  case WAIT_SEND:
    return g_strdup ("sends to");
  default:
    return g_strdup ("receives from");
  }
}

static void
draw_words (struct scene *scene, int object, const struct arrow *arrow, const char *words)
{
  double x = (arrow->x1 + 2 * arrow->cx + arrow->x2) / 4, y = (arrow->y1 + 2 * arrow->cy + arrow->y2) / 4, width = text_width (words, TYPE, WEIGHT_MEDIUM) + 12;
  x = CLAMP (x, width / 2 + 2, fmax (width / 2 + 2, scene->width - width / 2 - 2));
  struct rect pill = { x - width / 2, y - 9, width, 18 };
  scene_box (scene, object, pill, 9, PAINT (ROLE_PANEL), PAINT (ROLE_ERROR), 1.2, DASH_SOLID);
  scene_text (scene, object, x, y + TYPE * 0.364, 0, TYPE, WEIGHT_MEDIUM, ALIGN_MIDDLE, PAINT (ROLE_INK), words);
  scene->objects[object].rect = pill;
}

static void
draw_wait (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot, const struct snapshot_wait *wait)
{
  int to = token_of (layout, snapshot, wait);
  if (to < 0 || wait->from >= layout->tokens || to == wait->from)
    return;
  const struct snapshot_thread *from = &snapshot->thread[wait->from], *other = &snapshot->thread[to];
  double radius = from->rank < layout->boxes ? layout->box[from->rank].radius : 10;
  struct arrow arrow = arrow_between (layout->token[wait->from], layout->token[to], radius);
  g_autofree char *words = reason (wait);
  g_autofree char *title = g_strdup_printf ("%d.%d %s, %d.%d, and so round a circle that nobody can break", from->rank, from->thread, words, other->rank, other->thread);
  char id[40];
  g_snprintf (id, sizeof id, "wait:%d.%d", from->rank, from->thread);
  int object = scene_add_object (scene, id, "Wait", title, "deadlock", -1, (struct rect){ arrow.cx, arrow.cy, 1, 1 });
  const double points[] = { arrow.x1, arrow.y1, arrow.x1 + (arrow.cx - arrow.x1) * 0.67, arrow.y1 + (arrow.cy - arrow.y1) * 0.67,
                            arrow.x2 + (arrow.cx - arrow.x2) * 0.67, arrow.y2 + (arrow.cy - arrow.y2) * 0.67, arrow.x2, arrow.y2 };
  scene_path (scene, object, points, 4, PAINT (ROLE_ERROR), WIDTH, DASH_SOLID, (struct paint){ 0 });
  draw_head (scene, &arrow);
  draw_words (scene, object, &arrow, words);
}

/* One line at the band's foot says it all, where there is room. */
static void
draw_sentence (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  g_autofree char *sentence = waits_sentence (snapshot);
  if (!sentence)
    return;
  double room = layout->area.w - 24, width = fmin (text_width (sentence, 11.5, WEIGHT_BOLD), room) + 24;
  struct rect pill = { layout->area.x + (layout->area.w - width) / 2, layout->area.y + layout->area.h - 13, width, 24 };
  scene_box (scene, -1, pill, 12, PAINT (ROLE_ERROR), PAINT (ROLE_PANEL), 1.5, DASH_SOLID);
  scene_text (scene, -1, pill.x + pill.w / 2, pill.y + 16, room, 11.5, WEIGHT_BOLD, ALIGN_MIDDLE, PAINT (ROLE_PANEL), sentence);
}

void
circle_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  if (!snapshot->deadlock_since_ns)
    return;
  for (int i = 0; i < snapshot->waits; i++)
    if (snapshot->wait[i].in_cycle)
      draw_wait (scene, layout, snapshot, &snapshot->wait[i]);
  draw_sentence (scene, layout, snapshot);
}
