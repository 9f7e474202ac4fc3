// SPDX-License-Identifier: MIT
#include "proxy/wpad.h"

#include <stdlib.h>
#include <string.h>

#include "base/host_name.h"
#include "base/memory.h"
#include "proxy/target.h"

static size_t length_without_padding(const uint8_t *bytes, size_t length)
{
	while (length && (!bytes[length - 1] ||
			  strchr(" \t\r\n", bytes[length - 1])))
		length--;
	return length;
}

const char *phonewall_wpad_url_of_dhcp(const uint8_t *bytes, size_t length,
				       char **url)
{
	const char *fault;

	*url = NULL;
	length = length_without_padding(bytes, length);
	if (!length)
		return "is empty";
	if (length > PHONEWALL_WPAD_URL_MAX)
		return "is longer than 511 bytes";
	if (memchr(bytes, '\0', length))
		return "has a NUL in it";
	*url = phonewall_memory_copy((const char *)bytes, length);
	fault = phonewall_pac_url_fault(*url);
	if (!fault)
		return NULL;
	free(*url);
	*url = NULL;
	return fault;
}

char *phonewall_wpad_url_of_domain(const char *domain)
{
	size_t length = strlen(domain);
	char *host = NULL;
	char *url = NULL;

	if (length && domain[length - 1] == '.')
		length--;
	if (length > PHONEWALL_HOST_NAME_MAX || !memchr(domain, '.', length))
		return NULL;
	host = phonewall_memory_print("wpad.%.*s", (int)length, domain);
	if (phonewall_host_name_is_valid(host))
		url = phonewall_memory_print("http://%s/wpad.dat", host);
	free(host);
	return url;
}
