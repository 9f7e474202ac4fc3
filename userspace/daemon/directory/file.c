// SPDX-License-Identifier: MIT
#include "directory/file.h"

#include <errno.h>
#include <grp.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "directory/configuration.h"
#include "status/status_file.h"

/* A directory that is full is tried again after so many seconds. */
#define WRITE_SECONDS	5

/*
 * @again: when it is tried again; @has_group: whether there is the group that may read the file; @content: what
 * the file is to say, with the password; @is_written: whether it says so. The
 * rest is for the status; @fault: of the settings; @error: of the file.
 */
struct phonewall_directory_file {
	struct event *again;
	void (*changed)(void *argument);
	void *argument;
	char *path;
	bool has_group;
	gid_t group;
	char *content;
	bool is_written;
	bool enabled;
	char *server;
	enum phonewall_directory_starttls starttls;
	char *fault;
	char *error;
};

static void forget_content(struct phonewall_directory_file *file)
{
	if (file->content)
		explicit_bzero(file->content, strlen(file->content));
	free(file->content);
	file->content = NULL;
}

static void set_error(struct phonewall_directory_file *file, char *error)
{
	if (error && (!file->error || strcmp(file->error, error)))
		phonewall_log(LOG_WARNING, "%s", error);
	free(file->error);
	file->error = error;
}

static int write_for_user(const struct phonewall_directory_file *file)
{
	return phonewall_file_replace_for_this_boot(file->path, file->content,
						    strlen(file->content),
						    0600);
}

static int write_for_group(const struct phonewall_directory_file *file)
{
	return phonewall_file_replace_for_group(file->path, file->content,
						strlen(file->content),
						file->group);
}

static void write_content(struct phonewall_directory_file *file)
{
	static const struct timeval delay = { .tv_sec = WRITE_SECONDS };
	int of_group = file->has_group ? write_for_group(file) : 0;
	int error = of_group;
	char *message = NULL;

	if (!file->has_group || of_group == -EPERM || of_group == -EOPNOTSUPP)
		error = write_for_user(file);
	if (error)
		message = phonewall_memory_print("cannot write %s: %s; until this is fixed, phonewall-directory searches as before",
						 file->path, strerror(-error));
	else if (of_group)
		message = phonewall_memory_print("cannot give %s to the group " PHONEWALL_DIRECTORY_GROUP ": %s; add the user of phonewalld to that group, and restart phonewalld",
						 file->path,
						 strerror(-of_group));
	file->is_written = !error;
	set_error(file, message);
	if (!error)
		return;
	if (!file->enabled)
		unlink(file->path);
	evtimer_add(file->again, &delay);
}

static void on_again(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_directory_file *file = argument;

	(void)descriptor;
	(void)what;
	write_content(file);
	if (file->is_written)
		file->changed(file->argument);
}

struct phonewall_directory_file *
phonewall_directory_file_open(struct event_base *base,
			      const char *run_directory,
			      void (*changed)(void *argument), void *argument)
{
	const struct group *group = getgrnam(PHONEWALL_DIRECTORY_GROUP);
	struct phonewall_directory_file *file;

	file = phonewall_memory_resize(NULL, 1, sizeof(*file));
	*file = (struct phonewall_directory_file){
		.again = evtimer_new(base, on_again, file),
		.changed = changed,
		.argument = argument,
		.path = phonewall_memory_print("%s/" PHONEWALL_DIRECTORY_FILE,
					       run_directory),
		.has_group = group,
		.group = group ? group->gr_gid : 0,
	};
	if (file->again)
		return file;
	phonewall_log(LOG_ERR, "cannot write %s: out of memory", file->path);
	phonewall_directory_file_close(file);
	return NULL;
}

static void take_settings(struct phonewall_directory_file *file,
			  const struct phonewall_directory_settings *directory)
{
	file->enabled = directory->enabled;
	file->starttls = directory->starttls;
	phonewall_memory_replace(&file->fault, directory->fault);
	free(file->server);
	file->server = directory->enabled && !directory->fault ?
		phonewall_directory_server_print(&directory->server) : NULL;
	if (file->fault)
		phonewall_log(LOG_WARNING, "the directory is off: %s",
			      file->fault);
}

void phonewall_directory_file_write(
	struct phonewall_directory_file *file,
	const struct phonewall_directory_settings *directory)
{
	char *content = phonewall_directory_configuration_print(directory);
	bool is_same = file->content && !strcmp(file->content, content);

	if (is_same && file->is_written) {
		explicit_bzero(content, strlen(content));
		free(content);
		return;
	}
	if (!is_same)
		take_settings(file, directory);
	forget_content(file);
	file->content = content;
	write_content(file);
}

void phonewall_directory_file_retry(struct phonewall_directory_file *file)
{
	if (file->content && !file->is_written)
		write_content(file);
}

struct json_object *
phonewall_directory_file_status(const struct phonewall_directory_file *file)
{
	struct json_object *status;

	if (!file->enabled && !file->error)
		return NULL;
	status = json_object_new_object();
	phonewall_json_add_text(status, PHONEWALL_STATUS_DIRECTORY_SERVER,
				file->server);
	phonewall_json_add_text(status, PHONEWALL_STATUS_DIRECTORY_STARTTLS,
				file->server ?
				phonewall_directory_starttls_name(
					file->starttls) : NULL);
	phonewall_json_add_text(status, PHONEWALL_STATUS_DIRECTORY_ERROR,
				file->error ?: file->fault);
	return status;
}

void phonewall_directory_file_close(struct phonewall_directory_file *file)
{
	if (!file)
		return;
	if (file->again)
		event_free(file->again);
	forget_content(file);
	free(file->path);
	free(file->server);
	free(file->fault);
	free(file->error);
	free(file);
}
