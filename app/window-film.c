/* A film out of the window: a dialog, a place for it, and its making in a thread that draws with fonts and caches of its own. */
#include "app/window-private.h"

#include "app/film.h"
#include "ui/widgets/film-dialog.h"

#define LAST_NS G_GUINT64_CONSTANT (10000000000)

struct shoot { /* what a thread needs, with nothing of the window's */
  struct film_order order;
  char *path;
  char *xml; /* of the machine, NULL = not known: the window's may go meanwhile */
  /* of one making */
  const struct recording_progress *progress;
  GError **error;
  GMutex mutex;
  GCond cond;
  bool over, done;
};

static void
shoot_free (gpointer data)
{
  struct shoot *shoot = data;
  trace_destroy (shoot->order.trace);
  g_mutex_clear (&shoot->mutex);
  g_cond_clear (&shoot->cond);
  g_free (shoot->path);
  g_free (shoot->xml);
  g_free (shoot);
}

static void
draw (gpointer data, gpointer unused)
{
  struct shoot *shoot = data;
  struct film_order order = shoot->order;
  struct machine *machine = shoot->xml ? machine_load_xml (shoot->xml, "machine", NULL) : NULL;
  order.machine = machine;
  order.path = shoot->path;
  bool done = film_make (&order, shoot->progress->tell, shoot->progress->data, shoot->progress->cancellable, shoot->error);
  machine_destroy (machine);
  g_mutex_lock (&shoot->mutex);
  shoot->done = done;
  shoot->over = true;
  g_cond_signal (&shoot->cond);
  g_mutex_unlock (&shoot->mutex);
}

/* All films are drawn by one thread, which stays: so fonts and caches are made once. */
static bool
make (gpointer data, const struct recording_progress *progress, GError **error)
{
  static GThreadPool *artist;
  struct shoot *shoot = data;
  shoot->progress = progress;
  shoot->error = error;
  if (!artist) /* one work at a time */
    artist = g_thread_pool_new (draw, NULL, 1, TRUE, NULL);
  g_thread_pool_push (artist, shoot, NULL);
  g_mutex_lock (&shoot->mutex);
  while (!shoot->over)
    g_cond_wait (&shoot->cond, &shoot->mutex);
  g_mutex_unlock (&shoot->mutex);
  return shoot->done;
}

static void
on_done (StrandWindow *window, gpointer data, const GError *error)
{
  struct shoot *shoot = data;
  g_autofree char *saved = g_strdup_printf ("Saved %s", shoot->path);
  bool cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  strand_window_toast (window, cancelled ? "Film cancelled: nothing was written" : error ? error->message : saved);
}

static void
start (StrandWindow *window, struct shoot *shoot)
{
  g_autofree char *name = g_path_get_basename (shoot->path), *title = g_strdup_printf ("Filming %s", name);
  strand_window_start_work (window, title, make, on_done, shoot, shoot_free);
}

/* ---- what was chosen ---- */

static void
take_stretch (StrandWindow *window, enum film_stretch stretch, struct film_order *order)
{
  uint64_t begin = trace_begin (order->trace), end = trace_end (order->trace);
  order->from = begin;
  order->to = end;
  if (stretch == FILM_SHOWN)
    strand_session_get_window (window->session, &order->from, &order->to);
  else if (stretch == FILM_LAST && end - begin > LAST_NS)
    order->from = end - LAST_NS;
  order->from = CLAMP (order->from, begin, end);
  order->to = CLAMP (order->to, begin, end);
}

static bool
take_choice (StrandWindow *window, const struct film_choice *choice, struct film_order *order, GError **error)
{
  *order = (struct film_order){ .trace = strand_session_get_trace (window->session), .rate = choice->rate, .width = choice->width, .height = choice->height,
                                .format = choice->format, .colors = choice->colors, .theme = strand_window_picture_theme (window) };
  take_stretch (window, choice->stretch, order);
  if (!film_speed_parse (choice->speed, &order->speed, error) || !film_frames (order, error))
    return false;
  if (order->rate <= film_fastest (order->format))
    return true;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s shows at most %d frames a second.", film_format_name (order->format), film_fastest (order->format));
  return false;
}

static void
on_place (GtkNativeDialog *chooser, int response, StrandWindow *window)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  struct shoot *shoot = g_object_steal_data (G_OBJECT (chooser), "shoot");
  shoot->path = file ? g_file_get_path (file) : NULL;
  if (shoot->path && !strand_window_works (window))
    start (window, shoot);
  else
    shoot_free (shoot);
  g_object_unref (chooser);
}

static void
ask_place (StrandWindow *window, const struct film_order *order)
{
  struct shoot *shoot = g_new0 (struct shoot, 1);
  const struct machine *machine = strand_session_get_trace_machine (window->session);
  shoot->order = *order;
  trace_ref (order->trace);
  shoot->xml = machine ? g_strdup (machine_xml ((struct machine *) machine)) : NULL; /* kept by the machine, which stays what it is */
  g_mutex_init (&shoot->mutex);
  g_cond_init (&shoot->cond);
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new ("Film", GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE, "_Save", "_Cancel");
  g_autofree char *name = strand_window_proposed_name (window, film_ending (order->format));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_object_set_data_full (G_OBJECT (chooser), "shoot", shoot, shoot_free);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_place), window, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
on_chosen (StrandFilmDialog *dialog, StrandWindow *window)
{
  struct film_choice choice = strand_film_dialog_get_choice (dialog);
  struct film_order order;
  g_autoptr (GError) error = NULL;
  if (!strand_window_may_export (window) || !take_choice (window, &choice, &order, &error)) {
    strand_film_dialog_say (dialog, error ? error->message : "There is no run that ended.");
    return;
  }
  gtk_window_close (GTK_WINDOW (dialog));
  ask_place (window, &order);
}

static void
on_film (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StrandWindow *window = data;
  static const char *const colors[] = { [FILM_FEW_COLORS] = "256, small", [FILM_ALL_COLORS] = "All, lossless", NULL };
  static const int only[] = { [FILM_APNG] = -1, [FILM_GIF] = FILM_FEW_COLORS, [FILM_WEBP] = FILM_ALL_COLORS };
  const char *names[FILM_FORMATS + 1] = { NULL };
  for (int i = 0; i < FILM_FORMATS; i++)
    names[i] = film_format_name (i);
  GtkWidget *dialog = strand_film_dialog_new (GTK_WINDOW (window), names, colors, only);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_chosen), window, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
strand_window_add_film (StrandWindow *window)
{
  static const GActionEntry entries[] = { { "film", on_film, NULL, NULL, NULL, { 0 } } };
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}
