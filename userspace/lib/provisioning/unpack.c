// SPDX-License-Identifier: MIT
#include "provisioning/unpack.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "base/memory.h"
#include "base/text.h"
#include "provisioning/aes128gcm.h"
#include "provisioning/gzip.h"
#include "provisioning/openssl_enc.h"

#define BYTE_ORDER_MARK	"\xef\xbb\xbf"

/* XML 1.0, section 2.2: of the control characters below space, these. */
static bool is_xml_byte(uint8_t byte)
{
	return byte >= ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_xml(const uint8_t *bytes, size_t length)
{
	size_t i = 0;

	if (phonewall_text_begins_with((const char *)bytes, length,
				       BYTE_ORDER_MARK))
		i = strlen(BYTE_ORDER_MARK);
	while (i < length && strchr(" \t\r\n", bytes[i]) && bytes[i])
		i++;
	if (i == length || bytes[i] != '<')
		return false;
	while (i < length && is_xml_byte(bytes[i]))
		i++;
	return i == length;
}

static const char *copy_xml(const uint8_t *bytes, size_t length,
			    struct phonewall_file *profile)
{
	if (!is_xml(bytes, length))
		return "the file is not a configuration; it must be XML in UTF-8, gzip, or either of them encrypted";
	if (length > PHONEWALL_PROFILE_SIZE_MAX)
		return "the file is larger than 1 MiB; a phone's configuration is not, so check that it is the right file";
	profile->text = phonewall_memory_copy((const char *)bytes, length);
	profile->length = length;
	return NULL;
}

static const char *unpack_gzip(const uint8_t *bytes, size_t length,
			       struct phonewall_file *profile)
{
	const char *reason;

	reason = phonewall_gzip_unpack(bytes, length,
				       PHONEWALL_PROFILE_SIZE_MAX, profile);
	if (reason)
		return reason;
	if (is_xml((const uint8_t *)profile->text, profile->length))
		return NULL;
	phonewall_file_wipe(profile);
	return "the gzip file does not hold a configuration; it must hold XML in UTF-8";
}

static const char *unpack_plain(const uint8_t *bytes, size_t length,
				struct phonewall_file *profile)
{
	if (phonewall_gzip_begins(bytes, length))
		return unpack_gzip(bytes, length, profile);
	return copy_xml(bytes, length, profile);
}

static bool may_be_profile(const struct phonewall_file *content)
{
	const uint8_t *bytes = (const uint8_t *)content->text;

	return phonewall_gzip_begins(bytes, content->length) ||
	       is_xml(bytes, content->length);
}

static bool decrypt_file(const uint8_t *bytes, size_t length, const char *key,
			 const EVP_MD *digest, struct phonewall_file *content)
{
	if (!phonewall_openssl_enc_decrypt(bytes, length, key, digest, content))
		return false;
	if (may_be_profile(content))
		return true;
	phonewall_file_wipe(content);
	return false;
}

static const char *unpack_encrypted(const uint8_t *bytes, size_t length,
				    const char *key,
				    struct phonewall_file *profile)
{
	struct phonewall_file content = { 0 };
	const char *reason;

	if (!key)
		return "the file is encrypted, but the rule has no --key; give it the key";
	if (!*key)
		return "the rule's --key is empty; give it the key that the file is encrypted with";
	if (!decrypt_file(bytes, length, key, EVP_sha256(), &content) &&
	    !decrypt_file(bytes, length, key, EVP_md5(), &content))
		return "the key is wrong or the file is damaged; encrypt it by `openssl enc -aes-256-cbc -k KEY` with the KEY of --key, and without -pbkdf2";
	reason = unpack_plain((const uint8_t *)content.text, content.length,
			      profile);
	phonewall_file_wipe(&content);
	return reason;
}

static const char *unpack_file(const uint8_t *bytes, size_t length,
			       const char *key, struct phonewall_file *profile)
{
	if (!length)
		return "the file is empty; see that the server has the configuration";
	if (phonewall_openssl_enc_begins(bytes, length))
		return unpack_encrypted(bytes, length, key, profile);
	if (key)
		return "the file is not encrypted, but the rule has --key; encrypt it by `openssl enc -aes-256-cbc -k KEY`, or take --key out of the rule";
	return unpack_plain(bytes, length, profile);
}

static int base64_value(char digit)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	const char *place = digit ? strchr(digits, digit) : NULL;

	if (place)
		return (int)(place - digits);
	if (digit == '+' || digit == '-')
		return 62;
	return digit == '/' || digit == '_' ? 63 : -1;
}

/*
 * RFC 4648, sections 4 and 5, with or without padding. Return: how many bytes,
 * or 0 if it is not base64.
 */
static size_t decode_base64(const char *text, uint8_t *bytes)
{
	size_t digits = strcspn(text, "="), length = 0;
	size_t padding = strspn(text + digits, "=");
	unsigned int bits = 0;

	if (text[digits + padding] || digits % 4 == 1 ||
	    (padding && (digits + padding) % 4))
		return 0;
	for (size_t i = 0; i < digits; i++) {
		int value = base64_value(text[i]);

		if (value < 0)
			return 0;
		bits = bits << 6 | (unsigned int)value;
		if (i % 4)
			bytes[length++] = (uint8_t)(bits >> (6 - i % 4 * 2));
	}
	return length;
}

/* What is both base64 and a key as it is was meant as base64, most likely. */
static bool decrypt_content(const struct phonewall_packed *packed,
			    struct phonewall_file *content)
{
	size_t length = strlen(packed->content_key), decoded;
	uint8_t *material = phonewall_memory_resize(NULL, length, 1);
	bool is_right;

	decoded = decode_base64(packed->content_key, material);
	is_right = (decoded &&
		    phonewall_aes128gcm_decrypt(packed->bytes, packed->length,
						material, decoded, content)) ||
		   phonewall_aes128gcm_decrypt(
			   packed->bytes, packed->length,
			   (const uint8_t *)packed->content_key, length,
			   content);
	OPENSSL_cleanse(material, length);
	free(material);
	return is_right;
}

static const char *unpack_aes128gcm(const struct phonewall_packed *packed,
				    struct phonewall_file *profile)
{
	struct phonewall_file content = { 0 };
	const char *reason;

	if (!packed->content_key || !*packed->content_key)
		return "the answer is encrypted (aes128gcm), but IKM_HTTP_Encrypt_Content is empty; give it the key";
	if (!decrypt_content(packed, &content))
		return "the key is wrong or the answer is damaged (aes128gcm); see that the server encrypts with the key in IKM_HTTP_Encrypt_Content";
	reason = unpack_file((const uint8_t *)content.text, content.length,
			     packed->key, profile);
	phonewall_file_wipe(&content);
	return reason;
}

const char *phonewall_unpack(const struct phonewall_packed *packed,
			     struct phonewall_file *profile)
{
	if (packed->length > PHONEWALL_PACKED_SIZE_MAX)
		return "the file is larger than 1 MiB; a phone's configuration is not, so check that it is the right file";
	if (packed->is_aes128gcm)
		return unpack_aes128gcm(packed, profile);
	return unpack_file(packed->bytes, packed->length, packed->key,
			   profile);
}
