// SPDX-License-Identifier: MIT
#include "proxy_search.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "download.h"
#include "pac_places.h"
#include "proxy/configuration.h"
#include "proxy/own_address.h"
#include "proxy/pac.h"
#include "proxy/pac_frame.h"
#include "proxy/target.h"
#include "transfer/location.h"
#include "transfer/lookup.h"

/* Seconds that a PAC script may take to come. */
#define SCRIPT_SECONDS	20

/*
 * @place: how many of @places have been tried. @url: where the script is from
 * that is evaluated: @script, or the kept one if that is NULL. @fault: of what has
 * failed last.
 */
struct phonewall_proxy_search {
	struct event_base *base;
	struct phonewall_proxy_query query;
	void (*done)(const struct phonewall_proxies *proxies, void *argument);
	void *argument;
	struct phonewall_proxy_settings settings;
	struct phonewall_proxy_target target;
	struct phonewall_pac_places places;
	size_t place;
	const char *url;
	char *script;
	size_t length;
	bool has_used_kept;
	struct phonewall_download *download;
	struct phonewall_lookup *lookup;
	struct phonewall_pac *pac;
	struct event *next;
	char *fault;
	struct phonewall_proxies proxies;
};

static void set_proxy(struct phonewall_proxy_search *search,
		      const struct phonewall_proxy *proxy)
{
	search->proxies.result.proxies[0] = *proxy;
	search->proxies.result.count = 1;
}

/* Takes @fault over. */
static void set_fault(struct phonewall_proxy_search *search, char *fault)
{
	free(search->fault);
	search->fault = fault;
}

/* From the event loop, when what has come to an end now has been released. */
static void go_on(struct phonewall_proxy_search *search)
{
	event_active(search->next, 0, 0);
}

/* Evaluating a script */

static void on_address(const struct phonewall_addresses *addresses,
		       const char *fault, void *argument)
{
	struct phonewall_proxy_search *search = argument;
	char text[PHONEWALL_ADDRESS_TEXT];
	const char *first = NULL;

	(void)fault;
	search->lookup = NULL;
	for (size_t i = 0; !first && i < addresses->count; i++)
		if (addresses->list[i].family == AF_INET)
			first = phonewall_address_print(&addresses->list[i],
							text);
	phonewall_pac_resolved(search->pac, first);
}

static void on_resolve(struct phonewall_pac *pac, const char *name,
		       void *argument)
{
	struct phonewall_proxy_search *search = argument;

	(void)pac;
	search->lookup = phonewall_lookup_begin(search->base, name, NULL,
						on_address, search);
}

static void take_result(struct phonewall_proxy_search *search,
			const struct phonewall_pac_result *result)
{
	search->proxies.result = *result;
	if (search->script)
		phonewall_kept_pac_take(search->query.kept, search->url,
					search->script, search->length);
}

static void take_fault(struct phonewall_proxy_search *search,
		       const struct phonewall_pac_answer *answer)
{
	if (answer->line)
		set_fault(search, phonewall_memory_print("the PAC script %s, line %u: %s; correct it",
							 search->url,
							 answer->line,
							 answer->fault));
	else
		set_fault(search, phonewall_memory_print("the PAC script %s %s",
							 search->url,
							 answer->fault));
}

static void on_evaluated(const struct phonewall_pac_answer *answer,
			 void *argument)
{
	struct phonewall_proxy_search *search = argument;

	search->pac = NULL;
	phonewall_lookup_cancel(search->lookup);
	search->lookup = NULL;
	if (answer->result)
		take_result(search, answer->result);
	else
		take_fault(search, answer);
	go_on(search);
}

static void evaluate(struct phonewall_proxy_search *search, const char *script,
		     size_t length)
{
	static const struct phonewall_pac_handlers handlers = {
		.resolve = on_resolve, .done = on_evaluated,
	};
	char own_address[INET_ADDRSTRLEN];
	char *program = phonewall_pac_program();
	const struct phonewall_pac_question question = {
		.program = program,
		.script = script,
		.length = length,
		.target = &search->target,
		.own_address = phonewall_own_address(own_address),
	};

	search->pac = phonewall_pac_start(search->base, &question, &handlers,
					  search);
	if (!search->pac) {
		set_fault(search, phonewall_memory_print("cannot start '%s': %s; reinstall it",
							 program,
							 strerror(errno)));
		go_on(search);
	}
	free(program);
}

/* Fetching a script */

static void on_script(const struct phonewall_downloaded *file, void *argument)
{
	struct phonewall_proxy_search *search = argument;
	struct phonewall_download *download = search->download;

	search->download = NULL;
	if (file->outcome == PHONEWALL_TRANSFER_SUCCESS) {
		search->script = phonewall_memory_copy(file->bytes,
						       file->length);
		search->length = file->length;
		evaluate(search, search->script, search->length);
	} else {
		set_fault(search, phonewall_memory_print("no PAC script: %s",
							 file->error));
		go_on(search);
	}
	phonewall_download_free(download);
}

static void fetch_script(struct phonewall_proxy_search *search,
			 const struct phonewall_pac_place *place)
{
	const struct phonewall_proxy_query *query = &search->query;
	const struct phonewall_download_request request = {
		.url = &place->url,
		.domains = query->domains,
		.authorities = query->device->
			       facts[PHONEWALL_DEVICE_AUTHORITIES],
		.run_directory = query->agent_directory,
		.any_tftp_port = query->any_tftp_port,
		.size_limit = PHONEWALL_PAC_SCRIPT_MAX,
		.time_limit = SCRIPT_SECONDS,
	};

	search->url = place->text;
	search->download = phonewall_download_begin(search->base, &request,
						    on_script, search);
}

static void on_guess(const struct phonewall_addresses *addresses,
		     const char *fault, void *argument)
{
	struct phonewall_proxy_search *search = argument;
	const struct phonewall_pac_place *place =
		&search->places.list[search->place - 1];

	search->lookup = NULL;
	if (!fault) {
		fetch_script(search, place);
		return;
	}
	if (!addresses->is_none)
		set_fault(search, phonewall_memory_print("no PAC script: %s: %s",
							 place->url.host,
							 fault));
	go_on(search);
}

static void try_place(struct phonewall_proxy_search *search)
{
	const struct phonewall_pac_place *place =
		&search->places.list[search->place++];

	free(search->script);
	search->script = NULL;
	if (place->is_guess)
		search->lookup = phonewall_lookup_begin(search->base,
							place->url.host, NULL,
							on_guess, search);
	else
		fetch_script(search, place);
}

/* Return: whether the kept script is from a place, and may still be. */
static bool is_kept_of(const struct phonewall_proxy_search *search,
		       const struct phonewall_pac_place *place)
{
	return phonewall_kept_pac_is_of(search->query.kept, place->text) &&
	       phonewall_domains_allow(search->query.domains, place->url.host);
}

/* Return: whether the kept script is from one of the first @count places. */
static bool use_kept(struct phonewall_proxy_search *search, size_t count)
{
	const struct phonewall_kept_pac *kept = search->query.kept;
	const char *script;
	size_t length;

	for (size_t i = 0; i < count && !search->has_used_kept; i++) {
		if (!is_kept_of(search, &search->places.list[i]))
			continue;
		search->url = search->places.list[i].text;
		search->has_used_kept = true;
		free(search->script);
		search->script = NULL;
		script = phonewall_kept_pac_text(kept, &length);
		evaluate(search, script, length);
		return true;
	}
	return false;
}

/* From step to step */

static void finish(struct phonewall_proxy_search *search)
{
	if (!search->proxies.result.count)
		search->proxies.fault = search->fault;
	search->done(&search->proxies, search->argument);
}

static void end_places(struct phonewall_proxy_search *search)
{
	static const struct phonewall_proxy direct;

	if (!search->fault) {
		phonewall_kept_pac_take_none(search->query.kept);
		set_proxy(search, &direct);
	} else if (use_kept(search, search->places.count)) {
		phonewall_log(LOG_WARNING, "%s; until then the last one that worked is used",
			      search->fault);
		return;
	}
	finish(search);
}

static void on_next(evutil_socket_t none, short what, void *argument)
{
	struct phonewall_proxy_search *search = argument;

	(void)none;
	(void)what;
	if (search->proxies.result.count ||
	    search->settings.mode != PHONEWALL_PROXY_MODE_AUTO)
		finish(search);
	else if (!search->place && !search->has_used_kept &&
		 phonewall_kept_pac_is_fresh(search->query.kept) &&
		 use_kept(search, search->places.count ? 1 : 0))
		return;
	else if (search->place < search->places.count)
		try_place(search);
	else
		end_places(search);
}

/* Beginning and end */

/* Return: whether it could be read; else the fault is set. */
static bool read_settings(struct phonewall_proxy_search *search)
{
	char *path = phonewall_memory_print("%s/" PHONEWALL_PROXY_FILE,
					    search->query.agent_directory);
	struct phonewall_file file = { 0 };
	int error = phonewall_file_read(path, PHONEWALL_PROXY_FILE_MAX, &file);

	if (error)
		set_fault(search, phonewall_memory_print("cannot read %s: %s; restart phonewalld",
							 path,
							 strerror(-error)));
	else if (phonewall_proxy_configuration_parse(file.text,
						     &search->settings))
		set_fault(search, phonewall_memory_print("%s is not as phonewalld writes it; restart phonewalld",
							 path));
	phonewall_file_wipe(&file);
	free(path);
	return !search->fault;
}

static bool set_target(struct phonewall_proxy_search *search)
{
	const struct phonewall_server_url *url = search->query.url;
	char *text = phonewall_location_text(url, url->path);
	bool is_read = phonewall_proxy_target_parse(text, &search->target);

	if (!is_read)
		set_fault(search, phonewall_memory_print("the URL is longer than %d bytes; shorten it",
							 PHONEWALL_PROXY_URL_MAX));
	free(text);
	return is_read;
}

static void begin_mode(struct phonewall_proxy_search *search)
{
	const struct phonewall_proxy_query *query = &search->query;
	static const struct phonewall_proxy direct;

	switch (search->settings.mode) {
	case PHONEWALL_PROXY_MODE_OFF:
		set_proxy(search, &direct);
		break;
	case PHONEWALL_PROXY_MODE_MANUAL:
		set_proxy(search, &search->settings.proxy);
		search->proxies.user = search->settings.username;
		search->proxies.password = search->settings.password;
		break;
	case PHONEWALL_PROXY_MODE_AUTO:
		phonewall_pac_places_find(&search->settings,
				query->lease_directory,
				query->device->facts[PHONEWALL_DEVICE_INTERFACE],
				&search->places);
		search->fault = search->places.fault;
		search->places.fault = NULL;
	}
}

bool phonewall_proxies_get(const struct phonewall_proxies *proxies,
			   size_t index,
			   struct phonewall_transfer_proxy *proxy)
{
	const struct phonewall_proxy *found = &proxies->result.proxies[index];

	*proxy = (struct phonewall_transfer_proxy){
		.is_https = found->kind == PHONEWALL_PROXY_HTTPS,
		.host = found->host,
		.port = found->port,
		.user = proxies->user,
		.password = proxies->password,
	};
	return found->kind != PHONEWALL_PROXY_DIRECT;
}

struct phonewall_proxy_search *
phonewall_proxy_search_begin(struct event_base *base,
			     const struct phonewall_proxy_query *query,
			     void (*done)(const struct phonewall_proxies *proxies,
					  void *argument),
			     void *argument)
{
	struct phonewall_proxy_search *search;

	search = phonewall_memory_resize(NULL, 1, sizeof(*search));
	*search = (struct phonewall_proxy_search){
		.base = base, .query = *query, .done = done,
		.argument = argument, .next = evtimer_new(base, on_next, search),
	};
	if (!search->next)
		phonewall_memory_exhausted();
	if (set_target(search) && read_settings(search))
		begin_mode(search);
	go_on(search);
	return search;
}

void phonewall_proxy_search_free(struct phonewall_proxy_search *search)
{
	if (!search)
		return;
	phonewall_download_free(search->download);
	phonewall_lookup_cancel(search->lookup);
	phonewall_pac_cancel(search->pac);
	event_free(search->next);
	phonewall_proxy_settings_clear(&search->settings);
	phonewall_proxy_target_clear(&search->target);
	phonewall_pac_places_clear(&search->places);
	free(search->script);
	free(search->fault);
	free(search);
}
