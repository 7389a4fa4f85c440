/* The commands of the command line: each takes its own arguments (argv[0] is its name) and returns the exit
 * status: 0 done, 1 the run or the file failed (one line on standard error), 2 wrong usage. */
#pragma once

int command_run (int argc, char **argv);
int command_compare (int argc, char **argv);
int command_info (int argc, char **argv);
int command_topology (int argc, char **argv);
int command_export (int argc, char **argv);
int command_render (int argc, char **argv);
int command_film (int argc, char **argv);
int command_scaling (int argc, char **argv);
int command_workloads (int argc, char **argv);
int command_screenshots (int argc, char **argv);
