/* Children by relation, weights, shapes and the widths of labels: what both passes need to know of the machine. */
#include "ui/draw/view.h"

#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

static uint64_t
mixed (uint64_t hash, uint64_t value)
{
  hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
  return hash * 0xff51afd7ed558ccdu;
}

static int
collect (struct view *view, int first, enum machine_relation from, enum machine_relation to, int *used)
{
  int start = *used;
  for (int child = first; child >= 0; child = view_object (view, child)->next_sibling) {
    enum machine_relation relation = view_object (view, child)->relation;
    if (relation >= from && relation <= to)
      view->kids[(*used)++] = child;
  }
  return *used - start;
}

static void
link_children (struct view *view)
{
  int used = 0;
  for (int i = 0; i < view->machine->count; i++) {
    struct node *node = &view->nodes[i];
    int first = view_object (view, i)->first_child;
    node->first_kid = used;
    node->kids = collect (view, first, MACHINE_CHILD_NORMAL, MACHINE_CHILD_NORMAL, &used);
    node->first_memory = used;
    node->memory = collect (view, first, MACHINE_CHILD_MEMORY, MACHINE_CHILD_MEMORY, &used);
    node->first_extra = used;
    node->extras = collect (view, first, MACHINE_CHILD_IO, MACHINE_CHILD_MISC, &used);
  }
}

static double
own_lines (const struct view *view, int index)
{
  const struct machine_object *object = view_object (view, index);
  if (view->mute && view_is_inner_cache (object))
    return 0;
  bool inner_lid = view_is_cache (object) && object->parent >= 0 && view_is_cache (view_object (view, object->parent));
  return object->type == MACHINE_PU ? 0 : (inner_lid ? 0.3 : 1) + (view->nodes[index].memory > 0);
}

/* Parents stand before children in the array: backward, children are ready first. */
static void
weigh (struct view *view)
{
  for (int i = view->machine->count - 1; i >= 0; i--) {
    const struct machine_object *object = view_object (view, i);
    struct node *node = &view->nodes[i];
    node->weight = fmax (1, object->pus);
    node->shape = mixed (object->type * 16 + object->depth, node->memory * 65536 + node->extras);
    node->alike = node->same = true;
    const struct node *first = node->kids > 0 ? &view->nodes[view->kids[node->first_kid]] : NULL;
    for (int k = 0; k < node->kids; k++) {
      const struct node *kid = &view->nodes[view->kids[node->first_kid + k]];
      node->shape = mixed (node->shape, kid->shape);
      node->alike &= kid->weight == first->weight;
      node->same &= kid->shape == first->shape;
    }
    for (int k = 0; k < node->extras; k++)
      node->chips += 1 + view->nodes[view->kids[node->first_extra + k]].chips;
    bool wraps = view_is_cache (object) && node->kids == 1 && node->memory + node->extras == 0;
    node->terminal = wraps ? view->nodes[view->kids[node->first_kid]].terminal : i;
  }
}

static void
count_lines (struct view *view)
{
  for (int i = view->machine->count - 1; i >= 0; i--) {
    struct node *node = &view->nodes[i];
    double below = 0;
    for (int k = 0; k < node->kids; k++)
      below = fmax (below, view->nodes[view->kids[node->first_kid + k]].lines);
    node->lines = own_lines (view, i) + below;
  }
}

/* Caches with one child wrap it as lids in one card: a stack of three boxes around each core would be all edges. */
static void
choose_cards (struct view *view)
{
  for (int i = 0; i < view->machine->count; i++) {
    const struct machine_object *object = view_object (view, i);
    bool only = object->parent >= 0 && view->nodes[object->parent].kids == 1;
    bool wrapped = only && view_is_cache (view_object (view, object->parent));
    view->nodes[i].card = !wrapped && !(only && view_is_cache (object));
  }
}

/* Cores and PUs are set alike on the whole machine, the others as those that look the same. */
static uint64_t
style_key (const struct view *view, int index)
{
  const struct machine_object *object = view_object (view, index);
  if (object->type == MACHINE_CORE || object->type == MACHINE_PU)
    return object->type;
  return object->relation == MACHINE_CHILD_MEMORY ? mixed (view->nodes[object->parent].shape, object->type) : view->nodes[index].shape;
}

static void
choose_styles (struct view *view)
{
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  int styles = 0, last = 0;
  uint64_t last_key = 0;
  for (int i = 0; i < view->machine->count; i++) {
    uint64_t key = style_key (view, i);
    if (key != last_key) { /* else as the object before: no need to look */
      last = GPOINTER_TO_INT (g_hash_table_lookup (found, &key));
      last_key = key;
    }
    if (last == 0) {
      last = ++styles;
      g_hash_table_insert (found, g_memdup2 (&key, sizeof key), GINT_TO_POINTER (last));
    }
    view->nodes[i].style = last;
  }
  view->style_count = styles + 1;
  view->styles = g_new0 (struct style, view->style_count);
}

struct level *
view_level (struct view *view, const struct machine_object *object)
{
  return &view->levels[object->type * LEVEL_DEPTHS + CLAMP (object->depth, 0, LEVEL_DEPTHS - 1)];
}

static int
digits (int number)
{
  return number < 10 ? 1 : 1 + digits (number / 10);
}

static int
widest_index (const struct view *view, const struct machine_object *object)
{
  return view->options->indexes == MACHINE_LOGICAL || object->os < 0 ? object->logical : object->os;
}

/* Labels of one level differ by few things only: those are measured once, digits as 8s. */
static void
measure_label (struct view *view, const struct machine_object *object)
{
  struct level *level = view_level (view, object);
  int count = digits (MAX (0, widest_index (view, object)));
  if (level->seen_label != NULL && count <= level->seen_digits && object->bytes == level->seen_bytes
      && strcmp (level->seen_label, object->label) == 0)
    return;
  level->seen_label = object->label;
  level->seen_bytes = object->bytes;
  level->seen_digits = count;
  struct machine_object widest = *object;
  int number = (int) pow (10, MIN (count, 9)) - 1;
  widest.logical = number;
  widest.os = object->os < 0 ? -1 : number;
  for (int variant = 0; variant < 2; variant++) {
    g_autofree char *text = view_label (view, &widest, variant);
    double glyph = variant == 0 && object->type == MACHINE_NUMA && view_glyph_of (object) != GLYPH_NONE ? GLYPH_ROOM : 0;
    level->need[variant] = fmax (level->need[variant], text_width (text, 100, WEIGHT_BOLD) / 100 * 1.03 + glyph);
  }
}

static int
count_kinds (const struct machine *machine)
{
  int most = 0;
  for (int i = 0; i < machine->pu_count; i++)
    most = MAX (most, machine->objects[machine->pu[i]].cpu_kind);
  return most + 1;
}

static void
note_marks (struct view *view)
{
  for (int i = 0; i < view->machine->count; i++) {
    const struct machine_object *object = view_object (view, i);
    view->forbidden |= !object->allowed;
    view->bound |= object->bound;
    if (object->type == MACHINE_NUMA)
      view->tiers |= 1u << object->tier % MACHINE_TIERS;
  }
}

#define ROOMY 260.0 /* px a PU: from here on nothing has to be narrow */
#define NEAR 110.0  /* px a PU: below, type has its least sizes */

/* Once a layout: asked of each PU, it would take a walk over all PUs each time. */
static void
note_kind_types (struct view *view)
{
  view->kind_type = g_new0 (const char *, view->kinds);
  for (int i = 0; i < view->machine->pu_count && view->kinds > 1; i++) {
    const struct machine_object *pu = view_object (view, view->machine->pu[i]);
    if (pu->cpu_kind >= 0 && view->kind_type[pu->cpu_kind] == NULL)
      view->kind_type[pu->cpu_kind] = view_attribute (pu, "CoreType");
  }
}

/* What the first pass finds out. */
static void
forget (struct view *view)
{
  view->line_font = INFINITY;
  view->untold = 0;
  view->aggregates = view->unlabelled = view->cut = 0;
  view->nameless = view->worded = view->models_cut = false;
}

void
view_start_again (struct view *view)
{
  forget (view);
  view->mute = true;
  count_lines (view);
  g_hash_table_remove_all (view->habits);
  memset (view->styles, 0, view->style_count * sizeof *view->styles);
  for (int i = 0; i < view->machine->count; i++)
    view->nodes[i].rows = view->nodes[i].slots = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (view->levels); i++)
    view->levels[i].tiles = 0;
}

void
view_init (struct view *view, const struct machine *machine, const struct machine_view_options *options, struct rect area)
{
  *view = (struct view){ .machine = machine, .options = options, .kinds = count_kinds (machine) };
  forget (view);
  view->least = options->detail == MACHINE_FULL ? FULL_LEAST : LABEL_LEAST;
  view->unit = sqrt (area.w * area.h / MAX (1, machine->pu_count));
  view->tight = CLAMP (view->unit / ROOMY, 0.35, 1);
  view->scale = options->live ? 1 : CLAMP (view->unit / NEAR, 1, 1.7);
  view->nodes = g_new0 (struct node, machine->count);
  view->kids = g_new (int, machine->count);
  view->habits = g_hash_table_new (g_int64_hash, g_int64_equal);
  note_kind_types (view);
  note_marks (view);
  link_children (view);
  weigh (view);
  count_lines (view);
  choose_cards (view);
  choose_styles (view);
  for (int i = 0; i < machine->count; i++)
    if (machine->objects[i].relation <= MACHINE_CHILD_MEMORY)
      measure_label (view, &machine->objects[i]);
}

void
view_finish (struct view *view)
{
  g_hash_table_destroy (view->habits);
  g_free (view->kind_type);
  g_free (view->styles);
  g_free (view->nodes);
  g_free (view->kids);
}
