#include "engine/observe/proc.h"

#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
open_file (int pid, int tid, const char *name)
{
  char path[64];

  g_snprintf (path, sizeof path, "/proc/%d/task/%d/%s", pid, tid, name);
  return open (path, O_RDONLY | O_CLOEXEC);
}

void
proc_thread_open (struct proc_thread *thread, int pid, int tid)
{
  thread->stat = open_file (pid, tid, "stat");
  thread->schedstat = open_file (pid, tid, "schedstat");
}

void
proc_thread_close (struct proc_thread *thread)
{
  if (thread->stat >= 0)
    close (thread->stat);
  if (thread->schedstat >= 0)
    close (thread->schedstat);
  thread->stat = thread->schedstat = -1;
}

static bool
read_text (int fd, char *text, size_t room)
{
  ssize_t length = fd >= 0 ? pread (fd, text, room - 1, 0) : -1;

  if (length <= 0)
    return false;
  text[length] = '\0';
  return true;
}

/* The value of a numbered field of a stat line: fields are counted behind the command's last bracket, which may
 * hold anything. */
static const char *
stat_field (const char *text, int field)
{
  const char *at = strrchr (text, ')');

  for (int i = 2; at && i < field; i++) {
    at = strchr (at, ' ');
    if (at)
      at++;
  }
  return at;
}

bool
proc_thread_counters (const struct proc_thread *thread, struct proc_look *look)
{
  char text[128], *end;

  if (!read_text (thread->schedstat, text, sizeof text))
    return false;
  look->on_ns = strtoull (text, &end, 10);
  if (*end != ' ')
    return false;
  look->ready_ns = strtoull (end, NULL, 10);
  return true;
}

bool
proc_thread_look (const struct proc_thread *thread, struct proc_look *look)
{
  char text[1024];
  const char *state, *pu;

  if (!proc_thread_counters (thread, look))
    return false;
  if (!read_text (thread->stat, text, sizeof text))
    return false;
  state = stat_field (text, 3);
  pu = stat_field (text, 39);
  if (!state || !pu)
    return false;
  look->state = *state;
  look->pu = atoi (pu);
  return true;
}

static bool
kilobytes (const char *text, const char *name, uint64_t *bytes)
{
  const char *at = strstr (text, name);

  if (!at)
    return false;
  *bytes = strtoull (at + strlen (name), NULL, 10) * 1024;
  return true;
}

bool
proc_memory (int pid, uint64_t *pss, uint64_t *rss)
{
  char path[64], text[2048];

  g_snprintf (path, sizeof path, "/proc/%d/smaps_rollup", pid);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  bool known = read_text (fd, text, sizeof text);
  if (fd >= 0)
    close (fd);
  return known && kilobytes (text, "\nRss:", rss) && kilobytes (text, "\nPss:", pss);
}

static bool
read_stat (int pid, char *text, size_t room)
{
  char path[64];

  g_snprintf (path, sizeof path, "/proc/%d/stat", pid);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  bool known = read_text (fd, text, room);
  if (fd >= 0)
    close (fd);
  return known;
}

char
proc_state (int pid)
{
  char text[1024];
  const char *state = read_stat (pid, text, sizeof text) ? stat_field (text, 3) : NULL;

  return state ? *state : 0;
}

int
proc_parent (int pid)
{
  char text[1024];
  const char *parent = read_stat (pid, text, sizeof text) ? stat_field (text, 4) : NULL;

  return parent ? atoi (parent) : 0;
}

bool
proc_exit_status (int pid, int *status)
{
  char text[1024];
  bool known = read_stat (pid, text, sizeof text);
  const char *state = known ? stat_field (text, 3) : NULL, *code = known ? stat_field (text, 52) : NULL;

  if (!state || !code || (*state != 'Z' && *state != 'X'))
    return false;
  *status = atoi (code);
  return true;
}
