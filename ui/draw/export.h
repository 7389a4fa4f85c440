/* Scenes into files, without a display. Several scenes are painted over one another in order (base, then live). */
#pragma once

#include <gio/gio.h>
#include "ui/draw/palette.h"

/* PATH decides by its ending (.png .svg .pdf), else FORMAT ("png", "svg", "pdf", may be NULL). PATH "-": standard
 * output, FORMAT needed. Written to a temporary beside it and renamed: never a truncated file. SCALE: device
 * pixels a page px for PNG (1 or 2). One sentence on error (a PNG over 32,767 px is refused, with a way out). */
bool export_scenes (struct scene *const *scenes, int count, enum theme theme, double scale, const char *path,
                    const char *format, GError **error);
