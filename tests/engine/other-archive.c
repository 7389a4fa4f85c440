#include "other-archive.h"

#include <glib.h>
#include <otf2/otf2.h>

#define BEGIN UINT64_C (1000000000000000)
#define SHIFT 5000 /* ticks that the clock of rank 1 is behind */
#define STREAM (UINT64_C (7) << 32)

enum { MAIN, ISEND, IRECV, WAITALL, ALLREDUCE, PARALLEL, IMPLICIT_BARRIER, CRITICAL, CRITICAL_BLOCK, FUNCTION };

static const struct { const char *name; OTF2_RegionRole role; OTF2_Paradigm paradigm; } regions[] = {
  [MAIN] = { "main", OTF2_REGION_ROLE_FUNCTION, OTF2_PARADIGM_COMPILER },
  [ISEND] = { "MPI_Isend", OTF2_REGION_ROLE_POINT2POINT, OTF2_PARADIGM_MPI },
  [IRECV] = { "MPI_Irecv", OTF2_REGION_ROLE_POINT2POINT, OTF2_PARADIGM_MPI },
  [WAITALL] = { "MPI_Waitall", OTF2_REGION_ROLE_POINT2POINT, OTF2_PARADIGM_MPI },
  [ALLREDUCE] = { "MPI_Allreduce", OTF2_REGION_ROLE_COLL_ALL2ALL, OTF2_PARADIGM_MPI },
  [PARALLEL] = { "!$omp parallel @a.c:1", OTF2_REGION_ROLE_PARALLEL, OTF2_PARADIGM_OPENMP },
  [IMPLICIT_BARRIER] = { "!$omp implicit barrier @a.c:9", OTF2_REGION_ROLE_IMPLICIT_BARRIER, OTF2_PARADIGM_OPENMP },
  [CRITICAL] = { "!$omp critical @a.c:4", OTF2_REGION_ROLE_CRITICAL, OTF2_PARADIGM_OPENMP },
  [CRITICAL_BLOCK] = { "!$omp critical sblock @a.c:4", OTF2_REGION_ROLE_CRITICAL_SBLOCK, OTF2_PARADIGM_OPENMP },
};

static OTF2_FlushType
on_full (void *data, OTF2_FileType type, OTF2_LocationRef location, void *caller, bool final)
{
  return OTF2_FLUSH;
}

static OTF2_TimeStamp
after_flush (void *data, OTF2_FileType type, OTF2_LocationRef location)
{
  return 0;
}

static const OTF2_FlushCallbacks flush = { .otf2_pre_flush = on_full, .otf2_post_flush = after_flush };

static uint64_t
location_of (int rank, int thread)
{
  return (uint64_t) thread << 32 | (uint64_t) rank; /* Score-P's way */
}

#define ALL_REGIONS (FUNCTION + OTHER_FUNCTIONS)

/* Rank 2 numbers regions backwards: a mapping table tells. */
static uint32_t
region (int rank, uint32_t global)
{
  return rank == 2 ? ALL_REGIONS - 1 - global : global;
}

/* Ranks of communicator 1 count backwards. Rank 0 of the world sends to 1, 1 to 2, 2 to 0. */
static void
write_master (OTF2_EvtWriter *to, int rank)
{
  uint64_t t = BEGIN + 1000 - (rank == 1 ? SHIFT : 0);
  uint32_t next = (rank + 1) % OTHER_RANKS, last = (rank + OTHER_RANKS - 1) % OTHER_RANKS;

  OTF2_EvtWriter_Enter (to, NULL, t, region (rank, MAIN));
  for (int i = 0; i < OTHER_ROUNDS; i++, t += 10000) {
    OTF2_EvtWriter_Enter (to, NULL, t + 100, region (rank, IRECV));
    OTF2_EvtWriter_MpiIrecvRequest (to, NULL, t + 110, 2 * i);
    OTF2_EvtWriter_Leave (to, NULL, t + 120, region (rank, IRECV));
    OTF2_EvtWriter_Enter (to, NULL, t + 200, region (rank, ISEND));
    OTF2_EvtWriter_MpiIsend (to, NULL, t + 210, OTHER_RANKS - 1 - next, 1, 42, 1000 + i, 2 * i + 1);
    OTF2_EvtWriter_Leave (to, NULL, t + 220, region (rank, ISEND));
    OTF2_EvtWriter_Enter (to, NULL, t + 300, region (rank, WAITALL));
    OTF2_EvtWriter_MpiIrecv (to, NULL, t + 890, OTHER_RANKS - 1 - last, 1, 42, 1000 + i, 2 * i);
    OTF2_EvtWriter_MpiIsendComplete (to, NULL, t + 895, 2 * i + 1);
    OTF2_EvtWriter_Leave (to, NULL, t + 900, region (rank, WAITALL));
    OTF2_EvtWriter_Enter (to, NULL, t + 1000, region (rank, FUNCTION + i * 15 % OTHER_FUNCTIONS));
    OTF2_EvtWriter_RmaPut (to, NULL, t + 1500, 0, 0, 8, 0);
    OTF2_EvtWriter_Leave (to, NULL, t + 2000, region (rank, FUNCTION + i * 15 % OTHER_FUNCTIONS));
    OTF2_EvtWriter_Enter (to, NULL, t + 8000, region (rank, ALLREDUCE));
    OTF2_EvtWriter_MpiCollectiveBegin (to, NULL, t + 8001);
    OTF2_EvtWriter_MpiCollectiveEnd (to, NULL, t + 8990, OTF2_COLLECTIVE_OP_ALLREDUCE, 0, OTF2_COLLECTIVE_ROOT_NONE, 8, 8);
    OTF2_EvtWriter_Leave (to, NULL, t + 9000, region (rank, ALLREDUCE));
  }
  OTF2_EvtWriter_Leave (to, NULL, t, region (rank, MAIN));
}

static void
write_thread (OTF2_EvtWriter *to, int rank, int thread)
{
  uint64_t t = BEGIN + 1000 - (rank == 1 ? SHIFT : 0);

  for (int i = 0; i < OTHER_ROUNDS; i++, t += 10000) {
    OTF2_EvtWriter_ThreadTeamBegin (to, NULL, t + 2000, 0);
    OTF2_EvtWriter_Enter (to, NULL, t + 2000, region (rank, PARALLEL));
    OTF2_EvtWriter_Enter (to, NULL, t + 3000, region (rank, CRITICAL));
    OTF2_EvtWriter_ThreadAcquireLock (to, NULL, t + 3000 + 500 * thread, OTF2_PARADIGM_OPENMP, 4000000000u, OTHER_THREADS * i + thread);
    OTF2_EvtWriter_Enter (to, NULL, t + 3000 + 500 * thread, region (rank, CRITICAL_BLOCK));
    OTF2_EvtWriter_Leave (to, NULL, t + 3400 + 500 * thread, region (rank, CRITICAL_BLOCK));
    OTF2_EvtWriter_ThreadReleaseLock (to, NULL, t + 3400 + 500 * thread, OTF2_PARADIGM_OPENMP, 4000000000u, OTHER_THREADS * i + thread);
    OTF2_EvtWriter_Leave (to, NULL, t + 3400 + 500 * thread, region (rank, CRITICAL));
    OTF2_EvtWriter_Enter (to, NULL, t + 6000, region (rank, IMPLICIT_BARRIER));
    OTF2_EvtWriter_Leave (to, NULL, t + 7000, region (rank, IMPLICIT_BARRIER));
    OTF2_EvtWriter_Leave (to, NULL, t + 7000, region (rank, PARALLEL));
    OTF2_EvtWriter_ThreadTeamEnd (to, NULL, t + 7000, 0);
  }
}

static void
write_local (OTF2_Archive *archive, int rank, int thread)
{
  OTF2_DefWriter *to = OTF2_Archive_GetDefWriter (archive, location_of (rank, thread));
  uint32_t global[ALL_REGIONS];

  if (rank == 1) {
    OTF2_DefWriter_WriteClockOffset (to, BEGIN - SHIFT, SHIFT, 0);
    OTF2_DefWriter_WriteClockOffset (to, BEGIN + 10000 * (OTHER_ROUNDS + 2), SHIFT, 0);
  }
  for (uint32_t i = 0; i < ALL_REGIONS; i++)
    global[i] = region (rank, i);
  if (rank == 2) {
    OTF2_IdMap *map = OTF2_IdMap_CreateFromUint32Array (ALL_REGIONS, global, false);
    OTF2_DefWriter_WriteMappingTable (to, OTF2_MAPPING_REGION, map);
    OTF2_IdMap_Free (map);
  }
  OTF2_Archive_CloseDefWriter (archive, to);
}

static void
each_location (OTF2_Archive *archive, bool events)
{
  for (int rank = 0; rank < OTHER_RANKS; rank++)
    for (int thread = 0; thread < OTHER_THREADS; thread++) {
      if (!events) {
        write_local (archive, rank, thread);
        continue;
      }
      OTF2_EvtWriter *to = OTF2_Archive_GetEvtWriter (archive, location_of (rank, thread));
      if (thread == 0)
        write_master (to, rank);
      else
        write_thread (to, rank, thread);
      OTF2_Archive_CloseEvtWriter (archive, to);
    }
  if (!events) {
    OTF2_Archive_CloseDefWriter (archive, OTF2_Archive_GetDefWriter (archive, STREAM));
    return;
  }
  OTF2_EvtWriter *stream = OTF2_Archive_GetEvtWriter (archive, STREAM);
  OTF2_EvtWriter_Enter (stream, NULL, BEGIN, MAIN);
  OTF2_EvtWriter_Leave (stream, NULL, BEGIN + 1, MAIN);
  OTF2_Archive_CloseEvtWriter (archive, stream);
}

static uint32_t strings;

static uint32_t
string (OTF2_GlobalDefWriter *to, const char *text)
{
  OTF2_GlobalDefWriter_WriteString (to, strings, text);
  return strings++;
}

static void
write_regions (OTF2_GlobalDefWriter *to)
{
  uint32_t empty = string (to, "");

  for (uint32_t i = 0; i < ALL_REGIONS; i++) {
    g_autofree char *name = i < FUNCTION ? g_strdup (regions[i].name) : g_strdup_printf ("solve<%u>", i - FUNCTION);
    uint32_t ref = string (to, name);
    OTF2_GlobalDefWriter_WriteRegion (to, i, ref, ref, empty, i < FUNCTION ? regions[i].role : OTF2_REGION_ROLE_FUNCTION,
                                      i < FUNCTION ? regions[i].paradigm : OTF2_PARADIGM_COMPILER, OTF2_REGION_FLAG_NONE, empty, 0, 0);
  }
}

static void
write_locations (OTF2_GlobalDefWriter *to)
{
  OTF2_GlobalDefWriter_WriteSystemTreeNode (to, 0, string (to, "cluster"), string (to, "machine"), OTF2_UNDEFINED_SYSTEM_TREE_NODE);
  OTF2_GlobalDefWriter_WriteSystemTreeNode (to, 1, string (to, "n017"), string (to, "node"), 0);
  uint32_t name = string (to, "MPI Rank");
  for (int rank = 0; rank < OTHER_RANKS; rank++)
    OTF2_GlobalDefWriter_WriteLocationGroup (to, rank, name, OTF2_LOCATION_GROUP_TYPE_PROCESS, 1, OTF2_UNDEFINED_LOCATION_GROUP);
  OTF2_GlobalDefWriter_WriteLocationGroup (to, OTHER_RANKS, string (to, "CUDA"), OTF2_LOCATION_GROUP_TYPE_ACCELERATOR, 1, 0);
  for (int rank = 0; rank < OTHER_RANKS; rank++)
    for (int thread = 0; thread < OTHER_THREADS; thread++)
      OTF2_GlobalDefWriter_WriteLocation (to, location_of (rank, thread), name, OTF2_LOCATION_TYPE_CPU_THREAD, 100, rank);
  OTF2_GlobalDefWriter_WriteLocation (to, STREAM, name, OTF2_LOCATION_TYPE_ACCELERATOR_STREAM, 2, OTHER_RANKS);
}

static void
write_comms (OTF2_GlobalDefWriter *to)
{
  uint64_t locations[OTHER_RANKS], forward[OTHER_RANKS], backward[OTHER_RANKS];
  uint32_t empty = string (to, "none");

  for (int i = 0; i < OTHER_RANKS; i++) {
    locations[i] = location_of (i, 0);
    forward[i] = i;
    backward[i] = OTHER_RANKS - 1 - i;
  }
  OTF2_GlobalDefWriter_WriteGroup (to, 0, empty, OTF2_GROUP_TYPE_COMM_LOCATIONS, OTF2_PARADIGM_MPI, 0, OTHER_RANKS, locations);
  OTF2_GlobalDefWriter_WriteGroup (to, 1, empty, OTF2_GROUP_TYPE_COMM_GROUP, OTF2_PARADIGM_MPI, 0, OTHER_RANKS, forward);
  OTF2_GlobalDefWriter_WriteGroup (to, 2, empty, OTF2_GROUP_TYPE_COMM_GROUP, OTF2_PARADIGM_MPI, 0, OTHER_RANKS, backward);
  OTF2_GlobalDefWriter_WriteComm (to, 0, string (to, "MPI_COMM_WORLD"), 1, OTF2_UNDEFINED_COMM, OTF2_COMM_FLAG_NONE);
  OTF2_GlobalDefWriter_WriteComm (to, 1, string (to, "backwards"), 2, 0, OTF2_COMM_FLAG_NONE);
  OTF2_GlobalDefWriter_WriteRmaWin (to, 0, string (to, "window"), 0, OTF2_RMA_WIN_FLAG_NONE);
}

void
write_other_archive (const char *folder)
{
  OTF2_Archive *archive = OTF2_Archive_Open (folder, "traces", OTF2_FILEMODE_WRITE, 1 << 20, 1 << 22, OTF2_SUBSTRATE_POSIX, OTF2_COMPRESSION_NONE);

  g_assert_nonnull (archive);
  strings = 0;
  OTF2_Archive_SetFlushCallbacks (archive, &flush, NULL);
  OTF2_Archive_SetSerialCollectiveCallbacks (archive);
  OTF2_Archive_SetCreator (archive, "Score-P 8.0");
  OTF2_Archive_OpenEvtFiles (archive);
  each_location (archive, true);
  OTF2_Archive_CloseEvtFiles (archive);
  OTF2_Archive_OpenDefFiles (archive);
  each_location (archive, false);
  OTF2_Archive_CloseDefFiles (archive);
  OTF2_GlobalDefWriter *to = OTF2_Archive_GetGlobalDefWriter (archive);
  OTF2_GlobalDefWriter_WriteClockProperties (to, 2000000000, BEGIN - SHIFT, 10000 * (OTHER_ROUNDS + 2), OTF2_UNDEFINED_TIMESTAMP);
  write_regions (to);
  write_locations (to);
  write_comms (to);
  OTF2_Archive_CloseGlobalDefWriter (archive, to);
  OTF2_Archive_Close (archive);
}
