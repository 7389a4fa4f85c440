/* Scenes into files, without a display. Several scenes are painted over one another in order (base, then live). */
#pragma once

#include <gio/gio.h>
#include "ui/draw/palette.h"

/* PATH decides by its ending (.png .svg .pdf), else FORMAT ("png", "svg", "pdf", may be NULL). PATH "-": standard
 * output, FORMAT needed. Written to a temporary beside it and renamed: never a truncated file. SCALE: device
 * pixels a page px for PNG (1 or 2). One sentence on error (a PNG over 32,767 px is refused, with a way out). */
struct export_options {
  enum theme theme;
  double scale;
  const char *format;      /* may be NULL */
  bool adapts;             /* SVG: where the reader's page is dark, so is the picture (CSS); else THEME always */
  const char *title, *description; /* one sentence; all that is seen in words. Of SVG and PDF; NULL = none */
};
bool export_picture (struct scene *const *scenes, int count, const struct export_options *options, const char *path, GError **error);

/* The same without words. */
bool export_scenes (struct scene *const *scenes, int count, enum theme theme, double scale, const char *path,
                    const char *format, GError **error);
