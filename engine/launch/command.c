#include "engine/launch/command.h"

#include "engine/launch/worker-path.h"

static void
add (GPtrArray *words, const char *word)
{
  g_ptr_array_add (words, g_strdup (word));
}

static void
add_all (GPtrArray *words, const char *const *more)
{
  for (int i = 0; more[i]; i++)
    add (words, more[i]);
}

/* How messages go: Open MPI's own way over shared memory. What counts them is a component that a list of what not to use lets in
 * where there is one, and that takes no harm where there is none. */
static const char *const plain[] = { "--mca", "pml", "ob1", NULL };
static const char *const counting[] = { "--mca", "pml", "^cm,ucx,v,yalla,bfo,crcpw", "--mca", "pml_monitoring_enable", "1", NULL };

/* ENGINE.md says what each is for: quiet, no network, and all of Open MPI's litter in the run's folder. */
static bool
add_mpirun (GPtrArray *words, int ranks, bool edges, const char *folder, GError **error)
{
  g_autofree char *mpirun = g_find_program_in_path ("mpirun");
  g_autofree char *count = g_strdup_printf ("%d", ranks), *backing = g_build_filename (folder, "ompi", NULL);

  if (!mpirun) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 "mpirun was not found, so ranks cannot be started; install Open MPI (apt install openmpi-bin).");
    return false;
  }
  add_all (words, (const char *const[]){ mpirun, "-n", count, "--oversubscribe", "--bind-to", "none", "--mca", "btl", "self,vader", "--mca", "plm", "isolated", "--mca",
                                         "mpi_yield_when_idle", "1", "--mca", "odls_base_sigkill_timeout", "0", "--mca",
                                         "orte_tmpdir_base", folder, "--mca", "btl_vader_backing_directory", backing,
                                         "--mca", "osc_sm_backing_directory", backing, NULL });
  add_all (words, edges ? counting : plain);
  return true;
}

static void
add_worker (GPtrArray *words, const char *worker, const struct plan *plan)
{
  g_autofree char *threads = g_strdup_printf ("%d", plan_threads (plan));

  add_all (words, (const char *const[]){ worker, "--model", model_name (plan->model), "--threads", threads, "--runtime",
                                         plan->runtime, "--bind", plan->bind, "--sync", plan->sync, plan->workload, NULL });
  bool counted = false;
  for (int i = 0; plan->settings && plan->settings[i]; i++) {
    bool steps = g_str_has_prefix (plan->settings[i], "steps=");
    counted |= steps;
    if (!steps || !plan->endless)
      add (words, plan->settings[i]);
  }
  /* the host ends it: by the user's hand or by the clock */
  if (plan->endless || (plan->duration_s > 0 && !counted))
    add (words, "steps=0");
}

static char **
command_line (int ranks, bool edges, const char *folder, const struct plan *plan, GError **error)
{
  g_autofree char *worker = worker_path (error);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  if (!worker || (ranks > 1 && !add_mpirun (words, ranks, edges, folder, error)))
    return NULL;
  if (plan)
    add_worker (words, worker, plan);
  else
    add (words, worker);
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_steal (words, NULL);
}

char **
command_arguments (const struct plan *plan, const char *folder, GError **error)
{
  return command_line (plan_ranks (plan), plan_edges (plan), folder, plan, error);
}

char **
command_worker (const struct plan *plan, GError **error)
{
  return command_line (1, false, NULL, plan, error);
}

char **
command_pool_arguments (int ranks, bool edges, const char *folder, GError **error)
{
  return command_line (ranks, edges, folder, NULL, error);
}

/* What every child is told. */
static char **
plain_environment (void)
{
  char **environment = g_get_environ ();

  environment = g_environ_unsetenv (environment, "STRANDSCOPE_RUN");
  environment = g_environ_unsetenv (environment, "STRANDSCOPE_POOL");
  environment = g_environ_unsetenv (environment, "STRANDSCOPE_MACHINE");
  environment = g_environ_setenv (environment, "OMPI_ALLOW_RUN_AS_ROOT", "1", TRUE);
  environment = g_environ_setenv (environment, "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", TRUE);
  /* the worker binds its threads itself: what the user's shell says to OpenMP would interfere */
  environment = g_environ_unsetenv (environment, "OMP_PROC_BIND");
  environment = g_environ_unsetenv (environment, "OMP_PLACES");
  return g_environ_unsetenv (environment, "GOMP_CPU_AFFINITY");
}

char **
command_environment (const char *folder, const char *machine_xml)
{
  char **environment = g_environ_setenv (plain_environment (), "STRANDSCOPE_RUN", folder, TRUE);

  return machine_xml ? g_environ_setenv (environment, "STRANDSCOPE_MACHINE", machine_xml, TRUE) : environment;
}

char **
command_pool_environment (const char *folder, bool passive)
{
  char **environment = g_environ_setenv (plain_environment (), "STRANDSCOPE_POOL", folder, TRUE);
  bool chosen = g_environ_getenv (environment, "OMP_WAIT_POLICY") || g_environ_getenv (environment, "GOMP_SPINCOUNT");

  return passive && !chosen ? g_environ_setenv (environment, "OMP_WAIT_POLICY", "passive", TRUE) : environment;
}
