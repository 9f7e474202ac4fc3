/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FETCH_H
#define PHONEWALL_FETCH_H

#include <event2/event.h>

#include "kept_pac.h"
#include "provisioning/device.h"
#include "sequence.h"
#include "validators.h"

/**
 * struct phonewall_fetch_request - a file that is to be fetched
 * @file: which one, and as whom
 * @domains: the servers that are allowed
 * @device: the certificates, and the device whose lease counts
 * @more_authorities: PEM file of authorities besides @device's, or NULL
 * @run_directory: phonewalld's, with the TLS policy and the HTTP proxy
 * @lease_directory: where phonewall-dhcp writes the leases
 * @any_tftp_port: whether TFTP is asked from a port that the kernel chooses
 * @kept: the PAC script that was used last; changed
 * @validators: of the files that are in force; changed
 *
 * All but @file is kept by the caller until the end.
 */
struct phonewall_fetch_request {
	const struct phonewall_sequence_fetch *file;
	const struct phonewall_domains *domains;
	const struct phonewall_device *device;
	const char *more_authorities;
	const char *run_directory;
	const char *lease_directory;
	bool any_tftp_port;
	struct phonewall_kept_pac *kept;
	struct phonewall_validators *validators;
};

/**
 * struct phonewall_fetch - a file that is being fetched
 */
struct phonewall_fetch;

/**
 * phonewall_fetch_begin - begin to fetch a file by HTTPS, HTTP or TFTP
 * @base: the event loop
 * @request: the file
 * @done: called once from the event loop, not from within this call; the fetch
 *	may be released in it
 * @argument: handed to @done
 *
 * By HTTP it is fetched through the proxy that cfg.xml says, or the first of those
 * of the PAC script that works. If it is not known which, nothing is fetched: never
 * without a proxy unless cfg.xml or the script says so.
 *
 * Return: the fetch, to be released with phonewall_fetch_free().
 */
struct phonewall_fetch *
phonewall_fetch_begin(struct event_base *base,
		      const struct phonewall_fetch_request *request,
		      void (*done)(const struct phonewall_sequence_fetched *file,
				   void *argument),
		      void *argument);

/**
 * phonewall_fetch_free - release a fetch, also one that goes on
 * @fetch: may be NULL
 */
void phonewall_fetch_free(struct phonewall_fetch *fetch);

#endif /* PHONEWALL_FETCH_H */
