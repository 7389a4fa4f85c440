/* Drives the window as a person with an assistive tool would: by roles and names, over AT-SPI's D-Bus interface
 * (https://gitlab.gnome.org/GNOME/at-spi2-core, xml/). Nothing is cached, so no answer is ever stale. */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

struct window { GSubprocess *process; GDBusConnection *bus; char *name, *path; /* the application's accessible */ };

enum atspi_role { ROLE_ANY = -1, ROLE_LABEL = 29, ROLE_PUSH_BUTTON = 43, ROLE_TOGGLE_BUTTON = 62 };

/* Starts the program with extra environment (NULL-terminated NAME=VALUE, NULL = none) and waits for its window. */
void window_start (struct window *window, const char *const *environment);
/* The same with arguments after the program's name. */
void window_start_with (struct window *window, const char *const *environment, const char *const *arguments);
/* Ends it politely (SIGTERM closes the window) and asserts that it ends well. */
void window_close (struct window *window);

/* Presses the button of that name; asserts that it is there and can be pressed. */
void window_press (struct window *window, const char *name);
bool window_pressed (struct window *window, const char *name);
/* Puts TEXT into the entry of that name, as an assistive tool does; waits until the entry is there. */
void window_type (struct window *window, const char *name, const char *text);
/* Presses and releases a key (an X keysym) of the keyboard: it goes where the focus is. */
void window_key (struct window *window, int keysym);
/* Presses the mouse on the accessible of that name (a table's cell: its text), moves in steps to the point at U, V (0..1) of the other
 * one, and lets go there. Where STOP is, the key is pressed before that. */
void window_drag (struct window *window, const char *from, const char *to, double u, double v, int stop);
/* Text of the label that stands after the label NAME (a fact's value). The caller frees; NULL = not there. */
char *window_fact (struct window *window, const char *name);
/* True where some accessible's name or text contains WORDS. */
bool window_shows (struct window *window, const char *words);

/* Writes what the window shows into the test's log: for a failure's reader. */
void window_tell (struct window *window);

/* Polls CHECK (DATA) every 50 ms until it is true or SECONDS passed. */
bool wait_until (bool (*check) (gpointer), gpointer data, double seconds);

/* NULL, or why AT-SPI cannot be used here. */
const char *atspi_missing (void);
