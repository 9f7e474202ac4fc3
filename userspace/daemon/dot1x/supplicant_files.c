// SPDX-License-Identifier: MIT
#include "dot1x/supplicant_files.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"

struct phonewall_supplicant_files {
	char *directory;
	char *paths[PHONEWALL_SUPPLICANT_FILES];
	struct phonewall_file contents[PHONEWALL_SUPPLICANT_FILES];
};

struct phonewall_supplicant_files *
phonewall_supplicant_files_open(const char *directory)
{
	static const char *const names[] = {
		[PHONEWALL_SUPPLICANT_CONFIGURATION] = "wpa_supplicant.conf",
		[PHONEWALL_SUPPLICANT_AUTHORITIES] = "authorities.pem",
		[PHONEWALL_SUPPLICANT_CERTIFICATE] = "certificate.pem",
		[PHONEWALL_SUPPLICANT_KEY] = "key.pem",
	};
	struct phonewall_supplicant_files *files;

	files = phonewall_memory_resize(NULL, 1, sizeof(*files));
	*files = (struct phonewall_supplicant_files){
		.directory = phonewall_memory_print("%s", directory),
	};
	for (size_t i = 0; i < PHONEWALL_SUPPLICANT_FILES; i++)
		files->paths[i] = phonewall_memory_print("%s/%s", directory,
							 names[i]);
	return files;
}

const char *phonewall_supplicant_files_directory(
	const struct phonewall_supplicant_files *files)
{
	return files->directory;
}

const char *
phonewall_supplicant_files_path(const struct phonewall_supplicant_files *files,
				enum phonewall_supplicant_file which)
{
	return files->paths[which];
}

void phonewall_supplicant_files_set(struct phonewall_supplicant_files *files,
				    const struct phonewall_file *contents)
{
	struct phonewall_file *file;

	for (size_t i = 0; i < PHONEWALL_SUPPLICANT_FILES; i++) {
		file = &files->contents[i];
		phonewall_file_wipe(file);
		if (!contents || !contents[i].text)
			continue;
		file->text = phonewall_memory_copy(contents[i].text,
						   contents[i].length);
		file->length = contents[i].length;
	}
}

static int write_file(const struct phonewall_supplicant_files *files, size_t i)
{
	const struct phonewall_file *file = &files->contents[i];

	if (file->text)
		return phonewall_file_replace_for_this_boot(
			files->paths[i], file->text, file->length, 0600);
	return unlink(files->paths[i]) && errno != ENOENT ? -errno : 0;
}

int phonewall_supplicant_files_write(
	const struct phonewall_supplicant_files *files)
{
	int error = 0;

	if (mkdir(files->directory, 0700) && errno != EEXIST)
		return -errno;
	for (size_t i = 0; !error && i < PHONEWALL_SUPPLICANT_FILES; i++)
		error = write_file(files, i);
	return error;
}

static int remove_entry(const char *path, const struct stat *status, int type,
			struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

void phonewall_supplicant_files_remove(
	const struct phonewall_supplicant_files *files)
{
	if (nftw(files->directory, remove_entry, 4, FTW_DEPTH | FTW_PHYS) &&
	    errno != ENOENT)
		phonewall_log(LOG_ERR, "cannot remove %s: %m; remove it by hand, since it holds secrets",
			      files->directory);
}

void phonewall_supplicant_files_close(struct phonewall_supplicant_files *files)
{
	if (!files)
		return;
	phonewall_supplicant_files_set(files, NULL);
	for (size_t i = 0; i < PHONEWALL_SUPPLICANT_FILES; i++)
		free(files->paths[i]);
	free(files->directory);
	free(files);
}
