#include "engine/team/runtime.h"

#include <stddef.h>
#include <string.h>

const struct runtime *
runtime_find (const char *name)
{
  const struct runtime *all[] = { &runtime_openmp, &runtime_pthreads, &runtime_c11 };

  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (strcmp (all[i]->name, name) == 0)
      return all[i];
  return NULL;
}
