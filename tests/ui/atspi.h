/* Drives the window as a person with an assistive tool would: by roles and names. Everything polls, nothing sleeps blindly. */
#pragma once

#include <atspi/atspi.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdbool.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiAccessible, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiAction, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiStateSet, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiText, g_object_unref)

struct window { GSubprocess *process; AtspiAccessible *root; /* the application's accessible */ };

/* Starts PROGRAM with extra environment (NULL-terminated NAME=VALUE) and waits for its window. */
void window_start (struct window *window, const char *const *environment);
/* Closes it politely (Ctrl+Q's action is the window's close) and asserts that it ends well. */
void window_close (struct window *window);

/* First accessible below the root with this role and name, NULL = none. NAME NULL: any. */
AtspiAccessible *window_find (struct window *window, AtspiRole role, const char *name);
/* Presses the button of that name; asserts that it is there and can be pressed. */
void window_press (struct window *window, const char *name);
bool window_pressed (struct window *window, const char *name);
/* Text of the label that stands after the label NAME (a fact's value). The caller frees; NULL = not there. */
char *window_fact (struct window *window, const char *name);
/* True where some label's text contains WORDS. */
bool window_shows (struct window *window, const char *words);

/* Polls CHECK (DATA) every 50 ms until it is true or SECONDS passed. */
bool wait_until (bool (*check) (gpointer), gpointer data, double seconds);
