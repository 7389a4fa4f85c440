/* What a child said before it ended: Open MPI 4's texts. */
#pragma once

#include <stdbool.h>

/* The part of OUTPUT that says something, as one line; NULL = none. Caller frees. */
char *last_words_sentence (const char *output);
/* The rank that mpirun says ended first, by a signal or with a status; -1: it names none. */
int last_words_rank (const char *output);
bool last_words_blame_a_rank (const char *output); /* whether named or not */
