/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PATH_WALK_H
#define PHONEWALL_PATH_WALK_H

#include <stdbool.h>

/* More symbolic links on one way are an error, as for the kernel. */
#define PHONEWALL_PATH_WALK_LINKS	40

/**
 * phonewall_path_walk - go the way that the kernel goes to a file
 * @path: the file's name
 * @look_up: called before each look-up: @name is looked for in @directory, which
 *	exists and whose own name has no symbolic link in it; @is_last if nothing
 *	follows unless this is a symbolic link. What it returns, if not 0, ends
 *	the walk. Both texts are valid during the call.
 * @argument: handed to @look_up
 * @file: set to the name, without symbolic links, of what the way leads to, owned
 *	by the caller; or to NULL if it leads nowhere
 *
 * A symbolic link counts with all that its own target is looked up by. What is
 * changed in a directory after its @look_up may or may not be seen: to miss
 * nothing, watch the directory in @look_up and walk again when something happens.
 *
 * Return: 0; -ENOENT, -ENOTDIR, -EACCES, -ELOOP or another negative errno if
 * there is no such file; or what @look_up returned.
 */
int phonewall_path_walk(const char *path,
			int (*look_up)(const char *directory, const char *name,
				       bool is_last, void *argument),
			void *argument, char **file);

#endif /* PHONEWALL_PATH_WALK_H */
