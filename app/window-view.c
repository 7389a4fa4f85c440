/* The View menu: what the machine's picture shows. */
#include "app/window-private.h"

#include <string.h>

#include "ui/draw/overlay.h"

static const struct { const char *action; enum overlay overlay; } overlays[] = {
  { "overlay-distances", OVERLAY_DISTANCES },
  { "overlay-bandwidth", OVERLAY_BANDWIDTH },
  { "overlay-latency", OVERLAY_LATENCY },
  { "overlay-links", OVERLAY_LINKS },
};

static GSimpleAction *
action_of (StrandWindow *window, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), name));
}

static gboolean
is_on (StrandWindow *window, const char *name)
{
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (action_of (window, name)));
  return g_variant_get_boolean (state);
}

/* Another machine runs no program: it has the whole picture. */
static void
apply_machine_only (StrandWindow *window)
{
  stage_set_machine_only (window->stage, is_on (window, "machine-only") || strand_session_shows_other (window->session));
}

static void
on_machine_only (GSimpleAction *action, GVariant *state, gpointer window)
{
  g_simple_action_set_state (action, state);
  apply_machine_only (window);
  strand_window_draw (window);
}

static void
on_legend (GSimpleAction *action, GVariant *state, gpointer data)
{
  StrandWindow *window = data;
  g_simple_action_set_state (action, state);
  stage_set_legend (window->stage, g_variant_get_boolean (state));
  strand_window_draw (window);
}

static void
on_indexes (GSimpleAction *action, GVariant *state, gpointer data)
{
  static const char *const names[] = { [MACHINE_LOGICAL] = "logical", [MACHINE_PHYSICAL] = "physical", [MACHINE_BOTH] = "both" };
  StrandWindow *window = data;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], g_variant_get_string (state, NULL)) == 0) {
      g_simple_action_set_state (action, state);
      stage_set_indexes (window->stage, (enum machine_indexes) i);
    }
  strand_window_draw (window);
}

/* ---- overlays ---- */

/* A machine that has nothing of the kind shows nothing; the wish is kept for the next one. */
static void
apply_overlays (StrandWindow *window)
{
  const struct machine *machine = strand_session_get_machine (window->session);
  unsigned available = machine ? overlay_available (machine) : 0, mask = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (overlays); i++) {
    g_simple_action_set_enabled (action_of (window, overlays[i].action), (available & overlays[i].overlay) != 0);
    mask |= is_on (window, overlays[i].action) ? (unsigned) overlays[i].overlay : 0;
  }
  stage_set_overlays (window->stage, mask & available);
}

static void
on_overlay (GSimpleAction *action, GVariant *state, gpointer window)
{
  g_simple_action_set_state (action, state);
  apply_overlays (window);
  strand_window_draw (window);
}

static void
on_print_pictures (GSimpleAction *action, GVariant *state, gpointer window)
{
  g_simple_action_set_state (action, state);
}

enum theme
strand_window_picture_theme (StrandWindow *window)
{
  return is_on (window, "print-pictures") ? THEME_PRINT : strand_canvas_get_theme (window->stage_canvas);
}

static const GActionEntry entries[] = {
  { "machine-only", NULL, NULL, "false", on_machine_only, { 0 } },
  { "legend", NULL, NULL, "true", on_legend, { 0 } },
  { "indexes", NULL, "s", "'logical'", on_indexes, { 0 } },
  { "print-pictures", NULL, NULL, "false", on_print_pictures, { 0 } },
};

void
strand_window_apply_view (StrandWindow *window)
{
  stage_set_legend (window->stage, is_on (window, "legend"));
  apply_machine_only (window);
  apply_overlays (window);
}

void
strand_window_add_view (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  for (size_t i = 0; i < G_N_ELEMENTS (overlays); i++) {
    const GActionEntry entry = { overlays[i].action, NULL, NULL, "false", on_overlay, { 0 } };
    g_action_map_add_action_entries (G_ACTION_MAP (window), &entry, 1, window);
  }
  strand_window_apply_view (window);
}
