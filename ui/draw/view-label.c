/* The words on and about objects. */
#include "ui/draw/view.h"

#include <string.h>

char *
view_index_text (const struct view *view, const struct machine_object *object)
{
  bool has_os = object->os >= 0;
  if (view->options->indexes == MACHINE_PHYSICAL)
    return has_os ? g_strdup_printf ("%d", object->os) : g_strdup ("");
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
  const char *type = NULL, *much = kind == view->kinds - 1 ? "most performance" : kind == 0 ? "least performance" : "medium performance";
  for (int i = 0; i < view->machine->pu_count && type == NULL; i++) {
    const struct machine_object *pu = view_object (view, view->machine->pu[i]);
    type = pu->cpu_kind == kind ? view_attribute (pu, "CoreType") : NULL;
  }
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
  case MACHINE_GROUP:
    return g_strdup_printf ("%s %s", object->label, index);
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

/* Titles are made for every object of every layout: into the caller's room, without printf's parsing. */
struct words { char *at, *end; };

static void
say (struct words *words, const char *text)
{
  while (*text != '\0' && words->at < words->end)
    *words->at++ = *text++;
}

static void
say_number (struct words *words, int number)
{
  char digits[12], *digit = digits + sizeof digits - 1;
  *digit = '\0';
  for (; number > 9; number /= 10)
    *--digit = (char) ('0' + number % 10);
  *--digit = (char) ('0' + number);
  say (words, digit);
}

static void
say_attributes (struct words *words, const struct machine_object *object)
{
  static const char *const telling[] = { "CPU kind", "CPUModel", "Bus", "Device", "PCIVendor", "PCIDevice", "Kind", "Address", NULL };
  for (const char *const *name = telling; object->attributes[0] != NULL && *name != NULL; name++) {
    const char *value = view_attribute (object, *name);
    if (value != NULL) {
      say (words, ", ");
      say (words, *name);
      say (words, " ");
      say (words, value);
    }
  }
}

static void
say_size (struct words *words, const struct machine_object *object)
{
  if (object->bytes > 0) {
    g_autofree char *size = machine_size_text (object->bytes);
    say (words, ", ");
    say (words, size);
  }
  if (object->pus > 1) {
    say (words, ", ");
    say_number (words, object->pus);
    say (words, " PUs");
  }
}

static void
say_name (const struct view *view, struct words *words, const struct machine_object *object)
{
  say (words, object->type == MACHINE_MACHINE ? view->machine->name : object->label);
  if (object->type != MACHINE_MACHINE && object->relation <= MACHINE_CHILD_MEMORY) {
    say (words, " ");
    say_number (words, object->logical);
  }
  if (object->os >= 0 && object->os != object->logical) {
    say (words, " (OS index ");
    say_number (words, object->os);
    say (words, ")");
  }
}

void
view_title (const struct view *view, const struct machine_object *object, char title[VIEW_TITLE])
{
  struct words words = { title, title + VIEW_TITLE - 1 };
  say_name (view, &words, object);
  if (object->subtype != NULL) {
    say (&words, ", ");
    say (&words, object->subtype);
  }
  say_size (&words, object);
  say_attributes (&words, object);
  say (&words, object->allowed ? "" : ", not allowed for this user");
  say (&words, object->bound ? ", this process is bound to it" : "");
  *words.at = '\0';
  const char *valid;
  if (words.at == words.end && !g_utf8_validate (title, -1, &valid)) /* cut within a character */
    title[valid - title] = '\0';
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
