/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_ERRAND_H
#define PHONEWALL_ERRAND_H

#include <event2/event.h>

#include "busy.h"
#include "kept_pac.h"
#include "provisioning/device.h"
#include "provisioning/server_url.h"
#include "provisioning/settings.h"

/* In the state directory: the authorities that Custom_CA_Rule has told. */
#define PHONEWALL_CUSTOM_CA_FILE	"custom-ca.pem"

/**
 * struct phonewall_errand - with what a rule that is no profile's is followed
 * @base: the event loop
 * @settings: the settings
 * @faults: what is wrong in them
 * @device: the certificates
 * @values: the macros' values
 * @kept_pac: the PAC script that was used last; changed
 * @any_tftp_port: whether TFTP is asked from a port that the kernel chooses
 * @agent_directory: phonewalld's run directory, with the TLS policy and the HTTP
 *	proxy
 * @lease_directory: where phonewall-dhcp writes the leases
 * @state_directory: what outlives a boot
 * @busy: whether a line is in use
 *
 * All is kept by the caller.
 */
struct phonewall_errand {
	struct event_base *base;
	const struct phonewall_provisioning_settings *settings;
	const struct phonewall_faults *faults;
	const struct phonewall_device *device;
	struct phonewall_macro_values values;
	struct phonewall_kept_pac *kept_pac;
	bool any_tftp_port;
	const char *agent_directory;
	const char *lease_directory;
	const char *state_directory;
	struct phonewall_busy *busy;
};

/**
 * phonewall_errand_choose - find out what a rule comes to
 * @errand: with what
 * @rule: the rule
 * @name: its parameter
 * @alternative: set to what applies; NULL if nothing does, or there is a fault
 *
 * Return: NULL; else what is wrong, to be released with free().
 */
char *phonewall_errand_choose(const struct phonewall_errand *errand,
			      const struct phonewall_rule *rule,
			      const char *name,
			      const struct phonewall_alternative **alternative);

/**
 * phonewall_errand_resolve - find the server of a target
 * @errand: with what
 * @target: of phonewall_errand_choose()
 * @url: set whole, or left empty; its server is in Restricted_Access_Domains
 *
 * Return: NULL; else what is wrong, to be released with free().
 */
char *phonewall_errand_resolve(const struct phonewall_errand *errand,
			       const struct phonewall_target *target,
			       struct phonewall_server_url *url);

#endif /* PHONEWALL_ERRAND_H */
