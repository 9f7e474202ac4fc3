// SPDX-License-Identifier: MIT
#include "script.h"

#include <duktape.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "functions.h"

/* What Duktape calls the script in its messages. */
#define FILE_NAME	"PAC"

/* It cannot go on. */
static void on_fatal(void *argument, const char *message)
{
	(void)argument;
	phonewall_pac_channel_fault(0, message ? message : "the interpreter failed");
}

/* Pushes the line of the error on top of the stack; it may be anything. */
static duk_ret_t get_line(duk_context *context, void *argument)
{
	(void)argument;
	duk_get_prop_string(context, -1, "lineNumber");
	return 1;
}

/* The error on top of the stack ends the program. */
static void fail(duk_context *context)
	__attribute__((noreturn));

static void fail(duk_context *context)
{
	unsigned int line = 0;

	if (duk_is_error(context, -1)) {
		duk_dup(context, -1);
		if (!duk_safe_call(context, get_line, NULL, 1, 1))
			line = duk_get_uint(context, -1);
		duk_pop(context);
	}
	phonewall_pac_channel_fault(line, duk_safe_to_string(context, -1));
}

/*
 * Scripts come in UTF-8 and in the encodings of one byte a character. What is
 * beyond ASCII there can be in no URL, so it need not be told apart.
 */
static void make_ascii(char *text, size_t length)
{
	size_t skipped = length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;

	memset(text, ' ', skipped);
	for (size_t i = 0; i < length; i++)
		if (text[i] & 0x80)
			text[i] = '?';
}

static void load(duk_context *context,
		 const struct phonewall_pac_script *script)
{
	make_ascii(script->text, script->length);
	duk_push_string(context, FILE_NAME);
	if (duk_pcompile_lstring_filename(context, 0, script->text,
					  script->length) ||
	    duk_pcall(context, 0))
		fail(context);
	duk_pop(context);
}

static void call(duk_context *context,
		 const struct phonewall_pac_script *script)
{
	size_t length;
	const char *result;

	duk_get_global_string(context, "FindProxyForURL");
	if (!duk_is_function(context, -1))
		phonewall_pac_channel_fault(0, "has no function FindProxyForURL");
	duk_push_string(context, script->url);
	duk_push_string(context, script->host);
	if (duk_pcall(context, 2))
		fail(context);
	result = duk_get_lstring(context, -1, &length);
	if (!result)
		phonewall_pac_channel_fault(0, "FindProxyForURL returned no text");
	if (length > PHONEWALL_PAC_RESULT_MAX || strlen(result) != length)
		phonewall_pac_channel_fault(0, "FindProxyForURL returned more than 4096 bytes, or a NUL");
	phonewall_pac_channel_write(PHONEWALL_PAC_RESULT, result);
}

static duk_ret_t run(duk_context *context, void *argument)
{
	const struct phonewall_pac_script *script = argument;

	phonewall_pac_functions_add(context, script->own_address);
	load(context, script);
	call(context, script);
	return 0;
}

void phonewall_pac_script_run(const struct phonewall_pac_script *script)
{
	duk_context *context = duk_create_heap(NULL, NULL, NULL, NULL,
					       on_fatal);

	if (!context)
		phonewall_pac_channel_fault(0, "has no memory to run in");
	if (duk_safe_call(context, run, (void *)script, 0, 1))
		fail(context);
	_exit(EXIT_SUCCESS);
}
