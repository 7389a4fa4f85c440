/* The command line and the environment that a plan is started with. */
#pragma once

#include "engine/launch/plan.h"

/* FOLDER: the run's. NULL with a sentence that says what to install. The caller frees both with g_strfreev. */
char **command_arguments (const struct plan *plan, const char *folder, GError **error);
char **command_environment (const char *folder, const char *machine_xml);
