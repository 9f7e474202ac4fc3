// SPDX-License-Identifier: MIT
#include "provisioning/aes128gcm.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/memory.h"

/* RFC 8188, section 2.1: salt, record size, length of the key's name. */
#define SALT_LENGTH		16
#define SIZE_LENGTH		4
#define HEADER_LENGTH		(SALT_LENGTH + SIZE_LENGTH + 1)
#define KEY_LENGTH		16
#define NONCE_LENGTH		12
#define TAG_LENGTH		16
/* A record has at least its delimiter and the tag; one more must be possible. */
#define RECORD_SIZE_MIN		(TAG_LENGTH + 2)
#define DELIMITER		1
#define DELIMITER_LAST		2

/* Both with their NUL, and with the number of the first block of HKDF. */
static const uint8_t key_purpose[] = "Content-Encoding: aes128gcm\0\x01";
static const uint8_t nonce_purpose[] = "Content-Encoding: nonce\0\x01";

struct secret {
	uint8_t key[EVP_MAX_MD_SIZE];
	uint8_t nonce[EVP_MAX_MD_SIZE];
};

/*
 * HKDF (RFC 5869) with SHA-256: what is needed is never longer than its first
 * block.
 */
static bool derive_secret(const uint8_t *salt, const uint8_t *material,
			  size_t material_length, struct secret *secret)
{
	uint8_t pseudorandom[EVP_MAX_MD_SIZE];
	unsigned int length;
	bool is_right;

	is_right = HMAC(EVP_sha256(), salt, SALT_LENGTH, material,
			material_length, pseudorandom, &length) &&
		   HMAC(EVP_sha256(), pseudorandom, (int)length, key_purpose,
			sizeof(key_purpose) - 1, secret->key, NULL) &&
		   HMAC(EVP_sha256(), pseudorandom, (int)length,
			nonce_purpose, sizeof(nonce_purpose) - 1,
			secret->nonce, NULL);
	OPENSSL_cleanse(pseudorandom, sizeof(pseudorandom));
	return is_right;
}

/* Section 2.3: the number goes into the nonce's end. */
static void number_nonce(const struct secret *secret, uint64_t number,
			 uint8_t nonce[NONCE_LENGTH])
{
	memcpy(nonce, secret->nonce, NONCE_LENGTH);
	for (size_t i = 1; i <= sizeof(number); i++) {
		nonce[NONCE_LENGTH - i] ^= (uint8_t)number;
		number >>= 8;
	}
}

/* The record without its tag goes to the end of the content. */
static bool decrypt_record(EVP_CIPHER_CTX *cipher,
			   const uint8_t nonce[NONCE_LENGTH],
			   const uint8_t *record, size_t length,
			   struct phonewall_file *content)
{
	uint8_t *text = (uint8_t *)content->text + content->length;
	uint8_t tag[TAG_LENGTH];
	int done = 0, rest = 0;

	if (length <= TAG_LENGTH)
		return false;
	length -= TAG_LENGTH;
	memcpy(tag, record + length, TAG_LENGTH);
	if (!EVP_DecryptInit_ex(cipher, NULL, NULL, NULL, nonce) ||
	    !EVP_DecryptUpdate(cipher, text, &done, record, (int)length))
		return false;
	content->length += (size_t)done;
	return EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, TAG_LENGTH,
				   tag) &&
	       EVP_DecryptFinal_ex(cipher, text + done, &rest) > 0;
}

/* Section 2: the padding is zeros, behind a delimiter. */
static bool remove_padding(struct phonewall_file *content, size_t start,
			   uint8_t delimiter)
{
	size_t end = content->length;

	while (end > start && !content->text[end - 1])
		end--;
	if (end == start || content->text[end - 1] != delimiter)
		return false;
	content->length = end - 1;
	return true;
}

static bool decrypt_records(EVP_CIPHER_CTX *cipher,
			    const struct secret *secret, size_t record_size,
			    const uint8_t *bytes, size_t length,
			    struct phonewall_file *content)
{
	uint8_t nonce[NONCE_LENGTH];
	uint64_t number = 0;
	size_t start, taken;
	bool is_last;

	if (!EVP_DecryptInit_ex(cipher, EVP_aes_128_gcm(), NULL, secret->key,
				NULL))
		return false;
	do {
		is_last = length <= record_size;
		taken = is_last ? length : record_size;
		start = content->length;
		number_nonce(secret, number++, nonce);
		if (!decrypt_record(cipher, nonce, bytes, taken, content) ||
		    !remove_padding(content, start,
				    is_last ? DELIMITER_LAST : DELIMITER))
			return false;
		bytes += taken;
		length -= taken;
	} while (!is_last);
	return true;
}

static bool decrypt(const struct secret *secret, size_t record_size,
		    const uint8_t *bytes, size_t length,
		    struct phonewall_file *content)
{
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	bool is_right;

	if (!cipher)
		phonewall_memory_exhausted();
	is_right = decrypt_records(cipher, secret, record_size, bytes, length,
				   content);
	EVP_CIPHER_CTX_free(cipher);
	return is_right;
}

static size_t read_record_size(const uint8_t *bytes)
{
	const uint8_t *size = bytes + SALT_LENGTH;

	return (size_t)size[0] << 24 | (size_t)size[1] << 16 |
	       (size_t)size[2] << 8 | size[3];
}

bool phonewall_aes128gcm_decrypt(const uint8_t *bytes, size_t length,
				 const uint8_t *material,
				 size_t material_length,
				 struct phonewall_file *content)
{
	struct secret secret;
	size_t record_size, header;
	bool is_right;

	if (length < HEADER_LENGTH)
		return false;
	record_size = read_record_size(bytes);
	header = HEADER_LENGTH + bytes[HEADER_LENGTH - 1];
	if (length < header || record_size < RECORD_SIZE_MIN)
		return false;
	content->text = phonewall_memory_resize(NULL, length, 1);
	content->length = 0;
	is_right = derive_secret(bytes, material, material_length, &secret) &&
		   decrypt(&secret, record_size, bytes + header,
			   length - header, content);
	OPENSSL_cleanse(&secret, sizeof(secret));
	if (is_right)
		content->text[content->length] = '\0';
	else
		phonewall_file_wipe(content);
	return is_right;
}
