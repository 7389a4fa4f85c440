/* Scenes as SVG text: text stays text, objects are groups with ids, classes and titles. The caller frees. */
#pragma once

#include <glib.h>
#include "ui/draw/export.h"

GString *export_svg (struct scene *const *scenes, int count, const struct export_options *options);
