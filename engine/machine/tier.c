/* What kind of memory a NUMA node is: only what the source says, never a guess from its size or speed. */
#include "engine/machine/private.h"

#include <string.h>

static const struct { const char *word; enum machine_tier tier; } words[] = {
  { "HBM", MACHINE_TIER_HBM }, { "MCDRAM", MACHINE_TIER_HBM }, { "CXL", MACHINE_TIER_CXL }, { "NVM", MACHINE_TIER_NVM },
  { "PMEM", MACHINE_TIER_NVM }, { "GPUMemory", MACHINE_TIER_GPU }, { "DRAM", MACHINE_TIER_DRAM },
};

static enum machine_tier
tier_in (const char *text)
{
  for (size_t i = 0; text != NULL && i < G_N_ELEMENTS (words); i++)
    if (strcasestr (text, words[i].word) != NULL)
      return words[i].tier;
  return MACHINE_TIER_UNKNOWN;
}

/* hwloc writes it into the subtype (2.x), newer ones also into an info; DAX devices tell where a node comes from. */
enum machine_tier
machine_tier_of (hwloc_obj_t node)
{
  static const char *const infos[] = { "MemoryTier", "DAXType", "DAXParent" };
  enum machine_tier tier = MACHINE_TIER_UNKNOWN;
  if (node->type != HWLOC_OBJ_NUMANODE)
    return tier;
  tier = tier_in (node->subtype);
  for (size_t i = 0; tier == MACHINE_TIER_UNKNOWN && i < G_N_ELEMENTS (infos); i++)
    tier = tier_in (hwloc_obj_get_info_by_name (node, infos[i]));
  return tier;
}
