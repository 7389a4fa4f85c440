/* PUs: the picture's main thing. A large one says what it is made for and with whom it shares its caches. */
#include "ui/draw/view.h"

#include <math.h>
#include <stdlib.h>

#include "ui/draw/text.h"

#define LARGE 19.0    /* type size of a label that has lines under it */
#define LINES 5       /* under the label, at most */
#define NOTED_PUS 64  /* a full picture of as many, or less, has room for them */
#define LEAST_LINE 9.0 /* their type size, at least: rather smaller than fewer */
#define LINE_STEP 1.5 /* type sizes from line to line */
#define BELOW_LINE 0.5 /* and from the last one's foot to the edge of what is under it */

static struct paint
pu_fill (const struct view *view, const struct machine_object *pu, bool tiny)
{
  if (!pu->allowed)
    return PAINT (tiny ? ROLE_FORBIDDEN_LINE : ROLE_FORBIDDEN);
  if (pu->bound && tiny)
    return PAINT (ROLE_BOUND);
  return PAINT_OF (tiny ? ROLE_PU_TINY : ROLE_PU, view_kind (view, pu));
}

static void
emit_outline (struct view *view, const struct machine_object *pu, int object, struct rect rect)
{
  double side = fmin (rect.w, rect.h), right = rect.x + rect.w, bottom = rect.y + rect.h;
  bool tiny = side < VIEW_SPOT;
  if (tiny) {
    struct rect spot = { rect.x, rect.y, fmax (1, rect.w - 1), fmax (1, rect.h - 1) };
    scene_box (view->scene, object, spot, 0, pu_fill (view, pu, true), (struct paint){ 0 }, 0, DASH_SOLID);
    return;
  }
  scene_box (view->scene, object, rect, fmin (5, side * 0.14), pu_fill (view, pu, false), PAINT (ROLE_PU_LINE), 1, DASH_SOLID);
  if (!pu->allowed) {
    scene_line (view->scene, object, rect.x + 1, rect.y + 1, right - 1, bottom - 1, PAINT (ROLE_FORBIDDEN_LINE), 1.5, DASH_SOLID);
    scene_line (view->scene, object, rect.x + 1, bottom - 1, right - 1, rect.y + 1, PAINT (ROLE_FORBIDDEN_LINE), 1.5, DASH_SOLID);
  }
  if (pu->bound)
    scene_box (view->scene, object, rect, fmin (5, side * 0.14), (struct paint){ 0 }, PAINT (ROLE_BOUND), CLAMP (side * 0.05, 1.5, 3), DASH_SOLID);
}

enum topic { TOPIC_MARK, TOPIC_INDEX, TOPIC_KIND, TOPIC_SHARING }; /* the last: and the caches' depth */
struct lines { char *text[LINES]; unsigned topic[LINES]; int count; double font; };

/* TEXT's width with every number that is a word as wide as the machine's largest: all PUs of a size get the same lines. */
static double
widest (const struct view *view, const char *text, double font)
{
  GString *wide = g_string_new (NULL);
  int digits = g_snprintf (NULL, 0, "%d", view->machine->pu_count);
  for (bool number = false; *text != '\0'; text++) {
    number = g_ascii_isdigit (*text) && (number || (wide->len > 0 && wide->str[wide->len - 1] == ' '));
    if (!number)
      g_string_append_c (wide, *text);
    else if (!g_ascii_isdigit (text[1]))
      g_string_append_len (wide, "88888888", CLAMP (digits, 1, 8));
  }
  double width = text_width (wide->str, font, WEIGHT_REGULAR);
  g_string_free (wide, TRUE);
  return width;
}

/* Not what another PU has no room for: all tell the same kinds of things. Marks are told wherever they can be. */
static void
add_line (const struct view *view, struct lines *lines, unsigned topic, char *text)
{
  bool common = topic == TOPIC_MARK || !(view->untold >> topic & 1);
  if (text == NULL || *text == '\0' || lines->count == LINES || !common) {
    g_free (text);
    return;
  }
  lines->topic[lines->count] = topic;
  lines->text[lines->count++] = text;
}

static char *
other_index (const struct view *view, const struct machine_object *pu)
{
  if (pu->os < 0 || view->options->indexes == MACHINE_BOTH)
    return NULL;
  return view->options->indexes == MACHINE_LOGICAL ? g_strdup_printf ("OS index %d", pu->os) : g_strdup_printf ("logical index %d", pu->logical);
}

/* "IntelCore · 5.2 GHz", "most performance" */
static char *
kind_words (const struct view *view, const struct machine_object *pu)
{
  const char *mhz = view_attribute (pu, "FrequencyMaxMHz");
  const char *type = view_attribute (pu, "CoreType");
  g_autofree char *kind = !view_kind (view, pu) ? g_strdup ("") : type != NULL ? g_strdup (type) : view_kind_word (view, pu->cpu_kind);
  g_autofree char *speed = mhz != NULL ? g_strdup_printf ("%.1f GHz", atof (mhz) / 1000) : g_strdup ("");
  return g_strconcat (kind, *kind != '\0' && *speed != '\0' ? " · " : "", speed, NULL);
}

/* The caches above INDEX that as many PUs share, nearest first, from *UP on: "L1d, L2: own", "L3: with 15 more PUs".
 * DEPTH is the last one's. */
static char *
sharing_words (const struct view *view, int *up, int *depth)
{
  GString *names = g_string_new (NULL);
  int pus = 0;
  for (; *up >= 0; *up = view_object (view, *up)->parent) {
    const struct machine_object *object = view_object (view, *up);
    if (!view_is_cache (object))
      continue;
    if (names->len > 0 && object->pus != pus)
      break;
    pus = object->pus;
    *depth = object->depth;
    g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", object->label);
  }
  if (names->len > 0 && pus == 1)
    g_string_append (names, ": its own");
  else if (names->len > 0)
    g_string_append_printf (names, ": with %d more PU%s", pus - 1, pus == 2 ? "" : "s");
  return g_string_free (names, FALSE);
}

static void
collect_lines (const struct view *view, const struct machine_object *pu, struct lines *lines)
{
  if (!pu->allowed)
    add_line (view, lines, TOPIC_MARK, g_strdup ("not allowed"));
  else if (pu->bound)
    add_line (view, lines, TOPIC_MARK, g_strdup ("bound: may run here"));
  add_line (view, lines, TOPIC_INDEX, other_index (view, pu));
  add_line (view, lines, TOPIC_KIND, kind_words (view, pu));
  int up = pu->allowed ? pu->parent : -1, depth = 0; /* few words leave the hatch to be seen */
  for (int i = 0; i < LINES && up >= 0; i++) {
    char *words = sharing_words (view, &up, &depth);
    add_line (view, lines, TOPIC_SHARING + depth, words);
  }
}

static void
drop_line (struct view *view, struct lines *lines, int which)
{
  view->untold |= view->scene == NULL ? 1u << lines->topic[which] : 0;
  g_free (lines->text[which]);
  lines->count--;
  for (int i = which; i < lines->count; i++) {
    lines->text[i] = lines->text[i + 1];
    lines->topic[i] = lines->topic[i + 1];
  }
}

static void
free_lines (struct lines *lines)
{
  while (lines->count > 0)
    g_free (lines->text[--lines->count]);
}

/* The widest line and its WIDTH at 1 px; -1 = there is none. */
static int
widest_line (const struct view *view, const struct lines *lines, double *width)
{
  int found = -1;
  *width = 0;
  for (int i = 0; i < lines->count; i++) {
    double each = widest (view, lines->text[i], 1);
    if (each > *width)
      found = i;
    *width = fmax (*width, each);
  }
  return found;
}

/* Sets the lines, at MOST this large, smaller until they fit in ROOM under a label in FONT; drops those that want it too small. */
static void
fit_lines (struct view *view, struct lines *lines, struct rect room, double font, double most)
{
  double width, high = room.h * 0.8 - 1.4 * font;
  most = fmin (most, floor (font * 0.9) / 2);
  for (int which; (which = widest_line (view, lines, &width)) >= 0;) {
    double broad = (room.w - 8) / width, tall = high / (lines->count * LINE_STEP);
    lines->font = floor (2 * fmin (most, fmin (broad, tall))) / 2;
    if (lines->font >= fmax (LEAST_LINE, view->least))
      return;
    drop_line (view, lines, tall < broad ? lines->count - 1 : which);
  }
}

/* The first pass: lines are set in one size everywhere, the smallest that a PU needs. */
void
view_note_pu (struct view *view, int index, struct rect rect, double font)
{
  struct lines lines = { 0 };
  bool all = view->options->detail == MACHINE_FULL && view->machine->pu_count <= NOTED_PUS;
  if (view->options->live || (font < LARGE && !all))
    return;
  collect_lines (view, view_object (view, index), &lines);
  int wanted = lines.count;
  if (font >= LARGE)
    fit_lines (view, &lines, rect, font, INFINITY);
  view->unlabelled += all && wanted > 0 && (font < LARGE || view->untold != 0);
  if (lines.count > 0 && font >= LARGE)
    view->line_font = fmin (view->line_font, lines.font);
  free_lines (&lines);
}

/* A clear ground for words on a hatch. */
void
view_plate (struct scene *scene, int object, struct rect words)
{
  scene_box (scene, object, words, fmin (4, words.h / 4), PAINT_ALPHA (ROLE_PANEL, 0, 0.85), (struct paint){ 0 }, 0, DASH_SOLID);
}

static void
emit_plate (struct view *view, int object, struct rect room, double top, double bottom, const struct lines *lines, const char *label, double font)
{
  double width = text_width (label, font, WEIGHT_MEDIUM);
  for (int i = 0; i < lines->count; i++)
    width = fmax (width, text_width (lines->text[i], lines->font, WEIGHT_REGULAR));
  width = fmin (room.w - 4, width + 0.6 * font);
  view_plate (view->scene, object, (struct rect){ room.x + (room.w - width) / 2, top, width, bottom - top });
}

/* The label, with the lines under it, in the middle of ROOM. */
static void
emit_words (struct view *view, int index, int object, struct rect room, double font, int variant)
{
  const struct machine_object *pu = view_object (view, index);
  struct lines lines = { 0 };
  g_autofree char *text = view_label (view, pu, variant);
  if (font >= LARGE && !view->options->live) {
    collect_lines (view, pu, &lines);
    fit_lines (view, &lines, room, font, view->line_font);
  }
  double x = room.x + room.w / 2, below = lines.count * LINE_STEP * lines.font;
  double y = view->options->live ? room.y + 2 + font * 1.114 : room.y + (room.h - below) / 2 + font * 0.364;
  if (!pu->allowed)
    emit_plate (view, object, room, y - 0.95 * font, y + 0.3 * font + below + BELOW_LINE * lines.font, &lines, text, font);
  scene_text (view->scene, object, x, y, 0, font, lines.count > 0 ? WEIGHT_MEDIUM : WEIGHT_REGULAR, ALIGN_MIDDLE,
              PAINT (lines.count > 0 ? ROLE_INK : ROLE_INK_FAINT), text);
  y += 0.3 * font;
  for (int i = 0; i < lines.count; i++) {
    y += LINE_STEP * lines.font;
    scene_text (view->scene, object, x, y, 0, lines.font, WEIGHT_REGULAR, ALIGN_MIDDLE, PAINT (ROLE_INK_FAINT), lines.text[i]);
  }
  free_lines (&lines);
}

void
view_emit_pu (struct view *view, int index, int parent, struct rect exact)
{
  struct rect rect = view_snap (exact), rest = exact;
  int variant, object = view_add (view, index, parent, rect);
  double font = view_font (view, index, exact.w - 2, exact.h, 100, &variant);
  emit_outline (view, view_object (view, index), object, rect);
  if (view->nodes[index].extras > 0) {
    struct chip_style style;
    double height = view_chips_height (view, index, rest.w - 4, rest.h * 0.4, &style);
    rest.h -= height + 2;
    view_chips (view, index, object, (struct rect){ rest.x + 2, rest.y + rest.h, rest.w - 4, height }, style);
  }
  if (font > 0 && rest.h >= 1.3 * font)
    emit_words (view, index, object, rest, font, variant);
}
