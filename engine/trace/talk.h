/* Who sent whom how much, by communicator and tag: what the communication matrix is filtered from. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct talk_key {
  uint16_t source, destination, comm;
  uint16_t collective; /* 1: inside of collectives (TAG is 0 then) */
  int32_t tag;
};

struct talk_entry { struct talk_key key; uint64_t messages, bytes; };

struct talk;

struct talk *talk_new (void);
void talk_free (struct talk *talk); /* accepts NULL */

/* A program may use a tag a message: beyond so many entries, tags that are new fall under this one. */
#define TALK_MOST 65536
#define TALK_OTHER_TAG INT32_MIN
void talk_add (struct talk *talk, const struct talk_key *key, uint64_t messages, uint64_t bytes);

size_t talk_used (const struct talk *talk); /* entries */

/* A copy, by source, destination, communicator, messages before collectives, tag. The caller frees it with g_free. */
struct talk_entry *talk_list (const struct talk *talk, int *count);
