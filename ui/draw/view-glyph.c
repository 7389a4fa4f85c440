/* Small signs for kinds of memory and devices, told apart without colour: boxes on a grid of 12 by 12. */
#include "ui/draw/view.h"

#include <string.h>

#define GRID 12.0

static const struct { int boxes; struct rect box[10]; } glyphs[GLYPHS] = {
  /* a module with its contacts */
  [GLYPH_DRAM] = { 5, { { 0, 2, 12, 6 }, { 1, 8.6, 1.6, 2 }, { 3.8, 8.6, 1.6, 2 }, { 6.6, 8.6, 1.6, 2 }, { 9.4, 8.6, 1.6, 2 } } },
  /* a stack of dies */
  [GLYPH_HBM] = { 4, { { 2.5, 0.4, 7, 2 }, { 2.5, 3.4, 7, 2 }, { 2.5, 6.4, 7, 2 }, { 0, 9.4, 12, 2 } } },
  /* two things and the link between them */
  [GLYPH_CXL] = { 3, { { 0, 3, 4.4, 6 }, { 7.6, 3, 4.4, 6 }, { 4.4, 5.2, 3.2, 1.6 } } },
  /* what is kept: a square in a frame */
  [GLYPH_NVM] = { 5, { { 0.5, 0.5, 11, 1.7 }, { 0.5, 9.8, 11, 1.7 }, { 0.5, 2.2, 1.7, 7.6 }, { 9.8, 2.2, 1.7, 7.6 }, { 4.2, 4.2, 3.6, 3.6 } } },
  /* a board with its bracket */
  [GLYPH_GPU] = { 5, { { 0, 0.5, 1.6, 11 }, { 2.6, 2, 9.4, 2 }, { 2.6, 7, 9.4, 2 }, { 2.6, 4, 2.6, 3 }, { 9, 4, 3, 3 } } },
  /* a tree of three */
  [GLYPH_NET] = { 6, { { 4, 0.4, 4, 3.6 }, { 5.4, 4, 1.2, 2 }, { 1.6, 5.4, 8.8, 1.2 }, { 1.6, 6, 1.2, 2 }, { 0, 8, 4, 3.6 }, { 8, 8, 4, 3.6 } } },
  /* platters */
  [GLYPH_DISK] = { 3, { { 1, 0.6, 10, 2.8 }, { 1, 4.6, 10, 2.8 }, { 1, 8.6, 10, 2.8 } } },
  /* a package with pins */
  [GLYPH_CHIP] = { 9, { { 2.6, 2.6, 6.8, 6.8 }, { 3.4, 0.4, 1.4, 1.6 }, { 7.2, 0.4, 1.4, 1.6 }, { 3.4, 10, 1.4, 1.6 }, { 7.2, 10, 1.4, 1.6 },
                        { 0.4, 3.4, 1.6, 1.4 }, { 0.4, 7.2, 1.6, 1.4 }, { 10, 3.4, 1.6, 1.4 }, { 10, 7.2, 1.6, 1.4 } } },
};

static enum glyph
glyph_of_device (const struct machine_object *object)
{
  static const struct { const char *kind; enum glyph glyph; } kinds[] = {
    { "block device", GLYPH_DISK }, { "GPU", GLYPH_GPU }, { "network", GLYPH_NET }, { "OpenFabrics", GLYPH_NET }, { "co-processor", GLYPH_CHIP },
  };
  const char *kind = view_attribute (object, "Kind");
  if (object->subtype != NULL && strstr (object->subtype, "CXL") != NULL)
    return GLYPH_CXL;
  for (size_t i = 0; kind != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kind, kinds[i].kind) == 0)
      return kinds[i].glyph;
  return GLYPH_NONE;
}

enum glyph
view_glyph_of (const struct machine_object *object)
{
  static const enum glyph tiers[MACHINE_TIERS] = { [MACHINE_TIER_DRAM] = GLYPH_DRAM, [MACHINE_TIER_HBM] = GLYPH_HBM,
    [MACHINE_TIER_CXL] = GLYPH_CXL, [MACHINE_TIER_NVM] = GLYPH_NVM, [MACHINE_TIER_GPU] = GLYPH_GPU };
  if (object->type == MACHINE_NUMA)
    return tiers[object->tier % MACHINE_TIERS];
  return object->type == MACHINE_OSDEV ? glyph_of_device (object) : GLYPH_NONE;
}

/* SIZE px high and wide, from X on, around the line at CENTRE. */
void
view_glyph (struct scene *scene, int object, enum glyph glyph, double x, double centre, double size, enum role ink)
{
  double unit = size / GRID, top = centre - size / 2;
  for (int i = 0; i < glyphs[glyph].boxes; i++) {
    struct rect box = glyphs[glyph].box[i];
    scene_box (scene, object, (struct rect){ x + box.x * unit, top + box.y * unit, box.w * unit, box.h * unit }, 0, PAINT (ink),
               (struct paint){ 0 }, 0, DASH_SOLID);
  }
}
