/* The worker's command line. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "engine/team/team.h"
#include "engine/workload/workload.h"

struct options {
  int threads;
  const struct runtime *runtime;
  const char *bind;
  enum sync sync;
  const struct workload *workload;
  const struct workload_description *about;
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  bool help;
};

#define OPTIONS_MAX_THREADS 1024

/* Reads ARGV for a run of so many ranks. false with one sentence in ERROR; OPTIONS->threads is valid all the same. */
bool options_read (int argc, char **argv, int ranks, struct options *options, char *error, size_t room);
uint64_t options_steps (const struct options *options);
void options_print_help (void);
