#include "ui/draw/scaling-private.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "ui/draw/text.h"

#define PLOT_LEAST 92.0       /* height of the speedups: what is left goes to the efficiency */
#define EFFICIENCY_LEAST 40.0

struct page { struct scene *scene; const struct study *study; double type, margin, y, bottom, caption /* height of the longest */; int lines /* of a caption, at most */; };

#define CAPTION_LINES 4
#define SMALL_PAGE 300.0      /* height: words give way to the diagrams */

/* ---- head and foot ---- */

static double
type_for (const struct scene *scene)
{
  double type = 11.5 * pow (scene->width * scene->height / (1200.0 * 760), 0.25);

  return floor (2 * fmin (15, fmax (9.5, type))) / 2;
}

static char *
subtitle (const struct study *study)
{
  g_autofree char *settings = g_strjoinv (", ", study->settings), *day = g_strndup (study->started, strcspn (study->started, "T"));
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, "%s · %s, bound %s", study->machine, study->runtime, study->bind);
  if (strcmp (study->sync, "none") != 0)
    g_string_append_printf (words, ", %s", study->sync);
  if (*settings)
    g_string_append_printf (words, " · %s", settings);
  g_string_append_printf (words, " · %s", day);
  return g_string_free (words, FALSE);
}

static void
draw_head (struct page *page)
{
  const struct study *study = page->study;
  double room = page->scene->width - 2 * page->margin, size = floor (page->type * 1.6);
  g_autofree char *title = g_strdup_printf ("%s: 1, 2, … %s on %d PU%s", study->title, scaling_worker (study, 2), study->pus, study->pus == 1 ? "" : "s");
  g_autofree char *under = subtitle (study);

  scene_text (page->scene, -1, page->margin, page->y + size, room, size, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK), title);
  scene_text (page->scene, -1, page->margin, page->y + size + page->type * 1.6, room, page->type, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK_SOFT), under);
  page->y += size + page->type * 2.6;
}

/* From the bottom up. */
static void
draw_foot (struct page *page)
{
  double room = page->scene->width - 2 * page->margin, type = page->type * 0.9;
  g_autofree char *gaps = scaling_gap_words (page->study), *waits = scaling_wait_words (page->study);
  g_autofree char *words = g_strdup_printf ("Measured in real runs, from the first begin of the workload to its last end, without starting processes and MPI; "
                                            "median of %d run%s, each a faint dot.%s", page->study->repeat, page->study->repeat == 1 ? "" : "s",
                                            page->study->cut_short ? " Ended before all runs were made." : "");
  const struct { const char *words; struct paint ink; } notes[] = { { words, PAINT (ROLE_INK_FAINT) }, { waits, PAINT (ROLE_WARNING) }, { gaps, PAINT (ROLE_ERROR) } };

  int lines = page->scene->height < SMALL_PAGE ? 1 : 2;

  for (size_t i = 0; i < G_N_ELEMENTS (notes); i++) {
    if (!notes[i].words)
      continue;
    page->bottom -= scaling_lines (NULL, -1, 0, 0, room, type, lines, notes[i].ink, notes[i].words);
    scaling_lines (page->scene, -1, page->margin, page->bottom, room, type, lines, notes[i].ink, notes[i].words);
  }
  page->bottom -= page->type * 0.6;
}

/* ---- a series ---- */

struct entry { const char *words; struct paint ink; enum dash dash; bool dot; };

/* Flows: a sample and its words after the other, in as many rows as it takes. The height. */
static double
draw_legend (struct scene *scene, const struct scaling_look *look, double x, double y, double w)
{
  g_autofree char *law = scaling_law_words (look->study, look->kind);
  const struct entry entries[] = { { "measured", PAINT (ROLE_MEASURED), DASH_DOTTED, true }, { "ideal", PAINT (ROLE_INK_FAINT), DASH_DASHED, false },
                                   { law, PAINT (ROLE_LAW), DASH_SOLID, false } };
  double type = look->type * 0.95, row = type * 1.5, at = x, sample = 20;

  for (size_t i = 0; i < G_N_ELEMENTS (entries); i++) {
    if (!entries[i].words)
      continue;
    double width = sample + 5 + text_width (entries[i].words, type, WEIGHT_REGULAR);
    if (at > x && at + width > x + w) {
      at = x;
      y += row;
    }
    double middle = floor (y + type * 0.75) + 0.5;
    scene_line (scene, -1, at, middle, at + sample, middle, entries[i].ink, 1.75, entries[i].dash);
    if (entries[i].dot)
      scene_token (scene, -1, at + sample / 2, middle, 4, NULL, entries[i].ink, PAINT (ROLE_PAGE), 1, DASH_SOLID, BADGE_NONE, PAINT (ROLE_NONE));
    scene_text (scene, -1, at + sample + 5, y + type * 1.1, w - sample - 5, type, WEIGHT_REGULAR, ALIGN_START, PAINT (ROLE_INK), entries[i].words);
    at += width + 14;
  }
  return y + row;
}

static void
draw_series (struct page *page, enum scaling_kind kind, struct rect area)
{
  static const char *const headings[] = { "Strong scaling: the same problem", "Weak scaling: the same work for each" };
  struct scaling_look look = { page->study, kind, scaling_fit (page->study, kind), page->type };
  g_autofree char *caption = scaling_caption (page->study, kind);
  double size = floor (page->type * 1.15), bottom = area.y + area.h - page->caption;

  scene_text (page->scene, -1, area.x, area.y + size, area.w, size, WEIGHT_BOLD, ALIGN_START, PAINT (ROLE_INK), headings[kind]);
  double top = draw_legend (page->scene, &look, area.x, area.y + size + page->type * 0.5, area.w) + page->type * 0.3;
  scaling_lines (page->scene, -1, area.x, bottom, area.w, page->type, page->lines, PAINT (ROLE_INK), caption);
  double left = bottom - page->type * 0.5 - top, chrome = ceil (page->type * 0.9 * 4.6 + 21), efficiency = floor ((left - chrome) * 0.28);
  bool both = efficiency >= EFFICIENCY_LEAST && left - chrome - efficiency >= PLOT_LEAST;
  scaling_plot (page->scene, &look, (struct rect){ area.x, top, area.w, left }, both ? efficiency : 0);
}

static void
say_nothing (struct scene *scene)
{
  scaling_lines (scene, -1, 16, 16, scene->width - 32, 12, 3, PAINT (ROLE_INK_SOFT),
                 "No study yet: Start runs the workload with 1, 2, … workers, each several times, and draws how much faster it gets.");
}

/* What stands side by side is equally high; a caption is cut rather than the diagram above it. */
static void
measure_captions (struct page *page, double w, double h)
{
  double others = page->type * (1.15 + 0.5 + 2 * 1.45 + 0.8) + scaling_plot_least (page->type);

  page->lines = (int) fmax (0, fmin (CAPTION_LINES, floor ((h - others) / (page->type * 1.35))));
  page->caption = fmin (2, page->lines) * page->type * 1.35; /* as a rule it takes two: while runs come in nothing moves */
  for (int kind = 0; kind < SCALINGS; kind++) {
    g_autofree char *caption = scaling_caption (page->study, kind);
    if (page->study->series[kind].points)
      page->caption = fmax (page->caption, scaling_lines (NULL, -1, 0, 0, w, page->type, page->lines, PAINT (ROLE_INK), caption));
  }
}

static void
draw_all (struct page *page, int count)
{
  struct scene *scene = page->scene;
  bool stacked = scene->height > 1.2 * scene->width && count > 1;
  double gap = page->margin * 1.4, room = scene->width - 2 * page->margin, high = page->bottom - page->y;
  double w = stacked || count < 2 ? room : floor ((room - gap) / 2), h = stacked ? floor ((high - gap) / 2) : high;
  struct rect area = { page->margin, page->y, w, h };

  measure_captions (page, w, h);
  for (int kind = 0; kind < SCALINGS; kind++) {
    if (!page->study->series[kind].points)
      continue;
    draw_series (page, kind, area);
    area.x += stacked ? 0 : w + gap;
    area.y += stacked ? h + gap : 0;
  }
}

void
scaling_draw (struct scene *scene, const struct study *study)
{
  struct page page = { scene, study, type_for (scene), floor (fmin (28, fmax (12, scene->width / 45))), 0, 0, 0, 0 };
  int count = 0;

  scene_clear (scene);
  for (int kind = 0; study && kind < SCALINGS; kind++)
    count += study->series[kind].points > 0;
  if (!count) {
    say_nothing (scene);
    return;
  }
  page.y = page.margin * 0.7;
  page.bottom = scene->height - page.margin * 0.6;
  draw_head (&page);
  draw_foot (&page);
  draw_all (&page, count);
}
