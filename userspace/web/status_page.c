// SPDX-License-Identifier: MIT
#include "page.h"

#include <json-c/json.h>

#include "agent_status.h"
#include "html_writer.h"
#include "module/client.h"
#include "module_status.h"

/* The module's part: as phonewallctl shows it. */
static void write_module(struct phonewall_writer *writer)
{
	struct phonewall_client *client = phonewall_client_open();
	struct phonewall_status status;

	phonewall_write_text(writer, "Firewall:");
	phonewall_write_end_line(writer);
	if (client && !phonewall_client_error(client) &&
	    !phonewall_client_get_status(client, &status))
		phonewall_module_status_write(writer, &status);
	else
		phonewall_write_sentence(writer, PHONEWALL_COLOUR_BAD,
			client ? phonewall_client_error(client) :
				 "memory is exhausted");
	if (client)
		phonewall_client_close(client);
}

void phonewall_page_status(struct phonewall_html *html,
			   const struct phonewall_page *page)
{
	struct phonewall_writer *writer = phonewall_writer_open_html(html);
	struct json_object *agent = phonewall_agent_status_read();

	phonewall_page_begin(html, page);
	write_module(writer);
	phonewall_agent_status_write(writer, agent);
	phonewall_writer_close(writer);
	json_object_put(agent);
	phonewall_page_end(html);
}
