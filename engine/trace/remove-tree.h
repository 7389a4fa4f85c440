#pragma once

/* Removes a folder and what is in it; follows no links, stops at nothing. */
void remove_tree (const char *path);
