/* The page of a film: a run at one moment after the other, in an arrangement that stays. Without a display; in one thread at a time. */
#pragma once

#include <cairo.h>

#include "app/film.h"

struct film_page;

/* ORDER: borrowed as long as the page lives. NULL: no memory. */
struct film_page *film_page_create (const struct film_order *order);
void film_page_destroy (struct film_page *page);                    /* accepts NULL */

/* Draws T; the surface's pixels are the page's own, until the next call. */
cairo_surface_t *film_page_draw (struct film_page *page, uint64_t t);
