/* The bands' headings: what runs, how busy the machine is, who is off the PUs. */
#include "ui/draw/stage-private.h"

#include <math.h>
#include <stdio.h>

#include "ui/draw/program.h"
#include "ui/draw/text.h"

static const char *
spaces_in_words (int processes)
{
  return processes == 1 ? "one address space" : processes == 2 ? "two address spaces" : "separate address spaces";
}

static void
program_heading (const struct stage *stage, const struct snapshot *snapshot, char *out, size_t room)
{
  int flying = 0, threads = snapshot->processes ? snapshot->process[0].threads : 0;
  for (int i = 0; i < snapshot->messages; i++)
    flying += snapshot->message[i].state != MESSAGE_ARRIVED;
  int seen = snapshot->messages + snapshot->messages_not_listed;
  int used = snprintf (out, room, "%s%s%d process%s × %d thread%s — %s", stage->title ? stage->title : "", stage->title ? ": " : "", snapshot->processes, snapshot->processes == 1 ? "" : "es", threads,
                       threads == 1 ? "" : "s", spaces_in_words (snapshot->processes));
  used = CLAMP (used, 0, (int) room - 1);
  if (snapshot->processes > 1)
    snprintf (out + used, room - used, ", %d message%s in flight, %d just received", flying, flying == 1 ? "" : "s", seen - flying);
}

static void
machine_heading (const struct stage *stage, const struct snapshot *snapshot, char *out, size_t room)
{
  char *summary = stage->machine           ? machine_summary (stage->machine)
                  : stage->machine_unknown ? g_strdup ("not known: the recording doesn't say which; give its hwloc XML (--machine FILE)")
                                           : g_strdup ("looking at this machine …");
  int busy = 0;
  for (int i = 0; snapshot && i < snapshot->pus; i++)
    busy += snapshot->pu[i].rank >= 0;
  if (snapshot && stage->machine)
    snprintf (out, room, "%s — %d of %d PUs busy with this run", summary, busy, stage->machine->pu_count);
  else
    snprintf (out, room, "%s", summary);
  g_free (summary);
}

/* Why a thread that could run is off its PU; NULL for those that have nothing to wait for. */
static const char *
reason_off_cpu (const struct snapshot_thread *thread)
{
  bool waits = thread->state >= THREAD_RUNNABLE && thread->state <= THREAD_SLEEPING;
  return waits && !thread->on_cpu ? thread_state_short (thread->state) : NULL;
}

/* "0.3 lock 1.2 ms · 1.3 ready": who is not on a PU, and why */
static int
list_off_cpu (const struct snapshot *snapshot, char *out, size_t room)
{
  int listed = 0, more = 0;
  size_t used = 0;
  for (int i = 0; i < snapshot->threads; i++) {
    const struct snapshot_thread *thread = &snapshot->thread[i];
    const char *why = reason_off_cpu (thread);
    char since[16];
    if (!why)
      continue;
    if (listed == 4 || used + 48 > room) {
      more++;
      continue;
    }
    format_duration (snapshot->t > thread->since_ns ? snapshot->t - thread->since_ns : 0, since, sizeof since);
    used += snprintf (out + used, room - used, "%s%d.%d %s %s", listed++ ? " · " : "", thread->rank, thread->thread, why, since);
  }
  if (more)
    snprintf (out + used, room - used, " · %d more", more);
  return listed;
}

static void
draw_off_cpu (struct stage *stage, const struct snapshot *snapshot, double left)
{
  char text[256] = "";
  if (!list_off_cpu (snapshot, text, sizeof text))
    return;
  double label = text_width ("off CPU: ", 10, WEIGHT_REGULAR), right = stage->machine_area.x + stage->machine_area.w;
  double width = text_width (text, 10, WEIGHT_REGULAR) + label + 22;
  width = fmin (width, right - left - 16);
  if (width < 140)
    return;
  struct rect pill = { right - width, stage->machine_area.y - STAGE_HEADING + 2, width, 20 };
  scene_box (stage->scene[STAGE_LIVE], -1, pill, 10, PAINT (ROLE_PANEL), PAINT (ROLE_LINE_SOFT), 1, DASH_SOLID);
  scene_text (stage->scene[STAGE_LIVE], -1, pill.x + 10, pill.y + 14, 0, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), "off CPU:");
  scene_text (stage->scene[STAGE_LIVE], -1, pill.x + 10 + label, pill.y + 14, width - label - 16, 10, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), text);
}

void
stage_draw_headings (struct stage *stage, const struct snapshot *snapshot)
{
  char text[256];
  double x = STAGE_MARGIN + text_width ("PROGRAM", 11, WEIGHT_BOLD) + 12, room = stage->machine_area.w - (x - STAGE_MARGIN);
  if (snapshot && snapshot->processes && !stage->machine_only) {
    program_heading (stage, snapshot, text, sizeof text);
    scene_text (stage->scene[STAGE_LIVE], -1, x, STAGE_HEADING - 8, room, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), text);
  }
  if (stage->program_only)
    return;
  g_autofree char *crumbs = stage_breadcrumbs (stage);
  size_t used = crumbs ? g_snprintf (text, sizeof text, "%s  ·  ", crumbs) : 0;
  used = MIN (used, sizeof text - 1);
  machine_heading (stage, snapshot, text + used, sizeof text - used);
  scene_text (stage->scene[STAGE_LIVE], -1, x, stage->machine_area.y - 9, room, 11, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), text);
  if (snapshot)
    draw_off_cpu (stage, snapshot, x + text_width (text, 11, WEIGHT_REGULAR));
}

