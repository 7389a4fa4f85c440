/* Where the PROGRAM band's things are: one box a process, in it a disc a thread and a row of cells a memory
 * object. Pure geometry, made from a snapshot's shape (how many, not which state), so it holds still while the
 * program runs. */
#pragma once

#include "engine/trace/snapshot.h"
#include "ui/draw/scene.h"

struct program_object { struct rect rect; /* of its cells */ int cells, columns, rows; double cell_w, cell_h; double caption_y, caption_room, line_room; /* of the caption, of a second line under it */ bool minor; /* small, drawn in the caption line of the others */ };

struct program_box {
  struct rect rect;
  double title_size;      /* px; 0 = no room for a title */
  bool two_lines;         /* the process's facts stand on a line of their own, under its name */
  double radius;          /* of thread discs */
  double caption_size;    /* px; 0 = no room for captions */
  int first_token, tokens;/* in layout->token, same order as the snapshot's threads */
  int first_object, objects;
};

struct program_token { double x, y; };

struct program_layout {
  struct rect area;
  struct program_box *box; int boxes;
  struct program_token *token; int tokens;
  struct program_object *object; int objects;
};

/* LAYOUT is zeroed or used before. */
void program_layout (struct program_layout *layout, const struct snapshot *snapshot, struct rect area);
void program_layout_finish (struct program_layout *layout);

/* The rectangle of a run of cells [FIRST, FIRST + COUNT) in one row of cells that holds FIRST. */
struct rect program_cell (const struct program_object *object, int cell);

/* Cells stand for parts: the cell in which PART of PARTS lies. */
int program_cell_of_part (const struct program_object *object, int part, int parts);
