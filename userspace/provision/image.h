/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_IMAGE_H
#define PHONEWALL_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct phonewall_image - a file that is written as it comes
 * @path: its name
 * @descriptor: of it; -1 if it is not open
 * @fault: why it cannot be written, and what to do; or NULL
 *
 * Initialise it with phonewall_image_open().
 */
struct phonewall_image {
	char *path;
	int descriptor;
	char *fault;
};

/**
 * phonewall_image_open - create the file, empty
 * @image: set; release it with phonewall_image_remove()
 * @path: its name, copied. What is there is removed
 *
 * Return: whether it was; else see @image->fault.
 */
bool phonewall_image_open(struct phonewall_image *image, const char *path);

/**
 * phonewall_image_begin - begin again with an empty file
 * @image: the file
 */
void phonewall_image_begin(struct phonewall_image *image);

/**
 * phonewall_image_append - write what has come
 * @image: the file
 * @bytes: the bytes
 * @length: how many
 * @disk_min: bytes that must be free on the disk afterwards
 *
 * Return: whether it was written; else see @image->fault.
 */
bool phonewall_image_append(struct phonewall_image *image, const void *bytes,
			    size_t length, size_t disk_min);

/**
 * phonewall_image_remove - remove the file
 * @image: emptied
 */
void phonewall_image_remove(struct phonewall_image *image);

#endif /* PHONEWALL_IMAGE_H */
