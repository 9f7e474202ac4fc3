// SPDX-License-Identifier: MIT
#include "sip/digest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "sip/value.h"

#define VALUE_MAX	8192

/* RFC 8760 writes SHA-512-256, OpenSSL SHA512-256. */
static const struct {
	const char *name;
	const char *openssl;
} algorithms[PHONEWALL_SIP_ALGORITHMS] = {
	[PHONEWALL_SIP_SHA256] = { "SHA-256", "SHA256" },
	[PHONEWALL_SIP_SHA512_256] = { "SHA-512-256", "SHA512-256" },
	[PHONEWALL_SIP_MD5] = { "MD5", "MD5" },
};

const char *phonewall_sip_algorithm_name(enum phonewall_sip_algorithm algorithm)
{
	return algorithms[algorithm].name;
}

static void print_hex(const unsigned char *hash, unsigned int length,
		      char text[PHONEWALL_SIP_DIGEST_TEXT])
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned int i = 0; i < length; i++) {
		*text++ = digits[hash[i] >> 4];
		*text++ = digits[hash[i] & 0xf];
	}
	*text = '\0';
}

/* The hash of some texts with colons between them. */
static bool hash(const EVP_MD *digest, const struct phonewall_sip_text *texts,
		 size_t count, char text[PHONEWALL_SIP_DIGEST_TEXT])
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned int length = 0;
	bool is_done = context && EVP_DigestInit_ex(context, digest, NULL);

	for (size_t i = 0; i < count && is_done; i++)
		is_done = (!i || EVP_DigestUpdate(context, ":", 1)) &&
			  EVP_DigestUpdate(context, texts[i].start,
					   texts[i].length);
	is_done = is_done && EVP_DigestFinal_ex(context, bytes, &length) &&
		  length * 2 < PHONEWALL_SIP_DIGEST_TEXT;
	if (is_done)
		print_hex(bytes, length, text);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	EVP_MD_CTX_free(context);
	return is_done;
}

static bool is_too_long(const struct phonewall_sip_digest *digest)
{
	return digest->user.length > VALUE_MAX ||
	       digest->realm.length > VALUE_MAX ||
	       digest->password.length > VALUE_MAX ||
	       digest->method.length > VALUE_MAX ||
	       digest->uri.length > VALUE_MAX ||
	       digest->nonce.length > VALUE_MAX ||
	       digest->count.length > VALUE_MAX ||
	       digest->cnonce.length > VALUE_MAX;
}

int phonewall_sip_digest_response(const struct phonewall_sip_digest *digest,
				  char response[PHONEWALL_SIP_DIGEST_TEXT])
{
	char secret[PHONEWALL_SIP_DIGEST_TEXT];
	char request[PHONEWALL_SIP_DIGEST_TEXT];
	const struct phonewall_sip_text a1[] = {
		digest->user, digest->realm, digest->password };
	const struct phonewall_sip_text a2[] = { digest->method, digest->uri };
	EVP_MD *md;
	bool is_done;

	if (is_too_long(digest))
		return -EINVAL;
	md = EVP_MD_fetch(NULL, algorithms[digest->algorithm].openssl, NULL);
	is_done = md && hash(md, a1, 3, secret) && hash(md, a2, 2, request);
	if (is_done) {
		const struct phonewall_sip_text all[] = {
			phonewall_sip_text_of(secret), digest->nonce,
			digest->count, digest->cnonce,
			phonewall_sip_text_of("auth"),
			phonewall_sip_text_of(request),
		};

		is_done = hash(md, all, 6, response);
	}
	OPENSSL_cleanse(secret, sizeof(secret));
	EVP_MD_free(md);
	return is_done ? 0 : -EIO;
}

static struct phonewall_sip_text unquote(struct phonewall_sip_text value)
{
	if (value.length < 2 || *value.start != '"' ||
	    value.start[value.length - 1] != '"')
		return value;
	return (struct phonewall_sip_text){ value.start + 1, value.length - 2 };
}

static struct phonewall_sip_text *
field(struct phonewall_sip_credentials *credentials,
      struct phonewall_sip_text name)
{
	const struct {
		const char *name;
		struct phonewall_sip_text *field;
	} fields[] = {
		{ "username", &credentials->username },
		{ "realm", &credentials->realm },
		{ "nonce", &credentials->nonce },
		{ "uri", &credentials->uri },
		{ "response", &credentials->response },
		{ "algorithm", &credentials->algorithm },
		{ "cnonce", &credentials->cnonce },
		{ "qop", &credentials->qop },
		{ "nc", &credentials->nc },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (phonewall_sip_text_is(name, fields[i].name))
			return fields[i].field;
	return NULL;
}

/* A quoted string that ends with its last byte, or a word without quotes. */
static bool is_value(struct phonewall_sip_text value)
{
	bool is_quoted = value.length && *value.start == '"';

	for (size_t i = is_quoted; i < value.length; i++) {
		if (is_quoted && value.start[i] == '\\')
			i++;
		else if (value.start[i] == '"')
			return is_quoted && i == value.length - 1;
		else if (!is_quoted && strchr(" \t\r\n", value.start[i]))
			return false;
	}
	return value.length && !is_quoted;
}

static bool take_parameter(struct phonewall_sip_text element,
			   struct phonewall_sip_credentials *credentials)
{
	const char *equals = memchr(element.start, '=', element.length);
	struct phonewall_sip_text name, value, *known;

	if (!equals)
		return false;
	name = (struct phonewall_sip_text){
		element.start, (size_t)(equals - element.start) };
	value = (struct phonewall_sip_text){
		equals + 1, element.length - name.length - 1 };
	name = phonewall_sip_text_trim(name);
	value = phonewall_sip_text_trim(value);
	if (!phonewall_sip_text_is_token(name) || !is_value(value))
		return false;
	known = field(credentials, name);
	if (known && known->start)
		return false;
	if (known)
		*known = unquote(value);
	return true;
}

int phonewall_sip_credentials_parse(struct phonewall_sip_text value,
				    struct phonewall_sip_credentials *credentials)
{
	struct phonewall_sip_text scheme, element;
	int found;

	*credentials = (struct phonewall_sip_credentials){ 0 };
	value = phonewall_sip_text_trim(value);
	scheme = (struct phonewall_sip_text){ value.start, 0 };
	while (scheme.length < value.length &&
	       !strchr(" \t\r\n", value.start[scheme.length]))
		scheme.length++;
	if (!phonewall_sip_text_is_token(scheme))
		return -EINVAL;
	if (!phonewall_sip_text_is(scheme, "Digest"))
		return -ENOTSUP;
	value.start += scheme.length;
	value.length -= scheme.length;
	while ((found = phonewall_sip_element_next(&value, &element)) == 1)
		if (!take_parameter(element, credentials))
			return -EINVAL;
	return found;
}
