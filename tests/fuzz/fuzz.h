/* A target of fuzzing: libFuzzer calls the first function (meson setup -Dfuzz=true, with clang), drive.c both (a test of some
 * seconds). Whatever the bytes are, it returns: no crash, no hang. */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Bytes that are right, to begin with; NULL: there are no more. The caller frees with g_free. */
uint8_t *fuzz_seed (int i, size_t *size);
