/* Colours of an area, at most 256 of them. What is drawn has few flat colours, which are kept exactly, and many shades between two of
 * them along edges, which share what is left: the box of colours with the most to lose is cut in two until there are enough (median cut). */
#include "ui/film/film-private.h"

#include <string.h>

#define BITS 16        /* of the table of colours that were met */
#define PLACES (1 << BITS)
#define MANY 8192      /* more colours than that are met in steps of 8 a channel */
#define MOST_MET 32768
#define COARSE 0xf8f8f8
#define EXACT_SHARE 2  /* at most one of so many is a common colour, kept as it is */

struct met { uint32_t key, count; uint64_t sum[3]; int color; };
struct box { int from, to, channel; double loss, mean; };

struct film_palette {
  struct met met[MOST_MET];
  int mets;
  uint16_t place[PLACES]; /* index in met + 1, 0 = free */
  uint32_t mask;
  struct box box[FILM_COLORS];
};

struct film_palette *
film_palette_create (void)
{
  return g_try_new0 (struct film_palette, 1);
}

void
film_palette_destroy (struct film_palette *palette)
{
  g_free (palette);
}

static int
channel_of (uint32_t color, int channel)
{
  return color >> (16 - 8 * channel) & 0xff;
}

/* ---- colours that are met ---- */

static uint32_t
place_of (const struct film_palette *palette, uint32_t key)
{
  uint32_t at = (key * UINT32_C (2654435761)) >> (32 - BITS);
  while (palette->place[at] && palette->met[palette->place[at] - 1].key != key)
    at = (at + 1) & (PLACES - 1);
  return at;
}

static struct met *
meet (struct film_palette *palette, uint32_t pixel)
{
  uint32_t key = pixel & palette->mask, at = place_of (palette, key);
  if (!palette->place[at]) {
    palette->met[palette->mets] = (struct met){ .key = key };
    palette->place[at] = (uint16_t) ++palette->mets;
  }
  struct met *met = &palette->met[palette->place[at] - 1];
  met->count++;
  for (int i = 0; i < 3; i++)
    met->sum[i] += channel_of (pixel, i);
  return met;
}

static bool
meet_all (struct film_palette *palette, const struct film_frame *frame, int width, uint32_t mask)
{
  struct film_area area = frame->area;
  int limit = mask == COARSE ? MOST_MET : MANY;
  palette->mets = 0;
  palette->mask = mask;
  memset (palette->place, 0, sizeof palette->place);
  for (int y = area.y; y < area.y + area.height; y++) {
    const uint32_t *now = frame->pixels + (size_t) y * width, *before = frame->before ? frame->before + (size_t) y * width : NULL;
    for (int x = area.x; x < area.x + area.width; x++)
      if (!before || now[x] != before[x]) {
        meet (palette, now[x]);
        if (palette->mets >= limit)
          return mask == COARSE;
      }
  }
  return true;
}

/* ---- cutting ---- */

static double
value_of (const struct met *met, int channel)
{
  return (double) met->sum[channel] / met->count;
}

/* Along the channel that varies most. */
static void
weigh (const struct film_palette *palette, struct box *box)
{
  box->loss = 0;
  for (int channel = 0; channel < 3; channel++) {
    double count = 0, sum = 0, squares = 0;
    for (int i = box->from; i < box->to; i++) {
      const struct met *met = &palette->met[i];
      double value = value_of (met, channel);
      count += met->count;
      sum += value * met->count;
      squares += value * value * met->count;
    }
    double loss = squares - sum * sum / count;
    if (channel == 0 || loss > box->loss) {
      box->loss = loss;
      box->channel = channel;
      box->mean = sum / count;
    }
  }
}

static int
by_channel (gconstpointer a, gconstpointer b, gpointer data)
{
  int channel = *(const int *) data;
  double one = value_of (a, channel), other = value_of (b, channel);
  return (one > other) - (one < other);
}

static int
by_count (gconstpointer a, gconstpointer b, gpointer data)
{
  const struct met *one = a, *other = b;
  return one->count != other->count ? (one->count < other->count) - (one->count > other->count) : (one->key > other->key) - (one->key < other->key);
}

/* At its mean; false: it is one colour. */
static bool
cut (struct film_palette *palette, struct box *box, struct box *rest)
{
  int at = box->from + 1;
  if (box->to - box->from < 2)
    return false;
  g_qsort_with_data (palette->met + box->from, box->to - box->from, sizeof *palette->met, by_channel, &box->channel);
  while (at < box->to - 1 && value_of (&palette->met[at], box->channel) <= box->mean)
    at++;
  *rest = (struct box){ .from = at, .to = box->to };
  box->to = at;
  weigh (palette, box);
  weigh (palette, rest);
  return true;
}

static int
cut_all (struct film_palette *palette, int from, int most)
{
  int boxes = 1;
  palette->box[0] = (struct box){ .from = from, .to = palette->mets };
  weigh (palette, &palette->box[0]);
  while (boxes < most) {
    int worst = 0;
    for (int i = 1; i < boxes; i++)
      if (palette->box[i].loss > palette->box[worst].loss)
        worst = i;
    if (!cut (palette, &palette->box[worst], &palette->box[boxes]))
      break;
    boxes++;
  }
  return boxes;
}

static uint32_t
mean_of (struct film_palette *palette, int from, int to, int color)
{
  uint64_t sum[3] = { 0 }, count = 0;
  for (int i = from; i < to; i++) {
    palette->met[i].color = color;
    count += palette->met[i].count;
    for (int k = 0; k < 3; k++)
      sum[k] += palette->met[i].sum[k];
  }
  uint32_t mean = 0;
  for (int k = 0; k < 3; k++)
    mean = mean << 8 | (uint32_t) ((sum[k] + count / 2) / count);
  return mean;
}

/* They were sorted: where are they now? */
static void
place_again (struct film_palette *palette)
{
  memset (palette->place, 0, sizeof palette->place);
  for (int i = 0; i < palette->mets; i++)
    palette->place[place_of (palette, palette->met[i].key)] = (uint16_t) (i + 1);
}

/* Those that cover more than their share, where not all can be kept. They are sorted. */
static int
count_exact (const struct film_palette *palette, int most)
{
  uint64_t pixels = 0;
  int exact = 0;
  if (palette->mets <= most)
    return palette->mets;
  for (int i = 0; i < palette->mets; i++)
    pixels += palette->met[i].count;
  while (exact < most / EXACT_SHARE && (uint64_t) palette->met[exact].count * (uint64_t) most > pixels)
    exact++;
  return exact;
}

int
film_palette_choose (struct film_palette *palette, const struct film_frame *frame, int width, uint32_t color[FILM_COLORS], int most)
{
  if (!meet_all (palette, frame, width, 0xffffff))
    meet_all (palette, frame, width, COARSE);
  g_qsort_with_data (palette->met, palette->mets, sizeof *palette->met, by_count, NULL);
  int exact = count_exact (palette, most);
  for (int i = 0; i < exact; i++)
    color[i] = mean_of (palette, i, i + 1, i);
  int boxes = exact < palette->mets ? cut_all (palette, exact, most - exact) : 0;
  for (int i = 0; i < boxes; i++)
    color[exact + i] = mean_of (palette, palette->box[i].from, palette->box[i].to, exact + i);
  place_again (palette);
  return exact + boxes;
}

uint8_t
film_palette_index (struct film_palette *palette, uint32_t pixel)
{
  return (uint8_t) palette->met[palette->place[place_of (palette, pixel & palette->mask)] - 1].color;
}
