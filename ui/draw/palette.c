#include "ui/draw/palette.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "ui/draw/color.h"

#define RANKS_KEPT 64 /* colours of further ranks repeat: no eye tells more apart */

/* Fixed roles; a row a role, a column a theme: light, dark, high contrast, print. */
static const uint32_t fixed[ROLES][THEMES] = {
  [ROLE_PAGE] = { 0xfafafa, 0x1e1e1e, 0xffffff, 0xffffff },
  [ROLE_PANEL] = { 0xffffff, 0x262628, 0xffffff, 0xffffff },
  [ROLE_INK] = { 0x241f31, 0xf6f5f4, 0x000000, 0x000000 },
  [ROLE_INK_SOFT] = { 0x5e5c64, 0xc0bfbc, 0x000000, 0x262626 },
  [ROLE_INK_FAINT] = { 0x6b6a70, 0xa5a3a0, 0x1a1a1a, 0x404040 },
  [ROLE_LINE] = { 0x9a9996, 0x6a6870, 0x000000, 0x404040 },
  [ROLE_LINE_SOFT] = { 0xc0bfbc, 0x504e56, 0x000000, 0x707070 },
  [ROLE_MACHINE] = { 0xffffff, 0x262628, 0xffffff, 0xffffff },
  [ROLE_PACKAGE] = { 0xf0f3f8, 0x2a2e35, 0xffffff, 0xffffff },
  [ROLE_DIE] = { 0xe6ecf4, 0x31373f, 0xffffff, 0xffffff },
  [ROLE_GROUP] = { 0xf5f3ee, 0x302f2b, 0xffffff, 0xffffff },
  [ROLE_CORE] = { 0xffffff, 0x38383c, 0xffffff, 0xffffff },
  [ROLE_PU] = { 0xf0f5fb, 0x2b3440, 0xffffff, 0xffffff },
  [ROLE_PU_TINY] = { 0xb4c5dd, 0x5b7190, 0x6a6a6a, 0x9a9a9a },
  [ROLE_PU_LINE] = { 0xc4d0e0, 0x4d5b6d, 0x000000, 0x808080 },
  [ROLE_ICACHE] = { 0xf9e2d5, 0x4d3b33, 0xf2f2f2, 0xf6f6f6 },
  [ROLE_NUMA_LINE] = { 0xab9dd6, 0x7d73a6, 0x000000, 0x404040 },
  [ROLE_MEMCACHE] = { 0xdcd5ee, 0x4a4463, 0xe6e6e6, 0xe6e6e6 },
  [ROLE_IO] = { 0xe2f0e6, 0x2c4034, 0xffffff, 0xffffff },
  [ROLE_MISC] = { 0xf6f0dc, 0x453f2c, 0xffffff, 0xffffff },
  [ROLE_FORBIDDEN] = { 0xe9dfdd, 0x40363a, 0xd9d9d9, 0xe0e0e0 },
  [ROLE_FORBIDDEN_LINE] = { 0xc9857d, 0xb5625e, 0x000000, 0x707070 },
  [ROLE_HALO] = { 0xf8d42f, 0xd8b400, 0xffe000, 0xc8c8c8 },
  [ROLE_HALO_LINE] = { 0xa58a00, 0xffe066, 0x000000, 0x202020 },
  [ROLE_DISTANCE] = { 0x1a5fb4, 0x78aeed, 0x0000a0, 0x000000 },
  [ROLE_BANDWIDTH] = { 0x26a269, 0x57e389, 0x006000, 0x303030 },
  [ROLE_LATENCY] = { 0xc64600, 0xffa348, 0x904000, 0x606060 },
  [ROLE_LINK] = { 0x813d9c, 0xdc8add, 0x600080, 0x000000 },
  [ROLE_SELECTED] = { 0x1c71d8, 0x78aeed, 0x0000c8, 0x000000 },
  [ROLE_PLAYHEAD] = { 0xe01b24, 0xff5a5f, 0xc00000, 0x000000 },
  [ROLE_WARNING] = { 0x9c6500, 0xf8c860, 0x5a3a00, 0x202020 },
  [ROLE_ERROR] = { 0xc01c28, 0xff7b7b, 0xa00000, 0x000000 },
  [ROLE_BOUND] = { 0x1a5fb4, 0x62a0ea, 0x003a8c, 0x000000 },
  [ROLE_MEASURED] = { 0x0072b2, 0x56b4e9, 0x00407a, 0x000000 },
  [ROLE_LAW] = { 0xc64600, 0xff9a4d, 0x904000, 0x606060 },
  [ROLE_GOOD] = { 0x1c7a43, 0x6fdc9b, 0x00501f, 0x303030 },
};

/* Caches by level, 1 to 5: what is shared by more is deeper in colour. Index 0: of no known level. */
static const uint32_t caches[][THEMES] = {
  { 0xf8e8c0, 0x4f442b, 0xe6e6e6, 0xededed }, { 0xfcf4de, 0x423d31, 0xf2f2f2, 0xf6f6f6 }, { 0xf9e9c2, 0x50452c, 0xe8e8e8, 0xebebeb },
  { 0xf3d79b, 0x5e4c24, 0xdcdcdc, 0xdedede }, { 0xecc375, 0x6b521b, 0xd0d0d0, 0xd0d0d0 }, { 0xe5b052, 0x785810, 0xc8c8c8, 0xc4c4c4 },
};

/* NUMA nodes by enum machine_tier: unknown, DRAM, HBM, CXL, NVM, GPU. */
static const uint32_t tiers[][THEMES] = {
  { 0xe5dff5, 0x3f3a56, 0xffffff, 0xffffff }, { 0xe5dff5, 0x3f3a56, 0xffffff, 0xffffff }, { 0xfbd3e6, 0x5c2f48, 0xffffff, 0xffffff },
  { 0xcbecee, 0x1f4a4e, 0xffffff, 0xffffff }, { 0xe9dbc4, 0x51442f, 0xffffff, 0xffffff }, { 0xd7f0c4, 0x34502a, 0xffffff, 0xffffff },
};

/* Okabe and Ito's colours, told apart by colour-blind eyes. Orange, sky blue and yellow are too pale for a line on
 * white (under 3:1), so ranks 4 to 7 are darker kin of them. */
static const uint32_t process[2][8] = {
  { 0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xb07c00, 0x3d97cf, 0x7a55b8, 0x5c5c66 },
  { 0x56b4e9, 0xff8f45, 0x2fc79a, 0xe79fc6, 0xf0c243, 0x9fd8ff, 0xb79bf0, 0xb8b8c2 },
};

static const char *const names[THEMES] = { "light", "dark", "contrast", "print" };

bool
theme_parse (const char *name, enum theme *theme)
{
  for (int i = 0; i < THEMES; i++)
    if (strcmp (name, names[i]) == 0) {
      *theme = i;
      return true;
    }
  return false;
}

const char *
theme_name (enum theme theme)
{
  return names[theme];
}

static struct rgba
role (enum theme theme, enum role which)
{
  return color_hex (fixed[which][theme]);
}

/* Beyond eight: hues a golden angle apart, in three lightnesses. */
static struct rgba
further (bool dark, int rank)
{
  static const double lightness[2][3] = { { 0.50, 0.62, 0.40 }, { 0.78, 0.68, 0.88 } };
  return color_oklch (lightness[dark][rank % 3], 0.14, fmod (20 + rank * 137.508, 360));
}

static struct rgba
strong (enum theme theme, int rank)
{
  bool dark = theme == THEME_DARK;
  rank %= RANKS_KEPT;
  if (theme == THEME_PRINT)
    return color_hex (0x2b2b2b);
  struct rgba c = rank < 8 ? color_hex (process[dark][rank]) : further (dark, rank);
  return theme == THEME_CONTRAST ? color_until (c, color_hex (0), role (theme, ROLE_PAGE), 7) : c;
}

static struct rgba
washed (enum theme theme, int rank, double share)
{
  if (theme == THEME_PRINT)
    return color_hex (0xffffff);
  return color_mix (role (theme, ROLE_PANEL), strong (theme, rank), share);
}

static double
pale_share (enum theme theme)
{
  return theme == THEME_DARK ? 0.20 : 0.16;
}

static struct rgba
process_ink (enum theme theme, int rank)
{
  struct rgba end = role (theme, ROLE_INK), pale = washed (theme, rank, pale_share (theme));
  return color_until (strong (theme, rank), end, pale, theme == THEME_CONTRAST ? 7 : 4.6);
}

/* Black or white, whichever reads better. */
static struct rgba
text_on (struct rgba fill)
{
  struct rgba white = color_hex (0xffffff), black = color_hex (0x000000);
  return palette_contrast (white, fill) >= 4.5 ? white : black;
}

static struct rgba
heat (enum theme theme, int share)
{
  struct rgba cold = role (theme, ROLE_PU), hot = theme == THEME_PRINT ? color_hex (0x303030) : strong (theme, 0);
  return color_mix (cold, hot, (share > 255 ? 255 : share) / 255.0);
}

/* The tint of a core and its PUs says their CPU kind: 0 = all the same, else 1 (least performance) upward. Without
 * colours the slower kinds are darker. */
static struct rgba
of_kind (enum theme theme, enum role which, int kind)
{
  static const uint32_t tint[] = { 0x1f9d55, 0x1c71d8, 0xc061cb, 0xe5a50a };
  struct rgba plain = role (theme, which);
  if (kind == 0)
    return plain;
  if (theme == THEME_PRINT || theme == THEME_CONTRAST)
    return color_mix (plain, color_hex (0), 0.21 / kind - 0.03);
  double share = which == ROLE_PU_TINY ? 0.55 : which == ROLE_CORE ? 0.2 : 0.12;
  return color_mix (plain, color_hex (tint[(kind - 1) % 4]), theme == THEME_DARK ? 1.3 * share : share);
}

static struct rgba
listed (const uint32_t (*table)[THEMES], size_t rows, int index, enum theme theme)
{
  return color_hex (table[index >= 0 && index < (int) rows ? index : 0][theme]);
}

static struct rgba
opaque (enum theme theme, struct paint paint)
{
  switch (paint.role) {
  case ROLE_PROCESS:
    return strong (theme, paint.index);
  case ROLE_PROCESS_PALE:
    return washed (theme, paint.index, pale_share (theme));
  case ROLE_PROCESS_MID:
    return washed (theme, paint.index, theme == THEME_DARK ? 0.42 : 0.36);
  case ROLE_ON_PROCESS:
    return text_on (strong (theme, paint.index));
  case ROLE_PROCESS_INK:
    return process_ink (theme, paint.index);
  case ROLE_HEAT:
    return heat (theme, paint.index);
  case ROLE_ON_HEAT:
    return text_on (heat (theme, paint.index));
  case ROLE_CORE:
  case ROLE_PU:
  case ROLE_PU_TINY:
    return of_kind (theme, paint.role, paint.index);
  case ROLE_CACHE:
    return listed (caches, sizeof caches / sizeof *caches, paint.index, theme);
  case ROLE_NUMA:
    return listed (tiers, sizeof tiers / sizeof *tiers, paint.index, theme);
  default:
    return role (theme, paint.role);
  }
}

struct rgba
palette_color (enum theme theme, struct paint paint)
{
  static _Thread_local struct memo { bool known; struct rgba color; } (*memo)[ROLES][256]; /* a frame asks thousands of times */
  if (paint.role == ROLE_NONE || paint.role >= ROLES)
    return (struct rgba){ 0 };
  if (!memo)
    memo = g_malloc0_n (THEMES, sizeof *memo);
  paint.index &= 255;
  typeof (&memo[0][0][0]) entry = &memo[theme][paint.role][paint.index];
  if (!entry->known) {
    entry->color = opaque (theme, paint);
    entry->known = true;
  }
  struct rgba c = entry->color;
  c.a = paint.alpha;
  return c;
}

void
palette_hex (enum theme theme, struct paint paint, char out[8])
{
  static const char digits[] = "0123456789abcdef";
  struct rgba c = palette_color (theme, paint);
  const double channels[] = { c.r, c.g, c.b };
  *out++ = '#';
  for (int i = 0; i < 3; i++) {
    unsigned int value = (unsigned int) lround (channels[i] * 255) & 255;
    *out++ = digits[value >> 4];
    *out++ = digits[value & 15];
  }
  *out = '\0';
}

int
palette_stipple (enum theme theme, struct paint paint)
{
  if (paint.role == ROLE_FORBIDDEN)
    return STIPPLE_FORBIDDEN;
  if (theme != THEME_PRINT)
    return -1;
  if (paint.role == ROLE_NUMA) /* HBM, CXL, NVM, GPU */
    return paint.index < 2 ? -1 : (int[]){ STIPPLE_LEVEL, STIPPLE_DOTS, STIPPLE_FALLING, STIPPLE_GRID }[(paint.index - 2) % 4];
  bool of_process = paint.role == ROLE_PROCESS || paint.role == ROLE_PROCESS_PALE || paint.role == ROLE_PROCESS_MID;
  return of_process ? paint.index % STIPPLE_FORBIDDEN : -1;
}

struct rgba
palette_stipple_color (enum theme theme, struct paint paint)
{
  struct rgba c = palette_color (theme, PAINT (paint.role == ROLE_FORBIDDEN ? ROLE_FORBIDDEN_LINE : ROLE_LINE));
  if (paint.role == ROLE_PROCESS)
    c = color_hex (0xffffff); /* white on dark: as heavy as the strong colours */
  else if (paint.role == ROLE_NUMA) /* text stands on it */
    c = color_hex (0xdcdcdc);
  else if (paint.role == ROLE_PROCESS_PALE)
    c = color_hex (0xb8b8b8);
  else if (paint.role == ROLE_PROCESS_MID)
    c = color_hex (0x6a6a6a);
  c.a = paint.alpha;
  return c;
}
