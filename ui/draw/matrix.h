/* Who talks to whom: the communication matrix. */
#pragma once

#include "engine/trace/summary.h"
#include "ui/draw/scene.h"

enum matrix_measure { MATRIX_BYTES, MATRIX_MESSAGES };

struct matrix_options {
  struct talk_filter filter;
  enum matrix_measure measure; /* what stands in the cells and how dark they are; the other one stands in their titles */
};

/* Fills SCENE (cleared first; its width is kept, its height is set to what the matrix takes). OPTIONS NULL: bytes of all traffic. */
void matrix_draw (struct scene *scene, const struct summary *summary, const struct matrix_options *options);

/* What a matrix can be of: the communicators' names and the tags in the talk, each once, in order. */
struct matrix_choices {
  const char **comm; int comms; /* names borrowed from SUMMARY's trace */
  int *tag; int tags;           /* at most MATRIX_TAGS_MOST */
  bool tags_left_out, messages, collectives; /* there is traffic of that kind */
};
#define MATRIX_TAGS_MOST 64
void matrix_choices (struct matrix_choices *choices, const struct summary *summary); /* NULL: none */
void matrix_choices_finish (struct matrix_choices *choices);
