/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SIP_EDGE_H
#define PHONEWALL_SIP_EDGE_H

#include <event2/event.h>

/**
 * struct phonewall_edge_paths - the files
 * @device: the file about the phone, for its certificate and its authorities
 * @agent_directory: phonewalld's run directory
 * @run_directory: where status.json is written
 */
struct phonewall_edge_paths {
	const char *device;
	const char *agent_directory;
	const char *run_directory;
};

/**
 * struct phonewall_edge - serves the lines that phonewalld tells
 */
struct phonewall_edge;

/**
 * phonewall_edge_start() - begin
 * @base: the event loop
 * @paths: kept by the caller
 *
 * Return: the edge; NULL with the reason logged.
 */
struct phonewall_edge *
phonewall_edge_start(struct event_base *base,
		     const struct phonewall_edge_paths *paths);

/**
 * phonewall_edge_stop() - end it, with every line
 * @edge: the edge
 */
void phonewall_edge_stop(struct phonewall_edge *edge);

#endif /* PHONEWALL_SIP_EDGE_H */
