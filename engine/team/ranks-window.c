#include "engine/team/ranks-window.h"

#include <mpi.h>
#include <stdlib.h>

#include "engine/team/ranks-comm.h"

#define PIECE (1 << 30) /* bytes of one broadcast: counts are ints */

struct ranks_window {
  MPI_Win window;
  uint64_t bytes;
  bool shared; /* by several ranks */
  void *data;
};

/* Errors are answered, not fatal: without a host in common, or room, the caller says so in one sentence. */
static bool
allocate (struct ranks_window *made, int rank)
{
  MPI_Aint size;
  int unit, failed, any;
  void *own;

  MPI_Comm_set_errhandler (ranks_comm, MPI_ERRORS_RETURN);
  failed = MPI_Win_allocate_shared (rank == 0 ? (MPI_Aint) made->bytes : 0, 1, MPI_INFO_NULL, ranks_comm, &own,
                                    &made->window) != MPI_SUCCESS;
  MPI_Allreduce (&failed, &any, 1, MPI_INT, MPI_MAX, ranks_comm);
  MPI_Comm_set_errhandler (ranks_comm, MPI_ERRORS_ARE_FATAL);
  if (any)
    return false;
  MPI_Win_shared_query (made->window, 0, &size, &unit, &made->data);
  /* One epoch for all of its life: what is written is ordered by MPI_Win_sync and barriers (MPI 4.0, 12.7). */
  MPI_Win_lock_all (MPI_MODE_NOCHECK, made->window);
  return true;
}

struct ranks_window *
ranks_window_create (const struct team *team, uint64_t bytes, bool shared)
{
  struct ranks_window *made = calloc (1, sizeof *made);

  if (!made)
    return NULL;
  made->bytes = bytes;
  made->shared = shared && team->ranks > 1;
  if (made->shared ? allocate (made, team->rank) : (made->data = team_memory (team, bytes)) != NULL)
    return made;
  free (made);
  return NULL;
}

void
ranks_window_destroy (struct ranks_window *window)
{
  if (!window)
    return;
  if (window->shared) {
    MPI_Win_unlock_all (window->window);
    MPI_Win_free (&window->window);
  }
  free (window);
}

void *
ranks_window_data (const struct ranks_window *window)
{
  return window->data;
}

static void
broadcast (const struct ranks_window *window, int root)
{
  for (uint64_t at = 0; at < window->bytes; at += PIECE) {
    uint64_t bytes = window->bytes - at < PIECE ? window->bytes - at : PIECE;

    MPI_Bcast ((char *) window->data + at, (int) bytes, MPI_BYTE, root, ranks_comm);
  }
}

static void
meet (const struct ranks_window *window)
{
  MPI_Win_sync (window->window);
  MPI_Barrier (ranks_comm);
  MPI_Win_sync (window->window);
}

void
ranks_window_publish (struct ranks_window *window, const struct member *member, int root)
{
  if (window->shared)
    meet (window);
  else if (member->ranks > 1)
    broadcast (window, root);
}

void
ranks_window_done (struct ranks_window *window, const struct member *member)
{
  if (window->shared)
    meet (window);
}
