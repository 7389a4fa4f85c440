/* Inside the child that reads: what it says, and the two files that make the library say it. */
#pragma once

#include <otf2/otf2.h>

#include "engine/trace/otf2-stream.h"

/* otf2-child-tell.c. A record; its words are to be filled in at once. */
uint64_t *otf2_tell_begin (enum stream_kind kind, size_t words);
OTF2_CallbackCode otf2_tell (enum stream_kind kind, const uint64_t *words, size_t count); /* success, as callbacks return it */
void otf2_tell_text (enum stream_kind kind, const uint64_t *ref, const char *text);       /* REF: the word before, or NULL */
void otf2_tell_now (void); /* what was told is on its way; where nobody listens the process ends */
#define TELL(kind, ...) otf2_tell (kind, (const uint64_t[]){ __VA_ARGS__ }, sizeof ((const uint64_t[]){ __VA_ARGS__ }) / sizeof (uint64_t))

struct otf2_place { uint64_t location, group, order; };

/* otf2-child-definitions.c. Tells the global definitions, fewer than MOST; *PLACES: the locations in order of definition, COUNT of them. */
bool otf2_tell_definitions (OTF2_Reader *reader, uint64_t most, struct otf2_place **places, size_t *count);
