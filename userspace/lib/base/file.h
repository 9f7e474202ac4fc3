/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FILE_H
#define PHONEWALL_FILE_H

#include <stddef.h>
#include <sys/types.h>

/**
 * struct phonewall_file - the content of a file
 * @text: its bytes, followed by a NUL that @length does not count
 * @length: bytes of @text
 * @mode: permission bits
 *
 * Zero-initialise it; release it with phonewall_file_clear().
 */
struct phonewall_file {
	char *text;
	size_t length;
	mode_t mode;
};

/**
 * phonewall_file_read() - read a whole regular file
 * @path: its name
 * @limit: maximum number of bytes
 * @file: filled in on success, else unchanged
 *
 * Does not block on a FIFO without a writer, and does not open anything but a
 * regular file. Only a network file system that does not answer can block it.
 *
 * Return: 0, or a negative errno; -EFBIG if the file is longer than @limit,
 * -EISDIR if it is a directory, -EINVAL if it is anything else but a regular
 * file.
 */
int phonewall_file_read(const char *path, size_t limit,
			struct phonewall_file *file);

/**
 * phonewall_file_clear() - release the content of a file
 * @file: emptied, ready for use again
 */
void phonewall_file_clear(struct phonewall_file *file);

/**
 * phonewall_file_wipe() - release the content of a file that may hold a secret
 * @file: overwritten, then emptied, ready for use again
 */
void phonewall_file_wipe(struct phonewall_file *file);

/**
 * phonewall_file_replace() - replace the content of a file atomically
 * @path: its name; created if it does not exist
 * @data: the content
 * @length: bytes of @data
 * @mode: permission bits, whatever the umask
 *
 * Writes a file beside it, ".NAME.new", syncs that to the disk and renames it:
 * any reader, now or after a power cut, finds the old content or the new. There
 * must be only one writer at a time.
 *
 * Return: 0, or a negative errno, with the old content in place, or with the
 * new content if only syncing the rename failed.
 */
int phonewall_file_replace(const char *path, const void *data, size_t length,
			   mode_t mode);

/**
 * phonewall_file_replace_for_this_boot() - replace a file without syncing it
 * @path: its name; created if it does not exist
 * @data: the content
 * @length: bytes of @data
 * @mode: permission bits, whatever the umask
 *
 * Does not wait for the disk, and does not wear it. Any reader before the next
 * boot finds the old content or the new; after a power cut the file may be
 * damaged.
 *
 * Return: 0, or a negative errno, with the old content in place.
 */
int phonewall_file_replace_for_this_boot(const char *path, const void *data,
					 size_t length, mode_t mode);

/**
 * phonewall_file_replace_for_group() - the same for a file that a group may
 *	read
 * @path: its name; created if it does not exist
 * @data: the content
 * @length: bytes of @data
 * @group: the group. The file becomes its own, if the process is a member and may
 *	do that; else an access control list lets the group read it, as far as the
 *	file system has them. The permission bits are 0640
 *
 * Return: 0, or a negative errno, with the old content in place.
 */
int phonewall_file_replace_for_group(const char *path, const void *data,
				     size_t length, gid_t group);

/**
 * phonewall_file_let_group_connect() - let a group connect to a UNIX socket
 * @path: the socket, which only its owner may use so far
 * @group: the group, as of phonewall_file_replace_for_group()
 *
 * Return: 0, or a negative errno, with the socket as it was.
 */
int phonewall_file_let_group_connect(const char *path, gid_t group);

#endif /* PHONEWALL_FILE_H */
