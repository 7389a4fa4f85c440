/* What MPI tells of itself through its tools interface (MPI-4.0, chapter 15.3). */
#include "engine/interpose/begin.h"
#include "engine/interpose/interpose.h"

#include <stdio.h>
#include <string.h>

/* Open MPI counts its own header to the limit: found by trying all sizes (ob1 of 4.1), and no variable tells it. */
#define HEADER_BYTES 56

static bool
read_variable (const char *name, uint64_t *value)
{
  MPI_T_cvar_handle handle;
  MPI_Datatype type;
  MPI_T_enum words;
  int index, count = 0, length = 0, rest = 0, verbosity, bind, scope;
  uint64_t wide = 0;
  unsigned narrow = 0;

  if (MPI_T_cvar_get_index (name, &index) != MPI_SUCCESS ||
      MPI_T_cvar_get_info (index, NULL, &length, &verbosity, &type, &words, NULL, &rest, &bind, &scope) != MPI_SUCCESS ||
      MPI_T_cvar_handle_alloc (index, NULL, &handle, &count) != MPI_SUCCESS)
    return false;
  bool is_wide = type == MPI_UNSIGNED_LONG || type == MPI_UNSIGNED_LONG_LONG, is_narrow = type == MPI_UNSIGNED || type == MPI_INT;
  bool got = count == 1 && (is_wide || is_narrow) && MPI_T_cvar_read (handle, is_wide ? (void *) &wide : (void *) &narrow) == MPI_SUCCESS;
  MPI_T_cvar_handle_free (&handle);
  *value = is_wide ? wide : narrow;
  return got;
}

/* The first of the transports (BTLs) that this MPI has; it has loaded only those that it was told to use. */
static uint32_t
eager_limit (const char *const *transports)
{
  uint64_t bytes;
  char name[64];

  for (; *transports; transports++) {
    snprintf (name, sizeof name, "btl_%s_eager_limit", *transports);
    if (read_variable (name, &bytes) && bytes > HEADER_BYTES && bytes <= UINT32_MAX)
      return (uint32_t) bytes - HEADER_BYTES;
  }
  return 0;
}

void
interpose_ask (struct segment_mpi *told)
{
  int level, ranks = 0;

  memset (told, 0, sizeof *told);
  if (MPI_T_init_thread (MPI_THREAD_SERIALIZED, &level) != MPI_SUCCESS) {
    snprintf (told->edges_why, sizeof told->edges_why, "this MPI has no tools interface (MPI_T)");
    return;
  }
  told->eager_self = eager_limit ((const char *const[]){ "self", NULL });
  told->eager_shared = eager_limit ((const char *const[]){ "vader", "sm", NULL });
  told->eager_network = eager_limit ((const char *const[]){ "tcp", NULL });
  REAL (Comm_size) (MPI_COMM_WORLD, &ranks);
  const char *why = edges_start (ranks);
  told->edges = why == NULL;
  snprintf (told->edges_why, sizeof told->edges_why, "%s", why ? why : "");
}
