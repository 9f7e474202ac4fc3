// SPDX-License-Identifier: MIT
#include "pac_places.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "lease_file.h"
#include "proxy/wpad.h"
#include "transfer/location.h"

#define TFTP	"tftp"

/* A URL of TFTP is read as one of HTTP and of HTTPS, to see if it has a port. */
static const char *read_url(const char *text, struct phonewall_server_url *url)
{
	static const struct phonewall_server_url from = {
		.scheme = PHONEWALL_SCHEME_HTTP,
		.host = (char *)"invalid",
		.path = (char *)"/",
	};
	struct phonewall_server_url other = { 0 };
	bool is_tftp = !strncasecmp(text, TFTP "://", strlen(TFTP "://"));
	const char *rest = is_tftp ? text + strlen(TFTP) : text;
	char *first = phonewall_memory_print("%s%s", is_tftp ? "http" : "",
					     rest);
	char *second = phonewall_memory_print("https%s", rest);
	const char *fault = phonewall_location_read(first, &from, url);

	if (!fault && is_tftp) {
		fault = phonewall_location_read(second, &from, &other);
		url->scheme = PHONEWALL_SCHEME_TFTP;
		if (!fault && other.port != url->port)
			url->port = 0;
		phonewall_server_url_clear(&other);
	}
	free(first);
	free(second);
	return fault;
}

/* Takes @text over. */
static void add(struct phonewall_pac_places *places, char *text, bool is_guess)
{
	struct phonewall_pac_place *place = &places->list[places->count];

	if (places->count == PHONEWALL_PAC_PLACES_MAX) {
		free(text);
		return;
	}
	*place = (struct phonewall_pac_place){
		.text = text, .is_guess = is_guess,
	};
	if (!read_url(text, &place->url)) {
		places->count++;
		return;
	}
	free(places->fault);
	places->fault = phonewall_memory_print("'%s' is not the URL of a PAC script; correct it",
					       text);
	free(text);
}

static void set_fault(struct phonewall_pac_places *places, char *fault)
{
	free(places->fault);
	places->fault = fault;
}

static void add_option(const struct phonewall_dhcp_option *option,
		       struct phonewall_pac_places *places)
{
	const char *wrong;
	char *url;

	if (option->code != PHONEWALL_WPAD_DHCP_OPTION)
		return;
	wrong = phonewall_wpad_url_of_dhcp(option->bytes, option->length, &url);
	if (wrong)
		set_fault(places, phonewall_memory_print("option 252 of the lease %s; correct it at the DHCP server",
							 wrong));
	else
		add(places, url, false);
}

static void add_of_lease(const struct phonewall_lease_record *record,
			 struct phonewall_pac_places *places)
{
	char *url = phonewall_wpad_url_of_domain(record->domain);

	for (size_t i = 0; i < record->option_count; i++)
		add_option(&record->options[i], places);
	if (url)
		add(places, url, true);
}

static int read_lease(const char *path, struct phonewall_pac_places *places)
{
	struct phonewall_lease_record *record;
	int error = phonewall_lease_file_read(path, &record);

	if (!error)
		add_of_lease(record, places);
	free(record);
	return error;
}

/* A phone without a lease has no option and no domain. */
static void discover(const char *lease_directory, const char *interface,
		     struct phonewall_pac_places *places)
{
	char *path;
	int error;

	if (!interface) {
		set_fault(places, phonewall_memory_print("provision.conf names no device whose lease tells of a PAC script; set interface there"));
		return;
	}
	path = phonewall_memory_print("%s/%s-v4.lease", lease_directory,
				      interface);
	error = read_lease(path, places);
	if (error && error != -ENOENT)
		set_fault(places, phonewall_lease_file_describe(path, error));
	free(path);
}

void phonewall_pac_places_find(const struct phonewall_proxy_settings *settings,
			       const char *lease_directory,
			       const char *interface,
			       struct phonewall_pac_places *places)
{
	*places = (struct phonewall_pac_places){ 0 };
	if (settings->is_discovered)
		discover(lease_directory, interface, places);
	else
		add(places, phonewall_memory_print("%s", settings->pac_url),
		    false);
}

void phonewall_pac_places_clear(struct phonewall_pac_places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		free(places->list[i].text);
		phonewall_server_url_clear(&places->list[i].url);
	}
	free(places->fault);
	*places = (struct phonewall_pac_places){ 0 };
}
