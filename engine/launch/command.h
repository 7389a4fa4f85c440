/* The command line and the environment that a plan is started with. */
#pragma once

#include "engine/launch/plan.h"

/* FOLDER: the run's. NULL with a sentence that says what to install. The caller frees both with g_strfreev. */
char **command_arguments (const struct plan *plan, const char *folder, GError **error);
char **command_worker (const struct plan *plan, GError **error); /* the worker alone, as a rank of a pool is told it */
char **command_environment (const char *folder, const char *machine_xml);

/* For the waiting ranks of a pool. PASSIVE: OpenMP's threads sleep while they wait, unless the user has chosen. */
char **command_pool_arguments (int ranks, bool edges, const char *folder, GError **error);
char **command_pool_environment (const char *folder, bool passive);
