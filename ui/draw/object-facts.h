/* What is known of one object of the picture, as rows for a table and lines for a hover. A row that leads to other
 * objects has its value as markup with links too: <a href="ID">. */
#pragma once

#include "engine/machine/machine.h"
#include "ui/draw/scene.h"

struct object_fact { char *name, *value, *links; /* NULL = leads nowhere */ };

/* Rows of struct object_fact; the caller unrefs. */
GArray *object_facts_of_machine (const struct machine *machine, int index);
/* An object of a scene that is no machine object: an aggregate (what it stands for), a thread, a lock, a message. */
GArray *object_facts_of_scene (const struct scene *scene, int object);

/* For other files that know more of an object: rows one by one; LINK: an object's id, NULL = leads nowhere. */
GArray *object_facts_new (void);
void object_facts_add (GArray *facts, const char *name, const char *value, const char *link);

/* "PU 3", "L2 0", "eth0", with the OS index where it is another: pictures may show either. The caller frees. */
char *object_heading (const struct machine_object *object);
/* NAME and rows as markup, aligned, at most a dozen lines. The caller frees. */
char *object_facts_tooltip (const char *name, const GArray *facts);
char *object_tooltip (const struct machine *machine, int index);
