// SPDX-License-Identifier: MIT
#include "provisioning/server_url.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/address.h"
#include "base/host_name.h"
#include "base/memory.h"
#include "base/text.h"

#define DIGITS		"0123456789"
#define LETTERS		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define HOST_BYTES	LETTERS DIGITS "-."
#define AUTHORITY_BYTES	HOST_BYTES ":[]"
/* RFC 3986, section 3.3: what a path and a query may hold. */
#define UNRESERVED	LETTERS DIGITS "-._~"
#define PATH_BYTES	UNRESERVED "!$&'()*+,;=:@%/?"
/* What is not encoded in a value: no delimiter of a query is among it. */
#define VALUE_BYTES	UNRESERVED ":,"

#define AUTHORITY_MAX	(PHONEWALL_HOST_NAME_MAX + sizeof("[]:65535"))
#define PATH_MAX_BYTES	4096
#define HIDDEN		"***"

static const struct {
	const char *prefix;
	const char *name;
	uint16_t port;
} schemes[] = {
	[PHONEWALL_SCHEME_TFTP] = { "tftp://", "TFTP", 69 },
	[PHONEWALL_SCHEME_HTTP] = { "http://", "HTTP", 80 },
	[PHONEWALL_SCHEME_HTTPS] = { "https://", "HTTPS", 443 },
};

#define SCHEMES	(sizeof(schemes) / sizeof(schemes[0]))

/**
 * struct parts - the structure of a URL, before macros are replaced
 * @scheme: its scheme
 * @has_scheme: whether it is written
 * @authority: server and port, may be empty
 * @path: path and query; may be empty if @may_hold_url
 * @may_hold_url: whether the authority is a macro that may be a URL by itself
 */
struct parts {
	enum phonewall_scheme scheme;
	bool has_scheme;
	struct phonewall_template authority;
	struct phonewall_template path;
	bool may_hold_url;
};

/**
 * struct path - a path that is written
 * @text: the path
 * @length: bytes of it
 * @is_query: whether its query has begun
 * @is_full: whether something did not fit
 * @hides: whether secrets and the query are left out
 */
struct path {
	char text[PATH_MAX_BYTES + 1];
	size_t length;
	bool is_query;
	bool is_full;
	bool hides;
};

uint16_t phonewall_scheme_port(enum phonewall_scheme scheme)
{
	return schemes[scheme].port;
}

const char *phonewall_scheme_name(enum phonewall_scheme scheme)
{
	return schemes[scheme].name;
}

static char literal(const struct phonewall_template *template, size_t at)
{
	return at < template->count &&
	       template->list[at].kind == PHONEWALL_SYMBOL_LITERAL ?
	       template->list[at].byte : 0;
}

static bool begins_with(const struct phonewall_template *template, size_t at,
			const char *text)
{
	for (; *text; text++, at++)
		if (tolower((unsigned char)literal(template, at)) != *text)
			return false;
	return true;
}

static struct phonewall_template slice(const struct phonewall_template *of,
				       size_t begin, size_t end)
{
	return (struct phonewall_template){
		.list = of->list + begin,
		.count = end - begin,
	};
}

/* Return: the number of the first symbol behind the scheme. */
static size_t read_scheme(const struct phonewall_template *template,
			  struct parts *parts)
{
	for (size_t i = 0; i < SCHEMES; i++) {
		if (!begins_with(template, 0, schemes[i].prefix))
			continue;
		parts->scheme = i;
		parts->has_scheme = true;
		return strlen(schemes[i].prefix);
	}
	return 0;
}

static bool is_general_macro(const struct phonewall_symbol *symbol)
{
	return symbol->kind == PHONEWALL_SYMBOL_MACRO &&
	       symbol->macro <= PHONEWALL_MACRO_P;
}

static bool is_hidden(const struct phonewall_symbol *symbol,
		      const struct phonewall_macro_values *values)
{
	return symbol->kind == PHONEWALL_SYMBOL_MACRO &&
	       phonewall_macro_is_hidden(symbol->macro, values);
}

static const char *check_authority(const struct parts *parts)
{
	for (size_t i = 0; i < parts->authority.count; i++) {
		const struct phonewall_symbol *symbol =
			&parts->authority.list[i];

		if (symbol->kind == PHONEWALL_SYMBOL_MACRO)
			continue;
		if (symbol->byte == '@')
			return "the URL has a user name; use --uid and --pwd";
		if (!strchr(AUTHORITY_BYTES, symbol->byte))
			return "the server has a character that is not allowed; write a name or an address";
	}
	return NULL;
}

static const char *check_path(const struct parts *parts)
{
	if (!parts->path.count)
		return parts->may_hold_url ? NULL :
		       "the URL has no path; write one that begins with '/'";
	if (literal(&parts->path, 0) != '/')
		return "the path does not begin with '/'; add it";
	for (size_t i = 0; i < parts->path.count; i++) {
		const struct phonewall_symbol *symbol = &parts->path.list[i];

		if (symbol->kind == PHONEWALL_SYMBOL_LITERAL &&
		    !strchr(PATH_BYTES, symbol->byte))
			return "the path has a character that is not allowed; write it as % and two hexadecimal digits";
	}
	return NULL;
}

static const char *split(const struct phonewall_template *template,
			 struct parts *parts)
{
	size_t begin, end;
	const char *reason;

	*parts = (struct parts){ 0 };
	begin = end = read_scheme(template, parts);
	while (end < template->count && !(literal(template, end) &&
					  strchr("/?#", literal(template, end))))
		end++;
	if (begins_with(template, end ? end - 1 : 0, "://"))
		return "the scheme is not allowed; write tftp, http or https";
	parts->authority = slice(template, begin, end);
	parts->path = slice(template, end, template->count);
	parts->may_hold_url = !parts->has_scheme &&
			      parts->authority.count == 1 &&
			      is_general_macro(parts->authority.list);
	reason = check_authority(parts);
	return reason ? reason : check_path(parts);
}

const char *
phonewall_server_url_check(const struct phonewall_template *template,
			   bool *names_server)
{
	static const struct phonewall_macro_values none;
	struct phonewall_server_url url = { 0 };
	struct parts parts;
	const char *reason = split(template, &parts);

	*names_server = !reason && parts.authority.count;
	for (size_t i = 0; !reason && i < template->count; i++)
		if (template->list[i].kind == PHONEWALL_SYMBOL_MACRO)
			return NULL;
	if (!reason)
		reason = phonewall_server_url_resolve(template, &none, &url);
	phonewall_server_url_clear(&url);
	return reason;
}

/* Server and port with their macros replaced, or what is wrong. */
static const char *
expand_authority(const struct phonewall_template *authority,
		 const struct phonewall_macro_values *values,
		 char text[AUTHORITY_MAX + 1])
{
	const char *allowed = authority->count == 1 ? AUTHORITY_BYTES :
			      HOST_BYTES;
	size_t used = 0;

	for (size_t i = 0; i < authority->count; i++) {
		const struct phonewall_symbol *symbol = &authority->list[i];
		size_t length;
		const char *value = phonewall_symbol_value(symbol, values,
							   &length);

		if (length > AUTHORITY_MAX - used)
			return "the server's name is too long; check the macros in it";
		memcpy(text + used, value, length);
		text[used + length] = '\0';
		if (symbol->kind == PHONEWALL_SYMBOL_MACRO &&
		    strspn(text + used, allowed) < length)
			return "a macro in the server's place is no part of a name; correct its value";
		used += length;
	}
	text[used] = '\0';
	return NULL;
}

static char *copy_lower(const char *text)
{
	char *copy = phonewall_memory_print("%s", text);

	for (char *byte = copy; *byte; byte++)
		*byte = tolower((unsigned char)*byte);
	return copy;
}

static const char *set_address(const struct phonewall_address *address,
			       uint16_t port, bool has_port,
			       struct phonewall_server_url *url)
{
	char text[PHONEWALL_ADDRESS_TEXT];

	if (has_port && !port)
		return "the port is not a number from 1 to 65535; correct it";
	url->host = phonewall_memory_print("%s",
		phonewall_address_print(address, text));
	url->port = port;
	return NULL;
}

static const char *set_name(char *text, struct phonewall_server_url *url)
{
	char *colon = strchr(text, ':');
	uint32_t port = 0;

	if (colon) {
		*colon = '\0';
		if (!phonewall_text_number(colon + 1, 10, UINT16_MAX, &port) ||
		    !port)
			return "the port is not a number from 1 to 65535; correct it";
	}
	if (!phonewall_host_name_is_valid(text))
		return "the server is neither a host name nor an address; correct it";
	url->host = copy_lower(text);
	url->port = port;
	return NULL;
}

/* An IPv6 address needs its brackets, without which its port is not known. */
static const char *set_server(char *text, struct phonewall_server_url *url)
{
	struct phonewall_address address;
	uint16_t port;
	bool has_port;

	if (phonewall_address_parse(text, &address, &port, &has_port) &&
	    (address.family == AF_INET || *text == '['))
		return set_address(&address, port, has_port, url);
	return set_name(text, url);
}

static void append(struct path *path, const char *bytes, size_t length)
{
	if (path->hides && path->is_query)
		return;
	if (length > PATH_MAX_BYTES - path->length) {
		path->is_full = true;
		return;
	}
	memcpy(path->text + path->length, bytes, length);
	path->length += length;
}

static void append_value(struct path *path, const char *value, size_t length)
{
	char encoded[sizeof("%00")];

	for (size_t i = 0; i < length; i++) {
		if (strchr(VALUE_BYTES, value[i]) ||
		    (value[i] == '/' && !path->is_query)) {
			append(path, value + i, 1);
			continue;
		}
		snprintf(encoded, sizeof(encoded), "%%%02X",
			 (unsigned char)value[i]);
		append(path, encoded, strlen(encoded));
	}
}

static void append_template(struct path *path,
			    const struct phonewall_template *template,
			    const struct phonewall_macro_values *values)
{
	for (size_t i = 0; i < template->count; i++) {
		const struct phonewall_symbol *symbol = &template->list[i];
		size_t length;
		const char *value = phonewall_symbol_value(symbol, values,
							   &length);

		if (symbol->kind == PHONEWALL_SYMBOL_LITERAL) {
			append(path, value, length);
			path->is_query |= *value == '?';
		} else if (path->hides && is_hidden(symbol, values)) {
			append(path, HIDDEN, strlen(HIDDEN));
		} else {
			append_value(path, value, length);
		}
	}
}

static bool has_dot_segments(const char *path)
{
	size_t end = strcspn(path, "?");

	for (size_t at = 0; at < end; ) {
		size_t length = strcspn(path + at, "/?");

		if (length && length <= 2 && !strncmp(path + at, "..", length))
			return true;
		at += length + 1;
	}
	return false;
}

/* One "/" between the path of a URL in a macro and the path of the rule. */
static void append_paths(struct path *path,
			 const struct phonewall_template *first,
			 const struct phonewall_template *second,
			 const struct phonewall_macro_values *values)
{
	struct phonewall_template rest = *second;

	append_template(path, first, values);
	if (first->count && rest.count && !path->is_query &&
	    literal(first, first->count - 1) == '/')
		rest = slice(second, 1, second->count);
	append_template(path, &rest, values);
	path->text[path->length] = '\0';
}

static const char *set_paths(const struct phonewall_template *first,
			     const struct phonewall_template *second,
			     const struct phonewall_macro_values *values,
			     struct phonewall_server_url *url)
{
	struct path path = { 0 }, shown = { .hides = true };

	if (!first->count && !second->count)
		return "the URL has no path; write one that begins with '/'";
	append_paths(&path, first, second, values);
	append_paths(&shown, first, second, values);
	if (path.is_full || shown.is_full)
		return "the path is too long; check the macros in it";
	if (has_dot_segments(path.text))
		return "the path has '.' or '..' as a segment; remove it";
	url->path = phonewall_memory_copy(path.text, path.length);
	url->shown_path = phonewall_memory_print("%s%s", shown.text,
						 shown.is_query ? HIDDEN : "");
	return NULL;
}

/* A URL in one of $A to $P, which has no macros in it. */
static const char *resolve_held_url(const char *text, size_t length,
				    const struct phonewall_template *path,
				    const struct phonewall_macro_values *values,
				    struct phonewall_server_url *url)
{
	struct phonewall_symbol *list;
	struct phonewall_template held;
	char server[AUTHORITY_MAX + 1];
	struct parts parts;
	const char *reason;

	if (length > PHONEWALL_TEMPLATE_MAX)
		return "the URL in a macro is too long; shorten it";
	list = phonewall_memory_resize(NULL, length + 1, sizeof(*list));
	for (size_t i = 0; i < length; i++)
		list[i] = (struct phonewall_symbol){ .byte = text[i] };
	held = (struct phonewall_template){ .list = list, .count = length };
	reason = split(&held, &parts);
	if (reason && parts.has_scheme && !parts.path.count)
		reason = check_authority(&parts);
	else if (!reason && !parts.has_scheme)
		reason = "the URL in a macro has no scheme; begin it with tftp, http or https";
	url->scheme = parts.scheme;
	if (!reason)
		reason = expand_authority(&parts.authority, values, server);
	if (!reason)
		reason = set_server(server, url);
	if (!reason)
		reason = set_paths(&parts.path, path, values, url);
	free(list);
	return reason;
}

static const char *resolve_parts(const struct parts *parts,
				 const struct phonewall_macro_values *values,
				 struct phonewall_server_url *url)
{
	static const struct phonewall_template nothing;
	char server[AUTHORITY_MAX + 1];
	const char *reason = NULL;

	url->scheme = parts->scheme;
	if (parts->authority.count)
		reason = expand_authority(&parts->authority, values, server);
	if (!reason && parts->authority.count)
		reason = set_server(server, url);
	return reason ? reason :
	       set_paths(&nothing, &parts->path, values, url);
}

const char *
phonewall_server_url_resolve(const struct phonewall_template *template,
			     const struct phonewall_macro_values *values,
			     struct phonewall_server_url *url)
{
	struct parts parts;
	const char *reason = split(template, &parts);
	const char *value = NULL;
	size_t length = 0;

	*url = (struct phonewall_server_url){ 0 };
	if (reason)
		return reason;
	if (parts.may_hold_url)
		value = phonewall_symbol_value(parts.authority.list, values,
					       &length);
	if (value && memmem(value, length, "://", strlen("://")))
		reason = resolve_held_url(value, length, &parts.path, values,
					  url);
	else
		reason = resolve_parts(&parts, values, url);
	if (reason)
		phonewall_server_url_clear(url);
	else if (value && is_hidden(parts.authority.list, values))
		phonewall_memory_replace(&url->shown_path, "/" HIDDEN);
	return reason;
}

void phonewall_server_url_clear(struct phonewall_server_url *url)
{
	free(url->host);
	free(url->path);
	free(url->shown_path);
	*url = (struct phonewall_server_url){ 0 };
}
