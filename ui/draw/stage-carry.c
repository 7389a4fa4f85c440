/* A thread or rank that is carried over the machine: what would take it lights up, and says which PUs those are. */
#include "ui/draw/stage-private.h"

#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

#define GHOST 13.0    /* px: radius of the thread that is carried */
#define TAG_SIZE 12.0 /* px: type */

/* ---- what is carried, and over what ---- */

static void
find_target (struct stage *stage)
{
  const struct scene *scene = stage->scene[STAGE_MACHINE];
  int hit = stage->machine ? scene_hit (scene, stage->carry.x, stage->carry.y) : -1;
  const char *id = hit >= 0 ? scene->objects[hit].id : "";
  if (strcmp (id, stage->carry.over) == 0)
    return;
  g_strlcpy (stage->carry.over, id, sizeof stage->carry.over);
  target_clear (&stage->carry.target);
  stage->carry.found = hit >= 0 && target_of_scene (&stage->carry.target, stage->machine, scene, hit);
}

void
stage_carry (struct stage *stage, const char *id, double x, double y)
{
  struct stage_carry *carry = &stage->carry;
  carry->x = x;
  carry->y = y;
  carry->carries = id && target_carries (id, &carry->rank, &carry->thread);
  if (carry->carries) {
    find_target (stage);
    return;
  }
  target_clear (&carry->target);
  carry->found = false;
  *carry->over = '\0';
}

const struct target *
stage_get_target (const struct stage *stage)
{
  return stage->carry.carries && stage->carry.found ? &stage->carry.target : NULL;
}

bool
stage_drop (struct stage *stage, struct target *target)
{
  bool found = stage_get_target (stage) != NULL;
  memset (target, 0, sizeof *target);
  if (found) {
    *target = stage->carry.target;
    memset (&stage->carry.target, 0, sizeof stage->carry.target);
  }
  stage_carry (stage, NULL, 0, 0);
  return found;
}

/* ---- drawing ---- */

static void
light (struct scene *scene, struct rect r, enum role role, double fill, double width, enum dash dash)
{
  struct rect outer = { r.x - 1, r.y - 1, r.w + 2, r.h + 2 };
  scene_box (scene, -1, outer, 5, PAINT_ALPHA (role, 0, fill), width > 0 ? PAINT (role) : PAINT (ROLE_NONE), width, dash);
}

/* The object's outline, and each PU in it: of a cache or a node one sees whom it stands for. */
static void
draw_target (struct stage *stage)
{
  const struct scene *machine = stage->scene[STAGE_MACHINE];
  struct scene *marks = stage->scene[STAGE_MARKS];
  const struct target *target = &stage->carry.target;
  int object = stage->carry.found ? scene_find (machine, stage->carry.over) : -1;
  if (object < 0)
    return;
  struct rect rect = machine->objects[object].rect;
  if (target->why) {
    light (marks, rect, ROLE_ERROR, 0.12, 2.5, DASH_DASHED);
    return;
  }
  for (int i = 0; i < target->count && target->pu[i] < stage->places.places; i++) {
    const struct pu_place *place = &stage->places.place[target->pu[i]];
    if (place->object >= 0 && place->object != object && !place->aggregate)
      light (marks, place->rect, ROLE_SELECTED, 0.14, 1.5, DASH_SOLID);
  }
  light (marks, rect, ROLE_SELECTED, g_str_has_prefix (stage->carry.over, "PU:") ? 0.14 : 0.05, 3, DASH_SOLID);
}

static void
draw_ghost (struct stage *stage, double x, double y)
{
  struct scene *live = stage->scene[STAGE_LIVE];
  const struct stage_carry *carry = &stage->carry;
  char name[32];
  const char *form = carry->thread >= 0 ? "%d.%d" : stage->program.boxes == 1 ? "process" : "rank %d"; /* as its box is named */
  g_snprintf (name, sizeof name, form, carry->rank, carry->thread);
  if (carry->thread >= 0) {
    scene_token (live, -1, x, y, GHOST, name, PAINT_OF (ROLE_PROCESS, carry->rank), PAINT (ROLE_SELECTED), 2, DASH_SOLID, BADGE_NONE, PAINT (ROLE_ON_PROCESS));
    return;
  }
  double width = text_width (name, TAG_SIZE, WEIGHT_BOLD) + 18;
  scene_box (live, -1, (struct rect){ x - width / 2, y - 12, width, 24 }, 6, PAINT_OF (ROLE_PROCESS, carry->rank), PAINT (ROLE_SELECTED), 2, DASH_SOLID);
  scene_text (live, -1, x, y + TAG_SIZE * 0.36, 0, TAG_SIZE, WEIGHT_BOLD, ALIGN_MIDDLE, PAINT (ROLE_ON_PROCESS), name);
}

/* Beside the ghost, on the side where it stays on the page. */
static void
draw_tag (struct stage *stage, double x, double y, const char *words, enum role ink)
{
  struct scene *live = stage->scene[STAGE_LIVE];
  double width = fmin (text_width (words, TAG_SIZE, WEIGHT_MEDIUM) + 18, stage->width - 12), height = TAG_SIZE + 12;
  double left = x + GHOST + 10, top = y + GHOST + 6;
  if (left + width > stage->width - 6)
    left = fmax (6, stage->width - 6 - width);
  if (top + height > stage->height - 4)
    top = y - GHOST - 6 - height;
  scene_box (live, -1, (struct rect){ left, top, width, height }, 6, PAINT (ROLE_PANEL), PAINT (ink == ROLE_INK ? ROLE_SELECTED : ink == ROLE_ERROR ? ROLE_ERROR : ROLE_LINE), 1.5, DASH_SOLID);
  scene_text (live, -1, left + 9, top + height / 2 + TAG_SIZE * 0.36, width - 14, TAG_SIZE, WEIGHT_MEDIUM, ALIGN_START, PAINT (ink), words);
}

void
stage_draw_carry (struct stage *stage)
{
  const struct stage_carry *carry = &stage->carry;
  if (!carry->carries)
    return;
  strcpy (stage->carry.over, "\n"); /* no object's: the machine may have been laid out anew */
  find_target (stage);
  draw_target (stage);
  double x = CLAMP (carry->x, GHOST + 2, fmax (GHOST + 2, stage->width - GHOST - 2)), y = CLAMP (carry->y, GHOST + 2, fmax (GHOST + 2, stage->height - GHOST - 2));
  bool refused = carry->found && carry->target.why;
  const char *words = refused ? carry->target.why : carry->found ? carry->target.words : "Drop it on a PU, a core, a cache, a NUMA node or a package";
  draw_tag (stage, x, y, words, refused ? ROLE_ERROR : carry->found ? ROLE_INK : ROLE_INK_SOFT);
  draw_ghost (stage, x, y);
}
