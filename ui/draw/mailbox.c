#include "ui/draw/mailbox.h"

#include <stdio.h>

#include "ui/draw/text.h"

#define SIZE 9.5
#define HEIGHT 17.0

static const char *const wordings[] = { "%d unexpected · %d posted", "%d unexp. · %d post.", "%d · %d" };

/* The longest wording that fits; its width, 0 = none. */
static double
wording (const struct snapshot_process *process, double room, char *text, size_t size)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  for (int i = 0; i < 3; i++) {
    snprintf (text, size, wordings[i], process->unexpected, process->posted);
    double width = text_width (text, SIZE, WEIGHT_MEDIUM) + 28;
    if (width <= room)
      return width;
  }
#pragma GCC diagnostic pop
  return 0;
}

static void
draw_envelope (struct scene *scene, int object, double x, double y, struct paint ink)
{
  scene_box (scene, object, (struct rect){ x, y, 10, 7 }, 1, PAINT (ROLE_NONE), ink, 1, DASH_SOLID);
  scene_line (scene, object, x + 0.5, y + 0.5, x + 5, y + 4, ink, 1, DASH_SOLID);
  scene_line (scene, object, x + 9.5, y + 0.5, x + 5, y + 4, ink, 1, DASH_SOLID);
}

/* On the lower edge of the process's box, at the right: messages come in from there, and nothing else stands there. */
static void
draw_one (struct scene *scene, const struct program_box *box, const struct snapshot_process *process)
{
  char id[32], title[200], text[48];
  double width = wording (process, box->rect.w * 0.54, text, sizeof text);
  if (width <= 0)
    return;
  struct rect pill = { box->rect.x + box->rect.w - width - 8, box->rect.y + box->rect.h - HEIGHT / 2, width, HEIGHT };
  snprintf (id, sizeof id, "mailbox:%d", process->rank);
  snprintf (title, sizeof title, "Mailbox of rank %d: %d message%s came before %s receive was posted and wait%s (unexpected), %d receive%s posted and wait for a message",
            process->rank, process->unexpected, process->unexpected == 1 ? "" : "s", process->unexpected == 1 ? "its" : "their",
            process->unexpected == 1 ? "s" : "", process->posted, process->posted == 1 ? " is" : "s are");
  int object = scene_add_object (scene, id, "Mailbox", title, text, -1, pill);
  struct paint ink = PAINT_OF (ROLE_PROCESS_INK, process->rank);
  scene_box (scene, object, pill, HEIGHT / 2, PAINT (ROLE_PAGE), PAINT_OF (ROLE_PROCESS, process->rank), process->unexpected ? 1.6 : 1,
             process->unexpected ? DASH_SOLID : DASH_DOTTED);
  draw_envelope (scene, object, pill.x + 7, pill.y + 5, ink);
  scene_text (scene, object, pill.x + 21, pill.y + HEIGHT / 2 + 3.4, 0, SIZE, WEIGHT_MEDIUM, ALIGN_START, PAINT (ROLE_INK), text);
}

void
mailbox_draw (struct scene *scene, const struct program_layout *layout, const struct snapshot *snapshot)
{
  for (int i = 0; i < layout->boxes && i < snapshot->processes; i++)
    if (snapshot->process[i].unexpected || snapshot->process[i].posted)
      draw_one (scene, &layout->box[i], &snapshot->process[i]);
}
