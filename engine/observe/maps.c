#include "engine/observe/maps.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE 65536

static bool
read_file (int pid, const char *name, GString *text)
{
  char path[64];
  ssize_t count;

  g_snprintf (path, sizeof path, "/proc/%d/%s", pid, name);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_string_truncate (text, 0);
  if (fd < 0)
    return false;
  do {
    gsize length = text->len;
    g_string_set_size (text, length + PIECE);
    count = read (fd, text->str + length, PIECE);
    g_string_truncate (text, length + (count > 0 ? (gsize) count : 0));
  } while (count > 0);
  close (fd);
  return count == 0 && text->len > 0;
}

static enum space_kind
kind_of (bool shared, uint64_t inode, const char *path)
{
  if (shared)
    return SPACE_SHARED;
  if (inode)
    return SPACE_FILES;
  if (strncmp (path, "[stack", 6) == 0)
    return SPACE_STACKS;
  return *path == '\0' || strncmp (path, "[heap]", 6) == 0 || strncmp (path, "[anon", 5) == 0 ? SPACE_HEAP : SPACE_OTHER;
}

/* "55d0c0-55d0e0 r--p 00002000 08:01 1234   /usr/bin/x" */
static bool
parse_head (const char *line, size_t length, struct mapping *mapping)
{
  char text[256], access[5] = "";
  unsigned major, minor;
  int path = 0;

  length = MIN (length, sizeof text - 1);
  memcpy (text, line, length); /* sscanf would count all of the file's characters */
  text[length] = '\0';
  if (sscanf (text, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64 " %n", &mapping->begin, &mapping->end, access,
              &mapping->offset, &major, &minor, &mapping->inode, &path) < 7)
    return false;
  mapping->device = (uint64_t) major << 32 | minor;
  mapping->shared = access[3] == 's';
  mapping->kind = kind_of (mapping->shared, mapping->inode, path > 0 ? text + path : "");
  return true;
}

static bool
is_field (const char *line, const char *name, uint64_t *bytes)
{
  size_t length = strlen (name);

  if (strncmp (line, name, length) != 0)
    return false;
  *bytes = strtoull (line + length, NULL, 10) * 1024;
  return true;
}

void
maps_parse (const char *smaps, GArray *mappings)
{
  struct mapping *last = NULL;

  g_array_set_size (mappings, 0);
  for (const char *line = smaps, *end; *line; line = *end ? end + 1 : end) {
    end = strchrnul (line, '\n');
    struct mapping fresh = { 0 };
    bool head = !g_ascii_isupper (*line); /* fields begin with a capital, addresses are in lower case */
    if (head && parse_head (line, (size_t) (end - line), &fresh)) {
      g_array_append_val (mappings, fresh);
      last = &g_array_index (mappings, struct mapping, mappings->len - 1);
    } else if (last && !is_field (line, "Rss:", &last->rss)) {
      is_field (line, "Pss:", &last->pss);
    }
  }
}

/* "7f00 default anon=3 dirty=3 N0=2 N1=1 kernelpagesize_kB=4" */
static void
parse_node_line (const char *line, const char *end, struct space_nodes *nodes)
{
  const char *size = memmem (line, (size_t) (end - line), "kernelpagesize_kB=", 18);
  uint64_t page = size ? strtoull (size + 18, NULL, 10) * 1024 : 4096;

  for (const char *word = line; word < end; word++)
    if (word[0] == ' ' && word[1] == 'N' && g_ascii_isdigit (word[2])) {
      char *rest;
      long id = strtol (word + 2, &rest, 10);
      if (*rest == '=')
        space_nodes_add (nodes, (int) id, strtoull (rest + 1, NULL, 10) * page);
    }
}

/* Both files are in order of address; a mapping that came or went in between is left out. */
bool
maps_parse_nodes (const char *numa_maps, GArray *mappings)
{
  guint next = 0;
  bool told = false;

  for (const char *line = numa_maps, *end; *line; line = *end ? end + 1 : end) {
    uint64_t begin = strtoull (line, NULL, 16);
    end = strchrnul (line, '\n');
    while (next < mappings->len && g_array_index (mappings, struct mapping, next).begin < begin)
      next++;
    if (next < mappings->len && g_array_index (mappings, struct mapping, next).begin == begin) {
      parse_node_line (line, end, &g_array_index (mappings, struct mapping, next).nodes);
      told = true;
    }
  }
  return told;
}

bool
maps_read (int pid, GString *text, GArray *mappings, bool *nodes_known)
{
  if (!read_file (pid, "smaps", text))
    return false;
  maps_parse (text->str, mappings);
  *nodes_known = read_file (pid, "numa_maps", text) && maps_parse_nodes (text->str, mappings);
  return mappings->len > 0;
}

struct mapping *
maps_find (GArray *mappings, uint64_t address)
{
  guint low = 0, high = mappings->len;

  while (low < high) {
    guint middle = (low + high) / 2;
    struct mapping *mapping = &g_array_index (mappings, struct mapping, middle);
    if (address < mapping->begin)
      high = middle;
    else if (address >= mapping->end)
      low = middle + 1;
    else
      return mapping;
  }
  return NULL;
}

/* "0-3,8" */
int
maps_nodes (void)
{
  g_autofree char *list = NULL;
  int nodes = 0;

  if (!g_file_get_contents ("/sys/devices/system/node/online", &list, NULL, NULL))
    return 0;
  for (char *at = list; g_ascii_isdigit (*at);) {
    long first = strtol (at, &at, 10), last = *at == '-' ? strtol (at + 1, &at, 10) : first;
    nodes += (int) MAX (last - first + 1, 0);
    at += *at == ',';
  }
  return nodes;
}
