// SPDX-License-Identifier: MIT
#include "directory/server.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

#define PORT_LDAP	389
#define PORT_LDAPS	636

static bool is_family(const char *host, int family)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(family, host, address) == 1;
}

static const char *skip_scheme(const char *url,
			       struct phonewall_directory_server *server)
{
	server->is_tls = !strncasecmp(url, "ldaps://", 8);
	server->port = server->is_tls ? PORT_LDAPS : PORT_LDAP;
	if (server->is_tls)
		return url + 8;
	return strncasecmp(url, "ldap://", 7) ? url : url + 7;
}

/* Return: what is behind the host, or NULL if there is no host. */
static const char *skip_host(const char *rest,
			     struct phonewall_directory_server *server)
{
	bool is_bracketed = *rest == '[';
	size_t length;

	rest += is_bracketed;
	length = strcspn(rest, is_bracketed ? "]" : ":/");
	if (length >= sizeof(server->host) || (is_bracketed && !rest[length]))
		return NULL;
	memcpy(server->host, rest, length);
	server->host[length] = '\0';
	if (is_bracketed)
		return is_family(server->host, AF_INET6) ? rest + length + 1 :
							   NULL;
	return is_family(server->host, AF_INET) ||
	       phonewall_host_name_is_valid(server->host) ? rest + length :
							    NULL;
}

static bool read_port(const char *text, size_t length, uint16_t *port)
{
	char digits[6] = "";
	uint32_t number;

	if (length >= sizeof(digits))
		return false;
	memcpy(digits, text, length);
	if (!phonewall_text_number(digits, 10, UINT16_MAX, &number) || !number)
		return false;
	*port = number;
	return true;
}

const char *
phonewall_directory_server_parse(const char *url,
				 struct phonewall_directory_server *server)
{
	struct phonewall_directory_server read = { 0 };
	const char *rest = skip_scheme(url, &read);
	size_t length;

	if (strstr(rest, "://"))
		return "has an unknown scheme; write ldap:// or ldaps://";
	rest = skip_host(rest, &read);
	if (!rest)
		return "names no host; write ldap://host or ldaps://host, an IPv6 address in brackets";
	if (*rest == ':') {
		length = strcspn(++rest, "/");
		if (!read_port(rest, length, &read.port))
			return "has a port that is not a number from 1 to 65535; correct it";
		rest += length;
	}
	if (*rest && strcmp(rest, "/"))
		return "has something behind the host and port; remove it, since LDAP_Search_Base says where to search";
	*server = read;
	return NULL;
}

char *phonewall_directory_server_print(
	const struct phonewall_directory_server *server)
{
	bool is_ipv6 = is_family(server->host, AF_INET6);

	return phonewall_memory_print("%s://%s%s%s:%u",
				      server->is_tls ? "ldaps" : "ldap",
				      is_ipv6 ? "[" : "", server->host,
				      is_ipv6 ? "]" : "", server->port);
}
