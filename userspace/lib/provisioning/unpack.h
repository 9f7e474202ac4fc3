/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_UNPACK_H
#define PHONEWALL_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"
#include "config/profile.h"

/*
 * Bytes of a fetched file at most: a profile of PHONEWALL_PROFILE_SIZE_MAX, and
 * what the encryptions add.
 */
#define PHONEWALL_PACKED_SIZE_MAX	(PHONEWALL_PROFILE_SIZE_MAX + 64 * 1024)

/**
 * struct phonewall_packed - a profile as it was fetched
 * @bytes: the file
 * @length: bytes of @bytes
 * @is_aes128gcm: true if the answer had "Content-Encoding: aes128gcm"
 * @key: passphrase of the rule's option --key; NULL if it has none
 * @content_key: input keying material (RFC 8188, section 2.2) in base64url or
 *	base64, or as it is, as IKM_HTTP_Encrypt_Content has it; NULL or "" if
 *	there is none
 */
struct phonewall_packed {
	const uint8_t *bytes;
	size_t length;
	bool is_aes128gcm;
	const char *key;
	const char *content_key;
};

/**
 * phonewall_unpack - turn a fetched profile into its text
 * @packed: the profile
 * @profile: set to the text, to be released with phonewall_file_wipe(), for it
 *	holds passwords; left empty if there is a fault. The mode is 0
 *
 * Undone are, in this order and each once at most: the content coding
 * aes128gcm of RFC 8188; AES-256-CBC as of "openssl enc -aes-256-cbc -k KEY",
 * with a key from SHA-256 (OpenSSL since 1.1.0) or else from MD5; gzip (RFC
 * 1952) of one member, with nothing behind it. If there is @key the file must be
 * encrypted with it, and if the answer says aes128gcm it must be that, so that
 * nobody without the key can pass off a file of his own.
 *
 * aes128gcm notices every change and every cut. AES-256-CBC has no check of its
 * own: a change in it is noticed only if gzip or the reader of the profile does.
 *
 * What remains must begin as XML does and have no byte that XML does not allow;
 * the rest is for phonewall_profile_read() to judge. Never makes more than
 * PHONEWALL_PROFILE_SIZE_MAX bytes, whatever the file says.
 *
 * Return: NULL; else what is wrong and what to do, without any part of the file
 * or of a key.
 */
const char *phonewall_unpack(const struct phonewall_packed *packed,
			     struct phonewall_file *profile);

#endif /* PHONEWALL_UNPACK_H */
