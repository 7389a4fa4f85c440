/* Placing threads and ranks by hand: dragged onto the machine, or by "Place on..." from the keyboard; and taking it back. */
#include "app/window-private.h"

#include <string.h>

#define EDGE 28.0     /* px: so near to the band's edge the machine moves under what is carried */
#define EDGE_STEP 9.0 /* px a frame */

/* ---- words ---- */

/* "Thread 1.0", "Rank 1 with its 4 threads", "The process with its 4 threads" */
static char *
name_of_carried (StrandWindow *window, int rank, int thread)
{
  const struct plan *plan = strand_session_get_plan (window->session);
  int threads = plan_threads (plan);
  if (thread >= 0)
    return g_strdup_printf ("Thread %d.%d", rank, thread);
  if (threads == 1)
    return g_strdup_printf ("Rank %d", rank);
  return plan_ranks (plan) == 1 ? g_strdup_printf ("The process with its %d threads", threads)
                                : g_strdup_printf ("Rank %d with its %d threads", rank, threads);
}

static const char *
how_it_takes_hold (enum placed placed)
{
  switch (placed) {
  case PLACED_NOW: return ", while it runs";
  case PLACED_HELD: return "; it moves when the run goes on";
  default: return " in the next run";
  }
}

/* ---- placing ---- */

static void
place (StrandWindow *window, const char *id, const struct target *target)
{
  int rank, thread;
  g_autoptr (GError) error = NULL;
  if (!target_carries (id, &rank, &thread))
    return;
  if (target->why) {
    strand_window_toast (window, target->why);
    return;
  }
  strand_sidebar_flush (window->sidebar);
  enum placed placed = strand_session_place (window->session, rank, thread, target->pu, target->count, &error);
  if (placed == PLACED_NOT) {
    strand_window_toast (window, error->message);
    return;
  }
  g_autofree char *name = name_of_carried (window, rank, thread);
  g_autofree char *sentence = target->count ? g_strdup_printf ("%s bound to %s%s", name, target->words, how_it_takes_hold (placed))
                                            : g_strdup_printf ("%s not bound any more%s", name, how_it_takes_hold (placed));
  strand_window_offer (window, sentence, "Undo", "win.take-back-place");
}

/* ---- dragging ---- */

static double
push_of (double at, double from, double to)
{
  return at < from + EDGE ? EDGE_STEP : at > to - EDGE ? -EDGE_STEP : 0;
}

/* On a zoomed machine what is out of sight can be reached too. */
static gboolean
on_carry_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  StrandWindow *window = STRAND_WINDOW (widget);
  struct rect band = stage_scenes (window->stage)[STAGE_MACHINE]->clip;
  double x = window->carry_x, y = window->carry_y;
  if (!stage_on_machine (window->stage, x, y) || stage_get_zoom (window->stage) <= 1)
    return G_SOURCE_CONTINUE;
  double dx = push_of (x, band.x, band.x + band.w), dy = push_of (y, band.y, band.y + band.h);
  if (dx == 0 && dy == 0)
    return G_SOURCE_CONTINUE;
  stage_pan (window->stage, dx, dy, -1, -1);
  strand_window_draw_stage (window);
  return G_SOURCE_CONTINUE;
}

static void
carry_on (StrandWindow *window, const char *id, double x, double y)
{
  window->carry_x = x;
  window->carry_y = y;
  if (!window->carry_tick)
    window->carry_tick = gtk_widget_add_tick_callback (GTK_WIDGET (window), on_carry_tick, NULL, NULL);
  stage_carry (window->stage, id, x, y);
  strand_window_draw_stage (window);
}

static void
end_carry (StrandWindow *window)
{
  if (window->carry_tick)
    gtk_widget_remove_tick_callback (GTK_WIDGET (window), window->carry_tick);
  window->carry_tick = 0;
  stage_carry (window->stage, NULL, 0, 0);
  strand_window_draw_stage (window);
}

static void
on_carried (StrandWindow *window, const char *id, double x, double y, enum canvas_carry what)
{
  if (what == CANVAS_CARRY_MOVED) {
    carry_on (window, id, x, y);
    return;
  }
  struct target target;
  stage_carry (window->stage, id, x, y);
  gboolean found = stage_drop (window->stage, &target);
  end_carry (window);
  if (found && what == CANVAS_CARRY_DROPPED)
    place (window, id, &target);
  target_clear (&target);
}

static void
on_row_carried (StrandWindow *window, const char *id, double x, double y, int what)
{
  GtkWidget *table = GTK_WIDGET (strand_facts_get_placement (window->facts));
  gtk_widget_translate_coordinates (table, GTK_WIDGET (window->stage_canvas), x, y, &x, &y);
  on_carried (window, id, x, y, (enum canvas_carry) what);
}

/* Only what is drawn of a run on this machine: else there is nothing to place it on. */
static gboolean
carries (const char *id, gpointer data)
{
  StrandWindow *window = data;
  int rank, thread;
  return target_carries (id, &rank, &thread) && strand_session_get_snapshot (window->session);
}

gboolean
strand_window_cancel_carry (StrandWindow *window)
{
  return strand_canvas_cancel_carry (window->stage_canvas) || strand_placement_table_cancel_carry (strand_facts_get_placement (window->facts));
}

/* ---- from the keyboard ---- */

static const char *
why_not_now (StrandWindow *window)
{
  int rank, thread;
  if (strand_session_shows_other (window->session))
    return "Runs are played on this machine: go back to it (Ctrl+T) to place their threads.";
  if (!strand_session_get_snapshot (window->session))
    return "There is no run whose threads could be placed: press Run (F5) first.";
  if (!window->picked || !target_carries (window->picked, &rank, &thread))
    return "Select a thread or a rank first: click it, or find it (Ctrl+F).";
  return NULL;
}

static void
on_place_on (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  const char *why = why_not_now (window);
  int rank, thread;
  if (why) {
    strand_window_toast (window, why);
    return;
  }
  target_carries (window->picked, &rank, &thread);
  g_autofree char *name = name_of_carried (window, rank, thread);
  g_autofree char *question = g_strdup_printf ("%s: place on …", name);
  g_free (window->placing);
  window->placing = g_strdup (window->picked);
  strand_finder_ask (window->finder, question, "PU 3, core 1, L2 0, NUMA 0, package 0");
}

void
strand_window_place_on (StrandWindow *window, const char *object)
{
  const struct machine *machine = strand_session_get_machine (window->session);
  g_autofree char *id = g_steal_pointer (&window->placing);
  int index = machine ? machine_find (machine, object) : -1;
  struct target target = { 0 };
  if (index < 0)
    return;
  target_of_object (&target, machine, index);
  place (window, id, &target);
  target_clear (&target);
}

static void
take_back (StrandWindow *window)
{
  enum placed placed = strand_session_undo_place (window->session);
  if (placed == PLACED_NOT)
    return;
  g_autofree char *sentence = g_strdup_printf ("Bound as before%s", how_it_takes_hold (placed));
  strand_window_toast (window, sentence);
}

/* In an entry the key takes back what was typed. */
static void
on_undo_place (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (data));
  if (GTK_IS_TEXT (focus))
    gtk_widget_activate_action (focus, "text.undo", NULL);
  else
    take_back (data);
}

/* The toast's button means the placing, wherever the focus is. */
static void
on_take_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  take_back (data);
}

static const GActionEntry entries[] = {
  { "take-back-place", on_take_back, NULL, NULL, NULL, { 0 } },
  { "place-on", on_place_on, NULL, NULL, NULL, { 0 } },
  { "undo-place", on_undo_place, NULL, NULL, NULL, { 0 } },
};

void
strand_window_add_placing (StrandWindow *window)
{
  StrandPlacementTable *table = strand_facts_get_placement (window->facts);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  strand_canvas_set_carry_func (window->stage_canvas, carries, window);
  g_signal_connect_object (window->stage_canvas, "carried", G_CALLBACK (on_carried), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (table, "carried", G_CALLBACK (on_row_carried), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (table, "picked", G_CALLBACK (strand_window_select), window, G_CONNECT_SWAPPED);
}
