/* What takes long, out of the window's way: it goes on in a thread, a card says how far it is and lets it be given up. One at a time. */
#include "app/compare-view.h"
#include "app/window-private.h"

#define LOOK_MS 50 /* at how far it is */

struct window_work {
  char *title;
  window_work_do work;
  window_work_done done;
  gpointer data;
  GDestroyNotify free;
  GCancellable *cancellable;
  GThread *thread;
  guint look;
  int permille, over;  /* atomic: by the thread */
  GError *error;       /* once it is over; NULL = done */
};

static void
on_progress (double share, void *data)
{
  struct window_work *work = data;
  g_atomic_int_set (&work->permille, (int) (share * 1000));
}

static gpointer
do_work (gpointer data)
{
  struct window_work *work = data;
  work->work (work->data, &(struct recording_progress){ on_progress, work, work->cancellable }, &work->error);
  g_atomic_int_set (&work->over, 1);
  return NULL;
}

/* Waits for the thread, which is over or will be in a moment. */
static void
work_end (struct window_work *work)
{
  g_thread_join (work->thread);
  g_source_remove (work->look);
  g_object_unref (work->cancellable);
  g_clear_error (&work->error);
  work->free (work->data);
  g_free (work->title);
  g_free (work);
}

/* Where it is seen. */
static void
show_card (StrandWindow *window, const char *title, double share)
{
  StrandProgressCard *cards[] = { window->work_card, strand_compare_view_get_work_card (window->compare_view) };
  gboolean compares = strand_window_compares (window);
  for (int i = 0; i < 2; i++)
    strand_progress_card_show (cards[i], i == compares ? title : NULL, NULL, share);
}

static gboolean
on_look (gpointer data)
{
  StrandWindow *window = data;
  struct window_work *work = window->work;
  if (!g_atomic_int_get (&work->over)) {
    show_card (window, work->title, g_atomic_int_get (&work->permille) / 1000.0);
    return G_SOURCE_CONTINUE;
  }
  window->work = NULL;
  show_card (window, NULL, 0);
  work->done (window, work->data, work->error);
  work_end (work);
  strand_window_update_actions (window);
  return G_SOURCE_CONTINUE; /* work_end removed it */
}

void
strand_window_start_work (StrandWindow *window, const char *title, window_work_do work, window_work_done done, gpointer data, GDestroyNotify free)
{
  struct window_work *started = g_new0 (struct window_work, 1);
  *started = (struct window_work){ .title = g_strdup (title), .work = work, .done = done, .data = data, .free = free };
  started->cancellable = g_cancellable_new ();
  window->work = started;
  started->thread = g_thread_new ("work", do_work, started);
  started->look = g_timeout_add (LOOK_MS, on_look, window);
  strand_window_update_actions (window);
}

gboolean
strand_window_works (StrandWindow *window)
{
  return window->work != NULL;
}

static void
on_cancel (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  if (window->work)
    g_cancellable_cancel (window->work->cancellable);
}

/* Nothing half written stays behind. */
static void
on_destroy (StrandWindow *window)
{
  if (!window->work)
    return;
  g_cancellable_cancel (window->work->cancellable);
  work_end (g_steal_pointer (&window->work));
}

static const GActionEntry entries[] = {
  { "cancel-work", on_cancel, NULL, NULL, NULL, { 0 } },
};

void
strand_window_add_work (StrandWindow *window)
{
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  strand_progress_card_set_cancel (window->work_card, "win.cancel-work");
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroy), NULL);
}
