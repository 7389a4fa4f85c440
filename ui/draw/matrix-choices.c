#include "ui/draw/matrix.h"

#include <stdlib.h>
#include <string.h>

#include "engine/trace/talk.h"

static bool
knows_comm (const struct matrix_choices *choices, const char *name)
{
  for (int i = 0; i < choices->comms; i++)
    if (strcmp (choices->comm[i], name) == 0)
      return true;
  return false;
}

static bool
knows_tag (const struct matrix_choices *choices, int tag)
{
  for (int i = 0; i < choices->tags; i++)
    if (choices->tag[i] == tag)
      return true;
  return false;
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static int
compare_tags (const void *a, const void *b)
{
  int x = *(const int *) a, y = *(const int *) b;
  return x < y ? -1 : x > y;
}

static void
add (struct matrix_choices *choices, const struct summary_talk *talk, int room)
{
  choices->messages |= !talk->collective;
  choices->collectives |= talk->collective;
  if (choices->comms < room && !knows_comm (choices, talk->comm_name))
    choices->comm[choices->comms++] = talk->comm_name;
  if (talk->collective || talk->tag == TALK_OTHER_TAG || knows_tag (choices, talk->tag))
    return;
  if (choices->tags < MATRIX_TAGS_MOST)
    choices->tag[choices->tags++] = talk->tag;
  else
    choices->tags_left_out = true;
}

void
matrix_choices (struct matrix_choices *choices, const struct summary *summary)
{
  int talks = summary ? summary->talks : 0;
  *choices = (struct matrix_choices){ .comm = malloc (((size_t) talks + 1) * sizeof *choices->comm), .tag = malloc (MATRIX_TAGS_MOST * sizeof (int)) };
  if (!choices->comm || !choices->tag)
    abort ();
  for (int i = 0; i < talks; i++)
    add (choices, &summary->talk[i], talks);
  qsort (choices->comm, choices->comms, sizeof *choices->comm, compare_names);
  qsort (choices->tag, choices->tags, sizeof *choices->tag, compare_tags);
}

void
matrix_choices_finish (struct matrix_choices *choices)
{
  free (choices->comm);
  free (choices->tag);
  memset (choices, 0, sizeof *choices);
}
