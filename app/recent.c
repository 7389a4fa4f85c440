#include "app/recent.h"

#define MOST 8

static const struct { const char *group, *type; } kinds[] = {
  [RECENT_MACHINE] = { "strandscope-machine", "application/xml" },
  [RECENT_RECORDING] = { "strandscope-recording", "inode/directory" },
};

void
recent_add (const char *path, enum recent kind)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  GtkRecentData data = {
    .mime_type = (char *) kinds[kind].type, .app_name = (char *) "Strandscope", .app_exec = (char *) "strandscope %f",
    .groups = (char *[]){ (char *) kinds[kind].group, NULL },
  };
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

static int
later_first (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b), gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

static gboolean
is_ours (GtkRecentInfo *info)
{
  return (gtk_recent_info_has_group (info, kinds[RECENT_MACHINE].group) || gtk_recent_info_has_group (info, kinds[RECENT_RECORDING].group)) &&
         gtk_recent_info_exists (info);
}

GPtrArray *
recent_list (void)
{
  GPtrArray *uris = g_ptr_array_new_with_free_func (g_free);
  GList *items = g_list_sort (gtk_recent_manager_get_items (gtk_recent_manager_get_default ()), later_first);
  for (GList *item = items; item; item = item->next)
    if (uris->len < MOST && is_ours (item->data))
      g_ptr_array_add (uris, g_strdup (gtk_recent_info_get_uri (item->data)));
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  return uris;
}

void
recent_watch (GCallback changed, gpointer object)
{
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", changed, object, G_CONNECT_SWAPPED);
}
