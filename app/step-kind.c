#include "app/step-kind.h"

static const struct { const char *name, *label, *row; } kinds[CHANGES] = {
  [CHANGE_EVENT] = { "event", "by event", "Step by _Event" },
  [CHANGE_MESSAGE] = { "message", "by message", "Step by _Message" },
  [CHANGE_ITERATION] = { "iteration", "by iteration", "Step by _Iteration" },
};

enum change
step_kind_of (GAction *step_by)
{
  g_autoptr (GVariant) state = g_action_get_state (step_by);
  for (int i = 0; i < CHANGES; i++)
    if (g_strcmp0 (g_variant_get_string (state, NULL), kinds[i].name) == 0)
      return (enum change) i;
  return CHANGE_EVENT;
}

const char *
step_kind_label (enum change kind)
{
  return kinds[kind].label;
}

void
step_kind_add_to_menu (GMenu *menu, const char *group)
{
  for (int i = 0; i < CHANGES; i++) {
    g_autofree char *action = g_strdup_printf ("%s.step-by::%s", group, kinds[i].name);
    g_menu_append (menu, kinds[i].row, action);
  }
}
