// SPDX-License-Identifier: MIT
#include "proxy_output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "proxy/configuration.h"

static const char *const kind_names[] = {
	[PHONEWALL_PROXY_DIRECT] = "direct",
	[PHONEWALL_PROXY_HTTP] = "http",
	[PHONEWALL_PROXY_HTTPS] = "https",
};

static void write_proxy(struct phonewall_writer *writer,
			const struct phonewall_proxy *proxy, const char *form)
{
	bool is_direct = proxy->kind == PHONEWALL_PROXY_DIRECT;
	char *url = is_direct ? phonewall_memory_print("directly") :
				phonewall_proxy_print(proxy);

	phonewall_write_text(writer, form, url);
	phonewall_write_end_line(writer);
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "kind", NULL, kind_names[proxy->kind]);
	if (!is_direct) {
		phonewall_write_string(writer, "host", NULL, proxy->host);
		phonewall_write_number(writer, "port", NULL, proxy->port);
	}
	phonewall_write_end_object(writer);
	free(url);
}

void phonewall_proxy_output_write(struct phonewall_writer *writer,
				  const struct phonewall_proxy_target *target,
				  const struct phonewall_proxy_choice *choice)
{
	phonewall_write_begin_object(writer, NULL);
	phonewall_write_string(writer, "url", "%s:", target->url);
	phonewall_write_end_line(writer);
	phonewall_write_string(writer, "mode", NULL,
			       phonewall_proxy_mode_name(choice->mode));
	phonewall_write_begin_array(writer, "proxies");
	for (size_t i = 0; i < choice->result.count; i++)
		write_proxy(writer, &choice->result.proxies[i],
			    i ? "  then %s" : "  %s");
	phonewall_write_end_array(writer);
	phonewall_write_string(writer, "username",
			       "  with the name '%s' and its password, if the proxy asks (Digest, else Basic)",
			       choice->username);
	phonewall_write_end_line(writer);
	phonewall_write_string(writer, "reason", "  %s", choice->reason);
	phonewall_write_end_line(writer);
	phonewall_write_number(writer, "skipped",
			       choice->result.skipped ?
			       "  without %s of its proxies, which speak SOCKS" :
			       NULL, choice->result.skipped);
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

/* As curl(1), --config, has it: in quotes, with a backslash before some bytes. */
static void print_quoted(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void print_credentials(const struct phonewall_proxy_choice *choice)
{
	char *both;

	if (!choice->username)
		return;
	both = phonewall_memory_print("%s:%s", choice->username,
				      choice->password);
	fputs("proxy-anyauth\nproxy-user = ", stdout);
	print_quoted(both);
	putchar('\n');
	explicit_bzero(both, strlen(both));
	free(both);
}

/* An empty file would let curl go without a proxy. */
void phonewall_proxy_output_export(const struct phonewall_proxy_choice *choice)
{
	const struct phonewall_proxy *first = &choice->result.proxies[0];
	char *url;

	if (choice->fault) {
		puts("proto = \"-all\"");
		return;
	}
	if (first->kind == PHONEWALL_PROXY_DIRECT) {
		puts("noproxy = \"*\"");
		return;
	}
	url = phonewall_proxy_print(first);
	printf("noproxy = \"\"\nproxy = \"%s\"\n", url);
	print_credentials(choice);
	free(url);
}
