/* Between the files of the machine's layout. Two passes over the same code: the first, without a scene, finds out
 * which type size each kind of object can have everywhere and how its children are arranged; the second places. */
#pragma once

#include "ui/draw/machine-view.h"

#define LABEL_LEAST 7.0 /* px: smaller text is not drawn */
#define FULL_LEAST 10.0 /* px: in a picture that is as large as it takes */
#define VIEW_SPOT 8.0   /* px: a PU that is smaller is a spot of colour without outline and words */
#define VIEW_FINE 26.0  /* px: a smaller card has no outline, its fill tells it from what is around */
#define LEVEL_DEPTHS 8
#define TILE_SAYINGS 6
#define GLYPH_ROOM 1.4 /* type sizes for the sign before a label */

struct node { /* at the index of its machine object */
  int kids, first_kid;     /* normal children, in view->kids */
  int memory, first_memory;
  int extras, first_extra; /* I/O and Misc */
  int chips;               /* the extras and all that is in them */
  double weight;           /* room it needs beside its siblings: its PUs */
  double lines;            /* of labels between its top and its PUs: they share its height */
  uint64_t shape;          /* equal for subtrees that look the same */
  bool alike, same;        /* its kids weigh the same; they look the same */
  int terminal;            /* below a chain of caches with one child each: what they wrap; else itself */
  bool card;               /* has an outline and padding of its own */
  int slot, slots;         /* place among the caches whose lids share a row with it; set before it by the first of them */
  struct row { double left, width, font; int variant; } row; /* its place there */
  int style;               /* in view->styles */
  int rows;                /* of its children, chosen by the first pass; 0 = not yet */
};

struct style { /* objects that look the same share their type size */
  double font;    /* smallest that the first pass met, 0 = none */
  int variant;
};

struct level { /* of a type and depth */
  double need[2]; /* width of the widest label at 1 px: full and short form */
  const char *word;       /* "L2": the type as users know it */
  int tiles;              /* that the first pass met, each for several of its objects or for one in whole */
  double tile_font[TILE_SAYINGS]; /* smallest type size for each thing that a tile can say, 0 = one has no room for it */
  char *seen_label; uint64_t seen_bytes; int seen_digits; /* the label measured last */
};

enum glyph { GLYPH_NONE, GLYPH_DRAM, GLYPH_HBM, GLYPH_CXL, GLYPH_NVM, GLYPH_GPU, GLYPH_NET, GLYPH_DISK, GLYPH_CHIP, GLYPHS };

struct view {
  struct scene *scene; /* NULL in the first pass */
  const struct machine *machine;
  const struct machine_view_options *options;
  struct node *nodes;
  int *kids;
  int tries;        /* boxes that were scored for the decision that is being made */
  GHashTable *habits; /* shape of a node -> rows that the first of this shape was given */
  struct level levels[MACHINE_TYPES * LEVEL_DEPTHS];
  struct style *styles;
  int style_count;
  bool mute;        /* inner caches have no words: PUs and cores come first */
  bool nameless, worded; /* the first pass met PUs or cores without a label; inner caches with one */
  double least;     /* px: smaller text is not drawn */
  double line_font; /* of the lines in PUs: smallest that the first pass met */
  unsigned untold;  /* topics of lines that some PU has no room for */
  int kinds;       /* distinct CPU kinds, 1 = all the same */
  const char **kind_type; /* of each kind, as its first PU says; NULL = it doesn't. The machine's strings */
  unsigned tiers;  /* of its NUMA nodes: a mask */
  bool forbidden, bound; /* some PUs or nodes are */
  double unit;     /* px: edge of the square that each PU would have if there were nothing else */
  double tight;    /* 1 where there is plenty of room, less where edges and gaps must be narrow */
  double scale;    /* of type sizes: a picture with few PUs is read from further away */
  int aggregates, unlabelled; /* counted by the first pass */
  int cut;         /* words that end in an ellipsis: counted by it, too */
  bool models_cut; /* those of packages would: they are left out */
};

struct chip_style { double font; bool detailed; }; /* 0 = one chip for all */

struct frame { /* how a box divides its rect */
  double font;            /* 0 = no label */
  int variant;
  struct rect label, memory, content, extra;
  double memory_font;
  struct chip_style chips;
  int memory_rows;
};

/* view-tree.c */
void view_init (struct view *view, const struct machine *machine, const struct machine_view_options *options, struct rect area);
void view_finish (struct view *view);
struct level *view_level (struct view *view, const struct machine_object *object);
static inline const struct machine_object *
view_object (const struct view *view, int index)
{
  return &view->machine->objects[index];
}
/* A second first pass where the first one gave words to the wrong things. */
void view_start_again (struct view *view);
static inline bool
view_is_cache (const struct machine_object *object)
{
  return object->type == MACHINE_CACHE || object->type == MACHINE_ICACHE;
}

/* L1 and L2: there are so many that their words, if any, are the ones to go without. */
static inline bool
view_is_inner_cache (const struct machine_object *object)
{
  return view_is_cache (object) && object->depth < 3;
}

/* view-label.c; the caller frees strings */
char *view_label (const struct view *view, const struct machine_object *object, int variant);
/* Without spaces at its ends, one at most between words: firmware pads names. */
char *view_tidy (const char *text);
char *view_index_text (const struct view *view, const struct machine_object *object);
/* Value of a named attribute, NULL = none; the machine's. */
const char *view_attribute (const struct machine_object *object, const char *name);
/* "8 cores, 16 PUs" of the subtrees of COUNT siblings from OBJECT on. */
char *view_contents (const struct view *view, const int *objects, int count);

/* CPU kind as the index of a paint: 0 = all alike, else kind + 1. */
int view_kind (const struct view *view, const struct machine_object *object);
/* "most performance (IntelCore)"; the caller frees. */
char *view_kind_word (const struct view *view, int kind);
/* Are there NUMA nodes of different kinds? */
bool view_tiers_differ (const struct view *view);

/* view-title.c */
#define VIEW_TITLE 512
void view_title (const struct view *view, const struct machine_object *object, char title[VIEW_TITLE]);

/* view-glyph.c */
enum glyph view_glyph_of (const struct machine_object *object);
void view_glyph (struct scene *scene, int object, enum glyph glyph, double x, double centre, double size, enum role ink);

/* view-frame.c */
double view_font (struct view *view, int index, double width, double height, double most, int *variant);
struct frame view_frame (struct view *view, int index, struct rect rect);
double view_most_font (const struct view *view, const struct machine_object *object, double height);
struct rect view_take_top (struct rect *from, double height, double gap);
double view_gap (const struct view *view, double width, double height);

/* view-lid.c */
void view_share_row (struct view *view, int index, struct rect rest);
void view_take_slot (struct view *view, int index, struct frame *frame, struct rect *rest, double gap);
void view_emit_lid (struct view *view, int index, int object, const struct frame *frame);

/* view-grid.c */
bool view_child_fits (const struct view *view, int parent, double width, double height);
int view_rows (struct view *view, int index, double width, double height);
/* Rects of the kids in AREA, gaps taken off. */
void view_cells (const struct view *view, int index, int rows, struct rect area, struct rect *cells);
/* Rects of N equal things. */
void view_even_cells (const struct view *view, int n, int rows, struct rect area, struct rect *cells);

/* view-emit.c */
struct rect view_snap (struct rect rect);
int view_add (struct view *view, int index, int parent, struct rect rect);
void view_line_up (struct view *view, int object, struct rect row, double inset, double font, enum weight weight, enum align align,
                   enum role ink, const char *text);
void view_emit_box (struct view *view, int index, int object, struct rect rect, const struct frame *frame);
/* What follows a label of width USED, set in FONT: the first pass finds out whether it is cut. */
void view_aside (struct view *view, int index, int object, struct rect row, double font, double used);
/* Bars as on a telephone, at the right of ROW. */
void view_kind_bars (struct view *view, int object, int kind, struct rect row, double font);

/* view-pu.c */
void view_note_pu (struct view *view, int index, struct rect rect, double font);
void view_plate (struct scene *scene, int object, struct rect words);
void view_emit_pu (struct view *view, int index, int parent, struct rect rect);

/* view-legend.c */
double view_legend_height (struct view *view, double width);
void view_emit_legend (struct view *view, struct rect area);

/* view-strip.c: memory */
void view_strips (struct view *view, int index, int parent, const struct frame *frame); /* counts labels in the first pass */
/* view-io.c: I/O and Misc as chips */
#define MOST_CHIPS 400 /* beyond, they are one chip that says how many */
double view_chips_height (struct view *view, int index, double width, double budget, struct chip_style *style);
/* The first pass counts, as above. */
void view_chips (struct view *view, int index, int parent, struct rect area, struct chip_style style);
/* view-device.c: a chip's words, NULL = none; the caller frees */
char *view_chip_text (const struct machine_object *object, bool detailed);

/* view-aggregate.c: one object for the subtrees of COUNT siblings */
void view_aggregate (struct view *view, const int *objects, int count, int parent, struct rect rect);

/* view-place.c */
void view_place (struct view *view, int index, int parent, struct rect rect);
