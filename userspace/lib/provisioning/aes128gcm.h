/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_AES128GCM_H
#define PHONEWALL_AES128GCM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"

/**
 * phonewall_aes128gcm_decrypt() - undo the content coding aes128gcm (RFC 8188)
 * @bytes: header and records. The key's name in the header is not heeded, for
 *	there is one key
 * @length: bytes of @bytes
 * @material: input keying material
 * @material_length: bytes of @material, at least 1
 * @content: set to the content, to be released with phonewall_file_wipe(); left
 *	empty on failure
 *
 * Return: true; false if the key is wrong, or the content has been changed or
 * cut off anywhere.
 */
bool phonewall_aes128gcm_decrypt(const uint8_t *bytes, size_t length,
				 const uint8_t *material,
				 size_t material_length,
				 struct phonewall_file *content);

#endif /* PHONEWALL_AES128GCM_H */
