// SPDX-License-Identifier: MIT
#include "log_message.h"

#include <stdio.h>
#include <stdlib.h>

#define PORT_SIZE	sizeof("65535")

char *phonewall_log_message_print(const struct phonewall_template *message,
				  const struct phonewall_macro_values *values,
				  const struct phonewall_server_url *url,
				  const struct phonewall_address *server,
				  const char *error)
{
	struct phonewall_macro_values all = *values;
	char address[PHONEWALL_ADDRESS_TEXT];
	char port[PORT_SIZE];
	char *text;

	all.text[PHONEWALL_MACRO_ERR] = error;
	if (url->host) {
		snprintf(port, sizeof(port), "%u",
			 url->port ?: phonewall_scheme_port(url->scheme));
		all.text[PHONEWALL_MACRO_SCHEME] =
			phonewall_scheme_name(url->scheme);
		all.text[PHONEWALL_MACRO_SERV] = url->host;
		all.text[PHONEWALL_MACRO_SERVIP] = server->family ?
			phonewall_address_print(server, address) : url->host;
		all.text[PHONEWALL_MACRO_PORT] = port;
		all.text[PHONEWALL_MACRO_PATH] = url->shown_path;
	}
	text = phonewall_template_show(message, &all);
	if (text && *text)
		return text;
	free(text);
	return NULL;
}
