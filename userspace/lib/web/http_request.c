// SPDX-License-Identifier: MIT
#include "web/http_request.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define TOKENS	"!#$%&'*+-.^_`|~0123456789" \
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* @at: the first byte that is not read yet; @end: behind the last one. */
struct lines {
	char *at;
	char *end;
};

size_t phonewall_http_head_length(const char *bytes, size_t length)
{
	static const char end[] = "\r\n\r\n";
	const char *found = memmem(bytes, length, end, strlen(end));

	return found ? found - bytes + strlen(end) : 0;
}

/* Return: the next line without its end, or NULL if it has a wrong byte. */
static char *next_line(struct lines *lines)
{
	char *line = lines->at;
	char *end = memmem(line, lines->end - line, "\r\n", 2);

	if (!end)
		return NULL;
	for (const char *byte = line; byte < end; byte++)
		if (((unsigned char)*byte < ' ' && *byte != '\t') ||
		    *byte == 0x7f)
			return NULL;
	*end = '\0';
	lines->at = end + 2;
	return line;
}

static int read_version(const char *version)
{
	if (!strcmp(version, "HTTP/1.1") || !strcmp(version, "HTTP/1.0"))
		return 0;
	return strncmp(version, "HTTP/", strlen("HTTP/")) ? 400 : 505;
}

static int read_method(const char *method,
		       struct phonewall_http_request *request)
{
	if (!*method || strspn(method, TOKENS) != strlen(method))
		return 400;
	request->is_post = !strcmp(method, "POST");
	request->is_head = !strcmp(method, "HEAD");
	return request->is_post || request->is_head || !strcmp(method, "GET") ?
	       0 : 405;
}

static int read_target(char *target, struct phonewall_http_request *request)
{
	char *query = strchr(target, '?');

	if (*target != '/' || strchr(target, '#'))
		return 400;
	for (const char *byte = target; *byte; byte++)
		if ((unsigned char)*byte <= ' ' || (unsigned char)*byte > '~')
			return 400;
	if (query)
		*query++ = '\0';
	request->path = target;
	request->query = query;
	return 0;
}

static int read_first_line(char *line, struct phonewall_http_request *request)
{
	char *target = strchr(line, ' ');
	char *version = target ? strchr(target + 1, ' ') : NULL;
	int fault;

	if (!version)
		return 400;
	*target++ = '\0';
	*version++ = '\0';
	fault = read_version(version);
	if (!fault)
		fault = read_method(line, request);
	return fault ?: read_target(target, request);
}

static int set_once(const char **field, const char *value)
{
	if (*field)
		return 400;
	*field = value;
	return 0;
}

static int read_field(const char *name, const char *value,
		      struct phonewall_http_request *request,
		      const char **content_length)
{
	if (!strcasecmp(name, "Host"))
		return set_once(&request->host, value);
	if (!strcasecmp(name, "Cookie"))
		return set_once(&request->cookie, value);
	if (!strcasecmp(name, "Origin"))
		return set_once(&request->origin, value);
	if (!strcasecmp(name, "Sec-Fetch-Site"))
		return set_once(&request->fetch_site, value);
	if (!strcasecmp(name, "Content-Type"))
		return set_once(&request->content_type, value);
	if (!strcasecmp(name, "Content-Length"))
		return set_once(content_length, value);
	if (!strcasecmp(name, "Transfer-Encoding"))
		return 501;
	return strcasecmp(name, "Expect") ? 0 : 417;
}

static int read_line(char *line, struct phonewall_http_request *request,
		     const char **content_length)
{
	char *value = strchr(line, ':');

	if (!value || value == line)
		return 400;
	*value++ = '\0';
	if (strspn(line, TOKENS) != strlen(line))
		return 400;
	return read_field(line, phonewall_text_trim(value), request,
			  content_length);
}

static int read_length(const char *text, struct phonewall_http_request *request)
{
	uint32_t number = 0;

	if (!text)
		return request->is_post ? 411 : 0;
	if (!phonewall_text_number(text, 10, UINT32_MAX, &number))
		return *text && strspn(text, "0123456789") == strlen(text) ?
		       413 : 400;
	if (number > PHONEWALL_HTTP_BODY_MAX)
		return 413;
	if (number && !request->is_post)
		return 400;
	request->content_length = number;
	return 0;
}

int phonewall_http_request_read(char *head, size_t length,
				struct phonewall_http_request *request)
{
	struct lines lines = { head, head + length };
	const char *content_length = NULL;
	char *line = next_line(&lines);
	int fault;

	*request = (struct phonewall_http_request){ 0 };
	fault = line ? read_first_line(line, request) : 400;
	while (!fault) {
		line = next_line(&lines);
		if (line && !*line)
			break;
		fault = line ? read_line(line, request, &content_length) : 400;
	}
	return fault ?: read_length(content_length, request);
}

bool phonewall_http_cookie_find(const char *header, const char *name,
				char *value, size_t size)
{
	size_t name_length = strlen(name);

	while (header && *header) {
		size_t length;

		header += strspn(header, "; ");
		length = strcspn(header, ";");
		if (length > name_length && header[name_length] == '=' &&
		    !strncmp(header, name, name_length)) {
			length -= name_length + 1;
			if (length >= size)
				return false;
			memcpy(value, header + name_length + 1, length);
			value[length] = '\0';
			return true;
		}
		header += length;
	}
	return false;
}

/* Return: bytes of the host in a field Host; 0 if its port is none. */
static size_t host_length(const char *host)
{
	size_t length = *host == '[' ? strcspn(host, "]") + 1 :
				       strcspn(host, ":");
	uint32_t port;

	if (length > strlen(host))
		return 0;
	if (!host[length])
		return length;
	if (host[length] != ':' ||
	    !phonewall_text_number(host + length + 1, 10, 65535, &port))
		return 0;
	return length;
}

static bool is_address(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];
	size_t length = strlen(host);

	if (inet_pton(AF_INET, host, address) == 1)
		return true;
	if (*host != '[' || length < 3 || length - 2 >= sizeof(text))
		return false;
	memcpy(text, host + 1, length - 2);
	text[length - 2] = '\0';
	return inet_pton(AF_INET6, text, address) == 1;
}

bool phonewall_http_host_is_own(const char *host, const char *name)
{
	char text[256];
	size_t length = host ? host_length(host) : 0;

	if (!length || length >= sizeof(text))
		return false;
	memcpy(text, host, length);
	text[length] = '\0';
	return is_address(text) || !strcasecmp(text, "localhost") ||
	       (*name && !strcasecmp(text, name));
}
