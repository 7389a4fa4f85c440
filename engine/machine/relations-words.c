/* What is known between objects, as attributes of each: hover, tables and --json show it. */
#include "engine/machine/relations.h"

#include <string.h>

#include "engine/machine/private.h"

#define MOST_LINES 16 /* of a matrix; beyond, the least and the most */

static void
add_attribute (struct machine_object *object, const char *name, const char *value)
{
  guint count = g_strv_length (object->attributes);
  object->attributes = g_renew (char *, object->attributes, count + 3);
  object->attributes[count] = g_strdup (name);
  object->attributes[count + 1] = g_strdup (value);
  object->attributes[count + 2] = NULL;
}

static const char *
matrix_word (const struct machine_matrix *matrix)
{
  return g_str_equal (matrix->name, "NUMALatency") ? "Distance" : matrix->name;
}

static void
describe_extremes (struct machine *machine, const struct machine_matrix *matrix, int row)
{
  const uint64_t *values = matrix->values + (size_t) row * matrix->n;
  uint64_t least = UINT64_MAX, most = 0;
  for (int i = 0; i < matrix->n; i++) {
    least = MIN (least, values[i]);
    most = MAX (most, values[i]);
  }
  g_autofree char *low = machine_matrix_text (matrix, least), *high = machine_matrix_text (matrix, most);
  g_autofree char *text = g_strdup_printf ("%s to %s, to %d objects", low, high, matrix->n);
  add_attribute (&machine->objects[matrix->objects[row]], matrix_word (matrix), text);
}

static void
describe_row (struct machine *machine, const struct machine_matrix *matrix, int row)
{
  for (int i = 0; i < matrix->n; i++) {
    uint64_t value = matrix->values[(size_t) row * matrix->n + i];
    if (matrix->links && (value == 0 || i == row))
      continue;
    g_autofree char *other = machine_object_name (&machine->objects[matrix->objects[i]]), *text = machine_matrix_text (matrix, value);
    g_autofree char *name = g_strdup_printf ("%s to %s", matrix_word (matrix), i == row ? "itself" : other);
    add_attribute (&machine->objects[matrix->objects[row]], name, text);
  }
}

void
machine_relations_describe (struct machine *machine)
{
  const struct machine_relations *relations = machine->relations;
  for (int i = 0; i < relations->values; i++) {
    const struct machine_memory_value *value = &relations->value[i];
    g_autofree char *text = machine_measure_text (value->measure, value->value);
    g_autofree char *name = g_strdup_printf ("%s%s%s", value->name, *value->from ? " from " : "", value->from);
    add_attribute (&machine->objects[value->node], name, text);
  }
  for (int m = 0; m < relations->matrices; m++)
    for (int row = 0; row < relations->matrix[m].n; row++) {
      if (relations->matrix[m].n <= MOST_LINES)
        describe_row (machine, &relations->matrix[m], row);
      else
        describe_extremes (machine, &relations->matrix[m], row);
    }
}
