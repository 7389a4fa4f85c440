/* What a device says of itself in the picture: "cuda0 · Tesla P100-SXM2-16GB · 16 GB". */
#include "ui/draw/view.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST 40 /* characters of a model's name */

/* hwloc gives sizes of devices in KiB, under a name for each kind of them. */
static char *
device_size (const struct machine_object *object)
{
  static const char *const names[] = { "CUDAGlobalMemorySize", "OpenCLGlobalMemorySize", "LevelZeroHBMSize", "CXLRAMSize", "CXLPMEMSize", "Size" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *kib = view_attribute (object, names[i]);
    if (kib != NULL && g_ascii_strtoull (kib, NULL, 10) > 0)
      return machine_size_text (g_ascii_strtoull (kib, NULL, 10) * 1024);
  }
  return NULL;
}

static const char *
device_kind (const struct machine_object *object)
{
  const char *kind = view_attribute (object, "Kind");
  if (object->subtype != NULL)
    return object->subtype;
  return kind != NULL && strcmp (kind, "block device") == 0 ? "block" : kind;
}

/* "ConnectX-4" of "MT27700 Family [ConnectX-4]": what stands in brackets is the name that people know. */
static char *
model (const struct machine_object *object)
{
  const char *name = view_attribute (object, object->type == MACHINE_PCI ? "PCIDevice" : "GPUModel");
  const char *open = name != NULL ? strrchr (name, '[') : NULL;
  if (name == NULL || g_utf8_strlen (name, -1) > LONGEST)
    return NULL;
  return open != NULL && strchr (open, ']') != NULL ? g_strndup (open + 1, strchr (open, ']') - open - 1) : g_strdup (name);
}

static void
append (GString *text, const char *words)
{
  if (words != NULL && *words != '\0' && strcmp (words, text->str) != 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", words);
}

char *
view_chip_text (const struct machine_object *object, bool detailed)
{
  if (object->type == MACHINE_BRIDGE && object->first_child >= 0)
    return NULL;
  GString *text = g_string_new (object->label);
  if (!detailed || object->type == MACHINE_MISC || object->type == MACHINE_BRIDGE)
    return g_string_free (text, FALSE);
  g_autofree char *name = model (object), *size = device_size (object);
  if (object->type == MACHINE_OSDEV && name == NULL)
    append (text, device_kind (object));
  append (text, name);
  append (text, size);
  append (text, object->type == MACHINE_PCI ? view_attribute (object, "Link") : NULL);
  return g_string_free (text, FALSE);
}
