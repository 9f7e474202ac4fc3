// SPDX-License-Identifier: MIT
#include "provisioning/openssl_enc.h"

#include <string.h>

#include <openssl/crypto.h>

#include "base/memory.h"

#define MAGIC		"Salted__"
#define MAGIC_LENGTH	8
#define SALT_LENGTH	8
#define HEADER_LENGTH	(MAGIC_LENGTH + SALT_LENGTH)
#define ROUNDS		1

struct secret {
	uint8_t key[EVP_MAX_KEY_LENGTH];
	uint8_t vector[EVP_MAX_IV_LENGTH];
};

bool phonewall_openssl_enc_begins(const uint8_t *bytes, size_t length)
{
	return length >= MAGIC_LENGTH && !memcmp(bytes, MAGIC, MAGIC_LENGTH);
}

/* The content is never longer than the file. */
static bool decrypt(EVP_CIPHER_CTX *cipher, const struct secret *secret,
		    const uint8_t *bytes, size_t length,
		    struct phonewall_file *content)
{
	uint8_t *text = (uint8_t *)content->text;
	int done = 0, rest = 0;
	bool is_right;

	is_right = EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), NULL,
				      secret->key, secret->vector) &&
		   EVP_DecryptUpdate(cipher, text, &done, bytes,
				     (int)length) &&
		   EVP_DecryptFinal_ex(cipher, text + done, &rest);
	content->length = (size_t)done + (size_t)rest;
	text[content->length] = '\0';
	return is_right;
}

static bool decrypt_with(const struct secret *secret, const uint8_t *bytes,
			 size_t length, struct phonewall_file *content)
{
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	bool is_right;

	if (!cipher)
		phonewall_memory_exhausted();
	content->text = phonewall_memory_resize(NULL, length + 1, 1);
	is_right = decrypt(cipher, secret, bytes, length, content);
	EVP_CIPHER_CTX_free(cipher);
	if (!is_right)
		phonewall_file_wipe(content);
	return is_right;
}

bool phonewall_openssl_enc_decrypt(const uint8_t *bytes, size_t length,
				   const char *passphrase,
				   const EVP_MD *digest,
				   struct phonewall_file *content)
{
	struct secret secret;
	bool is_right;

	if (length <= HEADER_LENGTH)
		return false;
	is_right = EVP_BytesToKey(EVP_aes_256_cbc(), digest,
				  bytes + MAGIC_LENGTH,
				  (const uint8_t *)passphrase,
				  (int)strlen(passphrase), ROUNDS, secret.key,
				  secret.vector) &&
		   decrypt_with(&secret, bytes + HEADER_LENGTH,
				length - HEADER_LENGTH, content);
	OPENSSL_cleanse(&secret, sizeof(secret));
	return is_right;
}
