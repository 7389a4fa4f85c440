/* What is kept between two starts: a key file in the user's configuration folder. A missing, unreadable or broken one is no
 * trouble: what it doesn't tell is as at the first start. */
#pragma once

#include <glib.h>

GKeyFile *settings_read (void);                 /* the caller frees it; never NULL */
void settings_write (GKeyFile *settings);       /* where that cannot be, nothing is kept */

/* Descriptions of machines that were looked at, the last first; NULL-terminated, the caller frees. */
char **settings_get_descriptions (GKeyFile *settings);
void settings_add_description (GKeyFile *settings, const char *description);
