// SPDX-License-Identifier: MIT
#include "functions.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/host_name.h"
#include "channel.h"
#include "proxy/pac_functions.h"

/* A property that no script sees. */
#define ADDRESSES	DUK_HIDDEN_SYMBOL("addresses")
#define OWN_ADDRESS	DUK_HIDDEN_SYMBOL("own_address")

/* An argument that is missing is the text "undefined", as in any script. */
static const char *text(duk_context *context, duk_idx_t index)
{
	return duk_to_string(context, index);
}

static duk_ret_t answer(duk_context *context, bool value)
{
	duk_push_boolean(context, value);
	return 1;
}

static duk_ret_t is_plain_host_name(duk_context *context)
{
	return answer(context,
		      phonewall_pac_is_plain_host_name(text(context, 0)));
}

static duk_ret_t is_domain(duk_context *context)
{
	return answer(context, phonewall_pac_is_domain(text(context, 0),
						       text(context, 1)));
}

static duk_ret_t is_local_host_or_domain(duk_context *context)
{
	return answer(context,
		      phonewall_pac_is_local_host_or_domain(text(context, 0),
							    text(context, 1)));
}

static duk_ret_t domain_levels(duk_context *context)
{
	duk_push_uint(context, phonewall_pac_domain_levels(text(context, 0)));
	return 1;
}

static duk_ret_t matches(duk_context *context)
{
	return answer(context, phonewall_pac_matches(text(context, 0),
						     text(context, 1)));
}

/*
 * Pushes the address of a name, or null. Answers are kept, since many scripts
 * ask for the same host again and again.
 */
static void push_address(duk_context *context, const char *host)
{
	char *address;

	if (phonewall_pac_is_address(host)) {
		duk_push_string(context, host);
		return;
	}
	duk_push_global_stash(context);
	duk_get_prop_string(context, -1, ADDRESSES);
	if (!duk_get_prop_string(context, -1, host)) {
		duk_pop(context);
		if (strlen(host) > PHONEWALL_HOST_NAME_MAX) {
			duk_push_null(context);
			return;
		}
		phonewall_pac_channel_write(PHONEWALL_PAC_NAME, host);
		address = phonewall_pac_channel_read(PHONEWALL_PAC_ADDRESS,
						     NULL);
		if (*address)
			duk_push_string(context, address);
		else
			duk_push_null(context);
		free(address);
		duk_dup(context, -1);
		duk_put_prop_string(context, -3, host);
	}
}

static duk_ret_t resolve(duk_context *context)
{
	push_address(context, text(context, 0));
	return 1;
}

static duk_ret_t is_resolvable(duk_context *context)
{
	push_address(context, text(context, 0));
	return answer(context, !duk_is_null(context, -1));
}

static duk_ret_t is_in_net(duk_context *context)
{
	push_address(context, text(context, 0));
	return answer(context, !duk_is_null(context, -1) &&
		      phonewall_pac_is_in_net(duk_get_string(context, -1),
					      text(context, 1),
					      text(context, 2)));
}

static duk_ret_t own_address(duk_context *context)
{
	duk_push_global_stash(context);
	duk_get_prop_string(context, -1, OWN_ADDRESS);
	return 1;
}

/* A range of days, dates or times, of the local time or with "GMT". */
static duk_ret_t is_in_range(duk_context *context,
			     bool (*is_in)(const char *const words[],
					   size_t count, const struct tm *now))
{
	const char *words[PHONEWALL_PAC_RANGE_MAX + 1];
	duk_idx_t count = duk_get_top(context);
	time_t now = time(NULL);
	struct tm parts;

	if (count > PHONEWALL_PAC_RANGE_MAX + 1)
		return answer(context, false);
	for (duk_idx_t i = 0; i < count; i++)
		words[i] = text(context, i);
	if (count && !strcasecmp(words[count - 1], "GMT")) {
		count--;
		gmtime_r(&now, &parts);
	} else {
		localtime_r(&now, &parts);
	}
	return answer(context, is_in(words, count, &parts));
}

static duk_ret_t weekday_range(duk_context *context)
{
	return is_in_range(context, phonewall_pac_weekday_range);
}

static duk_ret_t date_range(duk_context *context)
{
	return is_in_range(context, phonewall_pac_date_range);
}

static duk_ret_t time_range(duk_context *context)
{
	return is_in_range(context, phonewall_pac_time_range);
}

/* Browsers have it, and scripts call it to tell their authors something. */
static duk_ret_t alert(duk_context *context)
{
	(void)context;
	return 0;
}

static const duk_function_list_entry functions[] = {
	{ "isPlainHostName", is_plain_host_name, 1 },
	{ "dnsDomainIs", is_domain, 2 },
	{ "localHostOrDomainIs", is_local_host_or_domain, 2 },
	{ "isResolvable", is_resolvable, 1 },
	{ "isInNet", is_in_net, 3 },
	{ "dnsResolve", resolve, 1 },
	{ "myIpAddress", own_address, 0 },
	{ "dnsDomainLevels", domain_levels, 1 },
	{ "shExpMatch", matches, 2 },
	{ "weekdayRange", weekday_range, DUK_VARARGS },
	{ "dateRange", date_range, DUK_VARARGS },
	{ "timeRange", time_range, DUK_VARARGS },
	{ "alert", alert, 1 },
	{ NULL, NULL, 0 }
};

void phonewall_pac_functions_add(duk_context *context, const char *own)
{
	duk_push_global_object(context);
	duk_put_function_list(context, -1, functions);
	duk_pop(context);
	duk_push_global_stash(context);
	duk_push_bare_object(context);
	duk_put_prop_string(context, -2, ADDRESSES);
	duk_push_string(context, own);
	duk_put_prop_string(context, -2, OWN_ADDRESS);
	duk_pop(context);
}
