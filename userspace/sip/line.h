/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_LINE_H
#define PHONEWALL_SIP_LINE_H

#include <event2/event.h>
#include <json-c/json_types.h>

#include "provisioning/device.h"
#include "provisioning/domains.h"
#include "sip/settings.h"

/**
 * struct phonewall_line_options - what a line is opened with
 * @number: from 1
 * @settings: what cfg.xml says of it
 * @blocks_nonproxy: Block_Nonproxy_SIP
 * @domains: Restricted_Access_Domains
 * @device: the phone's certificate and its authorities
 * @agent_directory: phonewalld's run directory
 *
 * What they point to is kept by the caller as long as the line.
 */
struct phonewall_line_options {
	unsigned int number;
	const struct phonewall_sip_line *settings;
	bool blocks_nonproxy;
	const struct phonewall_domains *domains;
	const struct phonewall_device *device;
	const char *agent_directory;
};

/**
 * struct phonewall_line - passes on what a line's stack and its server say
 */
struct phonewall_line;

/**
 * phonewall_line_open() - begin to serve a line
 * @base: the event loop
 * @options: copied
 * @changed: called when the status has changed, perhaps from within this call
 * @argument: handed to @changed
 *
 * A line that cannot be served is one too: its status says why.
 *
 * Return: the line.
 */
struct phonewall_line *
phonewall_line_open(struct event_base *base,
		    const struct phonewall_line_options *options,
		    void (*changed)(void *argument), void *argument);

/**
 * phonewall_line_status() - how a line stands
 * @line: the line
 *
 * Return: an object that phonewall-sip(8) describes, to be released with
 * json_object_put().
 */
struct json_object *phonewall_line_status(const struct phonewall_line *line);

/**
 * phonewall_line_close() - end it
 * @line: may be NULL
 */
void phonewall_line_close(struct phonewall_line *line);

#endif /* PHONEWALL_SIP_LINE_H */
