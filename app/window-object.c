/* The object that is selected in the picture: its outline, its table, and what a hover says. */
#include "app/window-private.h"

#include <stdio.h>
#include <string.h>

#include "ui/draw/memory-facts.h"
#include "ui/draw/thread-facts.h"
#include "ui/draw/wait-facts.h"

/* The scene that shows the object and its index there; NULL = it is not drawn now. */
static const struct scene *
find_drawn (StrandWindow *window, const char *id, int *object)
{
  for (int i = STAGE_SCENES - 1; i >= 0; i--) {
    const struct scene *scene = stage_scenes (window->stage)[i];
    if ((*object = scene_find (scene, id)) >= 0)
      return scene;
  }
  return NULL;
}

/* ---- the table ---- */

static int
machine_object_of (StrandWindow *window, const char *id)
{
  const struct machine *machine = strand_session_get_machine (window->session);
  return machine && id ? machine_find (machine, id) : -1;
}

static void
show_machine_object (StrandWindow *window, int index)
{
  const struct machine *machine = strand_session_get_machine (window->session);
  g_autoptr (GArray) facts = object_facts_of_machine (machine, index);
  g_autofree char *name = object_heading (&machine->objects[index]);
  strand_object_pane_show (window->object_pane, name, facts);
}

/* "Rank 0", "grid of rank 0" */
static char *
heading_of_id (const char *id)
{
  int rank, begin = 0;
  if (sscanf (id, "object:%d.%n", &rank, &begin) == 1 && begin)
    return g_strdup_printf ("%s of rank %d", id + begin, rank);
  char *name = g_strdelimit (g_strdup (id), ":", ' ');
  *name = g_ascii_toupper (*name);
  return name;
}

/* A thread or message that is gone keeps the table it had. */
static void
show_drawn_object (StrandWindow *window)
{
  int object;
  const struct scene *scene = find_drawn (window, window->picked, &object);
  if (!scene)
    return;
  g_autoptr (GArray) facts = thread_facts (strand_session_get_snapshot (window->session), strand_session_get_machine (window->session), window->picked);
  if (!facts)
    facts = wait_facts (strand_session_get_snapshot (window->session), strand_session_get_summary (window->session), window->picked);
  if (!facts)
    facts = memory_facts (strand_session_get_snapshot (window->session), window->picked);
  if (!facts)
    facts = object_facts_of_scene (scene, object);
  g_autofree char *name = heading_of_id (window->picked);
  strand_object_pane_show (window->object_pane, name, facts);
}

void
strand_window_show_object (StrandWindow *window)
{
  int index = machine_object_of (window, window->picked);
  if (!window->picked)
    strand_object_pane_show (window->object_pane, NULL, NULL);
  else if (index >= 0)
    show_machine_object (window, index);
  else
    show_drawn_object (window);
}

/* ---- selecting ---- */

/* NULL: nothing is selected, or what is gone. An object that is too small to be drawn by itself has its name. */
static char *
title_of_picked (StrandWindow *window)
{
  int object;
  const struct scene *scene = window->picked ? find_drawn (window, window->picked, &object) : NULL;
  int index = machine_object_of (window, window->picked);
  if (scene)
    return g_strdup (scene_text_at (scene, scene->objects[object].title));
  return index >= 0 ? object_heading (&strand_session_get_machine (window->session)->objects[index]) : NULL;
}

void
strand_window_describe_stage (StrandWindow *window)
{
  g_autofree char *words = stage_describe (strand_session_get_snapshot (window->session), strand_session_get_machine (window->session));
  g_autofree char *title = title_of_picked (window);
  g_autofree char *all = title ? g_strdup_printf ("Selected: %s. %s", title, words) : g_strdup (words);
  strand_canvas_describe (window->stage_canvas, "Stage: the program over the machine", all);
}

void
strand_window_select (StrandWindow *window, const char *id)
{
  g_autofree char *thread = id && g_str_has_prefix (id, "seat:") ? g_strconcat ("thread:", id + strlen ("seat:"), NULL) : NULL;
  const char *wanted = thread ? thread : id && *id ? id : NULL; /* a thread's place on a PU stands for the thread */
  if (g_strcmp0 (window->picked, wanted) == 0)
    return;
  g_free (window->picked);
  window->picked = g_strdup (wanted);
  stage_select (window->stage, window->picked);
  strand_canvas_set_picked (window->stage_canvas, window->picked);
  strand_window_draw (window);
  strand_window_show_object (window);
  int rank, number;
  strand_object_pane_set_placeable (window->object_pane, wanted && target_carries (wanted, &rank, &number));
  strand_window_describe_stage (window);
  g_autofree char *title = title_of_picked (window);
  gtk_label_set_text (window->picked_label, title ? title : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->picked_label), title);
}

void
strand_window_reveal (StrandWindow *window, const char *id)
{
  g_autofree char *kept = g_strdup (id); /* it may be the selection's own */
  if (machine_object_of (window, kept) >= 0)
    stage_reveal (window->stage, kept);
  strand_window_select (window, kept);
  strand_window_draw (window);
}

static void
on_clear_selection (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  strand_window_select (window, NULL);
}

static const GActionEntry entries[] = {
  { "clear-selection", on_clear_selection, NULL, NULL, NULL, { 0 } },
};

static char *
tooltip (const char *id, gpointer data)
{
  StrandWindow *window = data;
  int index = machine_object_of (window, id);
  if (index >= 0)
    return object_tooltip (strand_session_get_machine (window->session), index);
  g_autoptr (GArray) facts = memory_facts (strand_session_get_snapshot (window->session), id);
  g_autofree char *name = facts ? heading_of_id (id) : NULL;
  return facts ? object_facts_tooltip (name, facts) : NULL;
}

/* Another machine has other objects, though some of the same names. */
static void
on_machine (StrandWindow *window)
{
  strand_window_select (window, NULL);
}

void
strand_window_add_selection (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  strand_canvas_set_tooltip_func (window->stage_canvas, tooltip, window);
  g_signal_connect_object (window->session, "machine", G_CALLBACK (on_machine), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->stage_canvas, "picked", G_CALLBACK (strand_window_select), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (window->object_pane, "followed", G_CALLBACK (strand_window_reveal), window, G_CONNECT_SWAPPED);
}
