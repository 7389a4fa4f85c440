/* In a worker's place: each thread says where it may run, "RANK.THREAD,PU,PU,...", by OS index. */
#include <omp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

static void
say (int rank)
{
  char line[8192];
  cpu_set_t may[16];
  int used = snprintf (line, sizeof line, "%d.%d", rank, omp_get_thread_num ());

  if (sched_getaffinity (0, sizeof may, may) < 0)
    abort ();
  for (int i = 0; i < 16 * CPU_SETSIZE && used < (int) sizeof line - 16; i++)
    if (CPU_ISSET_S ((size_t) i, sizeof may, may))
      used += snprintf (line + used, sizeof line - (size_t) used, ",%d", i);
#pragma omp critical
  puts (line);
}

int
main (void)
{
  const char *rank = getenv ("OMPI_COMM_WORLD_RANK");

#pragma omp parallel
  say (rank ? atoi (rank) : 0);
  return 0;
}
