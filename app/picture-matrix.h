/* What a scene's matrix is of: bytes or messages; all, messages, collectives or one tag; one communicator. */
#pragma once

#include "app/scene-file.h"
#include "ui/draw/matrix.h"

/* OPTIONS borrows from FILE. SUMMARY NULL: the communicator is not looked for. false with one sentence. */
bool picture_matrix_options (const struct scene_file *file, const struct summary *summary, struct matrix_options *options, GError **error);
