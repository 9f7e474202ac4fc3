/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_OPENSSL_ENC_H
#define PHONEWALL_OPENSSL_ENC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/evp.h>

#include "base/file.h"

/**
 * phonewall_openssl_enc_begins() - whether bytes begin as a file that "openssl
 *	enc" has encrypted with a passphrase
 * @bytes: the bytes
 * @length: how many
 */
bool phonewall_openssl_enc_begins(const uint8_t *bytes, size_t length);

/**
 * phonewall_openssl_enc_decrypt() - decrypt what "openssl enc -aes-256-cbc -k
 *	PASSPHRASE" has made
 * @bytes: the file, for which phonewall_openssl_enc_begins() is true: "Salted__",
 *	eight bytes of salt, and AES-256-CBC with padding (RFC 5652, section 6.3)
 * @length: bytes of @bytes
 * @passphrase: the passphrase
 * @digest: what the key is derived with by EVP_BytesToKey(), in one round
 * @content: set to the content, to be released with phonewall_file_wipe(); left
 *	empty on failure
 *
 * One wrong passphrase or digest of 256 is not noticed: the content is random
 * bytes then.
 *
 * Return: true if the padding is right.
 */
bool phonewall_openssl_enc_decrypt(const uint8_t *bytes, size_t length,
				   const char *passphrase,
				   const EVP_MD *digest,
				   struct phonewall_file *content);

#endif /* PHONEWALL_OPENSSL_ENC_H */
