#include "engine/launch/plan.h"

#include "engine/workload/table.h"

#include "engine/launch/worker-path.h"
#include "engine/record/control.h"
#include "engine/team/placement.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS_MOST 1024
#define LANES_MOST 4096

static const char *const models[MODELS] = { "threads", "processes", "hybrid" };
static const char *const runtimes[] = { "openmp", "pthreads", "c11", NULL };

const char *
model_name (enum model model)
{
  return models[model];
}

bool
model_parse (const char *name, enum model *model)
{
  for (int i = 0; i < MODELS; i++)
    if (strcmp (models[i], name) == 0) {
      *model = i;
      return true;
    }
  return false;
}

struct plan *
plan_new (void)
{
  struct plan *plan = g_new0 (struct plan, 1);

  plan->model = MODEL_HYBRID;
  plan->workload = g_strdup ("heat");
  plan->ranks = 2;
  plan->threads = CLAMP ((int) g_get_num_processors () / 2, 2, 8);
  plan->runtime = g_strdup ("openmp");
  plan->bind = g_strdup ("compact");
  plan->sync = g_strdup ("mutex");
  return plan;
}

struct plan *
plan_copy (const struct plan *plan)
{
  struct plan *copy = g_memdup2 (plan, sizeof *plan);

  copy->workload = g_strdup (plan->workload);
  copy->runtime = g_strdup (plan->runtime);
  copy->bind = g_strdup (plan->bind);
  copy->sync = g_strdup (plan->sync);
  copy->settings = g_strdupv (plan->settings);
  return copy;
}

void
plan_free (struct plan *plan)
{
  if (!plan)
    return;
  g_free (plan->workload);
  g_free (plan->runtime);
  g_free (plan->bind);
  g_free (plan->sync);
  g_strfreev (plan->settings);
  g_free (plan);
}

int
plan_ranks (const struct plan *plan)
{
  return plan->model == MODEL_THREADS ? 1 : plan->ranks;
}

int
plan_threads (const struct plan *plan)
{
  return plan->model == MODEL_PROCESSES ? 1 : plan->threads;
}

bool
plan_edges (const struct plan *plan)
{
  const struct workload_description *workload = workload_describe (plan->workload);

  return plan->edges || (workload && workload->collective);
}

static bool
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error)
    *error = g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return false;
}

static bool
check_word (const char *what, const char *word, const char *const *known, GError **error)
{
  if (word && g_strv_contains (known, word))
    return true;
  g_autofree char *choices = g_strjoinv (", ", (char **) known);
  return refuse (error, "There is no %s \"%s\"; choose one of: %s.", what, word ? word : "", choices);
}

static bool
check_bind (const char *bind, int pu_count, GError **error)
{
  char sentence[256];

  if (placement_check (bind ? bind : "", pu_count, sentence, sizeof sentence))
    return true;
  return refuse (error, "%c%s.", g_ascii_toupper (sentence[0]), sentence + 1);
}

static bool
refuse_workload (const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (const struct workload_description *const *each = workload_table; *each; each++)
    g_string_append_printf (known, "%s%s", known->len ? ", " : "", (*each)->name);
  return refuse (error, "There is no workload \"%s\"; choose one of: %s.", name ? name : "", known->str);
}

static bool
check_workload (const struct plan *plan, GError **error)
{
  const struct workload_description *workload = plan->workload ? workload_describe (plan->workload) : NULL;
  int64_t values[WORKLOAD_MAX_PARAMETERS];
  char sentence[256];

  if (!workload)
    return refuse_workload (plan->workload, error);
  if (workload_check_sync (workload, plan->sync))
    return refuse (error, "The workload %s has no synchronisation \"%s\"; choose one of: %s.", plan->workload, plan->sync,
                   workload_check_sync (workload, plan->sync));
  if (workload_check_model (workload, model_name (plan->model)))
    return refuse (error, "The workload %s does not run in the model %s; choose one of: %s.", plan->workload,
                   model_name (plan->model), workload_check_model (workload, model_name (plan->model)));
  workload_set_initial (workload, values);
  for (int i = 0; plan->settings && plan->settings[i]; i++)
    if (workload_set (workload, plan->settings[i], values, sentence, sizeof sentence) != 0)
      return refuse (error, "%s", sentence);
  return true;
}

static bool
check_sizes (const struct plan *plan, GError **error)
{
  int ranks = plan_ranks (plan), threads = plan_threads (plan);

  if (ranks < 1 || ranks > CONTROL_MAX_RANKS)
    return refuse (error, "%d ranks cannot be run; choose 1 to %d.", ranks, CONTROL_MAX_RANKS);
  if (threads < 1 || threads > THREADS_MOST)
    return refuse (error, "%d threads a rank cannot be run; choose 1 to %d.", threads, THREADS_MOST);
  if (ranks * threads > LANES_MOST)
    return refuse (error, "%d ranks x %d threads are more than the %d threads that can be shown.", ranks, threads,
                   LANES_MOST);
  return true;
}

bool
plan_check (const struct plan *plan, int pu_count, GError **error)
{
  if ((unsigned) plan->model >= MODELS)
    return refuse (error, "There is no such model; choose threads, processes or hybrid.");
  if (!check_workload (plan, error) || !check_word ("thread runtime", plan->runtime, runtimes, error) ||
      !check_sizes (plan, error) || !check_bind (plan->bind, pu_count, error))
    return false;
  if (!(plan->duration_s >= 0) || !(plan->pace_s >= 0) || plan->duration_s > 1e9 || plan->pace_s > 1e9)
    return refuse (error, "A duration is a number of seconds from 0 on.");
  return true;
}
