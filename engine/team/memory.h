/* The list behind team_memory (team.h). */
#pragma once

struct team_memory;

struct team_memory *team_memory_create (void); /* NULL: no memory */
void team_memory_destroy (struct team_memory *memory); /* accepts NULL; gives back all that was had of it */
