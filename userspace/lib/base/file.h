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
 * phonewall_file_read - read a whole regular file
 * @path: its name
 * @limit: bytes that it may have at most
 * @file: set whole on success, else left as it was
 *
 * Never waits, as it would for a writer of a FIFO, and does not open what is no
 * regular file. Only a network file system that does not answer makes it wait.
 *
 * Return: 0; -EFBIG if the file is longer than @limit; -EISDIR if it is a
 * directory, -EINVAL if it is anything else but a regular file; or another
 * negative errno.
 */
int phonewall_file_read(const char *path, size_t limit,
			struct phonewall_file *file);

/**
 * phonewall_file_clear - release the content of a file
 * @file: emptied, ready for use again
 */
void phonewall_file_clear(struct phonewall_file *file);

/**
 * phonewall_file_wipe - release the content of a file that may hold a secret
 * @file: overwritten, then emptied, ready for use again
 */
void phonewall_file_wipe(struct phonewall_file *file);

/**
 * phonewall_file_replace - give a file new content, whole or not at all
 * @path: its name; made where it is not there
 * @data: the content
 * @length: bytes of @data
 * @mode: permission bits, whatever the umask
 *
 * Writes a file beside it, ".NAME.new", brings that to the disk and renames it:
 * whoever reads, now or after a power cut, finds the old content or the new.
 * One writer at a time.
 *
 * Return: 0; or a negative errno, with the old content in place, or with the
 * new content where only bringing the rename itself to the disk failed.
 */
int phonewall_file_replace(const char *path, const void *data, size_t length,
			   mode_t mode);

/**
 * phonewall_file_replace_for_this_boot - the same, of no use after a power cut
 * @path: its name; made where it is not there
 * @data: the content
 * @length: bytes of @data
 * @mode: permission bits, whatever the umask
 *
 * Does not wait for the disk, and so neither wears it nor is held up by it.
 * Whoever reads before the next boot finds the old content or the new.
 *
 * Return: 0; or a negative errno, with the old content in place.
 */
int phonewall_file_replace_for_this_boot(const char *path, const void *data,
					 size_t length, mode_t mode);

#endif /* PHONEWALL_FILE_H */
