// SPDX-License-Identifier: MIT
/*
 * Syslog_Server, and a message for it. What is taken is a host name or an address
 * and a port, and is taken again as the same if it is printed.
 */
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/memory.h"
#include "base/text.h"
#include "fuzzer.h"
#include "provisioning/syslog_message.h"

static void require_same(const struct phonewall_syslog_server *server)
{
	const char *form = strchr(server->host, ':') ? "[%s]:%u" : "%s:%u";
	char *text = phonewall_memory_print(form, server->host, server->port);
	struct phonewall_syslog_server again;

	REQUIRE(!phonewall_syslog_server_parse(text, &again));
	REQUIRE(!strcmp(again.host, server->host));
	REQUIRE(again.port == server->port);
	free(text);
}

static void take(const char *text)
{
	struct phonewall_syslog_server server;
	const char *fault = phonewall_syslog_server_parse(text, &server);
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	REQUIRE(!fault || !*server.host);
	REQUIRE(!*server.host == !server.port);
	if (!*server.host) {
		REQUIRE(fault || phonewall_text_is_blank(text, strlen(text)));
		return;
	}
	REQUIRE(phonewall_host_name_is_valid(server.host) ||
		(phonewall_address_parse(server.host, &address, &port,
					 &has_port) && !has_port));
	require_same(&server);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char message[PHONEWALL_SYSLOG_MESSAGE_MAX + 1];
	char *copy = phonewall_memory_copy((const char *)data, size);

	take(copy);
	memset(message, 'x', sizeof(message));
	phonewall_syslog_message_print(size % 8, 1796022340, NULL, copy,
				       message);
	REQUIRE(memchr(message, '\0', sizeof(message)));
	REQUIRE(*message == '<');
	free(copy);
	return 0;
}
