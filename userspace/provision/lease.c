// SPDX-License-Identifier: MIT
#include "lease.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/watch.h"
#include "lease_file.h"

/* One of DHCP for IPv4, and one of DHCPv6. */
#define FAMILIES	2

/* @seen: what phonewall_leases_note() has read; NULL for no valid record. */
struct phonewall_leases {
	struct event_base *base;
	const char *directory;
	void (*changed)(void *argument);
	void *argument;
	char *interface;
	char *paths[FAMILIES];
	const char *watched[FAMILIES + 1];
	struct phonewall_watch *watch;
	char *seen[FAMILIES];
};

struct phonewall_leases *phonewall_leases_open(struct event_base *base,
					       const char *directory,
					       void (*changed)(void *argument),
					       void *argument)
{
	struct phonewall_leases *leases;

	leases = phonewall_memory_resize(NULL, 1, sizeof(*leases));
	*leases = (struct phonewall_leases){
		.base = base,
		.directory = directory,
		.changed = changed,
		.argument = argument,
	};
	return leases;
}

/*
 * Return: the record at a path, to be released with free(); or NULL. A lease that
 * was renewed tells nothing else than before.
 */
static char *see(const char *path)
{
	struct phonewall_lease_record *record;
	char *text;

	if (!path || phonewall_lease_file_read(path, &record))
		return NULL;
	record->expires = 0;
	text = phonewall_lease_record_print(record);
	free(record);
	return text;
}

static void on_changed(unsigned int files, void *argument)
{
	struct phonewall_leases *leases = argument;

	(void)files;
	if (phonewall_leases_have_changed(leases))
		leases->changed(leases->argument);
}

static void forget_interface(struct phonewall_leases *leases)
{
	phonewall_watch_close(leases->watch);
	leases->watch = NULL;
	for (size_t i = 0; i < FAMILIES; i++)
		phonewall_memory_replace(&leases->paths[i], NULL);
	phonewall_memory_replace(&leases->interface, NULL);
}

void phonewall_leases_set_interface(struct phonewall_leases *leases,
				    const char *interface)
{
	if (interface && leases->interface &&
	    !strcmp(interface, leases->interface))
		return;
	forget_interface(leases);
	if (!interface)
		return;
	leases->interface = phonewall_memory_print("%s", interface);
	leases->paths[0] = phonewall_memory_print("%s/%s-v4.lease",
						  leases->directory, interface);
	leases->paths[1] = phonewall_memory_print("%s/%s-v6.lease",
						  leases->directory, interface);
	for (size_t i = 0; i < FAMILIES; i++)
		leases->watched[i] = leases->paths[i];
	leases->watch = phonewall_watch_open(leases->base, leases->watched,
					     on_changed, leases);
	if (!leases->watch)
		phonewall_memory_exhausted();
}

void phonewall_leases_note(struct phonewall_leases *leases)
{
	for (size_t i = 0; i < FAMILIES; i++) {
		free(leases->seen[i]);
		leases->seen[i] = see(leases->paths[i]);
	}
}

bool phonewall_leases_have_changed(const struct phonewall_leases *leases)
{
	bool is_changed = false;

	for (size_t i = 0; i < FAMILIES; i++) {
		char *now = see(leases->paths[i]);
		const char *before = leases->seen[i];

		is_changed |= !now != !before || (now && strcmp(now, before));
		free(now);
	}
	return is_changed;
}

static char *describe_choice(const struct phonewall_dhcp_choice *choice,
			     const char *path)
{
	if (choice->skip_count)
		return phonewall_memory_print("%s tells none: option %u %s; correct it at the DHCP server",
					      path, choice->skips[0].code,
					      choice->skips[0].reason);
	return phonewall_memory_print("%s has no option that tells one; add one at the DHCP server that DHCP_Option_To_Use has",
				      path);
}

/* Return: NULL with the server set; else why there is none. */
static char *choose(const struct phonewall_lease_record *record,
		    const char *path,
		    const struct phonewall_provisioning_settings *settings,
		    const struct phonewall_macro_values *values,
		    struct phonewall_dhcp_server *server)
{
	const struct phonewall_dhcp_order *order = record->is_ipv6 ?
		&settings->dhcpv6_order : &settings->dhcp_order;
	struct phonewall_dhcp_lease lease =
		phonewall_lease_record_get_lease(record);
	struct phonewall_dhcp_choice choice;
	char *fault = NULL;

	phonewall_dhcp_choose(&lease, order, values, &choice);
	for (size_t i = 0; i < choice.skip_count; i++)
		phonewall_log(LOG_WARNING, "%s: option %u %s", path,
			      choice.skips[i].code, choice.skips[i].reason);
	if (choice.server_code) {
		*server = choice.server;
		choice.server = (struct phonewall_dhcp_server){ 0 };
	} else {
		fault = describe_choice(&choice, path);
	}
	phonewall_dhcp_choice_clear(&choice);
	return fault;
}

/* Return: the same; @is_missing is set to whether there is no lease. */
static char *look_into(const char *path,
		       const struct phonewall_provisioning_settings *settings,
		       const struct phonewall_macro_values *values,
		       struct phonewall_dhcp_server *server, bool *is_missing)
{
	struct phonewall_lease_record *record;
	int error = phonewall_lease_file_read(path, &record);
	char *fault;

	*is_missing = error == -ENOENT;
	if (error)
		return phonewall_lease_file_describe(path, error);
	fault = choose(record, path, settings, values, server);
	free(record);
	return fault;
}

char *phonewall_leases_find_server(const struct phonewall_leases *leases,
				   const struct phonewall_provisioning_settings *settings,
				   const struct phonewall_macro_values *values,
				   struct phonewall_dhcp_server *server)
{
	char *first = NULL;

	*server = (struct phonewall_dhcp_server){ 0 };
	if (!leases->interface)
		return phonewall_memory_print("provision.conf names no device whose lease could; set interface there");
	for (size_t i = 0; i < FAMILIES; i++) {
		bool is_missing;
		char *fault = look_into(leases->paths[i], settings, values,
					server, &is_missing);

		if (!fault) {
			free(first);
			return NULL;
		}
		if (first || is_missing)
			free(fault);
		else
			first = fault;
	}
	return first ?:
	       phonewall_memory_print("%s has no lease; see that a DHCP client runs there, with phonewall-dhcp as its hook",
				      leases->interface);
}

void phonewall_leases_close(struct phonewall_leases *leases)
{
	if (!leases)
		return;
	forget_interface(leases);
	for (size_t i = 0; i < FAMILIES; i++)
		free(leases->seen[i]);
	free(leases);
}
