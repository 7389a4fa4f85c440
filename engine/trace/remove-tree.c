#include "engine/trace/remove-tree.h"

#include <ftw.h>
#include <stdio.h>

static int
remove_one (const char *path, const struct stat *status, int type, struct FTW *ftw)
{
  remove (path); /* what cannot be removed stays: it was only temporary */
  return 0;
}

void
remove_tree (const char *path)
{
  nftw (path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
