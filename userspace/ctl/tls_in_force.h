/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TLS_IN_FORCE_H
#define PHONEWALL_TLS_IN_FORCE_H

#include <stdbool.h>

#include "tls_view.h"

/**
 * struct phonewall_tls_in_force - the TLS policy that programs on the phone obey
 * @view: the policy
 * @source: what it is from: the name of a file, or "the factory defaults"
 * @is_published: whether phonewalld has written it; without, the factory defaults
 *	hold
 * @is_running: whether phonewalld is running
 */
struct phonewall_tls_in_force {
	struct phonewall_tls_view view;
	char *source;
	bool is_published;
	bool is_running;
};

/**
 * phonewall_tls_in_force_read - read what phonewalld has published
 * @in_force: filled in; to be cleared in any case
 *
 * The run directory is that of phonewall_agent_status_use(). A file that is there
 * and cannot be used is reported to standard error.
 *
 * Return: 0; -1 if the policy is not known.
 */
int phonewall_tls_in_force_read(struct phonewall_tls_in_force *in_force);

/**
 * phonewall_tls_in_force_clear - release what was read
 * @in_force: the policy
 */
void phonewall_tls_in_force_clear(struct phonewall_tls_in_force *in_force);

#endif /* PHONEWALL_TLS_IN_FORCE_H */
