// SPDX-License-Identifier: MIT
#include "base/path_walk.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

/*
 * @directory: the directory reached so far, without symbolic links, owned; ""
 * is the root. @rest: the components still to be looked up, owned.
 */
struct walk {
	int (*look_up)(const char *directory, const char *name, bool is_last,
		       void *argument);
	void *argument;
	char *directory;
	char *rest;
	unsigned int links;
};

static void replace(char **owned, char *text)
{
	free(*owned);
	*owned = text;
}

/*
 * Removes the first component from @rest.
 *
 * Return: the component, to be released with free(), or NULL if there is none.
 */
static char *take_name(struct walk *walk)
{
	const char *begin = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(begin, "/");
	char *name;

	if (!length)
		return NULL;
	name = phonewall_memory_copy(begin, length);
	begin += length;
	begin += strspn(begin, "/");
	replace(&walk->rest, phonewall_memory_copy(begin, strlen(begin)));
	return name;
}

static int begin(struct walk *walk, const char *path)
{
	char *directory = NULL;

	if (!*path)
		return -ENOENT;
	if (*path != '/') {
		directory = getcwd(NULL, 0);
		if (!directory)
			return -errno;
	}
	if (!directory || !strcmp(directory, "/"))
		replace(&directory, phonewall_memory_copy("", 0));
	walk->directory = directory;
	walk->rest = phonewall_memory_copy(path, strlen(path));
	return 0;
}

/* The directory's name has no symbolic link in it, so this is its parent. */
static void go_up(struct walk *walk)
{
	char *slash = strrchr(walk->directory, '/');

	if (slash)
		*slash = '\0';
}

static int follow(struct walk *walk, const char *link)
{
	char target[PATH_MAX];
	ssize_t length = readlink(link, target, sizeof(target) - 1);

	if (length < 0)
		return -errno;
	if (!length)
		return -ENOENT;
	if (++walk->links > PHONEWALL_PATH_WALK_LINKS)
		return -ELOOP;
	target[length] = '\0';
	if (*target == '/')
		*walk->directory = '\0';
	replace(&walk->rest, phonewall_memory_print("%s%s%s", target,
						    *walk->rest ? "/" : "",
						    walk->rest));
	return 0;
}

/* Takes ownership of @found, the name of the file that was looked up. */
static int enter(struct walk *walk, char *found)
{
	struct stat status;
	int error = 0;

	if (lstat(found, &status))
		error = -errno;
	else if (S_ISLNK(status.st_mode))
		error = follow(walk, found);
	else if (*walk->rest && !S_ISDIR(status.st_mode))
		error = -ENOTDIR;
	else {
		replace(&walk->directory, found);
		return 0;
	}
	free(found);
	return error;
}

static int step(struct walk *walk, const char *name)
{
	int error;

	if (!strcmp(name, "."))
		return 0;
	if (!strcmp(name, "..")) {
		go_up(walk);
		return 0;
	}
	error = walk->look_up(*walk->directory ? walk->directory : "/", name,
			      !*walk->rest, walk->argument);
	if (error)
		return error;
	return enter(walk, phonewall_memory_print("%s/%s", walk->directory,
						  name));
}

int phonewall_path_walk(const char *path,
			int (*look_up)(const char *directory, const char *name,
				       bool is_last, void *argument),
			void *argument, char **file)
{
	struct walk walk = { .look_up = look_up, .argument = argument };
	int error = begin(&walk, path);
	char *name;

	*file = NULL;
	while (!error && (name = take_name(&walk))) {
		error = step(&walk, name);
		free(name);
	}
	if (!error)
		*file = phonewall_memory_print("%s", *walk.directory ?
						     walk.directory : "/");
	free(walk.directory);
	free(walk.rest);
	return error;
}
