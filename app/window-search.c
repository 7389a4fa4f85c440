/* Search: what is typed, over the machine's objects and the run's ranks and threads. */
#include "app/window-private.h"

#include <stdio.h>
#include <string.h>

#include "engine/machine/relations.h"
#include "engine/machine/search.h"
#include "ui/draw/object-facts.h"

#define MOST 64

static void
result_clear (struct finder_result *result)
{
  g_free (result->id);
  g_free (result->title);
  g_free (result->detail);
}

/* Takes TITLE and DETAIL. */
static void
add_result (StrandWindow *window, const char *id, char *title, char *detail)
{
  struct finder_result result = { g_strdup (id), title, detail };
  g_array_append_val (window->found, result);
}

/* ---- the run ---- */

static void
find_threads (StrandWindow *window, const struct snapshot *snapshot, const char *words)
{
  int rank, thread, length = 0;
  bool asked = (sscanf (words, " %d.%d%n", &rank, &thread, &length) == 2 || sscanf (words, " thread %d.%d%n", &rank, &thread, &length) == 2) && !words[length];
  for (int i = 0; asked && i < snapshot->threads; i++)
    if (snapshot->thread[i].rank == rank && snapshot->thread[i].thread == thread) {
      g_autofree char *id = g_strdup_printf ("thread:%d.%d", rank, thread);
      add_result (window, id, g_strdup_printf ("Thread %d.%d", rank, thread), g_strdup (thread_state_name (snapshot->thread[i].state)));
    }
}

static void
find_ranks (StrandWindow *window, const struct snapshot *snapshot, const char *words)
{
  int rank, length = 0;
  g_autofree char *lower = g_ascii_strdown (words, -1);
  bool asked = (sscanf (lower, " rank%d%n", &rank, &length) == 1 || sscanf (lower, " process%d%n", &rank, &length) == 1) && !lower[length];
  for (int i = 0; asked && i < snapshot->processes; i++)
    if (snapshot->process[i].rank == rank) {
      g_autofree char *id = g_strdup_printf ("rank:%d", rank);
      add_result (window, id, g_strdup_printf ("Rank %d", rank), g_strdup_printf ("process of %d threads", snapshot->process[i].threads));
    }
}

/* ---- the machine ---- */

/* "Device: 10de:1eb8" where an attribute was found, else where the object is: "OS index 33 · in Core 1, Package 0". */
static char *
detail_of (const struct machine *machine, const struct machine_match *match)
{
  const struct machine_object *object = &machine->objects[match->object];
  GString *text = g_string_new (NULL);
  if (match->value)
    g_string_append_printf (text, "%s: %s", match->name, match->value);
  else if (object->os >= 0)
    g_string_append_printf (text, "OS index %d", object->os);
  const char *before = text->len ? " · in " : "in ";
  for (int up = object->parent; up >= 0 && machine->objects[up].parent >= 0; up = machine->objects[up].parent) {
    if (machine->objects[up].type == MACHINE_CACHE || machine->objects[up].type == MACHINE_ICACHE)
      continue;
    g_autofree char *name = machine_object_name (&machine->objects[up]);
    g_string_append_printf (text, "%s%s", before, name);
    before = ", ";
  }
  return g_string_free (text, FALSE);
}

static void
find_objects (StrandWindow *window, const struct machine *machine, const char *words)
{
  struct machine_match matches[MOST];
  int count = machine_search (machine, words, matches, MOST);
  for (int i = 0; i < count; i++) {
    const struct machine_object *object = &machine->objects[matches[i].object];
    add_result (window, object->id, machine_object_name (object), detail_of (machine, &matches[i]));
  }
}

/* The object's name stands beside it. */
static char *
detail_of_place (const struct target *target)
{
  const char *pus = target->why ? NULL : strstr (target->words, ": ");
  return g_strdup (target->why ? target->why : pus ? pus + 2 : target->words);
}

/* Objects that a thread can be placed on, with the PUs that it may then use. */
static void
find_places (StrandWindow *window, const struct machine *machine, const char *words)
{
  struct machine_match matches[MOST];
  int count = machine_search (machine, words, matches, MOST);
  for (int i = 0; i < count; i++) {
    const struct machine_object *object = &machine->objects[matches[i].object];
    struct target target = { 0 };
    target_of_object (&target, machine, matches[i].object);
    add_result (window, object->id, machine_object_name (object), detail_of_place (&target));
    target_clear (&target);
  }
}

/* ---- the finder ---- */

static void
on_typed (StrandWindow *window, const char *words)
{
  const struct snapshot *snapshot = strand_session_get_snapshot (window->session);
  const struct machine *machine = strand_session_get_machine (window->session);
  g_array_set_size (window->found, 0);
  window->found_at = 0;
  if (machine && window->placing)
    find_places (window, machine, words);
  if (snapshot && !window->placing) {
    find_threads (window, snapshot, words);
    find_ranks (window, snapshot, words);
  }
  if (machine && !window->placing)
    find_objects (window, machine, words);
  strand_finder_show_results (window->finder, (const struct finder_result *) (void *) window->found->data, (int) window->found->len);
}

static void
go_to (StrandWindow *window, int index)
{
  int count = (int) window->found->len;
  if (!count)
    return;
  window->found_at = (index % count + count) % count;
  strand_window_reveal (window, g_array_index (window->found, struct finder_result, window->found_at).id);
}

static void
on_chosen (StrandWindow *window, int index)
{
  if (window->placing)
    strand_window_place_on (window, g_array_index (window->found, struct finder_result, index).id);
  else
    go_to (window, index);
  strand_finder_set_open (window->finder, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (window->stage_canvas));
}

static void
on_again (StrandWindow *window, int step)
{
  go_to (window, window->found_at + step);
}

/* Its button is pressed as long as it is open; opened in whatever way, the entry takes the focus. */
static void
on_opened (StrandWindow *window)
{
  if (gtk_widget_get_visible (GTK_WIDGET (window->finder))) {
    strand_finder_set_open (window->finder, TRUE);
    return;
  }
  g_clear_pointer (&window->placing, g_free);
  strand_finder_ask (window->finder, NULL, NULL);
}

/* The old machine's objects are not to be gone to. */
static void
on_machine (StrandWindow *window)
{
  g_array_set_size (window->found, 0);
  strand_finder_show_results (window->finder, NULL, 0);
}

static void
on_find_next (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  on_again (window, 1);
}

static void
on_find_previous (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  on_again (window, -1);
}

static const GActionEntry entries[] = {
  { "find-next", on_find_next, NULL, NULL, NULL, { 0 } },
  { "find-previous", on_find_previous, NULL, NULL, NULL, { 0 } },
};

void
strand_window_add_search (StrandWindow *window)
{
  g_autoptr (GPropertyAction) find = g_property_action_new ("find", window->finder, "visible");
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (find));
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  window->found = g_array_new (FALSE, TRUE, sizeof (struct finder_result));
  g_array_set_clear_func (window->found, (GDestroyNotify) result_clear);
  g_signal_connect_object (window->finder, "notify::visible", G_CALLBACK (on_opened), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->finder, "typed", G_CALLBACK (on_typed), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->finder, "chosen", G_CALLBACK (on_chosen), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->finder, "again", G_CALLBACK (on_again), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->session, "machine", G_CALLBACK (on_machine), window, G_CONNECT_SWAPPED);
}
