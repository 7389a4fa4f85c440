#include "engine/worker/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/team/placement.h"

static const struct option long_options[] = {
  { "threads", required_argument, NULL, 't' }, { "runtime", required_argument, NULL, 'r' },
  { "bind", required_argument, NULL, 'b' },    { "sync", required_argument, NULL, 's' },
  { "model", required_argument, NULL, 'm' },   { "help", no_argument, NULL, 'h' },
  { NULL, 0, NULL, 0 },
};

struct words { /* as they were given; NULL = not */
  const char *threads, *runtime, *bind, *sync, *model;
};

void
options_print_help (void)
{
  puts ("Usage: strandscope-worker [OPTION...] WORKLOAD [KEY=VALUE...]\n"
        "Runs one of Strandscope's workloads, under mpirun with several ranks, and prints its result.\n\n"
        "  --threads T     threads of each rank (1)\n"
        "  --runtime R     openmp, pthreads, c11 (openmp)\n"
        "  --bind B        none, compact, scatter, numa, or a list of PUs (none): 0,2,4-6 a PU a thread,\n"
        "                  {0-3},{4-7} several a thread, 0,1;2,3 a list a rank\n"
        "  --sync S        none, mutex, atomic, reduction, as far as the workload knows them\n"
        "  --model M       threads, processes or hybrid: checks that ranks and threads fit it\n"
        "  --help\n");
  for (int i = 0; workload_table[i]; i++) {
    printf ("%s: %s (sync: %s)\n", workload_table[i]->name, workload_table[i]->title, workload_table[i]->initial_sync);
    for (int p = 0; p < workload_table[i]->parameters; p++) {
      const struct workload_parameter *parameter = &workload_table[i]->parameter[p];

      printf ("  %s=%lld  %s: %s\n", parameter->key, (long long) parameter->initial, parameter->label, parameter->unit);
    }
  }
}

static bool
read_words (int argc, char **argv, struct words *words, bool *help, char *error, size_t room)
{
  int option;

  opterr = 0;
  optind = 0; /* getopt starts anew: a pool's worker reads many command lines */
  while ((option = getopt_long (argc, argv, "+:", long_options, NULL)) != -1) {
    switch (option) {
    case 't':
      words->threads = optarg;
      break;
    case 'r':
      words->runtime = optarg;
      break;
    case 'b':
      words->bind = optarg;
      break;
    case 's':
      words->sync = optarg;
      break;
    case 'm':
      words->model = optarg;
      break;
    case 'h':
      *help = true;
      break;
    default:
      snprintf (error, room, option == ':' ? "option '%.60s' needs a value: see --help" : "no option '%.60s': see --help",
                argv[optind - 1]);
      return false;
    }
  }
  return true;
}

static bool
read_threads (const char *word, struct options *options, char *error, size_t room)
{
  char *end;
  long threads = 1;

  errno = 0;
  if (word) {
    threads = strtol (word, &end, 10);
    if (errno || end == word || *end || threads < 1 || threads > OPTIONS_MAX_THREADS) {
      snprintf (error, room, "--threads %.40s: give a whole number from 1 to %d", word, OPTIONS_MAX_THREADS);
      return false;
    }
  }
  options->threads = (int) threads;
  return true;
}

static bool
check_model (const char *model, int ranks, int threads, char *error, size_t room)
{
  if (!model || strcmp (model, "hybrid") == 0)
    return true;
  if (strcmp (model, "threads") == 0) {
    if (ranks > 1)
      snprintf (error, room, "the model threads has one process, not %d ranks: start it without mpirun", ranks);
    return ranks == 1;
  }
  if (strcmp (model, "processes") == 0) {
    if (threads > 1)
      snprintf (error, room, "the model processes has one thread a rank, not %d: leave out --threads", threads);
    return threads == 1;
  }
  snprintf (error, room, "no model '%.60s': give threads, processes or hybrid", model);
  return false;
}

static bool
read_workload (const char *name, struct options *options, char *error, size_t room)
{
  size_t used;

  options->workload = name ? workload_find (name) : NULL;
  options->about = name ? workload_describe (name) : NULL;
  if (options->workload)
    return true;
  used = (size_t) snprintf (error, room, name ? "no workload '%.60s': give one of" : "%sno workload is given: give one of", name ? name : "");
  for (int i = 0; workload_table[i] && used < room; i++)
    used += (size_t) snprintf (error + used, room - used, "%s %s", i ? "," : "", workload_table[i]->name);
  return false;
}

static bool
read_sync (const char *word, struct options *options, char *error, size_t room)
{
  const char *sync = word ? word : options->about->initial_sync;
  const char *offered = workload_check_sync (options->about, sync);

  if (offered) {
    snprintf (error, room, "--sync %.40s does not apply to %s: give one of %s", sync, options->about->name, offered);
    return false;
  }
  return sync_parse (sync, &options->sync);
}

/* Without --model the number of ranks and threads says which it is. */
static const char *
model_of (const char *word, int ranks, int threads)
{
  if (word)
    return word;
  if (ranks == 1)
    return "threads";
  return threads == 1 ? "processes" : "hybrid";
}

static bool
check_workload_model (const char *model, const struct options *options, char *error, size_t room)
{
  const char *offered = workload_check_model (options->about, model);

  if (offered)
    snprintf (error, room, "%s does not run in the model %.40s: give one of %s", options->about->name, model, offered);
  return !offered;
}

static bool
read_settings (char **settings, struct options *options, char *error, size_t room)
{
  workload_set_initial (options->about, options->values);
  for (; *settings; settings++)
    if (workload_set (options->about, *settings, options->values, error, room) < 0)
      return false;
  return true;
}

bool
options_read (int argc, char **argv, int ranks, struct options *options, char *error, size_t room)
{
  struct words words = { 0 };

  *options = (struct options){ .threads = 1, .bind = "none" };
  if (!read_words (argc, argv, &words, &options->help, error, room))
    return false;
  if (options->help)
    return true;
  if (!read_threads (words.threads, options, error, room) || !check_model (words.model, ranks, options->threads, error, room))
    return false;
  options->runtime = runtime_find (words.runtime ? words.runtime : "openmp");
  if (!options->runtime) {
    snprintf (error, room, "no runtime '%.60s': give openmp, pthreads or c11", words.runtime);
    return false;
  }
  if (words.bind)
    options->bind = words.bind;
  return placement_check (options->bind, -1, error, room) &&
         read_workload (argv[optind], options, error, room) &&
         check_workload_model (model_of (words.model, ranks, options->threads), options, error, room) &&
         read_sync (words.sync, options, error, room) &&
         read_settings (argv + optind + 1, options, error, room);
}

uint64_t
options_steps (const struct options *options)
{
  return (uint64_t) options->values[workload_parameter (options->about, "steps") - options->about->parameter];
}
