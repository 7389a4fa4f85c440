/* Where the worker program is: $STRANDSCOPE_WORKER, else beside this program in the build tree, else installed. */
#pragma once

#include <gio/gio.h>

char *worker_path (GError **error); /* the caller frees; NULL with a sentence */
