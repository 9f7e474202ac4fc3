/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_FETCH_H
#define PHONEWALL_FETCH_H

#include <event2/event.h>

#include "provisioning/device.h"
#include "sequence.h"

/**
 * struct phonewall_fetch_request - a file that is to be fetched
 * @file: which one, and as whom
 * @domains: the servers that are allowed, kept by the caller until the end
 * @device: the certificates
 * @more_authorities: PEM file of authorities besides @device's, or NULL
 * @run_directory: phonewalld's, with the TLS policy
 */
struct phonewall_fetch_request {
	const struct phonewall_sequence_fetch *file;
	const struct phonewall_domains *domains;
	const struct phonewall_device *device;
	const char *more_authorities;
	const char *run_directory;
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
 * A TLS policy that is not known ends the fetch: nothing is fetched by a weaker
 * one.
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
