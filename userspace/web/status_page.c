// SPDX-License-Identifier: MIT
#include "page.h"

#include <json-c/json.h>
#include <string.h>

#include "agent_status.h"
#include "html_writer.h"
#include "module/client.h"
#include "module_status.h"
#include "open_ports.h"

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

static void print_resync(struct phonewall_html *html,
			 const struct phonewall_page *page)
{
	phonewall_html_print(html, "<h2>Resync</h2>\n"
		"<form method=\"post\" action=\"" PHONEWALL_PAGE_RESYNC "\">\n"
		"<input type=\"hidden\" name=\"token\" value=\"%s\">\n"
		"<div class=\"field\"><label for=\"url\">Profile</label>\n"
		"<input id=\"url\" name=\"url\" maxlength=\"4096\" "
		"autocomplete=\"off\" aria-describedby=\"h.url\">\n"
		"<p class=\"help\" id=\"h.url\">The URL of the profile. Empty: as the tab Provisioning says.</p></div>\n"
		"<button>Resync Now</button>\n</form>\n", page->token);
}

void phonewall_page_status(struct phonewall_html *html,
			   const struct phonewall_page *page,
			   struct json_object *ports)
{
	struct phonewall_writer *writer = phonewall_writer_open_html(html);
	struct json_object *agent = phonewall_agent_status_read();

	phonewall_page_begin(html, page);
	write_module(writer);
	if (json_object_is_type(ports, json_type_array))
		phonewall_open_ports_write(writer, ports);
	phonewall_agent_status_write(writer, agent);
	phonewall_writer_close(writer);
	json_object_put(agent);
	if (!strcmp(page->account, "admin"))
		print_resync(html, page);
	phonewall_page_end(html);
}
