// SPDX-License-Identifier: MIT
#include "provisioning/syslog_message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "base/address.h"
#include "base/memory.h"
#include "base/text.h"

#define TAG	"phonewall-provision"

static const char *set_address(const struct phonewall_address *address,
			       uint16_t port, bool has_port,
			       struct phonewall_syslog_server *server)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	if (has_port && !port)
		return "has a port that is not from 1 to 65535";
	strcpy(server->host, phonewall_address_print(address, text));
	server->port = has_port ? port : PHONEWALL_SYSLOG_PORT;
	return NULL;
}

static const char *set_name(char *text, struct phonewall_syslog_server *server)
{
	uint32_t port = PHONEWALL_SYSLOG_PORT;
	char *colon = strchr(text, ':');

	if (colon) {
		*colon++ = '\0';
		if (!phonewall_text_number(colon, 10, UINT16_MAX, &port) ||
		    !port)
			return "has a port that is not from 1 to 65535";
	}
	if (!phonewall_host_name_is_valid(text))
		return "is neither HOST nor HOST:PORT";
	strcpy(server->host, text);
	server->port = port;
	return NULL;
}

const char *phonewall_syslog_server_parse(const char *text,
					  struct phonewall_syslog_server *server)
{
	char *copy = phonewall_memory_print("%s", text);
	char *trimmed = phonewall_text_trim(copy);
	struct phonewall_address address;
	const char *fault = NULL;
	bool has_port;
	uint16_t port;

	*server = (struct phonewall_syslog_server){ 0 };
	if (phonewall_address_parse(trimmed, &address, &port, &has_port))
		fault = set_address(&address, port, has_port, server);
	else if (*trimmed)
		fault = set_name(trimmed, server);
	free(copy);
	return fault;
}

void phonewall_syslog_message_print(int severity, time_t now, const char *host,
				    const char *text,
				    char message[PHONEWALL_SYSLOG_MESSAGE_MAX + 1])
{
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun",
		"Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	};
	struct tm local = { 0 };

	localtime_r(&now, &local);
	snprintf(message, PHONEWALL_SYSLOG_MESSAGE_MAX + 1,
		 "<%d>%s %2d %02d:%02d:%02d %s " TAG ": %s",
		 LOG_LOCAL0 | severity, months[local.tm_mon % 12],
		 local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
		 host && *host ? host : "-", text);
}
