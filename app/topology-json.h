/* The machine's picture as JSON (contract: the design's command line). */
#pragma once

#include "engine/machine/machine.h"
#include "ui/draw/scene.h"

void topology_json_print (const struct scene *scene, const struct machine *machine); /* to standard output */
