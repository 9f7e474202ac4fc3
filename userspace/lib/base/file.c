// SPDX-License-Identifier: MIT
#include "base/file.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/memory.h"

/* Does not rely on the size from stat(): the file may be growing. */
static ssize_t read_descriptor(int descriptor, size_t limit, char *text)
{
	size_t done = 0;
	ssize_t count;

	while (done <= limit) {
		count = read(descriptor, text + done, limit + 1 - done);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (!count)
			break;
		done += count;
	}
	if (done > limit)
		return -EFBIG;
	text[done] = '\0';
	return done;
}

static int check_regular(const struct stat *status)
{
	if (S_ISDIR(status->st_mode))
		return -EISDIR;
	return S_ISREG(status->st_mode) ? 0 : -EINVAL;
}

static int read_regular(int descriptor, size_t limit,
			struct phonewall_file *file)
{
	struct stat status;
	ssize_t length;
	char *text;
	int error;

	if (fstat(descriptor, &status))
		return -errno;
	error = check_regular(&status);
	if (error)
		return error;
	text = phonewall_memory_resize(NULL, limit + 1, 1);
	length = read_descriptor(descriptor, limit, text);
	if (length < 0) {
		free(text);
		return length;
	}
	file->text = phonewall_memory_resize(text, length + 1, 1);
	file->length = length;
	file->mode = status.st_mode & 0777;
	return 0;
}

/* Opening a device may have side effects, as with a watchdog or a tape. */
static int check_path(const char *path)
{
	struct stat status;

	return stat(path, &status) ? -errno : check_regular(&status);
}

int phonewall_file_read(const char *path, size_t limit,
			struct phonewall_file *file)
{
	int error = check_path(path);
	int descriptor;

	if (error)
		return error;
	descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (descriptor < 0)
		return -errno;
	error = read_regular(descriptor, limit, file);
	close(descriptor);
	return error;
}

void phonewall_file_clear(struct phonewall_file *file)
{
	free(file->text);
	memset(file, 0, sizeof(*file));
}

void phonewall_file_wipe(struct phonewall_file *file)
{
	if (file->text)
		explicit_bzero(file->text, file->length);
	phonewall_file_clear(file);
}

static int write_all(int descriptor, const char *data, size_t length)
{
	ssize_t count;

	while (length) {
		count = write(descriptor, data, length);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		data += count;
		length -= count;
	}
	return 0;
}

/* No group is to read the file: its own may, if its mode says so. */
#define ANY_GROUP	((gid_t)-1)

/**
 * struct content - the new content of a file
 * @data: its bytes
 * @length: how many
 * @mode: its permission bits, with ANY_GROUP
 * @group: the group that may read it, or ANY_GROUP
 * @sync: true to sync it to the disk before it replaces the old file
 */
struct content {
	const void *data;
	size_t length;
	mode_t mode;
	gid_t group;
	bool sync;
};

/* An access control list, which takes no privilege (acl(5)). */
struct access_list {
	struct posix_acl_xattr_header header;
	struct posix_acl_xattr_entry entries[5];
};

#define ACCESS_LIST	"system.posix_acl_access"

static struct access_list access_list_for(gid_t group, uint16_t permissions)
{
	const uint32_t nobody = htole32(ACL_UNDEFINED_ID);

	return (struct access_list){
		{ htole32(POSIX_ACL_XATTR_VERSION) },
		{
			{ htole16(ACL_USER_OBJ), htole16(ACL_READ | ACL_WRITE),
			  nobody },
			{ htole16(ACL_GROUP_OBJ), 0, nobody },
			{ htole16(ACL_GROUP), htole16(permissions),
			  htole32(group) },
			{ htole16(ACL_MASK), htole16(permissions),
			  nobody },
			{ htole16(ACL_OTHER), 0, nobody },
		},
	};
}

static int set_reader(int descriptor, gid_t group)
{
	const struct access_list list = access_list_for(group, ACL_READ);

	return fsetxattr(descriptor, ACCESS_LIST, &list, sizeof(list), 0);
}

int phonewall_file_let_group_connect(const char *path, gid_t group)
{
	const struct access_list list =
		access_list_for(group, ACL_READ | ACL_WRITE);

	if (!chown(path, -1, group))
		return chmod(path, 0660) ? -errno : 0;
	return setxattr(path, ACCESS_LIST, &list, sizeof(list), 0) ?
	       -errno : 0;
}

/* The sandbox of the unit does not let the agent change a file's group. */
static int give_to_group(int descriptor, gid_t group)
{
	if (!fchown(descriptor, -1, group))
		return fchmod(descriptor, 0640);
	return set_reader(descriptor, group);
}

static int set_mode(int descriptor, const struct content *content)
{
	return content->group == ANY_GROUP ?
	       fchmod(descriptor, content->mode) :
	       give_to_group(descriptor, content->group);
}

static int write_new(int directory, const char *name,
		     const struct content *content)
{
	int descriptor;
	int error;

	if (unlinkat(directory, name, 0) && errno != ENOENT)
		return -errno;
	descriptor = openat(directory, name,
			    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (descriptor < 0)
		return -errno;
	error = write_all(descriptor, content->data, content->length);
	if (!error && (set_mode(descriptor, content) ||
		       (content->sync && fsync(descriptor))))
		error = -errno;
	if (close(descriptor) && !error)
		error = -errno;
	return error;
}

static int replace_in(int directory, const char *name,
		      const struct content *content)
{
	char *new_name = phonewall_memory_print(".%s.new", name);
	int error;

	error = write_new(directory, new_name, content);
	if (!error && renameat(directory, new_name, directory, name))
		error = -errno;
	if (error)
		unlinkat(directory, new_name, 0);
	else if (content->sync && fsync(directory))
		error = -errno;
	free(new_name);
	return error;
}

static int replace(const char *path, const struct content *content)
{
	char *for_directory = phonewall_memory_copy(path, strlen(path));
	char *for_name = phonewall_memory_copy(path, strlen(path));
	int directory;
	int error;

	directory = open(dirname(for_directory),
			 O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0) {
		error = -errno;
		goto free_names;
	}
	error = replace_in(directory, basename(for_name), content);
	close(directory);

free_names:
	free(for_name);
	free(for_directory);
	return error;
}

int phonewall_file_replace(const char *path, const void *data, size_t length,
			   mode_t mode)
{
	const struct content content = { data, length, mode, ANY_GROUP,
					 .sync = true };

	return replace(path, &content);
}

int phonewall_file_replace_for_this_boot(const char *path, const void *data,
					 size_t length, mode_t mode)
{
	const struct content content = { data, length, mode, ANY_GROUP,
					 .sync = false };

	return replace(path, &content);
}

int phonewall_file_replace_for_group(const char *path, const void *data,
				     size_t length, gid_t group)
{
	const struct content content = { data, length, 0, group,
					 .sync = false };

	return replace(path, &content);
}
