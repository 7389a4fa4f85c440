/* The words on and about objects. */
#include "ui/draw/view.h"

#include <string.h>

/* The logical index where the system has none for it: groups are told apart by hwloc alone. */
char *
view_index_text (const struct view *view, const struct machine_object *object)
{
  bool has_os = object->os >= 0;
  if (view->options->indexes == MACHINE_PHYSICAL && has_os)
    return g_strdup_printf ("%d", object->os);
  if (view->options->indexes == MACHINE_BOTH && has_os)
    return g_strdup_printf ("%d (%d)", object->logical, object->os);
  return g_strdup_printf ("%d", object->logical);
}

static char *
cache_label (const struct machine_object *object, int variant)
{
  if (variant > 0 || object->bytes == 0)
    return g_strdup (object->label);
  g_autofree char *size = machine_size_text (object->bytes);
  return g_strdup_printf ("%s %s", object->label, size);
}

/* Its own word for what kind of memory it is, NULL = plain. */
static const char *
memory_kind (const struct view *view, const struct machine_object *object)
{
  static const char *const tiers[MACHINE_TIERS] = { [MACHINE_TIER_DRAM] = "DRAM", [MACHINE_TIER_HBM] = "HBM", [MACHINE_TIER_CXL] = "CXL",
                                                    [MACHINE_TIER_NVM] = "NVM", [MACHINE_TIER_GPU] = "GPU" };
  bool plain = object->tier == MACHINE_TIER_DRAM && !view_tiers_differ (view);
  return object->subtype != NULL ? object->subtype : plain ? NULL : tiers[object->tier % MACHINE_TIERS];
}

static char *
memory_label (const struct view *view, const struct machine_object *object, int variant)
{
  g_autofree char *index = view_index_text (view, object);
  g_autofree char *size = object->bytes > 0 ? machine_size_text (object->bytes) : g_strdup ("");
  const char *kind = memory_kind (view, object);
  if (object->type == MACHINE_MEMCACHE)
    return variant > 0 ? g_strdup (size) : g_strdup_printf ("%s %s", object->subtype != NULL ? object->subtype : object->label, size);
  char *text = variant > 0    ? g_strdup_printf ("N%s", index)
               : kind != NULL ? g_strdup_printf ("NUMA %s  %s %s", index, kind, size)
                              : g_strdup_printf ("NUMA %s  %s", index, size);
  return g_strchomp (text);
}

int
view_kind (const struct view *view, const struct machine_object *object)
{
  return view->kinds > 1 && object->cpu_kind >= 0 ? object->cpu_kind + 1 : 0;
}

char *
view_kind_word (const struct view *view, int kind)
{
  const char *type = view->kind_type[kind], *much = kind == view->kinds - 1 ? "most performance" : kind == 0 ? "least performance" : "medium performance";
  return type != NULL ? g_strdup_printf ("%s (%s)", much, type) : g_strdup (much);
}

bool
view_tiers_differ (const struct view *view)
{
  return (view->tiers & (view->tiers - 1)) != 0;
}

char *
view_tidy (const char *text)
{
  GString *tidy = g_string_new (NULL);
  for (; *text != '\0'; text++)
    if (!g_ascii_isspace (*text))
      g_string_append_c (tidy, *text);
    else if (tidy->len > 0 && !g_ascii_isspace (text[1]) && text[1] != '\0')
      g_string_append_c (tidy, ' ');
  return g_string_free (tidy, FALSE);
}

/* VARIANT 0: in full; 1: as short as it stays clear from its place. */
char *
view_label (const struct view *view, const struct machine_object *object, int variant)
{
  g_autofree char *index = view_index_text (view, object);
  switch (object->type) {
  case MACHINE_MACHINE:
    return variant > 0 ? g_strdup ("Machine") : view_tidy (view->machine->name);
  case MACHINE_CACHE:
  case MACHINE_ICACHE:
    return cache_label (object, variant);
  case MACHINE_NUMA:
  case MACHINE_MEMCACHE:
    return memory_label (view, object, variant);
  case MACHINE_PACKAGE:
    return g_strdup_printf (variant > 0 ? "Pkg %s" : "Package %s", index);
  case MACHINE_CORE:
  case MACHINE_PU:
    return variant > 0 ? g_steal_pointer (&index) : g_strdup_printf ("%s %s", object->label, index);
  case MACHINE_DIE:
    return g_strdup_printf ("%s %s", object->label, index);
  case MACHINE_GROUP: /* "Group1:3": with a space the two numbers would read as one */
    return g_strdup_printf (g_ascii_isdigit (object->label[MAX (1, strlen (object->label)) - 1]) ? "%s:%s" : "%s %s", object->label, index);
  default:
    return g_strdup (object->label);
  }
}

const char *
view_attribute (const struct machine_object *object, const char *name)
{
  for (char **pair = object->attributes; *pair != NULL; pair += 2)
    if (strcmp (pair[0], name) == 0)
      return pair[1];
  return NULL;
}

enum { FORBIDDEN = MACHINE_TYPES, BOUND, COUNTED }; /* PUs, counted beside the types */

static void
count_types (const struct view *view, int index, int *counts)
{
  const struct machine_object *object = view_object (view, index);
  counts[object->type]++;
  if (object->type == MACHINE_PU)
    counts[object->allowed ? BOUND : FORBIDDEN] += !object->allowed || object->bound;
  for (int child = object->first_child; child >= 0; child = view_object (view, child)->next_sibling)
    count_types (view, child, counts);
}

char *
view_contents (const struct view *view, const int *objects, int count)
{
  static const struct { int type; const char *one, *many; } words[] = {
    { MACHINE_PACKAGE, "package", "packages" }, { MACHINE_DIE, "die", "dies" }, { MACHINE_CORE, "core", "cores" },
    { MACHINE_PU, "PU", "PUs" }, { MACHINE_NUMA, "NUMA node", "NUMA nodes" }, { MACHINE_BRIDGE, "bridge", "bridges" },
    { MACHINE_PCI, "PCI device", "PCI devices" }, { MACHINE_OSDEV, "device", "devices" }, { MACHINE_MISC, "Misc", "Misc" },
    { FORBIDDEN, "forbidden", "forbidden" }, { BOUND, "bound", "bound" },
  };
  int counts[COUNTED] = { 0 };
  for (int i = 0; i < count; i++)
    count_types (view, objects[i], counts);
  GString *text = g_string_new (NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (counts[words[i].type] > 0)
      g_string_append_printf (text, "%s%d %s", text->len > 0 ? ", " : "", counts[words[i].type],
                              counts[words[i].type] == 1 ? words[i].one : words[i].many);
  return g_string_free (text, FALSE);
}
