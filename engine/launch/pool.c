#include "engine/launch/pool.h"

#include "engine/launch/job.h"

struct pool {
  GMutex mutex;     /* the main thread takes, collectors give back */
  int ranks;
  bool edges;
  struct job *idle; /* NULL: none, or a run has it */
  bool lent;
};

struct pool *
pool_create (int ranks)
{
  struct pool *pool = g_new0 (struct pool, 1);

  g_mutex_init (&pool->mutex);
  pool->ranks = ranks;
  return pool;
}

void
pool_destroy (struct pool *pool)
{
  if (!pool)
    return;
  if (pool->idle)
    job_end (pool->idle);
  g_mutex_clear (&pool->mutex);
  g_free (pool);
}

/* The idle job, unless something happened to it while nobody looked. */
static struct job *
sound_job (struct pool *pool)
{
  if (pool->idle && job_is_lost (pool->idle)) {
    job_end (pool->idle);
    pool->idle = NULL;
  }
  return pool->idle;
}

void
pool_set_edges (struct pool *pool, bool edges)
{
  g_mutex_lock (&pool->mutex);
  pool->edges = edges;
  if (pool->idle && pool->idle->edges != edges) {
    job_end (pool->idle);
    pool->idle = NULL;
  }
  g_mutex_unlock (&pool->mutex);
}

bool
pool_prepare (struct pool *pool)
{
  g_autoptr (GError) error = NULL;
  bool can = true;

  g_mutex_lock (&pool->mutex);
  if (!pool->lent && !sound_job (pool)) {
    pool->idle = job_start (pool->ranks, pool->edges, &error);
    can = pool->idle != NULL;
  }
  g_mutex_unlock (&pool->mutex);
  if (error)
    g_debug ("no pool: %s", error->message);
  return can;
}

bool
pool_is_ready (struct pool *pool)
{
  g_mutex_lock (&pool->mutex);
  bool ready = pool->idle && job_is_ready (pool->idle);
  g_mutex_unlock (&pool->mutex);
  return ready;
}

bool
pool_is_lent (struct pool *pool)
{
  g_mutex_lock (&pool->mutex);
  bool lent = pool->lent;
  g_mutex_unlock (&pool->mutex);
  return lent;
}

bool
pool_exists (struct pool *pool)
{
  g_mutex_lock (&pool->mutex);
  bool exists = pool->lent || (pool->idle && !job_is_lost (pool->idle));
  g_mutex_unlock (&pool->mutex);
  return exists;
}

/* libgomp reads how to wait before main, so ranks that wait otherwise than the run's own would are no ranks for it. */
static bool
suits (const struct job *job, const struct plan *plan)
{
  bool openmp = g_strcmp0 (plan->runtime, "openmp") == 0 && plan_threads (plan) > 1;
  bool crowded = plan_ranks (plan) * plan_threads (plan) > (int) g_get_num_processors ();

  if (plan_ranks (plan) < 2 || plan_ranks (plan) > job->ranks || plan_edges (plan) != job->edges)
    return false;
  return !openmp || crowded == job->passive || g_getenv ("OMP_WAIT_POLICY") || g_getenv ("GOMP_SPINCOUNT");
}

struct job *
pool_take (struct pool *pool, const struct plan *plan)
{
  struct job *job = NULL;

  g_mutex_lock (&pool->mutex);
  if (sound_job (pool) && job_is_ready (pool->idle) && suits (pool->idle, plan)) {
    job = pool->idle;
    pool->idle = NULL;
    pool->lent = true;
  }
  g_mutex_unlock (&pool->mutex);
  return job;
}

void
pool_give (struct pool *pool, struct job *job)
{
  g_mutex_lock (&pool->mutex);
  pool->idle = job;
  pool->lent = false;
  g_mutex_unlock (&pool->mutex);
}

void
pool_lose (struct pool *pool)
{
  g_mutex_lock (&pool->mutex);
  pool->lent = false;
  g_mutex_unlock (&pool->mutex);
}
