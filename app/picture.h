/* A scene as a picture: its view, and beside it title, caption, legend, facts and call-outs. Without a display. */
#pragma once

#include "app/picture-views.h"

struct picture {
  struct picture_page page;
  char *caption;     /* one sentence: the scene's own, else from the facts */
  char *description; /* alt text: all that is seen in words */
};

/* FILE is borrowed as long as the picture lives. NULL with one sentence, with the scene's line where one is to blame. */
struct picture *picture_make (const struct scene_file *file, GError **error);
void picture_destroy (struct picture *picture); /* accepts NULL */

/* As export_picture; FORMAT may be NULL. */
bool picture_write (const struct picture *picture, const char *path, const char *format, GError **error);
