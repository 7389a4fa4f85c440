/* The real python3 as a child of the worker, with two sockets to each of its threads (or processes): one for orders, one for
 * answers. With one for both, taking an answer would wake Python's thread that sleeps for the next order, and the kernel would count
 * a sleep too many. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct python;

/* Starts `python3 -c SCRIPT MODE FD...` with sockets for COUNT threads, the descriptor for orders before that for answers. It dies with the calling thread. NULL: one sentence in ERROR. */
struct python *python_start (const char *script, const char *mode, int count, char *error, size_t room);
/* From any thread, each with its own INDEX. false: Python is gone. */
bool python_ask (struct python *python, int index, const void *order, size_t bytes);
bool python_answer (struct python *python, int index, void *answer, size_t bytes);
/* Closes the sockets, which ends it, and waits for that. Accepts NULL. */
void python_stop (struct python *python);
/* Waits for one that ended before it was asked to, and says how. */
void python_say_end (struct python *python, char *error, size_t room);
