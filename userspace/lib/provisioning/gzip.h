/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_GZIP_H
#define PHONEWALL_GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"

/**
 * phonewall_gzip_begins() - whether bytes begin as a gzip file does
 * @bytes: the bytes
 * @length: how many
 */
bool phonewall_gzip_begins(const uint8_t *bytes, size_t length);

/**
 * phonewall_gzip_unpack() - unpack a gzip file (RFC 1952)
 * @bytes: the file: one member, with nothing behind it, for of several members
 *	nobody could tell that the last is missing
 * @length: bytes of @bytes
 * @limit: bytes of the content at most
 * @content: set to the content, to be released with phonewall_file_wipe(); left
 *	empty if there is a fault
 *
 * Takes @limit bytes of memory at most, and 50 KB that zlib needs.
 *
 * Return: NULL; else what is wrong and what to do.
 */
const char *phonewall_gzip_unpack(const uint8_t *bytes, size_t length,
				  size_t limit, struct phonewall_file *content);

#endif /* PHONEWALL_GZIP_H */
