// SPDX-License-Identifier: MIT
#include "provisioning/lease_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/device_name.h"
#include "base/memory.h"
#include "base/text.h"

#define FIRST_LINE	"phonewall-lease 1"

/* The longest line of an option: "option 65535 " and the line end. */
#define OPTION_LINE	16
/* The lines that are no option's. */
#define OTHER_LINES	2048

_Static_assert(2 * PHONEWALL_LEASE_BYTES_MAX +
	       OPTION_LINE * PHONEWALL_LEASE_OPTIONS_MAX + OTHER_LINES <=
	       PHONEWALL_LEASE_TEXT_MAX, "every record can be printed");
_Static_assert(OTHER_LINES > PHONEWALL_HOST_NAME_MAX +
	       (PHONEWALL_LEASE_DNS_MAX + 4) * (PHONEWALL_ADDRESS_TEXT + 16),
	       "the other lines have room");

static bool has_option(const struct phonewall_lease_record *record,
		       uint16_t code)
{
	for (size_t i = 0; i < record->option_count; i++)
		if (record->options[i].code == code)
			return true;
	return false;
}

const char *
phonewall_lease_record_add_option(struct phonewall_lease_record *record,
				  uint16_t code, const uint8_t *bytes,
				  size_t length)
{
	uint8_t *copy = record->bytes + record->length;

	if (has_option(record, code))
		return "is there twice";
	if (length > PHONEWALL_DHCP_OPTION_MAX)
		return "is too long";
	if (record->option_count == PHONEWALL_LEASE_OPTIONS_MAX ||
	    length > PHONEWALL_LEASE_BYTES_MAX - record->length)
		return "has no room beside the others";
	memcpy(copy, bytes, length);
	record->length += length;
	record->options[record->option_count++] = (struct phonewall_dhcp_option){
		.code = code, .bytes = copy, .length = length,
	};
	return NULL;
}

static bool parse_digit(char digit, uint8_t *value)
{
	static const char digits[] = "0123456789abcdef";
	const char *found;

	if (digit >= 'A' && digit <= 'F')
		digit += 'a' - 'A';
	found = digit ? strchr(digits, digit) : NULL;
	if (!found)
		return false;
	*value = found - digits;
	return true;
}

const char *
phonewall_lease_record_add_hexadecimal(struct phonewall_lease_record *record,
				       uint16_t code, const char *text)
{
	uint8_t bytes[PHONEWALL_DHCP_OPTION_MAX];
	size_t length = strlen(text);
	uint8_t high, low;

	if (length > 2 * sizeof(bytes))
		return "is too long";
	for (size_t i = 0; i < length; i += 2) {
		if (!parse_digit(text[i], &high) ||
		    !parse_digit(text[i + 1], &low))
			return "is not hexadecimal";
		bytes[i / 2] = high << 4 | low;
	}
	return phonewall_lease_record_add_option(record, code, bytes,
						 length / 2);
}

static bool parse_address(const char *text, struct phonewall_address *address)
{
	struct phonewall_address parsed;
	bool has_port;
	uint16_t port;

	if (!phonewall_address_parse(text, &parsed, &port, &has_port) ||
	    has_port || *text == '[')
		return false;
	*address = parsed;
	return true;
}

bool phonewall_lease_record_add_dns(struct phonewall_lease_record *record,
				    const char *text)
{
	if (record->dns_count == PHONEWALL_LEASE_DNS_MAX ||
	    !parse_address(text, &record->dns[record->dns_count]))
		return false;
	record->dns_count++;
	return true;
}

struct phonewall_dhcp_lease
phonewall_lease_record_get_lease(const struct phonewall_lease_record *record)
{
	return (struct phonewall_dhcp_lease){
		.is_ipv6 = record->is_ipv6,
		.options = record->options,
		.count = record->option_count,
	};
}

static void print_address(FILE *stream, const char *word,
			  const struct phonewall_address *address)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	fprintf(stream, "%s %s\n", word,
		phonewall_address_print(address, text));
}

static void print_option(FILE *stream,
			 const struct phonewall_dhcp_option *option)
{
	fprintf(stream, "option %u%s", option->code, option->length ? " " : "");
	for (size_t i = 0; i < option->length; i++)
		fprintf(stream, "%02x", option->bytes[i]);
	fputc('\n', stream);
}

char *phonewall_lease_record_print(const struct phonewall_lease_record *record)
{
	char *text = NULL;
	size_t length;
	FILE *stream = open_memstream(&text, &length);

	if (!stream)
		phonewall_memory_exhausted();
	fprintf(stream, FIRST_LINE "\nfamily %s\ninterface %s\n",
		record->is_ipv6 ? "ipv6" : "ipv4", record->interface);
	if (record->address.family)
		print_address(stream, "address", &record->address);
	if (record->expires)
		fprintf(stream, "expires %" PRIu32 "\n", record->expires);
	if (*record->domain)
		fprintf(stream, "domain %s\n", record->domain);
	for (size_t i = 0; i < record->dns_count; i++)
		print_address(stream, "dns", &record->dns[i]);
	for (size_t i = 0; i < record->option_count; i++)
		print_option(stream, &record->options[i]);
	if (fclose(stream))
		phonewall_memory_exhausted();
	return text;
}

static bool parse_family(char *value, struct phonewall_lease_record *record)
{
	record->is_ipv6 = !strcmp(value, "ipv6");
	return record->is_ipv6 || !strcmp(value, "ipv4");
}

static bool parse_interface(char *value, struct phonewall_lease_record *record)
{
	if (*record->interface || !phonewall_device_name_is_valid(value))
		return false;
	strcpy(record->interface, value);
	return true;
}

static bool parse_leased(char *value, struct phonewall_lease_record *record)
{
	return !record->address.family &&
	       parse_address(value, &record->address);
}

static bool parse_expiry(char *value, struct phonewall_lease_record *record)
{
	return !record->expires &&
	       phonewall_text_number(value, 10, UINT32_MAX, &record->expires) &&
	       record->expires;
}

static bool parse_domain(char *value, struct phonewall_lease_record *record)
{
	if (*record->domain || !phonewall_host_name_is_valid(value))
		return false;
	strcpy(record->domain, value);
	return true;
}

static bool parse_dns(char *value, struct phonewall_lease_record *record)
{
	return phonewall_lease_record_add_dns(record, value);
}

static bool parse_option(char *value, struct phonewall_lease_record *record)
{
	char *code_text = strsep(&value, " ");
	uint32_t code;

	return phonewall_text_number(code_text, 10, UINT16_MAX, &code) &&
	       !phonewall_lease_record_add_hexadecimal(record, code,
						       value ? value : "");
}

static bool parse_line(char *line, struct phonewall_lease_record *record)
{
	static const struct {
		const char *word;
		bool (*parse)(char *value,
			      struct phonewall_lease_record *record);
	} lines[] = {
		{ "interface", parse_interface },
		{ "address", parse_leased },
		{ "expires", parse_expiry },
		{ "domain", parse_domain },
		{ "dns", parse_dns },
		{ "option", parse_option },
	};
	char *word = strsep(&line, " ");

	for (size_t i = 0; line && i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!strcmp(word, lines[i].word))
			return lines[i].parse(line, record);
	return false;
}

/* Every line has its end, the last one too. */
static bool parse_lines(char *text, struct phonewall_lease_record *record)
{
	char *family;
	char *line;

	if (strcmp(strsep(&text, "\n"), FIRST_LINE))
		return false;
	family = strsep(&text, "\n");
	if (!family || strncmp(family, "family ", strlen("family ")) ||
	    !parse_family(family + strlen("family "), record))
		return false;
	while ((line = strsep(&text, "\n")) && text)
		if (!parse_line(line, record))
			return false;
	return line && !*line && *record->interface;
}

int phonewall_lease_record_parse(const char *text, size_t length,
				 struct phonewall_lease_record *record)
{
	bool is_valid;
	char *copy;

	memset(record, 0, sizeof(*record));
	if (length > PHONEWALL_LEASE_TEXT_MAX || memchr(text, '\0', length))
		return -1;
	copy = phonewall_memory_copy(text, length);
	is_valid = parse_lines(copy, record);
	free(copy);
	if (!is_valid)
		memset(record, 0, sizeof(*record));
	return is_valid ? 0 : -1;
}

void phonewall_lease_record_get_name(const struct phonewall_lease_record *record,
				     char name[PHONEWALL_LEASE_NAME_SIZE])
{
	snprintf(name, PHONEWALL_LEASE_NAME_SIZE, "%s-v%d.lease",
		 record->interface, record->is_ipv6 ? 6 : 4);
}
