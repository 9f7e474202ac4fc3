// SPDX-License-Identifier: MIT
/*
 * What phonewall-web reads of a browser: the head of a request, its cookies, and
 * behind it a form. What is accepted is within the bytes and has no control
 * character.
 */
#include <string.h>

#include "fuzzer.h"
#include "web/form.h"
#include "web/html.h"
#include "web/http_request.h"

static void require_line(const char *text)
{
	REQUIRE(!text || !strpbrk(text, "\r\n"));
}

static void read_form(char *body, size_t length)
{
	static struct phonewall_form form;
	struct phonewall_html html = { 0 };

	if (!phonewall_form_read(body, length, &form))
		return;
	REQUIRE(form.count <= PHONEWALL_FORM_FIELDS_MAX);
	for (size_t i = 0; i < form.count; i++) {
		REQUIRE(phonewall_form_get(&form, form.fields[i].name));
		phonewall_html_print(&html, "%s", form.fields[i].value);
	}
	REQUIRE(!html.text || !strpbrk(html.text, "<>\"'"));
	free(html.text);
}

static void read_head(char *head, size_t length)
{
	struct phonewall_http_request request;
	char value[65];

	if (phonewall_http_request_read(head, length, &request))
		return;
	REQUIRE(*request.path == '/');
	REQUIRE(request.content_length <= PHONEWALL_HTTP_BODY_MAX);
	REQUIRE(request.is_post || !request.content_length);
	require_line(request.path);
	require_line(request.query);
	require_line(request.host);
	require_line(request.cookie);
	require_line(request.origin);
	if (phonewall_http_cookie_find(request.cookie, "session", value,
				       sizeof(value)))
		REQUIRE(strlen(value) < sizeof(value));
	phonewall_http_host_is_own(request.host, "phone");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *copy = malloc(size + 1);
	size_t length;

	REQUIRE(copy);
	memcpy(copy, bytes, size);
	copy[size] = '\0';
	length = phonewall_http_head_length(copy, size);
	REQUIRE(length <= size);
	if (length) {
		char *head = malloc(length);

		REQUIRE(head);
		memcpy(head, copy, length);
		read_head(head, length);
		free(head);
	}
	read_form(copy + length, size - length);
	free(copy);
	return 0;
}
