// SPDX-License-Identifier: MIT
/*
 * Whose a certificate is. An input is a host, a NUL and a certificate in DER; each
 * rule is tried. A certificate that is the host's must hold the host's name: that
 * is looked for in its bytes, without reading them as ASN.1.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/memory.h"
#include "fuzzer.h"
#include "tls/name_check.h"

/* A certificate as it came, and without NULs, as text of two bytes has them. */
struct bytes {
	const uint8_t *whole;
	size_t length;
	uint8_t *squeezed;
	size_t squeezed_length;
};

static bool holds(const uint8_t *bytes, size_t length, const void *wanted,
		  size_t wanted_length, bool is_text)
{
	size_t i;

	for (i = 0; i + wanted_length <= length; i++) {
		if (is_text ? !strncasecmp((const char *)bytes + i, wanted,
					   wanted_length) :
			      !memcmp(bytes + i, wanted, wanted_length))
			return true;
	}
	return false;
}

static bool holds_text(const struct bytes *bytes, const char *text,
		       size_t length)
{
	return holds(bytes->whole, bytes->length, text, length, true) ||
	       holds(bytes->squeezed, bytes->squeezed_length, text, length,
		     true);
}

static bool holds_address(const struct bytes *bytes, const char *host)
{
	uint8_t address[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, host, address) == 1)
		return holds(bytes->whole, bytes->length, address, 4, false);
	return inet_pton(AF_INET6, host, address) == 1 &&
	       holds(bytes->whole, bytes->length, address, 16, false);
}

/* The wildcard that stands for the host, "*" and what follows its first label. */
static bool holds_wildcard(const struct bytes *bytes, const char *host,
			   size_t length)
{
	const char *dot = memchr(host, '.', length);
	char *wildcard;
	bool found;

	if (!dot)
		return false;
	wildcard = phonewall_memory_print("*%.*s",
					  (int)(length - (dot - host)), dot);
	found = holds_text(bytes, wildcard, strlen(wildcard));
	free(wildcard);
	return found;
}

static void require_name(const struct bytes *bytes, const char *host,
			 enum phonewall_name_rule rule)
{
	size_t length = strlen(host);

	if (host[length - 1] == '.')
		length--;
	if (rule == PHONEWALL_NAME_RFC5922)
		REQUIRE(holds_text(bytes, host, length));
	else
		REQUIRE(holds_text(bytes, host, length) ||
			holds_wildcard(bytes, host, length) ||
			holds_address(bytes, host));
}

static int check(X509 *certificate, const struct bytes *bytes,
		 enum phonewall_name_rule rule, const char *host)
{
	int error = phonewall_name_check(certificate, rule, host);

	REQUIRE(error == 0 || error == -EACCES || error == -EINVAL);
	REQUIRE((error == -EINVAL) == !phonewall_name_is_host(host));
	if (!error)
		require_name(bytes, host, rule);
	return error;
}

/* The case of a name has no meaning (RFC 4343). */
static void check_case(X509 *certificate, const struct bytes *bytes,
		       enum phonewall_name_rule rule, const char *host,
		       int expected)
{
	char *upper = phonewall_memory_copy(host, strlen(host)), *at;

	for (at = upper; *at; at++)
		*at = toupper((unsigned char)*at);
	REQUIRE(check(certificate, bytes, rule, upper) == expected);
	free(upper);
}

static void check_rules(X509 *certificate, const struct bytes *bytes,
			const char *host)
{
	int verdicts[PHONEWALL_NAME_PROVISIONING + 1];
	int rule;

	for (rule = 0; rule <= PHONEWALL_NAME_PROVISIONING; rule++) {
		verdicts[rule] = check(certificate, bytes, rule, host);
		check_case(certificate, bytes, rule, host, verdicts[rule]);
	}
	/* Provisioning only adds a form. */
	if (!verdicts[PHONEWALL_NAME_RFC6125])
		REQUIRE(!verdicts[PHONEWALL_NAME_PROVISIONING]);
}

static void take(const uint8_t *data, size_t size, const char *host)
{
	struct bytes bytes = { .whole = data, .length = size };
	const unsigned char *at = data;
	X509 *certificate = d2i_X509(NULL, &at, size);
	size_t i;

	if (certificate) {
		bytes.squeezed = malloc(size + 1);
		for (i = 0; i < size; i++) {
			if (data[i])
				bytes.squeezed[bytes.squeezed_length++] =
					data[i];
		}
		check_rules(certificate, &bytes, host);
		free(bytes.squeezed);
	}
	X509_free(certificate);
	ERR_clear_error();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, 0, size);
	char *host;

	if (!end)
		return 0;
	host = phonewall_memory_copy((const char *)data, end - data);
	take(end + 1, size - (end + 1 - data), host);
	free(host);
	return 0;
}
