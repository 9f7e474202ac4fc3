/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISION_LEASE_H
#define PHONEWALL_PROVISION_LEASE_H

#include <event2/event.h>

#include "provisioning/dhcp_server.h"
#include "provisioning/settings.h"

/**
 * struct phonewall_leases - the leases of a network device, as phonewall-dhcp
 *	writes them
 */
struct phonewall_leases;

/**
 * phonewall_leases_open - begin to follow the leases
 * @base: the event loop
 * @directory: where the records are, kept by the caller
 * @changed: called from the event loop when the leases differ from those that
 *	phonewall_leases_note() has seen
 * @argument: handed to @changed
 *
 * Return: the leases, of no device yet, to be released with
 * phonewall_leases_close().
 */
struct phonewall_leases *phonewall_leases_open(struct event_base *base,
					       const char *directory,
					       void (*changed)(void *argument),
					       void *argument);

/**
 * phonewall_leases_set_interface - tell whose leases count
 * @leases: the leases
 * @interface: the network device, copied; NULL if it is not known
 */
void phonewall_leases_set_interface(struct phonewall_leases *leases,
				    const char *interface);

/**
 * phonewall_leases_note - remember the leases as they are now
 * @leases: the leases
 */
void phonewall_leases_note(struct phonewall_leases *leases);

/**
 * phonewall_leases_have_changed - whether they differ from those remembered
 * @leases: the leases
 *
 * Return: true if an address or an option does, or a lease has come or gone.
 */
bool phonewall_leases_have_changed(const struct phonewall_leases *leases);

/**
 * phonewall_leases_find_server - find the server that DHCP tells
 * @leases: the leases, which are read anew; that of IPv4 comes first
 * @settings: the options that may be used
 * @values: the macros' values
 * @server: set whole, or left empty
 *
 * Options that are malformed are logged.
 *
 * Return: NULL; else why there is none and what to do, to be released with
 * free().
 */
char *phonewall_leases_find_server(const struct phonewall_leases *leases,
				   const struct phonewall_provisioning_settings *settings,
				   const struct phonewall_macro_values *values,
				   struct phonewall_dhcp_server *server);

/**
 * phonewall_leases_close - release them
 * @leases: may be NULL
 */
void phonewall_leases_close(struct phonewall_leases *leases);

#endif /* PHONEWALL_PROVISION_LEASE_H */
