#include "engine/trace/otf2-read.h"

#include <otf2/otf2.h>
#include <string.h>

struct read_node { uint64_t name, type, parent; };

#define MEMBERS_MOST (1u << 22) /* of a group */
#define NODES_MOST 64           /* up the tree */

static GHashTable *
table_new (GDestroyNotify free)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free);
}

static void
group_free (struct read_group *group)
{
  g_clear_pointer (&group->member, g_array_unref);
  g_free (group);
}

void
otf2_tables_init (struct otf2_tables *tables)
{
  *tables = (struct otf2_tables){
    .resolution = 1000000000, .text = g_string_chunk_new (4096),
    .string = table_new (NULL), .node = table_new (g_free), .process = table_new (g_free), .location = table_new (g_free),
    .region = table_new (g_free), .group = table_new ((GDestroyNotify) group_free), .comm = table_new (g_free),
    .attribute = table_new (NULL), .member = table_new (g_free), .metric = table_new (NULL), .context = table_new (g_free),
    .process_ref = g_array_new (FALSE, FALSE, sizeof (uint64_t)), .locations = g_ptr_array_new (),
  };
}

void
otf2_tables_finish (struct otf2_tables *tables)
{
  GHashTable *all[] = { tables->string, tables->node, tables->process, tables->location, tables->region, tables->group, tables->comm,
                        tables->attribute, tables->member, tables->metric, tables->context };

  for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
    g_hash_table_unref (all[i]);
  g_array_unref (tables->process_ref);
  g_ptr_array_unref (tables->locations);
  g_clear_pointer (&tables->mpi_location, g_array_unref);
  g_string_chunk_free (tables->text);
  g_free (tables->creator);
}

gpointer
otf2_find (GHashTable *table, uint64_t ref)
{
  gint64 key = (gint64) ref;

  return g_hash_table_lookup (table, &key);
}

/* false: it is defined already, and VALUE is not taken. */
static bool
define (GHashTable *table, uint64_t ref, gpointer value)
{
  gint64 key = (gint64) ref;

  if (g_hash_table_contains (table, &key))
    return false;
  g_hash_table_insert (table, g_memdup2 (&key, sizeof key), value);
  return true;
}

static void
define_copy (GHashTable *table, uint64_t ref, const void *value, size_t bytes)
{
  gpointer copy = g_memdup2 (value, bytes);

  if (!define (table, ref, copy))
    g_free (copy);
}

const char *
otf2_text (const struct otf2_tables *tables, uint64_t ref)
{
  return otf2_find (tables->string, ref);
}

static char *
valid_text (const uint64_t *words, size_t count, uint64_t bytes)
{
  size_t fit = MIN (bytes, count * sizeof (uint64_t));

  return g_utf8_make_valid ((const char *) words, (gssize) strnlen ((const char *) words, fit));
}

static void
take_string (struct otf2_tables *tables, const uint64_t *words, size_t count)
{
  g_autofree char *text = valid_text (words + 2, count - 2, words[1]);

  define (tables->string, words[0], g_string_chunk_insert_const (tables->text, text));
}

static void
take_process (struct otf2_tables *tables, const uint64_t *words)
{
  struct read_process process = { .name = words[1], .type = words[2], .node = words[3], .rank = -1 };

  if (otf2_find (tables->process, words[0]))
    return;
  define_copy (tables->process, words[0], &process, sizeof process);
  g_array_append_val (tables->process_ref, words[0]);
}

static void
take_location (struct otf2_tables *tables, const uint64_t *words)
{
  struct read_location *location = g_new0 (struct read_location, 1);

  *location = (struct read_location){ words[0], words[4], words[2], -1, -1 };
  if (!define (tables->location, words[0], location)) {
    g_free (location);
    return;
  }
  g_ptr_array_add (tables->locations, location);
  tables->events += MIN (words[3], UINT64_C (1) << 40);
}

static void
take_region (struct otf2_tables *tables, const uint64_t *words)
{
  const char *name = otf2_text (tables, words[1]);
  struct read_region region = { .name = name && *name ? name : "unnamed", .collective = -1 };

  otf2_region_classify (&region, otf2_text (tables, words[2]), words[3], words[4]);
  define_copy (tables->region, words[0], &region, sizeof region);
}

static void
take_members (GArray **array, const uint64_t *words, size_t count)
{
  if (!*array)
    *array = g_array_new (FALSE, TRUE, sizeof (uint64_t));
  if ((*array)->len == words[5] && words[5] + count - 6 <= MEMBERS_MOST)
    g_array_append_vals (*array, words + 6, (guint) (count - 6));
}

/* EZTrace gives the group of the ranks' locations the number of another group: it is kept apart. */
static void
take_group (struct otf2_tables *tables, const uint64_t *words, size_t count)
{
  struct read_group *group = otf2_find (tables->group, words[0]);

  if (words[2] == OTF2_GROUP_TYPE_COMM_LOCATIONS) {
    if (words[3] == OTF2_PARADIGM_MPI || !tables->mpi_location)
      take_members (&tables->mpi_location, words, count);
    return;
  }
  if (words[2] != OTF2_GROUP_TYPE_COMM_GROUP && words[2] != OTF2_GROUP_TYPE_COMM_SELF)
    return;
  if (!group) {
    group = g_new0 (struct read_group, 1);
    group->self = words[2] == OTF2_GROUP_TYPE_COMM_SELF;
    define (tables->group, words[0], group);
  }
  take_members (&group->member, words, count);
}

static uint16_t
own_number (const char *name)
{
  const char *mark = name ? g_strrstr (name, OTF2_COMM_MARK) : NULL;

  return mark ? (uint16_t) g_ascii_strtoull (mark + strlen (OTF2_COMM_MARK), NULL, 10) : 0;
}

/* The highest two numbers have a meaning of their own. */
static void
take_comm (struct otf2_tables *tables, const uint64_t *words, bool inter)
{
  struct read_comm comm = { .name = words[1], .a = words[2], .b = inter ? words[3] : words[2], .inter = inter, .asked = -1 };

  comm.number = (uint16_t) MIN (g_hash_table_size (tables->comm), UINT16_MAX - 2);
  comm.own = own_number (otf2_text (tables, words[1]));
  define_copy (tables->comm, words[0], &comm, sizeof comm);
}

static int
find_name (const char *const *names, int count, const char *name)
{
  for (int i = 0; name && i < count; i++)
    if (g_str_equal (names[i], name))
      return i;
  return -1;
}

static void
take_attribute (struct otf2_tables *tables, const uint64_t *words)
{
  static const char *const names[ATTRIBUTES] = OTF2_ATTRIBUTE_NAMES;
  int i = find_name (names, ATTRIBUTES, otf2_text (tables, words[1]));

  if (i >= 0)
    define (tables->attribute, words[0], GINT_TO_POINTER (i + 1));
}

static void
take_metric (struct otf2_tables *tables, const uint64_t *words)
{
  static const char *const names[METRICS] = OTF2_METRIC_NAMES;
  const uint64_t *name = otf2_find (tables->member, words[1]);
  int i = name ? find_name (names, METRICS, otf2_text (tables, *name)) : -1;

  if (i >= 0)
    define (tables->metric, words[0], GINT_TO_POINTER (i + 1));
}

static void
take_instance (struct otf2_tables *tables, const uint64_t *words)
{
  gpointer metric = otf2_find (tables->metric, words[1]);

  if (metric)
    define (tables->metric, words[0], metric);
}

static void
take_clock (struct otf2_tables *tables, const uint64_t *words)
{
  tables->resolution = words[0];
  tables->offset = words[1];
  tables->length = words[2];
}

static void
take_creator (struct otf2_tables *tables, const uint64_t *words, size_t count)
{
  g_free (tables->creator);
  tables->creator = valid_text (words + 1, count - 1, words[0]);
}

bool
otf2_tables_take (struct otf2_tables *tables, enum stream_kind kind, const uint64_t *words, size_t count)
{
  static const uint8_t least[STREAM_KINDS] = {
    [STREAM_CREATOR] = 1, [STREAM_CLOCK] = 3, [STREAM_STRING] = 2, [STREAM_NODE] = 4, [STREAM_LOCATION_GROUP] = 4, [STREAM_LOCATION] = 5,
    [STREAM_REGION] = 5, [STREAM_GROUP] = 6, [STREAM_COMM] = 3, [STREAM_INTERCOMM] = 4, [STREAM_ATTRIBUTE] = 2, [STREAM_METRIC_MEMBER] = 2,
    [STREAM_METRIC_CLASS] = 2, [STREAM_METRIC_INSTANCE] = 2, [STREAM_CONTEXT] = 2,
  };

  if (kind >= STREAM_EVENTS || count < least[kind])
    return false;
  switch (kind) {
  case STREAM_CREATOR: take_creator (tables, words, count); break;
  case STREAM_CLOCK: take_clock (tables, words); break;
  case STREAM_STRING: take_string (tables, words, count); break;
  case STREAM_NODE: define_copy (tables->node, words[0], words + 1, sizeof (struct read_node)); break;
  case STREAM_LOCATION_GROUP: take_process (tables, words); break;
  case STREAM_LOCATION: take_location (tables, words); break;
  case STREAM_REGION: take_region (tables, words); break;
  case STREAM_GROUP: take_group (tables, words, count); break;
  case STREAM_COMM: take_comm (tables, words, false); break;
  case STREAM_INTERCOMM: take_comm (tables, words, true); break;
  case STREAM_ATTRIBUTE: take_attribute (tables, words); break;
  case STREAM_METRIC_MEMBER: define_copy (tables->member, words[0], words + 1, sizeof *words); break;
  case STREAM_METRIC_CLASS: take_metric (tables, words); break;
  case STREAM_METRIC_INSTANCE: take_instance (tables, words); break;
  case STREAM_CONTEXT: define_copy (tables->context, words[0], words + 1, sizeof *words); break;
  default: return false;
  }
  return true;
}

const char *
otf2_host (const struct otf2_tables *tables, const struct read_process *process)
{
  const struct read_node *node = otf2_find (tables->node, process->node);

  for (int i = 0; node && i < NODES_MOST; i++) {
    const char *type = otf2_text (tables, node->type);
    if (type && (g_ascii_strcasecmp (type, "node") == 0 || g_ascii_strcasecmp (type, "host") == 0))
      return otf2_text (tables, node->name);
    node = otf2_find (tables->node, node->parent);
  }
  return NULL;
}
