/* Text over several lines: captions, call-outs. */
#pragma once

#include "ui/draw/scene.h"

/* Breaks TEXT between words (and where it has line breaks) into lines of at most WIDTH px; the caller frees with g_strfreev. */
char **paragraph_lines (const char *text, double width, double size, enum weight weight);
/* Writes it from TOP down; returns its height. SCENE NULL: only measures. LONGEST (may be NULL): width of its longest line. */
double paragraph_draw (struct scene *scene, int object, double x, double top, double width, double size, enum weight weight, struct paint ink,
                       const char *text, double *longest);
