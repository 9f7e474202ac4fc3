/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DIRECTORY_PROGRAM_SEARCH_H
#define PHONEWALL_DIRECTORY_PROGRAM_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "output/writer.h"

/**
 * phonewall_directory_command_search - search as phonewalld has set it up
 * @run_directory: the directory of the files that phonewalld writes
 * @words: what to search for
 * @count: how many
 * @writer: prints what was found
 *
 * Return: whether the search was done; if not, standard error says why.
 */
bool phonewall_directory_command_search(const char *run_directory,
					const char *const words[], size_t count,
					struct phonewall_writer *writer);

#endif /* PHONEWALL_DIRECTORY_PROGRAM_SEARCH_H */
