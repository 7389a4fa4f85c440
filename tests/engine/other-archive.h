/* An archive as Score-P writes them, made with the OTF2 library: 3 processes of 3 threads, a stream of an accelerator, a clock of 2 GHz
 * that begins far off, mapping tables and clock offsets, a communicator whose ranks are in another order, OpenMP, locks, RMA. */
#pragma once

#define OTHER_RANKS 3
#define OTHER_THREADS 3
#define OTHER_ROUNDS 20
#define OTHER_FUNCTIONS 300 /* user regions */

void write_other_archive (const char *folder);
