/* A file that is whole or as it was before: written beside its place and renamed there. What cannot be renamed over, a
 * device, a pipe or "-" (standard output), is written in place. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <stddef.h>

struct output_file {
  int fd;
  char *path;      /* its place; NULL = written in place */
  char *temporary;
};

/* false: ERROR is one sentence, and there is nothing to close. */
bool output_file_open (struct output_file *file, const char *path, GError **error);
bool output_file_write (int fd, const void *data, size_t bytes); /* all of them; false: errno */
/* WHOLE: it goes to its place; else nothing of it stays. false: not WHOLE, or ERROR says why it could not go there. */
bool output_file_close (struct output_file *file, bool whole, GError **error);
