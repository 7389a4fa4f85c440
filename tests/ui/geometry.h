/* What must hold of every picture of a machine; each check names the object that breaks it. */
#pragma once

#include "engine/machine/machine.h"
#include "ui/draw/scene.h"

void geometry_check_inside (const struct scene *scene);                /* children in parents, all on the page */
void geometry_check_apart (const struct scene *scene);                 /* siblings don't overlap */
void geometry_check_once (const struct scene *scene, const struct machine *machine); /* each once or in one aggregate */
void geometry_check_labels (const struct scene *scene);                /* text in its object's rect, at least 7 px */
void geometry_check_words_apart (const struct scene *scene);           /* no text over another */
void geometry_check_words_seen (const struct scene *scene);            /* no text under a box that is painted later */
