#include "ui/widgets/placement-row.h"

#include "engine/record/segment.h"

enum { THREAD = 1, ASKED, OBSERVED, STATE, PROPERTIES };

struct _StrandPlacementRow { GObject parent; char *text[PROPERTIES]; };

G_DEFINE_FINAL_TYPE (StrandPlacementRow, strand_placement_row, G_TYPE_OBJECT)

static GParamSpec *properties[PROPERTIES];

static void
set_text (StrandPlacementRow *row, int property, char *text)
{
  if (g_strcmp0 (row->text[property], text) == 0) {
    g_free (text);
    return;
  }
  g_free (row->text[property]);
  row->text[property] = text;
  g_object_notify_by_pspec (G_OBJECT (row), properties[property]);
}

/* PUs are named as in the picture: by logical index. */
static int
logical_of (const struct machine *machine, int os)
{
  int index = machine ? machine_pu_by_os (machine, os) : -1;
  return index >= 0 ? machine->objects[index].logical : os;
}

static bool
allows (const uint64_t *bitmap, const struct machine *machine, int logical)
{
  int os = machine->objects[machine->pu[logical]].os;
  return os >= 0 && os < (int) SEGMENT_MAX_PUS && (bitmap[os / 64] >> (os % 64) & 1);
}

static char *
list_pus (const uint64_t *bitmap, const struct machine *machine)
{
  GString *text = g_string_new (NULL);
  int first = -1;
  for (int pu = 0; machine && pu <= machine->pu_count; pu++) {
    bool in = pu < machine->pu_count && allows (bitmap, machine, pu);
    if (in && first < 0)
      first = pu;
    if (!in && first >= 0) {
      g_string_append_printf (text, text->len ? ",%d" : "%d", first);
      if (pu - 1 > first)
        g_string_append_printf (text, "-%d", pu - 1);
      first = -1;
    }
  }
  return g_string_free (text, FALSE);
}

void
strand_placement_row_update (StrandPlacementRow *row, const struct summary_thread *asked, const struct snapshot_thread *now,
                             const struct machine *machine)
{
  set_text (row, THREAD, g_strdup_printf ("%d.%d", asked->rank, asked->thread));
  if (!asked->bound || !asked->asked)
    set_text (row, ASKED, g_strdup ("any"));
  else {
    g_autofree char *list = list_pus (asked->asked, machine);
    set_text (row, ASKED, g_strdup_printf ("%s%s", list, asked->binding_refused ? " (refused)" : ""));
  }
  int pu = now && now->pu >= 0 ? logical_of (machine, now->pu) : -1;
  set_text (row, OBSERVED, pu < 0 ? g_strdup ("–") : g_strdup_printf ("%d%s", pu, now->misplaced ? " ≠" : ""));
  set_text (row, STATE, g_strdup (now ? thread_state_short (now->state) : "–"));
}

static void
strand_placement_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_string (value, STRAND_PLACEMENT_ROW (object)->text[id]);
}

static void
strand_placement_row_finalize (GObject *object)
{
  for (int i = 0; i < PROPERTIES; i++)
    g_free (STRAND_PLACEMENT_ROW (object)->text[i]);
  G_OBJECT_CLASS (strand_placement_row_parent_class)->finalize (object);
}

static void
strand_placement_row_class_init (StrandPlacementRowClass *class)
{
  static const char *const names[PROPERTIES] = { NULL, "thread", "asked", "observed", "state" };
  G_OBJECT_CLASS (class)->get_property = strand_placement_row_get_property;
  G_OBJECT_CLASS (class)->finalize = strand_placement_row_finalize;
  for (int i = THREAD; i < PROPERTIES; i++)
    properties[i] = g_param_spec_string (names[i], NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (class), PROPERTIES, properties);
}

static void
strand_placement_row_init (StrandPlacementRow *row)
{
}

StrandPlacementRow *
strand_placement_row_new (void)
{
  return g_object_new (STRAND_TYPE_PLACEMENT_ROW, NULL);
}
