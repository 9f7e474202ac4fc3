/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PATH_WALK_H
#define PHONEWALL_PATH_WALK_H

#include <stdbool.h>

/* Symbolic links allowed in the resolution of a path, as in the kernel. */
#define PHONEWALL_PATH_WALK_LINKS	40

/**
 * phonewall_path_walk() - resolve a path as the kernel does
 * @path: the file's name
 * @look_up: called before each look-up of @name in @directory, which exists and
 *	whose own name has no symbolic link in it; @is_last is true if nothing
 *	follows unless @name is a symbolic link. A return value other than 0
 *	ends the walk. Both strings are valid during the call.
 * @argument: handed to @look_up
 * @file: set to the name, without symbolic links, of the file that was found,
 *	owned by the caller; or to NULL if there is none
 *
 * The components of a symbolic link's target are looked up too. A change in a
 * directory after its @look_up may or may not be seen: to miss nothing, watch
 * the directory in @look_up and walk again after an event.
 *
 * Return: 0; -ENOENT, -ENOTDIR, -EACCES, -ELOOP or another negative errno if
 * there is no such file; or what @look_up returned.
 */
int phonewall_path_walk(const char *path,
			int (*look_up)(const char *directory, const char *name,
				       bool is_last, void *argument),
			void *argument, char **file);

#endif /* PHONEWALL_PATH_WALK_H */
