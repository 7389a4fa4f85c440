/* Objects and their primitives. */
#include "ui/draw/view.h"

#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

/* Edges come out of sums in different orders: those meant to be the same, on half a pixel, must not be rounded apart. */
static double
rounded (double edge)
{
  return floor (edge + 0.5 - 1e-6);
}

/* Whole pixels: edges are rounded, so that what is nested and disjoint stays so. */
struct rect
view_snap (struct rect rect)
{
  double x = rounded (rect.x), y = rounded (rect.y);
  return (struct rect){ x, y, fmax (1, rounded (rect.x + rect.w) - x), fmax (1, rounded (rect.y + rect.h) - y) };
}

/* "L2" of "L2:17": the type as users know it. */
static const char *
type_word (struct view *view, const struct machine_object *object)
{
  struct level *level = view_level (view, object);
  if (level->word == NULL) {
    g_autofree char *word = g_strndup (object->id, strcspn (object->id, ":"));
    level->word = g_intern_string (word);
  }
  return level->word;
}

int
view_add (struct view *view, int index, int parent, struct rect rect)
{
  const struct machine_object *object = view_object (view, index);
  char title[VIEW_TITLE];
  view_title (view, object, title);
  int added = scene_add_object (view->scene, object->id, type_word (view, object), title,
                                !object->allowed ? "forbidden" : object->bound ? "bound" : NULL, parent, rect);
  view->scene->objects[added].logical = object->logical;
  view->scene->objects[added].os = object->os;
  return added;
}

/* TEXT in the middle of ROW's height. */
void
view_line_up (struct view *view, int object, struct rect row, double inset, double font, enum weight weight, enum align align,
              enum role ink, const char *text)
{
  double x = align == ALIGN_MIDDLE ? row.x + row.w / 2 : align == ALIGN_END ? row.x + row.w - inset : row.x + inset;
  scene_text (view->scene, object, x, row.y + row.h / 2 + font * 0.364, row.w - 2 * inset + 0.5, font, weight, align,
              PAINT (ink), text);
}

static double
bars_width (const struct view *view, double font)
{
  return view->kinds * (fmax (1.5, font * 0.22) + 1);
}

/* How much performance this kind of core has among the machine's kinds. */
void
view_kind_bars (struct view *view, int object, int kind, struct rect row, double font)
{
  double width = fmax (1.5, font * 0.22), height = font * 0.9;
  double x = row.x + row.w - bars_width (view, font), bottom = row.y + row.h / 2 + height / 2;
  for (int i = 0; i < view->kinds; i++) {
    double h = height * (i + 1) / view->kinds;
    scene_box (view->scene, object, (struct rect){ x + i * (width + 1), bottom - h, width, h }, 0,
               PAINT (i <= kind ? ROLE_INK : ROLE_LINE_SOFT), (struct paint){ 0 }, 0, DASH_SOLID);
  }
}

#define MODELS 8 /* packages: more need not each repeat in full what the title says */

/* The first pass: a model that one package has no room for is told by none. */
static void
note_cut (struct view *view, const struct machine_object *it)
{
  bool package = it->type == MACHINE_PACKAGE;
  view->models_cut |= package;
  view->cut += !package || view->machine->package_count <= MODELS;
}

/* What follows the name where there is room: a package's model, the machine's summary. */
void
view_aside (struct view *view, int index, int object, struct rect row, double font, double used)
{
  const struct machine_object *it = view_object (view, index);
  const char *model = it->type == MACHINE_PACKAGE ? view_attribute (it, "CPUModel") : NULL;
  g_autofree char *aside = it->type == MACHINE_MACHINE ? machine_summary (view->machine) : model != NULL ? view_tidy (model) : NULL;
  double size = fmax (view->least, font - 1.5), room = row.w - used - 10;
  if (aside == NULL || (model != NULL && view->models_cut))
    return;
  double fitted = size * room / fmax (1, text_width (aside, size, WEIGHT_REGULAR)), least = fmax (view->least, 0.7 * size);
  if (view->scene == NULL && fitted < least)
    note_cut (view, it);
  size = CLAMP (floor (fitted * 2) / 2, least, size);
  if (room >= 60 && view->scene != NULL)
    scene_text (view->scene, object, row.x + used + 10, row.y + row.h / 2 + font * 0.364, room, size, WEIGHT_REGULAR,
                ALIGN_START, PAINT (ROLE_INK_SOFT), aside);
}

static void
emit_label (struct view *view, int index, int object, const struct frame *frame)
{
  const struct machine_object *it = view_object (view, index);
  struct rect row = frame->label;
  double font = frame->font;
  g_autofree char *text = view_label (view, it, frame->variant);
  enum weight weight = it->type == MACHINE_CORE ? WEIGHT_MEDIUM : WEIGHT_BOLD;
  bool marked = it->type == MACHINE_CORE && view->kinds > 1 && it->cpu_kind >= 0;
  struct rect room = row;
  if (marked)
    room.w -= bars_width (view, font) + 2;
  view_line_up (view, object, room, 1, font, weight, ALIGN_START, ROLE_INK, text);
  if (marked)
    view_kind_bars (view, object, it->cpu_kind, row, font);
  else
    view_aside (view, index, object, row, font, text_width (text, font, weight));
}

static struct paint
card_fill (const struct view *view, int index)
{
  const struct machine_object *inner = view_object (view, view->nodes[index].terminal);
  switch (inner->type) {
  case MACHINE_MACHINE:
    return PAINT (ROLE_MACHINE);
  case MACHINE_PACKAGE:
    return PAINT (ROLE_PACKAGE);
  case MACHINE_DIE:
    return PAINT (ROLE_DIE);
  case MACHINE_CORE:
    return PAINT_OF (ROLE_CORE, view_kind (view, inner));
  default:
    return PAINT (ROLE_GROUP);
  }
}

void
view_emit_box (struct view *view, int index, int object, struct rect rect, const struct frame *frame)
{
  const struct machine_object *it = view_object (view, index);
  if (view->nodes[index].card) {
    bool outer = it->type == MACHINE_MACHINE || it->type == MACHINE_PACKAGE;
    double radius = fmin (it->type == MACHINE_MACHINE ? 10 : outer ? 8 : 6, fmin (rect.w, rect.h) * 0.12);
    struct paint line = PAINT (outer ? ROLE_LINE : ROLE_LINE_SOFT);
    scene_box (view->scene, object, rect, radius, card_fill (view, index), fmin (rect.w, rect.h) < VIEW_FINE ? (struct paint){ 0 } : line, 1,
               DASH_SOLID);
  }
  if (view_is_cache (it))
    view_emit_lid (view, index, object, frame);
  else if (frame->font > 0)
    emit_label (view, index, object, frame);
}
