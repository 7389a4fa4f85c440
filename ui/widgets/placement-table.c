#include "ui/widgets/placement-table.h"

#include <math.h>

#include "ui/widgets/placement-row.h"

#define MAX_ROWS 4096
#define CARRY_FROM 5.0 /* px: less is a click */

struct _StrandPlacementTable {
  GtkWidget parent;
  GtkScrolledWindow *scroller;
  GListStore *rows;
  char *carried;       /* id of the thread whose row the pointer pressed on */
  gboolean carrying;   /* it has moved */
  GtkGesture *gesture; /* borrowed: the one that carries */
};

G_DEFINE_FINAL_TYPE (StrandPlacementTable, strand_placement_table, GTK_TYPE_WIDGET)

enum { PICKED, CARRIED, SIGNALS };
static guint signals[SIGNALS];

/* ---- carrying ---- */

static void
say_carried (StrandPlacementTable *table, GtkGesture *gesture, double dx, double dy, enum canvas_carry what)
{
  double from_x = 0, from_y = 0, x = 0, y = 0;
  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (gesture), &from_x, &from_y);
  gtk_widget_translate_coordinates (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)), GTK_WIDGET (table), from_x + dx, from_y + dy, &x, &y);
  g_signal_emit (table, signals[CARRIED], 0, table->carried, x, y, what);
}

static void
let_go (StrandPlacementTable *table)
{
  gtk_widget_set_cursor (GTK_WIDGET (table), NULL);
  g_clear_pointer (&table->carried, g_free);
  table->carrying = FALSE;
  table->gesture = NULL;
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, GtkListItem *item)
{
  StrandPlacementTable *table = g_object_get_data (G_OBJECT (item), "table");
  g_autofree char *name = NULL;
  if (gtk_list_item_get_item (item))
    g_object_get (gtk_list_item_get_item (item), "thread", &name, NULL);
  g_free (table->carried);
  table->carried = name ? g_strdup_printf ("thread:%s", name) : NULL;
  table->gesture = GTK_GESTURE (gesture);
  table->carrying = FALSE;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, GtkListItem *item)
{
  StrandPlacementTable *table = g_object_get_data (G_OBJECT (item), "table");
  if (!table->carried || (!table->carrying && hypot (dx, dy) < CARRY_FROM))
    return;
  if (!table->carrying)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (table), "grabbing");
  table->carrying = TRUE;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  say_carried (table, GTK_GESTURE (gesture), dx, dy, CANVAS_CARRY_MOVED);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, GtkListItem *item)
{
  StrandPlacementTable *table = g_object_get_data (G_OBJECT (item), "table");
  if (table->carried && table->carrying)
    say_carried (table, GTK_GESTURE (gesture), dx, dy, CANVAS_CARRY_DROPPED);
  else if (table->carried)
    g_signal_emit (table, signals[PICKED], 0, table->carried);
  let_go (table);
}

gboolean
strand_placement_table_cancel_carry (StrandPlacementTable *table)
{
  GtkGesture *gesture = table->gesture;
  if (!table->carried || !table->carrying)
    return FALSE;
  say_carried (table, gesture, 0, 0, CANVAS_CARRY_CANCELLED);
  let_go (table);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
  return TRUE;
}

static void
on_cancelled (GtkGesture *gesture, GdkEventSequence *sequence, GtkListItem *item)
{
  strand_placement_table_cancel_carry (g_object_get_data (G_OBJECT (item), "table"));
}

/* ---- cells ---- */

static void
on_setup_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer table)
{
  GtkWidget *label = gtk_label_new (NULL);
  GtkGesture *drag = gtk_gesture_drag_new ();
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
  g_object_set_data (G_OBJECT (item), "table", table);
  g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin), item, 0);
  g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update), item, 0);
  g_signal_connect_object (drag, "drag-end", G_CALLBACK (on_drag_end), item, 0);
  g_signal_connect_object (drag, "cancel", G_CALLBACK (on_cancelled), item, 0);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (drag));
}

static void
on_bind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GBinding *binding = g_object_bind_property (gtk_list_item_get_item (item), g_object_get_data (G_OBJECT (factory), "property"),
                                              gtk_list_item_get_child (item), "label", G_BINDING_SYNC_CREATE);
  g_object_set_data (G_OBJECT (item), "binding", binding);
}

static void
on_unbind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GBinding *binding = g_object_steal_data (G_OBJECT (item), "binding");
  if (binding)
    g_binding_unbind (binding);
}

static void
add_column (StrandPlacementTable *table, GtkColumnView *view, const char *title, const char *property, gboolean expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);
  g_object_set_data (G_OBJECT (factory), "property", (gpointer) property);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cell), table);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cell), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cell), NULL);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
}

void
strand_placement_table_show (StrandPlacementTable *table, const struct summary *summary, const struct snapshot *snapshot,
                             const struct machine *machine)
{
  guint wanted = summary ? MIN (summary->threads, MAX_ROWS) : 0, have = g_list_model_get_n_items (G_LIST_MODEL (table->rows));
  for (; have < wanted; have++) {
    g_autoptr (StrandPlacementRow) row = strand_placement_row_new ();
    strand_placement_row_update (row, &summary->thread[have], NULL, machine);
    g_list_store_append (table->rows, row);
  }
  gtk_scrolled_window_set_min_content_height (table->scroller, CLAMP (30 + 26 * (int) wanted, 56, 238));
  if (have > wanted)
    g_list_store_splice (table->rows, wanted, have - wanted, NULL, 0);
  for (guint i = 0; i < wanted; i++) {
    g_autoptr (StrandPlacementRow) row = g_list_model_get_item (G_LIST_MODEL (table->rows), i);
    const struct snapshot_thread *now = snapshot && (int) i < snapshot->threads ? &snapshot->thread[i] : NULL;
    strand_placement_row_update (row, &summary->thread[i], now, machine);
  }
}

/* ---- life ---- */

static void
strand_placement_table_dispose (GObject *object)
{
  StrandPlacementTable *table = STRAND_PLACEMENT_TABLE (object);
  if (table->scroller)
    gtk_widget_unparent (GTK_WIDGET (table->scroller));
  table->scroller = NULL;
  g_clear_object (&table->rows);
  g_clear_pointer (&table->carried, g_free);
  G_OBJECT_CLASS (strand_placement_table_parent_class)->dispose (object);
}

static void
strand_placement_table_class_init (StrandPlacementTableClass *class)
{
  G_OBJECT_CLASS (class)->dispose = strand_placement_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  signals[PICKED] = g_signal_new ("picked", STRAND_TYPE_PLACEMENT_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CARRIED] = g_signal_new ("carried", STRAND_TYPE_PLACEMENT_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_STRING,
                                   G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_INT);
}

static void
strand_placement_table_init (StrandPlacementTable *table)
{
  table->rows = g_list_store_new (STRAND_TYPE_PLACEMENT_ROW);
  GtkNoSelection *selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (table->rows)));
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (selection)), *scroller = gtk_scrolled_window_new ();
  add_column (table, GTK_COLUMN_VIEW (view), "Thread", "thread", FALSE);
  add_column (table, GTK_COLUMN_VIEW (view), "Asked", "asked", FALSE);
  add_column (table, GTK_COLUMN_VIEW (view), "On PU", "observed", FALSE);
  add_column (table, GTK_COLUMN_VIEW (view), "State", "state", TRUE);
  gtk_widget_add_css_class (view, "strand-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, "Placement: PUs asked for and the PU observed", -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  table->scroller = GTK_SCROLLED_WINDOW (scroller);
  gtk_widget_set_parent (scroller, GTK_WIDGET (table));
}

GtkWidget *
strand_placement_table_new (void)
{
  return g_object_new (STRAND_TYPE_PLACEMENT_TABLE, NULL);
}
