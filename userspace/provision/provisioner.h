/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PROVISIONER_H
#define PHONEWALL_PROVISIONER_H

#include <event2/event.h>

/**
 * struct phonewall_provisioner_paths - where phonewall-provision finds its files
 * @device: provision.conf
 * @agent_directory: phonewalld's run directory
 * @state_directory: what outlives a boot
 * @run_directory: what does not
 * @lease_directory: where phonewall-dhcp writes its records
 */
struct phonewall_provisioner_paths {
	const char *device;
	const char *agent_directory;
	const char *state_directory;
	const char *run_directory;
	const char *lease_directory;
};

/**
 * struct phonewall_provisioner - fetches the profile when it is due
 */
struct phonewall_provisioner;

/**
 * phonewall_provisioner_start - begin, and follow the files
 * @base: the event loop
 * @paths: the files, kept by the caller
 *
 * Files that are missing or wrong are waited for.
 *
 * Return: the provisioner, or NULL with the reason logged.
 */
struct phonewall_provisioner *
phonewall_provisioner_start(struct event_base *base,
			    const struct phonewall_provisioner_paths *paths);

/**
 * phonewall_provisioner_resync - resync now, on command
 * @provisioner: the provisioner
 */
void phonewall_provisioner_resync(struct phonewall_provisioner *provisioner);

/**
 * phonewall_provisioner_stop - release it
 * @provisioner: may be NULL
 */
void phonewall_provisioner_stop(struct phonewall_provisioner *provisioner);

#endif /* PHONEWALL_PROVISIONER_H */
