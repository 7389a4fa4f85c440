#include "ui/draw/legend.h"

#include "ui/draw/program.h"

#define ROW 24.0
#define RADIUS 8.5

static const struct { enum thread_state state; const char *words; } states[] = {
  { THREAD_RUNNING, "on a PU" },
  { THREAD_RUNNABLE, "could run, waits for a PU" },
  { THREAD_LOCK_WAIT, "waits for a lock" },
  { THREAD_BARRIER_WAIT, "waits for its team in a barrier" },
  { THREAD_MESSAGE_WAIT, "waits for a message" },
  { THREAD_HELD, "held before its next step" },
  { THREAD_DEAD, "its process died" },
};

static void
draw_words (struct scene *scene, double y, const char *words)
{
  scene_text (scene, -1, 42, y + 4, scene->width - 44, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), words);
}

static double
draw_states (struct scene *scene, double y)
{
  for (size_t i = 0; i < sizeof states / sizeof *states; i++, y += ROW) {
    struct snapshot_thread thread = { .state = states[i].state };
    program_draw_token (scene, -1, &thread, 16, y, RADIUS);
    draw_words (scene, y, states[i].words);
  }
  return y;
}

static double
draw_message (struct scene *scene, double y)
{
  double arc[] = { 2, y + 4, 10, y - 8, 22, y - 8, 30, y + 4 };
  scene_path (scene, -1, arc, 4, PAINT_OF (ROLE_PROCESS, 0), 2.5, DASH_SOLID, PAINT (ROLE_NONE));
  scene_box (scene, -1, (struct rect){ 12, y - 9, 8, 8 }, 4, PAINT_OF (ROLE_PROCESS, 0), PAINT (ROLE_PAGE), 1.5, DASH_SOLID);
  draw_words (scene, y, "message, wider with its size's logarithm");
  y += ROW;
  double twice[] = { 2, y + 4, 10, y - 8, 22, y - 8, 30, y + 4 };
  scene_path (scene, -1, twice, 4, PAINT_OF (ROLE_PROCESS, 0), 4, DASH_SOLID, PAINT (ROLE_NONE));
  scene_path (scene, -1, twice, 4, PAINT (ROLE_PAGE), 1.6, DASH_SOLID, PAINT (ROLE_NONE));
  draw_words (scene, y, "large: by rendezvous (inferred)");
  y += ROW;
  scene_line (scene, -1, 2, y, 29, y, PAINT (ROLE_HALO_LINE), 2, DASH_SOLID);
  draw_words (scene, y, "sent inside of a collective");
  return y + ROW;
}

static double
draw_barrier (struct scene *scene, double y)
{
  scene_line (scene, -1, 3, y, 14, y, PAINT_OF (ROLE_PROCESS, 0), 2.6, DASH_SOLID);
  scene_line (scene, -1, 8, y - 7, 8, y, PAINT_OF (ROLE_PROCESS, 0), 2.6, DASH_SOLID);
  scene_line (scene, -1, 16, y, 31, y, PAINT (ROLE_WARNING), 1.2, DASH_DOTTED);
  scene_box (scene, -1, (struct rect){ 19, y - 4, 8, 8 }, 4, PAINT (ROLE_PAGE), PAINT (ROLE_WARNING), 1.8, DASH_SOLID);
  draw_words (scene, y, "barrier: it hangs there, it is late");
  y += ROW;
  scene_line (scene, -1, 3, y - 3, 29, y - 3, PAINT_ALPHA (ROLE_PROCESS, 0, 0.5), 2.6, DASH_SOLID);
  double flag[] = { 16, y - 2, 16, y - 2, 20.5, y + 5, 20.5, y + 5, 20.5, y + 5, 11.5, y + 5, 11.5, y + 5, 11.5, y + 5, 16, y - 2, 16, y - 2 };
  scene_path (scene, -1, flag, 10, PAINT (ROLE_NONE), 0, DASH_SOLID, PAINT (ROLE_WARNING));
  draw_words (scene, y, "it came last to the barrier just now");
  return y + ROW;
}

static double
draw_placement (struct scene *scene, double y)
{
  scene_box (scene, -1, (struct rect){ 5, y - 8, 22, 16 }, 4, PAINT (ROLE_NONE), PAINT_OF (ROLE_PROCESS, 0), 1.4, DASH_DASHED);
  draw_words (scene, y, "PUs asked for (binding)");
  y += ROW;
  scene_box (scene, -1, (struct rect){ 5, y - 8, 22, 16 }, 4, PAINT_OF (ROLE_PROCESS_PALE, 0), PAINT_OF (ROLE_PROCESS, 0), 2, DASH_SOLID);
  draw_words (scene, y, "PU it is on now (placement)");
  y += ROW;
  scene_line (scene, -1, 3, y, 29, y, PAINT_ALPHA (ROLE_PROCESS, 0, 0.8), 3, DASH_DASHED);
  draw_words (scene, y, "it moved to another PU (migration)");
  return y + ROW;
}

static double
draw_memory (struct scene *scene, double y)
{
  scene_box (scene, -1, (struct rect){ 4, y - 8, 11, 15 }, 2, PAINT_ALPHA (ROLE_PROCESS, 0, 0.38), PAINT_OF (ROLE_PROCESS, 0), 1, DASH_SOLID);
  scene_box (scene, -1, (struct rect){ 18, y - 8, 11, 15 }, 2, PAINT (ROLE_HALO), PAINT (ROLE_HALO_LINE), 1, DASH_SOLID);
  draw_words (scene, y, "memory in use; copy of a neighbour's");
  return y + ROW;
}

void
legend_draw (struct scene *scene)
{
  scene_clear (scene);
  scene->height = draw_memory (scene, draw_placement (scene, draw_message (scene, draw_barrier (scene, draw_states (scene, 12))))) - 8;
}
