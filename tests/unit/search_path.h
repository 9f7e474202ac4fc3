/* SPDX-License-Identifier: MIT */
#ifndef SEARCH_PATH_H
#define SEARCH_PATH_H

/**
 * search_path_prepend - have the programs of a directory found first
 * @directory: goes to the front of PATH, until search_path_restore()
 */
void search_path_prepend(const char *directory);

/**
 * search_path_restore - set PATH as it was before search_path_prepend()
 */
void search_path_restore(void);

#endif /* SEARCH_PATH_H */
