/* The keys of scenes, one row a key: how it is read, checked and written. */
#pragma once

#include "app/scene-file.h"

enum scene_group { GROUP_SCENE = 1, GROUP_COMPARE = 2, GROUP_CALLOUT = 4 };
enum scene_kind { KIND_TEXT, KIND_PATH, KIND_SOURCE, KIND_COUNT, KIND_NUMBER, KIND_LENGTH, KIND_SIZE, KIND_THEME, KIND_STYLE, KIND_LANES, KIND_INDEXES, KIND_OVERLAYS, KIND_SIDE,
                  KIND_CALLOUT_SIDE, KIND_LIST };

struct scene_key {
  const char *name;
  unsigned groups;    /* mask of enum scene_group */
  enum scene_kind kind;
  size_t offset;      /* in struct scene_source where that is part of GROUP_COMPARE, in struct scene_note of GROUP_CALLOUT, else in struct scene_file */
  double least, most; /* of numbers */
};

const struct scene_key *scene_key_find (enum scene_group group, const char *name);    /* NULL = there is none */
const struct scene_key *scene_key_at (enum scene_group group, size_t *at);            /* one after the other from *AT = 0; NULL = no more */
char *scene_key_names (enum scene_group group);                                       /* "title, view, ..."; the caller frees */

/* VALUE into the field that BASE holds; NULL, or what it should have been ("a theme is light, ..."). FOLDER: paths are relative to it. */
const char *scene_key_take (const struct scene_key *key, void *base, const char *value, const char *folder);
/* The field as a value, NULL = as DEFAULTS has it. The caller frees. */
char *scene_key_give (const struct scene_key *key, const void *base, const void *defaults, const char *folder);
void scene_key_clear (const struct scene_key *key, void *base);
