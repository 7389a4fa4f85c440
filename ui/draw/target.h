/* What a thread or rank that is placed by hand comes to lie on: an object of the machine stands for the PUs in it. */
#pragma once

#include "engine/machine/machine.h"
#include "ui/draw/scene.h"

struct target {
  char *name;           /* "Core 1" */
  char *words;          /* "Core 1: PUs 2-3", for the reader */
  char *why;            /* one sentence why nothing can be placed there; NULL = it can */
  int *pu, count;       /* logical indexes; 0 where it can be placed: it may run anywhere (the whole machine) */
};

/* TARGET is zeroed. */
void target_of_object (struct target *target, const struct machine *machine, int object);
/* An object of the scene of a machine, aggregates too. false: it stands for nothing on the machine. */
bool target_of_scene (struct target *target, const struct machine *machine, const struct scene *scene, int object);
void target_clear (struct target *target);

/* "thread:1.3" and the same thread's disc on its PU, "seat:1.3": 1, 3; "rank:1": 1, -1. false: no such thing can be placed. */
bool target_carries (const char *id, int *rank, int *thread);
