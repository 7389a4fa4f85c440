/* A PDF's bookmarks: the picture's parts, processes with their threads, packages and NUMA nodes, by name. */
#pragma once

#include <cairo.h>
#include "ui/draw/scene.h"

/* POINTS: of the PDF a page px. TITLE (NULL: "Strandscope") stands above all. At most 2,000 entries. */
void export_outline (cairo_surface_t *surface, struct scene *const *scenes, int count, double points, const char *title);
