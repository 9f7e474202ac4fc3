// SPDX-License-Identifier: MIT
/*
 * aes128gcm KEY - encrypts its standard input with the content coding of RFC
 * 8188, in records of 4096 bytes, as a server does; KEY is the input keying
 * material.
 */
#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#define SALT_LENGTH	16
#define TAG_LENGTH	16
#define RECORD_LENGTH	4096

/**
 * struct coding - the keys of an answer
 * @salt: its salt
 * @key: the content encryption key
 * @nonce: the nonce of the first record
 */
struct coding {
	uint8_t salt[SALT_LENGTH];
	uint8_t key[16];
	uint8_t nonce[12];
};

/* RFC 8188, section 2.2 and 2.3. The NUL behind @purpose belongs to it. */
static void derive(const struct coding *coding, char *material, char *purpose,
		   uint8_t *output, size_t length)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
	OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST,
						 (char *)"SHA256", 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT,
						  (void *)coding->salt,
						  SALT_LENGTH),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, material,
						  strlen(material)),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, purpose,
						  strlen(purpose) + 1),
		OSSL_PARAM_construct_end(),
	};

	if (EVP_KDF_derive(context, output, length, parameters) <= 0)
		errx(1, "HKDF failed");
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
}

/* @text: with its delimiter */
static void write_record(const struct coding *coding, unsigned int number,
			 const uint8_t *text, int length)
{
	uint8_t sealed[RECORD_LENGTH], tag[TAG_LENGTH], nonce[12];
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	int done, rest;

	memcpy(nonce, coding->nonce, sizeof(nonce));
	nonce[10] ^= number >> 8;
	nonce[11] ^= number;
	if (!EVP_EncryptInit_ex(cipher, EVP_aes_128_gcm(), NULL, coding->key,
				nonce) ||
	    !EVP_EncryptUpdate(cipher, sealed, &done, text, length) ||
	    !EVP_EncryptFinal_ex(cipher, sealed + done, &rest) ||
	    !EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, TAG_LENGTH,
				 tag))
		errx(1, "AES-GCM failed");
	EVP_CIPHER_CTX_free(cipher);
	fwrite(sealed, 1, length, stdout);
	fwrite(tag, 1, sizeof(tag), stdout);
}

static void write_records(const struct coding *coding)
{
	uint8_t text[RECORD_LENGTH - TAG_LENGTH];
	unsigned int number = 0;
	bool is_last;
	size_t length;
	int next;

	do {
		length = fread(text, 1, sizeof(text) - 1, stdin);
		next = getc(stdin);
		is_last = next == EOF;
		if (!is_last)
			ungetc(next, stdin);
		text[length] = is_last ? 2 : 1;
		write_record(coding, number++, text, length + 1);
	} while (!is_last);
}

int main(int argc, char **argv)
{
	static const uint8_t lengths[] = { 0, 0, RECORD_LENGTH >> 8, 0, 0 };
	struct coding coding;

	if (argc != 2 || RAND_bytes(coding.salt, SALT_LENGTH) <= 0)
		errx(2, "Usage: aes128gcm KEY");
	derive(&coding, argv[1], (char *)"Content-Encoding: aes128gcm",
	       coding.key, sizeof(coding.key));
	derive(&coding, argv[1], (char *)"Content-Encoding: nonce",
	       coding.nonce, sizeof(coding.nonce));
	fwrite(coding.salt, 1, SALT_LENGTH, stdout);
	fwrite(lengths, 1, sizeof(lengths), stdout);
	write_records(&coding);
	return fflush(stdout) ? 1 : 0;
}
