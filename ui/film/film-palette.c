/* Colours of an area, at most 256 of them. What is drawn has few flat colours, which are kept exactly, and many shades between two of
 * them along edges, which share what is left: the box of colours with the most to lose is cut in two until there are enough (median cut). */
#include "ui/film/film-private.h"

#include <string.h>

#define BITS 16        /* of the table of colours that were met */
#define PLACES (1 << BITS)
#define MOST_MET (PLACES / 2)
#define KEPT 256       /* too many were met: the commonest stay as they are, the others are met in steps of 8 a channel (15 bits: they fit) */
#define COARSE 0xf8f8f8
#define STEP 0x1000000 /* a key that is a step and not a colour */
#define EXACT_SHARE 2  /* at most one of so many is a common colour, kept as it is */
#define COMMON 4       /* what covers one part in so many of a fair share */

struct met { uint32_t key, count; uint64_t sum[3]; int color; };
struct box { int from, to, channel; double loss, mean; };

struct film_palette {
  struct met met[MOST_MET + KEPT];
  int mets, limit;
  uint16_t place[PLACES]; /* index in met + 1, 0 = free */
  bool coarse;
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

static uint32_t
place_of_pixel (const struct film_palette *palette, uint32_t pixel)
{
  uint32_t color = pixel & 0xffffff, at = place_of (palette, color);
  return palette->coarse && !palette->place[at] ? place_of (palette, (color & COARSE) | STEP) : at;
}

static void
place_all (struct film_palette *palette)
{
  memset (palette->place, 0, sizeof palette->place);
  for (int i = 0; i < palette->mets; i++)
    palette->place[place_of (palette, palette->met[i].key)] = (uint16_t) (i + 1);
}

static int
by_count (gconstpointer a, gconstpointer b, gpointer data)
{
  const struct met *one = a, *other = b;
  return one->count != other->count ? (one->count < other->count) - (one->count > other->count) : (one->key > other->key) - (one->key < other->key);
}

static void
sort_by_count (struct film_palette *palette)
{
  g_qsort_with_data (palette->met, palette->mets, sizeof *palette->met, by_count, NULL);
}

static void
make_coarse (struct film_palette *palette)
{
  int mets = palette->mets;
  sort_by_count (palette);
  palette->mets = MIN (mets, KEPT);
  palette->coarse = true;
  place_all (palette);
  for (int i = palette->mets; i < mets; i++) { /* never before what was read */
    struct met met = palette->met[i];
    uint32_t key = (met.key & COARSE) | STEP, at = place_of (palette, key);
    if (!palette->place[at]) {
      palette->met[palette->mets] = (struct met){ .key = key };
      palette->place[at] = (uint16_t) ++palette->mets;
    }
    struct met *step = &palette->met[palette->place[at] - 1];
    step->count += met.count;
    for (int k = 0; k < 3; k++)
      step->sum[k] += met.sum[k];
  }
}

static void
meet (struct film_palette *palette, uint32_t pixel)
{
  uint32_t at = place_of_pixel (palette, pixel);
  if (!palette->place[at] && !palette->coarse && palette->mets >= palette->limit) {
    make_coarse (palette);
    at = place_of_pixel (palette, pixel);
  }
  if (!palette->place[at]) {
    uint32_t color = pixel & 0xffffff;
    palette->met[palette->mets] = (struct met){ .key = palette->coarse ? (color & COARSE) | STEP : color };
    palette->place[at] = (uint16_t) ++palette->mets;
  }
  struct met *met = &palette->met[palette->place[at] - 1];
  met->count++;
  for (int i = 0; i < 3; i++)
    met->sum[i] += (uint64_t) channel_of (pixel, i);
}

void
film_palette_clear (struct film_palette *palette, int limit)
{
  palette->mets = 0;
  palette->limit = MIN (limit, MOST_MET);
  palette->coarse = false;
  memset (palette->place, 0, sizeof palette->place);
}

void
film_palette_meet (struct film_palette *palette, const uint32_t *now, const uint32_t *before, int count)
{
  for (int x = 0; x < count; x++)
    if (!before || now[x] != before[x])
      meet (palette, now[x]);
}

int
film_palette_met (const struct film_palette *palette)
{
  return palette->mets;
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

/* The common ones, where not all can be kept. They are sorted. */
static int
count_exact (const struct film_palette *palette, int most)
{
  uint64_t pixels = 0;
  int exact = 0;
  if (palette->mets <= most)
    return palette->mets;
  for (int i = 0; i < palette->mets; i++)
    pixels += palette->met[i].count;
  while (exact < most / EXACT_SHARE && (uint64_t) palette->met[exact].count * (uint64_t) most * COMMON > pixels)
    exact++;
  return exact;
}

int
film_palette_choose (struct film_palette *palette, uint32_t color[FILM_COLORS], int most)
{
  sort_by_count (palette);
  int exact = count_exact (palette, most);
  for (int i = 0; i < exact; i++)
    color[i] = mean_of (palette, i, i + 1, i);
  int boxes = exact < palette->mets ? cut_all (palette, exact, most - exact) : 0;
  for (int i = 0; i < boxes; i++)
    color[exact + i] = mean_of (palette, palette->box[i].from, palette->box[i].to, exact + i);
  place_all (palette); /* they were sorted */
  return exact + boxes;
}

uint8_t
film_palette_index (struct film_palette *palette, uint32_t pixel)
{
  return (uint8_t) palette->met[palette->place[place_of_pixel (palette, pixel)] - 1].color;
}
