#include "app/picture-matrix.h"

static bool
take_traffic (const char *words, struct talk_filter *filter)
{
  static const char *const traffic[] = { [TALK_ALL] = "all", [TALK_MESSAGES] = "messages", [TALK_COLLECTIVES] = "collectives" };
  gint64 tag = 0;
  filter->traffic = TALK_ALL;
  for (int i = TALK_ALL; words && i <= TALK_COLLECTIVES; i++)
    if (g_str_equal (words, traffic[i])) {
      filter->traffic = i;
      return true;
    }
  if (!words)
    return true;
  if (!g_ascii_string_to_signed (words, 10, INT32_MIN + 1, INT32_MAX, &tag, NULL))
    return false;
  filter->tag = (int) tag;
  filter->traffic = TALK_TAG;
  return true;
}

static bool
check_comm (const struct scene_file *file, const struct summary *summary, GError **error)
{
  struct matrix_choices choices;
  g_autoptr (GString) known = g_string_new (NULL);
  bool found = !file->comm;
  matrix_choices (&choices, summary);
  for (int i = 0; i < choices.comms; i++) {
    found |= file->comm && g_str_equal (choices.comm[i], file->comm);
    g_string_append_printf (known, "%s%s", i ? ", " : "", choices.comm[i]);
  }
  matrix_choices_finish (&choices);
  if (!found)
    scene_file_fault (file, "scene", "communicator", error, "%s: nothing was sent with a communicator of this name; there are: %s", file->comm,
                      known->len ? known->str : "none");
  return found;
}

bool
picture_matrix_options (const struct scene_file *file, const struct summary *summary, struct matrix_options *options, GError **error)
{
  *options = (struct matrix_options){ .filter.comm = file->comm, .measure = g_strcmp0 (file->measure, "messages") == 0 ? MATRIX_MESSAGES : MATRIX_BYTES };
  if (file->measure && !g_str_equal (file->measure, "messages") && !g_str_equal (file->measure, "bytes")) {
    scene_file_fault (file, "scene", "measure", error, "%s: a matrix is of bytes or messages", file->measure);
    return false;
  }
  if (!take_traffic (file->traffic, &options->filter)) {
    scene_file_fault (file, "scene", "traffic", error, "%s: traffic is all, messages, collectives or a tag (a number)", file->traffic);
    return false;
  }
  return !summary || check_comm (file, summary, error);
}
