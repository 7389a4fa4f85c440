/* What goes wrong in a trial of test-failure. */
#pragma once

#include <signal.h>

enum fault { FAULT_KILL, FAULT_SEGV, FAULT_STOP, FAULT_EXIT, FAULT_HANG, FAULTS };

#define FAULT_SIGNAL (SIGRTMIN + 3)
