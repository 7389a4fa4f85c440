/* What a hover says of an object. */
#include "ui/draw/view.h"

/* Titles are made for every object of every layout: into the caller's room, without printf's parsing. */
struct words { char *at, *end; };

static void
say (struct words *words, const char *text)
{
  while (*text != '\0' && words->at < words->end)
    *words->at++ = *text++;
}

static void
say_number (struct words *words, int number)
{
  char digits[12], *digit = digits + sizeof digits - 1;
  *digit = '\0';
  for (; number > 9; number /= 10)
    *--digit = (char) ('0' + number % 10);
  *--digit = (char) ('0' + number);
  say (words, digit);
}

static void
say_attributes (struct words *words, const struct machine_object *object)
{
  static const char *const telling[] = { "CPU kind", "CPUModel", "Bus", "Device", "PCIVendor", "PCIDevice", "Kind", "Address", NULL };
  for (const char *const *name = telling; object->attributes[0] != NULL && *name != NULL; name++) {
    const char *value = view_attribute (object, *name);
    if (value != NULL) {
      say (words, ", ");
      say (words, *name);
      say (words, " ");
      say (words, value);
    }
  }
}

static void
say_size (struct words *words, const struct machine_object *object)
{
  if (object->bytes > 0) {
    g_autofree char *size = machine_size_text (object->bytes);
    say (words, ", ");
    say (words, size);
  }
  if (object->pus > 1) {
    say (words, ", ");
    say_number (words, object->pus);
    say (words, " PUs");
  }
}

static void
say_name (const struct view *view, struct words *words, const struct machine_object *object)
{
  say (words, object->type == MACHINE_MACHINE ? view->machine->name : object->label);
  if (object->type != MACHINE_MACHINE && object->relation <= MACHINE_CHILD_MEMORY) {
    say (words, " ");
    say_number (words, object->logical);
  }
  if (object->os >= 0 && object->os != object->logical) {
    say (words, " (OS index ");
    say_number (words, object->os);
    say (words, ")");
  }
}

void
view_title (const struct view *view, const struct machine_object *object, char title[VIEW_TITLE])
{
  struct words words = { title, title + VIEW_TITLE - 1 };
  say_name (view, &words, object);
  if (object->subtype != NULL) {
    say (&words, ", ");
    say (&words, object->subtype);
  }
  say_size (&words, object);
  say_attributes (&words, object);
  say (&words, object->allowed ? "" : ", not allowed for this user");
  say (&words, object->bound ? ", this process is bound to it" : "");
  *words.at = '\0';
  const char *valid;
  if (words.at == words.end && !g_utf8_validate (title, -1, &valid)) /* cut within a character */
    title[valid - title] = '\0';
}
