/* Scenes as SVG text: text stays text, objects are groups with ids and titles. The caller frees. */
#pragma once

#include <glib.h>
#include "ui/draw/palette.h"

GString *export_svg (struct scene *const *scenes, int count, enum theme theme, double scale);
