/* hwloc's XML, as a recording or a user brings it. */
#include "engine/machine/machine.h"
#include "fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *xml = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  struct machine *machine = machine_load_xml (xml, "fuzz", &error);

  g_assert_true ((machine == NULL) == (error != NULL));
  machine_destroy (machine);
  return 0;
}

uint8_t *
fuzz_seed (int i, size_t *size)
{
  static const char *const sources[] = { "pack:2 core:2 pu:2", "numa:2 l3:1 core:4 pu:1", "pack:1 [numa(memory=1GB)] l2:2 core:1 pu:2" };
  g_autoptr (GError) error = NULL;

  if (i >= (int) G_N_ELEMENTS (sources))
    return NULL;
  struct machine *machine = machine_load (sources[i], &error);
  g_assert_no_error (error);
  uint8_t *data = (uint8_t *) g_strdup (machine_xml (machine));
  *size = strlen ((const char *) data);
  machine_destroy (machine);
  return data;
}
