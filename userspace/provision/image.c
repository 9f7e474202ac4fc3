// SPDX-License-Identifier: MIT
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/memory.h"

static bool fail(struct phonewall_image *image, const char *why)
{
	if (!image->fault)
		image->fault = phonewall_memory_print("cannot write %s: %s; make room, or let the user phonewall-provision write there",
						      image->path, why);
	return false;
}

bool phonewall_image_open(struct phonewall_image *image, const char *path)
{
	*image = (struct phonewall_image){
		.path = phonewall_memory_print("%s", path),
	};
	unlink(path);
	image->descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
				 0600);
	return image->descriptor >= 0 || fail(image, strerror(errno));
}

void phonewall_image_begin(struct phonewall_image *image)
{
	if (ftruncate(image->descriptor, 0) ||
	    lseek(image->descriptor, 0, SEEK_SET))
		fail(image, strerror(errno));
}

static bool has_room(const struct phonewall_image *image, size_t bytes)
{
	struct statvfs disk;

	return !fstatvfs(image->descriptor, &disk) &&
	       (uint64_t)disk.f_bavail * disk.f_frsize >= bytes;
}

bool phonewall_image_append(struct phonewall_image *image, const void *bytes,
			    size_t length, size_t disk_min)
{
	const char *at = bytes;

	if (image->fault)
		return false;
	if (!has_room(image, length + disk_min))
		return fail(image, "the disk is nearly full");
	while (length) {
		ssize_t written = write(image->descriptor, at, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return fail(image, strerror(errno));
		at += written;
		length -= written;
	}
	return true;
}

void phonewall_image_remove(struct phonewall_image *image)
{
	if (!image->path)
		return;
	if (image->descriptor >= 0)
		close(image->descriptor);
	unlink(image->path);
	free(image->path);
	free(image->fault);
	*image = (struct phonewall_image){ .descriptor = -1 };
}
