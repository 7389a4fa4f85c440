/* A child that is held before its exec until observers are attached, and that dies with this process. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>
#include <sys/types.h>

struct spawn {
  pid_t pid;
  int pidfd;
  int output;  /* what it says on standard error (and output); not blocking */
  int hold;    /* a byte lets it go */
  int trouble; /* errno of a failed exec */
};

/* From the main thread: the child is tied to the life of the thread that forks it. */
bool spawn_held (char **arguments, char **environment, struct spawn *child, GError **error);
/* Lets it exec. false: that failed, and the child is reaped. */
bool spawn_release (struct spawn *child, const char *program, GError **error);
void spawn_finish (struct spawn *child); /* closes descriptors; the child must be reaped */
