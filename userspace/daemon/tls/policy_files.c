// SPDX-License-Identifier: MIT
#include "tls/policy_files.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault_json.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "config/state.h"
#include "tls/openssl_conf.h"
#include "tls/policy_file.h"

#define MODE	0644

enum {
	CLIENT,
	SERVER,
	LIBRARY,
	COUNT,
};

static const char *const names[] = {
	[CLIENT] = PHONEWALL_RUN_OPENSSL,
	[SERVER] = PHONEWALL_RUN_OPENSSL_SERVER,
	[LIBRARY] = PHONEWALL_RUN_TLS,
};

/* @error: the negative errno of the last attempt to write it, or 0. */
struct policy_file {
	char *path;
	char *text;
	int error;
};

struct phonewall_tls_policy_files {
	struct policy_file list[COUNT];
	struct json_object *faults;
};

struct phonewall_tls_policy_files *
phonewall_tls_policy_files_open(const char *directory)
{
	struct phonewall_tls_policy_files *files;

	files = phonewall_memory_resize(NULL, 1, sizeof(*files));
	*files = (struct phonewall_tls_policy_files){ 0 };
	for (size_t i = 0; i < COUNT; i++)
		files->list[i].path = phonewall_memory_print("%s/%s", directory,
							     names[i]);
	return files;
}

static void set_text(struct policy_file *file, char *text)
{
	if (!text)
		phonewall_memory_exhausted();
	free(file->text);
	file->text = text;
}

void phonewall_tls_policy_files_set(struct phonewall_tls_policy_files *files,
				    const struct phonewall_tls_policy *policy)
{
	set_text(&files->list[CLIENT], phonewall_openssl_conf(policy, false));
	set_text(&files->list[SERVER], phonewall_openssl_conf(policy, true));
	set_text(&files->list[LIBRARY], phonewall_tls_policy_print(policy));
}

/* What it is on the disk, whoever has written it. */
static bool is_right(const struct policy_file *file)
{
	size_t length = strlen(file->text);
	struct phonewall_file now = { 0 };
	bool same;

	if (phonewall_file_read(file->path, length, &now))
		return false;
	same = now.mode == MODE && now.length == length &&
	       !memcmp(now.text, file->text, length);
	phonewall_file_clear(&now);
	return same;
}

static int write_file(const struct policy_file *file)
{
	if (is_right(file))
		return 0;
	return phonewall_file_replace_for_this_boot(file->path, file->text,
						    strlen(file->text), MODE);
}

static void add_fault(struct json_object *array, const struct policy_file *file)
{
	struct phonewall_faults faults = { 0 };

	phonewall_fault_add(&faults, 0, NULL, NULL,
			    "cannot be written: %s; until this is fixed, programs follow the TLS policy of before",
			    strerror(-file->error));
	phonewall_log_faults(&faults, file->path);
	phonewall_faults_add_to_json(&faults, file->path, array);
	phonewall_faults_clear(&faults);
}

static void report(struct phonewall_tls_policy_files *files)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < COUNT; i++)
		if (files->list[i].error)
			add_fault(array, &files->list[i]);
	json_object_put(files->faults);
	files->faults = array;
	if (json_object_array_length(array))
		return;
	phonewall_log(LOG_NOTICE, "the files of the TLS policy are written again");
	json_object_put(array);
	files->faults = NULL;
}

bool phonewall_tls_policy_files_write(struct phonewall_tls_policy_files *files)
{
	bool changed = false;
	int error;

	for (size_t i = 0; i < COUNT; i++) {
		error = write_file(&files->list[i]);
		changed |= error != files->list[i].error;
		files->list[i].error = error;
	}
	if (changed)
		report(files);
	return changed;
}

struct json_object *phonewall_tls_policy_files_faults(
	const struct phonewall_tls_policy_files *files)
{
	return files->faults;
}

void phonewall_tls_policy_files_close(struct phonewall_tls_policy_files *files)
{
	if (!files)
		return;
	for (size_t i = 0; i < COUNT; i++) {
		free(files->list[i].path);
		free(files->list[i].text);
	}
	json_object_put(files->faults);
	free(files);
}
