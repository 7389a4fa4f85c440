/* SIGINT, SIGTERM and SIGHUP of a command that ends its runs itself. */
#pragma once

void interrupts_catch (void);
/* How many have come since. */
int interrupts_heard (void);
