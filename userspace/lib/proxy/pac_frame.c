// SPDX-License-Identifier: MIT
#include "proxy/pac_frame.h"

#include <netinet/in.h>

/* Return: bytes of a payload at most; 0 for an unknown type. */
static size_t longest(uint8_t type)
{
	switch (type) {
	case PHONEWALL_PAC_OWN_ADDRESS:
	case PHONEWALL_PAC_ADDRESS:
		return INET6_ADDRSTRLEN;
	case PHONEWALL_PAC_URL:
		return PHONEWALL_PROXY_URL_MAX + 1;
	case PHONEWALL_PAC_HOST:
		return PHONEWALL_PROXY_URL_MAX;
	case PHONEWALL_PAC_SCRIPT:
		return PHONEWALL_PAC_SCRIPT_MAX;
	case PHONEWALL_PAC_NAME:
		return PHONEWALL_HOST_NAME_MAX;
	case PHONEWALL_PAC_RESULT:
		return PHONEWALL_PAC_RESULT_MAX;
	case PHONEWALL_PAC_FAULT:
		return PHONEWALL_PAC_FAULT_MAX;
	}
	return 0;
}

void phonewall_pac_header_put(uint8_t header[PHONEWALL_PAC_HEADER],
			      enum phonewall_pac_frame_type type,
			      size_t length)
{
	header[0] = type;
	for (size_t i = 1; i < PHONEWALL_PAC_HEADER; i++)
		header[i] = length >> 8 * (PHONEWALL_PAC_HEADER - 1 - i);
}

bool phonewall_pac_header_get(const uint8_t header[PHONEWALL_PAC_HEADER],
			      enum phonewall_pac_frame_type *type,
			      size_t *length)
{
	size_t most = longest(header[0]);

	*type = header[0];
	*length = 0;
	for (size_t i = 1; i < PHONEWALL_PAC_HEADER; i++)
		*length = *length << 8 | header[i];
	return most && *length <= most;
}
