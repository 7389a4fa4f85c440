#include "ui/draw/object-facts.h"

#include "engine/machine/relations.h"

#include <string.h>

#define LISTED 12        /* children and PUs that are named one by one */
#define TOOLTIP_LINES 12
#define TOOLTIP_CHARS 76

/* ---- rows ---- */

static void
fact_clear (struct object_fact *fact)
{
  g_free (fact->name);
  g_free (fact->value);
  g_free (fact->links);
}

GArray *
object_facts_new (void)
{
  GArray *facts = g_array_new (FALSE, TRUE, sizeof (struct object_fact));
  g_array_set_clear_func (facts, (GDestroyNotify) fact_clear);
  return facts;
}

void
object_facts_add (GArray *facts, const char *name, const char *value, const char *link)
{
  g_autofree char *words = g_markup_escape_text (value, -1), *target = link ? g_markup_escape_text (link, -1) : NULL;
  struct object_fact fact = { g_strdup (name), g_strdup (value), target ? g_strdup_printf ("<a href=\"%s\">%s</a>", target, words) : NULL };
  g_array_append_val (facts, fact);
}

/* Takes VALUE. */
static void
add (GArray *facts, const char *name, char *value)
{
  struct object_fact fact = { g_strdup (name), value, NULL };
  g_array_append_val (facts, fact);
}

static void
add_text (GArray *facts, const char *name, const char *value)
{
  if (value && *value)
    add (facts, name, g_strdup (value));
}

/* The same words twice: plain, and as markup with links. */
struct links { GString *plain, *markup; };

static struct links
new_links (void)
{
  return (struct links){ g_string_new (NULL), g_string_new (NULL) };
}

static void
add_link (struct links *links, const char *separator, const char *id, const char *name)
{
  g_autofree char *target = g_markup_escape_text (id, -1), *words = g_markup_escape_text (name, -1);
  g_string_append_printf (links->plain, "%s%s", links->plain->len ? separator : "", name);
  g_string_append_printf (links->markup, "%s<a href=\"%s\">%s</a>", links->markup->len ? separator : "", target, words);
}

/* A row "BEFORE links AFTER", none without links; LINKS are used up. */
static void
add_links (GArray *facts, const char *name, struct links *links, const char *before, const char *after)
{
  if (links->plain->len == 0) {
    g_string_free (links->plain, TRUE);
    g_string_free (links->markup, TRUE);
    return;
  }
  struct object_fact fact = { g_strdup (name), g_strconcat (before, links->plain->str, after, NULL), g_strconcat (before, links->markup->str, after, NULL) };
  g_array_append_val (facts, fact);
  g_string_free (links->plain, TRUE);
  g_string_free (links->markup, TRUE);
}

/* ---- machine objects ---- */

char *
object_heading (const struct machine_object *object)
{
  g_autofree char *name = machine_object_name (object);
  return object->os >= 0 && object->os != object->logical && object->relation <= MACHINE_CHILD_MEMORY ? g_strdup_printf ("%s (OS index %d)", name, object->os)
                                                                                                        : g_steal_pointer (&name);
}

/* "Core", "L3 cache" */
static char *
type_words (const struct machine_object *object)
{
  bool cache = object->type == MACHINE_CACHE || object->type == MACHINE_ICACHE;
  return cache ? g_strdup_printf ("%s cache", object->label) : g_strdup (machine_type_name (object->type));
}

static const char *
tier_words (enum machine_tier tier)
{
  static const char *const words[MACHINE_TIERS] = {
    [MACHINE_TIER_DRAM] = "DRAM", [MACHINE_TIER_HBM] = "high-bandwidth memory (HBM)",
    [MACHINE_TIER_CXL] = "CXL or other far memory", [MACHINE_TIER_NVM] = "non-volatile memory", [MACHINE_TIER_GPU] = "a GPU's own memory",
  };
  return tier < MACHINE_TIERS ? words[tier] : NULL;
}

static void
add_indexes (GArray *facts, const struct machine_object *object)
{
  add (facts, "Logical index", g_strdup_printf ("%d", object->logical));
  if (object->os >= 0)
    add (facts, "OS index", g_strdup_printf ("%d", object->os));
}

/* What stands in the attributes already is not said again. */
static bool
has_attribute (const struct machine_object *object, const char *name)
{
  for (char **pair = object->attributes; pair && *pair; pair += 2)
    if (strcmp (pair[0], name) == 0)
      return true;
  return false;
}

static void
add_attributes (GArray *facts, const struct machine_object *object)
{
  g_autofree char *size = object->bytes ? machine_size_text (object->bytes) : NULL;
  if (!has_attribute (object, "Size"))
    add_text (facts, "Size", size);
  add_text (facts, "Memory", object->type == MACHINE_NUMA ? tier_words (object->tier) : NULL);
  if (object->subtype && !has_attribute (object, "Subtype"))
    add_text (facts, "Subtype", object->subtype);
  for (char **pair = object->attributes; pair && *pair; pair += 2)
    add_text (facts, pair[0], pair[1]);
}

static void
add_permission (GArray *facts, const struct machine *machine, const struct machine_object *object)
{
  bool asked = object->type == MACHINE_PU || object->type == MACHINE_NUMA;
  if (asked && !has_attribute (object, "Allowed"))
    add_text (facts, "Allowed", object->allowed ? "yes" : "no: forbidden by cgroups or the administrator");
  if (object->bound)
    add_text (facts, "Bound", "yes: this process is bound to some PUs, this is one");
}

/* "Machine › Package 0 › L3 0", each a way up. */
static void
add_parents (GArray *facts, const struct machine *machine, const struct machine_object *object)
{
  struct links links = new_links ();
  int path[64], depth = 0;
  if (object->parent < 0)
    return;
  for (int up = object->parent; up >= 0 && depth < (int) G_N_ELEMENTS (path); up = machine->objects[up].parent)
    path[depth++] = up;
  while (depth-- > 0) {
    const struct machine_object *parent = &machine->objects[path[depth]];
    g_autofree char *name = machine_object_name (parent);
    add_link (&links, " › ", parent->id, name);
  }
  add_links (facts, "Inside", &links, "", "");
}

/* The NUMA nodes that hang on what it is in: where its memory is near. */
static void
add_local_memory (GArray *facts, const struct machine *machine, const struct machine_object *object)
{
  struct links links = new_links ();
  if (object->relation != MACHINE_CHILD_NORMAL)
    return;
  for (int up = object->parent; up >= 0; up = machine->objects[up].parent)
    for (int i = machine->objects[up].first_child; i >= 0; i = machine->objects[i].next_sibling)
      if (machine->objects[i].relation == MACHINE_CHILD_MEMORY) {
        g_autofree char *name = machine_object_name (&machine->objects[i]);
        add_link (&links, ", ", machine->objects[i].id, name);
      }
  add_links (facts, "Local memory", &links, "", "");
}

/* With whom a PU shares each cache above it. */
static void
add_sharing (GArray *facts, const struct machine *machine, const struct machine_object *object)
{
  for (int up = object->type == MACHINE_PU ? object->parent : -1; up >= 0; up = machine->objects[up].parent) {
    const struct machine_object *cache = &machine->objects[up];
    if (cache->type != MACHINE_CACHE && cache->type != MACHINE_ICACHE)
      continue;
    g_autofree char *name = machine_object_name (cache), *row = g_strdup_printf ("Shares %s", cache->label);
    struct links links = new_links ();
    add_link (&links, "", cache->id, name);
    g_autofree char *with = cache->pus < 2 ? g_strdup (": with nobody") : g_strdup_printf (": with %d more PU%s", cache->pus - 1, cache->pus == 2 ? "" : "s");
    add_links (facts, row, &links, "", with);
  }
}

struct kin { int count; struct links links; const struct machine_object *first; };

static bool
same_kind (const struct machine_object *a, const struct machine_object *b)
{
  return a->type == b->type && a->depth == b->depth && a->relation == b->relation;
}

/* "Cores  4: Core 0, 1, 2, 3": one row for each kind of child. */
static void
add_kin (GArray *facts, struct kin *kin)
{
  g_autofree char *count = kin->count > 1 ? g_strdup_printf ("%d: ", kin->count) : g_strdup ("");
  g_autofree char *type = type_words (kin->first), *name = g_strconcat (type, kin->count > 1 ? "s" : "", NULL);
  add_links (facts, name, &kin->links, count, kin->count > LISTED ? " …" : "");
}

static void
add_children (GArray *facts, const struct machine *machine, const struct machine_object *object)
{
  struct kin kin = { 0 };
  for (int i = object->first_child; i >= 0; i = machine->objects[i].next_sibling) {
    const struct machine_object *child = &machine->objects[i];
    if (kin.first && !same_kind (kin.first, child)) {
      add_kin (facts, &kin);
      kin = (struct kin){ 0 };
    }
    if (!kin.first)
      kin = (struct kin){ 0, new_links (), child };
    bool numbered = kin.count > 0 && child->relation <= MACHINE_CHILD_MEMORY; /* the first one's name says of what */
    g_autofree char *name = numbered ? g_strdup_printf ("%d", child->logical) : machine_object_name (child);
    if (kin.count++ < LISTED)
      add_link (&kin.links, ", ", child->id, name);
  }
  if (kin.first)
    add_kin (facts, &kin);
}

/* A core's PUs stand among its children. */
static void
add_pus (GArray *facts, const struct machine *machine, const struct machine_object *object)
{
  bool listed = object->first_child >= 0 && machine->objects[object->first_child].type == MACHINE_PU;
  if (object->pus < 1 || object->type == MACHINE_PU || listed)
    return;
  if (object->first_pu >= 0 && object->pus > 1)
    add (facts, "PUs below", g_strdup_printf ("%d: PU %d to %d", object->pus, object->first_pu, object->first_pu + object->pus - 1));
  else
    add (facts, "PUs below", g_strdup_printf ("%d", object->pus));
}

GArray *
object_facts_of_machine (const struct machine *machine, int index)
{
  const struct machine_object *object = &machine->objects[index];
  GArray *facts = object_facts_new ();
  add (facts, "Type", type_words (object));
  if (object->type == MACHINE_MACHINE)
    add_text (facts, "Source", machine->source);
  add_indexes (facts, object);
  add_attributes (facts, object);
  add_permission (facts, machine, object);
  add_parents (facts, machine, object);
  add_local_memory (facts, machine, object);
  add_sharing (facts, machine, object);
  add_children (facts, machine, object);
  add_pus (facts, machine, object);
  return facts;
}

/* ---- what else the picture shows ---- */

static char *
name_of_id (const char *id)
{
  return g_strdelimit (g_strdup (id), ":", ' ');
}

static void
add_stands (GArray *facts, const struct scene *scene, const struct scene_object *object)
{
  struct links links = new_links ();
  g_autofree char *count = g_strdup_printf ("%d objects: ", object->stands);
  for (int i = 0; i < MIN (object->stands, LISTED); i++) {
    const char *id = scene_text_at (scene, scene->stands[object->first_stands + i]);
    g_autofree char *name = name_of_id (id);
    add_link (&links, ", ", id, name);
  }
  add_links (facts, "Stands for", &links, count, object->stands > LISTED ? " …" : "");
}

GArray *
object_facts_of_scene (const struct scene *scene, int index)
{
  const struct scene_object *object = &scene->objects[index];
  GArray *facts = object_facts_new ();
  add_text (facts, "Type", object->type);
  add_text (facts, "State", scene_text_at (scene, object->state));
  add_text (facts, "Seen", scene_text_at (scene, object->title));
  if (object->parent >= 0) {
    struct links links = new_links ();
    g_autofree char *name = name_of_id (scene->objects[object->parent].id);
    add_link (&links, "", scene->objects[object->parent].id, name);
    add_links (facts, "Inside", &links, "", "");
  }
  if (object->stands)
    add_stands (facts, scene, object);
  return facts;
}

/* ---- the hover ---- */

/* Begin and end say more than the middle, of paths most of all. The caller frees. */
static char *
shortened (const char *text)
{
  long length = g_utf8_strlen (text, -1);
  if (length <= TOOLTIP_CHARS)
    return g_strdup (text);
  g_autofree char *begin = g_utf8_substring (text, 0, TOOLTIP_CHARS / 3), *end = g_utf8_substring (text, length - TOOLTIP_CHARS * 2 / 3, length);
  return g_strconcat (begin, "…", end, NULL);
}

static void
add_line (GString *markup, const struct object_fact *fact, int width)
{
  g_autofree char *text = shortened (fact->value);
  g_autofree char *name = g_markup_escape_text (fact->name, -1), *value = g_markup_escape_text (text, -1);
  int pad = MAX (width - (int) g_utf8_strlen (fact->name, -1), 0);
  g_string_append_printf (markup, "\n<tt><small><span alpha=\"70%%\">%s</span>%*s  %s</small></tt>", name, pad, "", value);
}

char *
object_facts_tooltip (const char *name, const GArray *facts)
{
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  GString *markup = g_string_new (NULL);
  guint lines = facts->len > TOOLTIP_LINES ? TOOLTIP_LINES - 1 : facts->len;
  int width = 0;
  for (guint i = 0; i < lines; i++)
    width = MAX (width, (int) g_utf8_strlen (g_array_index (facts, struct object_fact, i).name, -1));
  g_string_append_printf (markup, "<b>%s</b>", escaped);
  for (guint i = 0; i < lines; i++)
    add_line (markup, &g_array_index (facts, struct object_fact, i), width);
  if (lines < facts->len)
    g_string_append_printf (markup, "\n<small>%d more: click it</small>", (int) (facts->len - lines));
  return g_string_free (markup, FALSE);
}

char *
object_tooltip (const struct machine *machine, int index)
{
  g_autoptr (GArray) facts = object_facts_of_machine (machine, index);
  g_autofree char *name = object_heading (&machine->objects[index]);
  return object_facts_tooltip (name, facts);
}
