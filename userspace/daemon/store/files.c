// SPDX-License-Identifier: MIT
#include "store/files.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "config/state.h"
#include "status/status_file.h"
#include "store/store_file.h"

void phonewall_store_files_open(struct phonewall_store_files *files,
				const char *directory)
{
	*files = (struct phonewall_store_files){
		.file.directory = directory,
		.file.name = PHONEWALL_STATE_STORE,
		.copy.directory = directory,
		.copy.name = PHONEWALL_STATE_STORE_COPY,
		.path = phonewall_memory_print("%s/" PHONEWALL_STATE_STORE,
					       directory),
		.generation = 1,
	};
}

static char *describe(const struct phonewall_faults *faults, const char *name)
{
	return phonewall_fault_describe(&faults->list[0], name);
}

/*
 * Return: 0, or a negative errno; -EBADMSG with @fault set if it is damaged.
 */
static int load(struct phonewall_kept *kept, struct phonewall_store *store,
		char **fault)
{
	struct phonewall_faults faults = { 0 };
	int error = phonewall_state_read(kept->directory, kept->name,
					 &kept->file);

	*store = (struct phonewall_store){ 0 };
	if (error) {
		*fault = phonewall_memory_print("%s: %s", kept->name,
						strerror(-error));
		return error;
	}
	if (!phonewall_store_read(kept->file.text, kept->file.length, store,
				  &faults)) {
		kept->stored = true;
		return 0;
	}
	*fault = describe(&faults, kept->name);
	phonewall_faults_clear(&faults);
	phonewall_kept_clear(kept);
	return -EBADMSG;
}

static char *damaged_path(const struct phonewall_store_files *files)
{
	return phonewall_memory_print("%s/" PHONEWALL_STATE_STORE_DAMAGED,
				      files->file.directory);
}

/* Somebody may want to know what was in it. */
static void set_aside(const struct phonewall_store_files *files)
{
	char *path = damaged_path(files);

	if (rename(files->path, path))
		phonewall_log(LOG_WARNING, "cannot rename %s to %s: %m",
			      files->path, path);
	free(path);
}

static void note_damage(struct phonewall_store_files *files, int of_copy,
			const char *fault)
{
	if (of_copy)
		files->fault = phonewall_memory_print(
			"is lost, and so is its copy (%s), so the factory defaults are used; submit the profile again, or run 'phonewallctl reset'",
			fault);
	else
		files->fault = phonewall_memory_print(
			"cannot be used (%s); its copy is used instead, and what was damaged is kept as " PHONEWALL_STATE_STORE_DAMAGED,
			fault);
	files->is_lost = of_copy;
	phonewall_log(LOG_ERR, "%s: %s", files->path, files->fault);
}

static void use_copy(struct phonewall_store_files *files,
		     struct phonewall_store *copy, int error)
{
	if (error != -ENOENT)
		set_aside(files);
	phonewall_kept_accept(&files->file, &files->copy.file);
	files->store = *copy;
	*copy = (struct phonewall_store){ 0 };
}

/* What is lost stays where it is: a restart must not take it for empty. */
void phonewall_store_files_load(struct phonewall_store_files *files)
{
	char *fault = NULL;
	char *fault_of_copy = NULL;
	struct phonewall_store copy;
	int error = load(&files->file, &files->store, &fault);
	int of_copy = load(&files->copy, &copy, &fault_of_copy);

	if (error && (error != -ENOENT || of_copy != -ENOENT)) {
		note_damage(files, of_copy, fault);
		if (!of_copy)
			use_copy(files, &copy, error);
	}
	phonewall_store_clear(&copy);
	free(fault);
	free(fault_of_copy);
}

void phonewall_store_files_exchange(struct phonewall_store_files *files,
				    struct phonewall_store *store,
				    bool *is_lost)
{
	struct phonewall_store before = files->store;
	bool was_lost = files->is_lost;

	files->store = *store;
	files->is_lost = *is_lost;
	files->generation++;
	*store = before;
	*is_lost = was_lost;
}

static void forget_damage(struct phonewall_store_files *files)
{
	char *path = damaged_path(files);

	unlink(path);
	free(path);
	free(files->fault);
	files->fault = NULL;
}

void phonewall_store_files_accept(struct phonewall_store_files *files)
{
	char *text = phonewall_store_print(&files->store);
	const struct phonewall_file file = { text, strlen(text), 0600 };

	phonewall_kept_accept(&files->file, &file);
	explicit_bzero(text, file.length);
	free(text);
	forget_damage(files);
}

int phonewall_store_files_save(struct phonewall_store_files *files,
			       struct phonewall_state_writer *writer)
{
	return phonewall_kept_store(&files->file, writer);
}

int phonewall_store_files_save_copy(struct phonewall_store_files *files,
				    struct phonewall_state_writer *writer)
{
	if (!files->file.stored)
		return 0;
	phonewall_kept_accept(&files->copy, &files->file.file);
	return phonewall_kept_store(&files->copy, writer);
}

bool phonewall_store_files_are_saved(const struct phonewall_store_files *files)
{
	return !files->file.file.text ||
	       (files->file.stored && files->copy.stored &&
		phonewall_state_same(&files->file.file, &files->copy.file));
}

void phonewall_store_files_written(struct phonewall_store_files *files,
				   const char *name, int error)
{
	phonewall_kept_written(&files->file, name, error);
	phonewall_kept_written(&files->copy, name, error);
}

struct json_object *
phonewall_store_files_status(const struct phonewall_store_files *files)
{
	struct json_object *status = json_object_new_object();

	json_object_object_add(status, PHONEWALL_STATUS_STORE_PARAMETERS,
			       json_object_new_int64(files->store.count));
	json_object_object_add(status, PHONEWALL_STATUS_STORE_GENERATION,
			       json_object_new_uint64(files->generation));
	json_object_object_add(status, PHONEWALL_STATUS_STORE_FAULT,
			       files->fault ?
			       json_object_new_string(files->fault) : NULL);
	return status;
}

void phonewall_store_files_clear(struct phonewall_store_files *files)
{
	phonewall_kept_clear(&files->file);
	phonewall_kept_clear(&files->copy);
	phonewall_store_clear(&files->store);
	free(files->path);
	free(files->fault);
	*files = (struct phonewall_store_files){ 0 };
}
