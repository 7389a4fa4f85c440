/* Colours that follow the reader's page: each element keeps its own as attributes, and a rule for dark pages replaces them. */
#pragma once

#include <glib.h>
#include "ui/draw/palette.h"

struct svg_style;

struct svg_style *svg_style_create (enum theme theme);
void svg_style_destroy (struct svg_style *style); /* accepts NULL */

/* The classes of an element with these two colours (ROLE_NONE: none, or filled by a pattern), appended to OUT as an attribute. */
void svg_style_append (struct svg_style *style, GString *out, struct paint fill, struct paint stroke);
/* The rules of all classes that were appended, in order of their first use. */
void svg_style_write (const struct svg_style *style, GString *out);
