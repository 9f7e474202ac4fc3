// SPDX-License-Identifier: MIT
#include "provisioning/dhcp_acs.h"

#include <stdbool.h>
#include <string.h>

#include "base/url.h"

#define BROADBAND_FORUM	3561
#define VENDOR_LENGTH	4
#define PADDING		0
#define END		255

#define CUT_SHORT	"ends in the middle of a value"
#define NO_URL		"names no ACS"

/**
 * struct format - how values are written, and which codes they have
 * @field: bytes of a code, and of a length
 * @url: code of the URL
 * @code: code of the provisioning code
 * @has_end: whether PADDING and END stand alone, without a length
 */
struct format {
	size_t field;
	uint16_t url;
	uint16_t code;
	bool has_end;
};

static const struct format format_43 = {
	.field = 1, .url = 1, .code = 2, .has_end = true,
};
static const struct format format_125 = { .field = 1, .url = 11, .code = 12 };
static const struct format format_17 = { .field = 2, .url = 1, .code = 2 };

static uint32_t read_number(const uint8_t *bytes, size_t length)
{
	uint32_t number = 0;

	while (length--)
		number = number << 8 | *bytes++;
	return number;
}

/* Copies a text, without NUL at its end, if it is printable and fits. */
static bool copy(const uint8_t *value, size_t length, char *text, size_t max)
{
	while (length && !value[length - 1])
		length--;
	if (!length || length > max)
		return false;
	for (size_t i = 0; i < length; i++)
		if (value[i] <= ' ' || value[i] > '~')
			return false;
	memcpy(text, value, length);
	text[length] = '\0';
	return true;
}

static const char *read_value(const struct format *format, uint16_t code,
			      const uint8_t *value, size_t length,
			      struct phonewall_dhcp_acs *acs)
{
	uint16_t port;

	if (code == format->url &&
	    (!copy(value, length, acs->url, PHONEWALL_ACS_URL_MAX) ||
	     !phonewall_url_port(acs->url, &port)))
		return "has a URL of an ACS that is not valid";
	if (code == format->code &&
	    !copy(value, length, acs->code, PHONEWALL_ACS_CODE_MAX))
		return "has a provisioning code that is not valid";
	return NULL;
}

static const char *read_values(const struct format *format,
			       const uint8_t *bytes, size_t length,
			       struct phonewall_dhcp_acs *acs)
{
	while (length) {
		const char *reason;
		uint16_t code;
		size_t size;

		if (format->has_end && *bytes == END)
			break;
		if (format->has_end && *bytes == PADDING) {
			bytes++;
			length--;
			continue;
		}
		if (length < 2 * format->field)
			return CUT_SHORT;
		code = read_number(bytes, format->field);
		size = read_number(bytes + format->field, format->field);
		bytes += 2 * format->field;
		length -= 2 * format->field;
		if (size > length)
			return CUT_SHORT;
		reason = read_value(format, code, bytes, size, acs);
		if (reason)
			return reason;
		bytes += size;
		length -= size;
	}
	return NULL;
}

/* All or nothing: what has no URL is not used at all. */
static const char *finish(const char *reason, struct phonewall_dhcp_acs *acs)
{
	if (!reason && !*acs->url)
		reason = NO_URL;
	if (reason)
		*acs = (struct phonewall_dhcp_acs){ 0 };
	return reason;
}

const char *phonewall_dhcp_acs_parse_43(const uint8_t *bytes, size_t length,
					struct phonewall_dhcp_acs *acs)
{
	*acs = (struct phonewall_dhcp_acs){ 0 };
	return finish(read_values(&format_43, bytes, length, acs), acs);
}

const char *phonewall_dhcp_acs_parse_125(const uint8_t *bytes, size_t length,
					 struct phonewall_dhcp_acs *acs)
{
	const char *reason = NULL;

	*acs = (struct phonewall_dhcp_acs){ 0 };
	while (!reason && length) {
		size_t size;

		if (length < VENDOR_LENGTH + 1 ||
		    bytes[VENDOR_LENGTH] > length - VENDOR_LENGTH - 1) {
			reason = CUT_SHORT;
			break;
		}
		size = bytes[VENDOR_LENGTH];
		if (read_number(bytes, VENDOR_LENGTH) == BROADBAND_FORUM)
			reason = read_values(&format_125,
					     bytes + VENDOR_LENGTH + 1, size,
					     acs);
		bytes += VENDOR_LENGTH + 1 + size;
		length -= VENDOR_LENGTH + 1 + size;
	}
	return finish(reason, acs);
}

const char *phonewall_dhcp_acs_parse_17(const uint8_t *bytes, size_t length,
					struct phonewall_dhcp_acs *acs)
{
	const char *reason = NULL;

	*acs = (struct phonewall_dhcp_acs){ 0 };
	if (length < VENDOR_LENGTH)
		reason = CUT_SHORT;
	else if (read_number(bytes, VENDOR_LENGTH) == BROADBAND_FORUM)
		reason = read_values(&format_17, bytes + VENDOR_LENGTH,
				     length - VENDOR_LENGTH, acs);
	return finish(reason, acs);
}
