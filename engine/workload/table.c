#include "engine/workload/table-about.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct workload_description *const workload_table[] = {
  &workload_about_heat, &workload_about_pi, &workload_about_counter,
  &workload_about_mandelbrot, &workload_about_ring, &workload_about_transpose,
  &workload_about_collectives, &workload_about_farm, &workload_about_serial_fraction,
  &workload_about_oversubscribe, &workload_about_false_sharing, &workload_about_stream,
  &workload_about_buffer, &workload_about_deadlock_lock, &workload_about_deadlock_send,
  &workload_about_window, &workload_about_first_touch, &workload_about_gil,
  NULL };

const struct workload_description *
workload_describe (const char *name)
{
  for (int i = 0; workload_table[i]; i++)
    if (strcmp (workload_table[i]->name, name) == 0)
      return workload_table[i];
  return NULL;
}

const struct workload_parameter *
workload_parameter (const struct workload_description *workload, const char *key)
{
  for (int i = 0; i < workload->parameters; i++)
    if (strcmp (workload->parameter[i].key, key) == 0)
      return &workload->parameter[i];
  return NULL;
}

void
workload_set_initial (const struct workload_description *workload, int64_t *values)
{
  for (int i = 0; i < workload->parameters; i++)
    values[i] = workload->parameter[i].initial;
}

static void
list_keys (const struct workload_description *workload, char *text, size_t room)
{
  size_t used = 0;

  text[0] = 0;
  for (int i = 0; i < workload->parameters && used < room; i++)
    used += (size_t) snprintf (text + used, room - used, "%s%s", i ? ", " : "", workload->parameter[i].key);
}

/* A number, or the word for one. */
static bool
read_value (const struct workload_parameter *parameter, const char *text, int64_t *value)
{
  char *end;

  for (int64_t i = parameter->min; parameter->words && i <= parameter->max; i++)
    if (strcmp (parameter->words[i - parameter->min], text) == 0) {
      *value = i;
      return true;
    }
  errno = 0;
  *value = strtoll (text, &end, 10);
  return !errno && end != text && !*end && *value >= parameter->min && *value <= parameter->max;
}

int
workload_set (const struct workload_description *workload, const char *setting, int64_t *values, char *error, size_t room)
{
  const char *equals = strchr (setting, '=');
  char key[32] = "", keys[128];
  const struct workload_parameter *parameter;
  int64_t value;

  if (!equals || equals == setting || (size_t) (equals - setting) >= sizeof key) {
    list_keys (workload, keys, sizeof keys);
    snprintf (error, room, "'%.60s' is not a setting: give KEY=VALUE with one of %s", setting, keys);
    return -1;
  }
  memcpy (key, setting, (size_t) (equals - setting));
  parameter = workload_parameter (workload, key);
  if (!parameter) {
    list_keys (workload, keys, sizeof keys);
    snprintf (error, room, "workload %s has no setting '%s': it has %s", workload->name, key, keys);
    return -1;
  }
  if (!read_value (parameter, equals + 1, &value)) {
    snprintf (error, room, "%s=%.40s: give a whole number from %lld to %lld", key, equals + 1, (long long) parameter->min,
              (long long) parameter->max);
    return -1;
  }
  values[parameter - workload->parameter] = value;
  return 0;
}

/* One of WORDS that are joined by ", " in TEXT? */
static const char *
check_word (const char *const *words, const char *word, char *text, size_t room)
{
  size_t used = 0;

  text[0] = 0;
  for (int i = 0; words[i]; i++) {
    if (strcmp (words[i], word) == 0)
      return NULL;
    if (used < room)
      used += (size_t) snprintf (text + used, room - used, "%s%s", i ? ", " : "", words[i]);
  }
  return text;
}

const char *
workload_check_sync (const struct workload_description *workload, const char *sync)
{
  static _Thread_local char offered[64];

  return check_word (workload->syncs, sync, offered, sizeof offered);
}

const char *
workload_check_model (const struct workload_description *workload, const char *model)
{
  static const char *const names[] = { "threads", "processes", "hybrid" };
  static _Thread_local char offered[64];
  const char *words[4] = { NULL };
  int count = 0;

  for (int i = 0; i < 3; i++)
    if (workload->models >> i & 1)
      words[count++] = names[i];
  return check_word (words, model, offered, sizeof offered);
}
