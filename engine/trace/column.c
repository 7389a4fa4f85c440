#include "engine/trace/column.h"

#include <glib.h>

void
column_finish (struct column *column)
{
  if (!column->store)
    for (uint32_t i = 0; i < column->pieces; i++)
      g_free (column->piece[i]);
  g_free (column->piece);
  column->piece = NULL;
  column->pieces = column->room = 0;
}

static void
add_piece (struct column *column, size_t record)
{
  size_t bytes = column_piece_records (column->pieces) * record;

  if (column->pieces == column->room) {
    column->room = column->room ? column->room * 2 : 4;
    column->piece = g_renew (char *, column->piece, column->room);
  }
  column->piece[column->pieces++] = column->store ? store_take (column->store, bytes) : g_malloc0 (bytes);
}

void *
column_room (struct column *column, size_t i, size_t record)
{
  size_t place, piece = column_piece (i, &place);

  while (column->pieces <= piece)
    add_piece (column, record);
  return column->piece[piece] + place * record;
}
