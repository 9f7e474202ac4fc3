// SPDX-License-Identifier: MIT
#include "base/group_file.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"

/* A directory that is full is tried again after so many seconds. */
#define WRITE_SECONDS	5

/*
 * @again: when it is tried again; @has_group: whether there is the group;
 * @content: what the file is to say, with its secrets; @may_remain: whether the
 * old file may remain; @is_written: whether it says @content; @error: what is
 * wrong with it, or NULL.
 */
struct phonewall_group_file {
	const struct phonewall_group_file_kind *kind;
	struct event *again;
	void (*changed)(void *argument);
	void *argument;
	char *path;
	bool has_group;
	gid_t group;
	char *content;
	bool may_remain;
	bool is_written;
	char *error;
};

static void wipe(char *content)
{
	if (content)
		explicit_bzero(content, strlen(content));
	free(content);
}

static void set_error(struct phonewall_group_file *file, char *error)
{
	if (error && (!file->error || strcmp(file->error, error)))
		phonewall_log(LOG_WARNING, "%s", error);
	free(file->error);
	file->error = error;
}

static int write_for_user(const struct phonewall_group_file *file)
{
	return phonewall_file_replace_for_this_boot(file->path, file->content,
						    strlen(file->content),
						    0600);
}

static int write_for_group(const struct phonewall_group_file *file)
{
	return phonewall_file_replace_for_group(file->path, file->content,
						strlen(file->content),
						file->group);
}

static void write_content(struct phonewall_group_file *file)
{
	static const struct timeval delay = { .tv_sec = WRITE_SECONDS };
	int of_group = file->has_group ? write_for_group(file) : 0;
	int error = of_group;
	char *message = NULL;

	if (!file->has_group || of_group == -EPERM || of_group == -EOPNOTSUPP)
		error = write_for_user(file);
	if (error)
		message = phonewall_memory_print("cannot write %s: %s; until this is fixed, %s",
						 file->path, strerror(-error),
						 file->kind->stale);
	else if (of_group)
		message = phonewall_memory_print("cannot give %s to the group %s: %s; add the user of phonewalld to that group, and restart phonewalld",
						 file->path, file->kind->group,
						 strerror(-of_group));
	file->is_written = !error;
	set_error(file, message);
	if (!error)
		return;
	if (!file->may_remain)
		unlink(file->path);
	evtimer_add(file->again, &delay);
}

static void on_again(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_group_file *file = argument;

	(void)descriptor;
	(void)what;
	write_content(file);
	if (file->is_written)
		file->changed(file->argument);
}

struct phonewall_group_file *
phonewall_group_file_open(struct event_base *base,
			  const struct phonewall_group_file_kind *kind,
			  const char *run_directory,
			  void (*changed)(void *argument), void *argument)
{
	const struct group *group = getgrnam(kind->group);
	struct phonewall_group_file *file;

	file = phonewall_memory_resize(NULL, 1, sizeof(*file));
	*file = (struct phonewall_group_file){
		.kind = kind,
		.again = evtimer_new(base, on_again, file),
		.changed = changed,
		.argument = argument,
		.path = phonewall_memory_print("%s/%s", run_directory,
					       kind->name),
		.has_group = group,
		.group = group ? group->gr_gid : 0,
	};
	if (!group && kind->is_needed)
		phonewall_log(LOG_WARNING, "there is no group %s, so only this user and root can read %s; create the group, add this user to it, and restart phonewalld",
			      kind->group, file->path);
	if (file->again)
		return file;
	phonewall_log(LOG_ERR, "cannot write %s: out of memory", file->path);
	phonewall_group_file_close(file);
	return NULL;
}

bool phonewall_group_file_is(const struct phonewall_group_file *file,
			     const char *content)
{
	return file->content && !strcmp(file->content, content);
}

void phonewall_group_file_write(struct phonewall_group_file *file,
				char *content, bool may_remain)
{
	bool is_done = file->is_written &&
		       phonewall_group_file_is(file, content);

	wipe(file->content);
	file->content = content;
	file->may_remain = may_remain;
	if (!is_done)
		write_content(file);
}

void phonewall_group_file_retry(struct phonewall_group_file *file)
{
	if (file->content && !file->is_written)
		write_content(file);
}

const char *phonewall_group_file_error(const struct phonewall_group_file *file)
{
	return file->error;
}

void phonewall_group_file_close(struct phonewall_group_file *file)
{
	if (!file)
		return;
	if (file->again)
		event_free(file->again);
	wipe(file->content);
	free(file->path);
	free(file->error);
	free(file);
}
