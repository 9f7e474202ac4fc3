// SPDX-License-Identifier: MIT
#include "channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

static void read_bytes(void *bytes, size_t length)
{
	ssize_t got;

	for (; length; length -= got, bytes = (char *)bytes + got) {
		got = read(STDIN_FILENO, bytes, length);
		if (got <= 0)
			_exit(EXIT_FAILURE);
	}
}

static void write_bytes(const void *bytes, size_t length)
{
	ssize_t put;

	for (; length; length -= put, bytes = (const char *)bytes + put) {
		put = write(STDOUT_FILENO, bytes, length);
		if (put <= 0)
			_exit(EXIT_FAILURE);
	}
}

char *phonewall_pac_channel_read(enum phonewall_pac_frame_type type,
				 size_t *length)
{
	uint8_t header[PHONEWALL_PAC_HEADER];
	enum phonewall_pac_frame_type own_type;
	size_t own_length;
	char *text;

	read_bytes(header, sizeof(header));
	if (!phonewall_pac_header_get(header, &own_type, &own_length) ||
	    own_type != type)
		_exit(EXIT_FAILURE);
	text = phonewall_memory_resize(NULL, own_length + 1, 1);
	read_bytes(text, own_length);
	text[own_length] = '\0';
	if (length)
		*length = own_length;
	return text;
}

void phonewall_pac_channel_write(enum phonewall_pac_frame_type type,
				 const char *text)
{
	uint8_t header[PHONEWALL_PAC_HEADER];

	phonewall_pac_header_put(header, type, strlen(text));
	write_bytes(header, sizeof(header));
	write_bytes(text, strlen(text));
}

void phonewall_pac_channel_fault(unsigned int line, const char *text)
{
	char fault[PHONEWALL_PAC_FAULT_MAX + 1];

	snprintf(fault, sizeof(fault), "%u %s", line, text);
	phonewall_pac_channel_write(PHONEWALL_PAC_FAULT, fault);
	_exit(EXIT_FAILURE);
}
