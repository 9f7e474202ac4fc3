/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_SYSTEMS_H
#define PHONEWALL_SYSTEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "config/profile.h"
#include "config/settings.h"
#include "config/system.h"
#include "directory/settings.h"
#include "dot1x/network_access.h"
#include "firewall/translation.h"
#include "provisioning/values.h"
#include "proxy/settings.h"
#include "sip/settings.h"
#include "tls/settings.h"
#include "vlan/settings.h"
#include "web/settings.h"

/**
 * struct phonewall_systems - what cfg.xml asks for, a section for each system
 * @firewall: the firewall's policy
 * @dot1x: 802.1X and the PC port
 * @vlan: the VLANs
 * @tls: TLS
 * @directory: the LDAP directory
 * @provisioning: provisioning
 * @proxy: the HTTP proxy
 * @sip: SIP
 * @web: the web page
 *
 * Zero-initialise it; release it with phonewall_systems_clear().
 */
struct phonewall_systems {
	struct phonewall_translation firewall;
	struct phonewall_network_access dot1x;
	struct phonewall_vlan_settings vlan;
	struct phonewall_tls_settings tls;
	struct phonewall_directory_settings directory;
	struct phonewall_provisioning_values provisioning;
	struct phonewall_proxy_settings proxy;
	struct phonewall_sip_settings sip;
	struct phonewall_web_settings web;
};

/* Every system, ended by one without parameters. */
extern const struct phonewall_system phonewall_system_list[];

/**
 * phonewall_systems_read - read the text of cfg.xml for every system
 * @text: the file's text; may be empty only if @length is 0 and @text NULL,
 *	which stands for the factory defaults
 * @length: bytes of @text
 * @settings: facts about the device
 * @systems: set whole if there is no fault, else left empty
 * @faults: every fault of the file is added here, not just the first
 * @warnings: every warning is added here, also if there are faults; may be NULL
 *
 * phonewallctl(8) lists the names of the warnings. Pure: no I/O, no globals, no
 * root, no module.
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_systems_read(const char *text, size_t length,
			   const struct phonewall_settings *settings,
			   struct phonewall_systems *systems,
			   struct phonewall_faults *faults,
			   struct phonewall_faults *warnings);

/**
 * phonewall_systems_use - whether a system uses a parameter
 * @name: an element's name; case matters
 *
 * Return: whether one does.
 */
bool phonewall_systems_use(const char *name);

/**
 * phonewall_systems_read_profile - the same as phonewall_systems_read() for
 *	parameters that were read already
 * @profile: the parameters; what it leaves out has its default
 * @settings: facts about the device
 * @systems: set whole if there is no fault, else left empty
 * @faults: every fault is added here
 * @warnings: every warning is added here; may be NULL
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_systems_read_profile(const struct phonewall_profile *profile,
				   const struct phonewall_settings *settings,
				   struct phonewall_systems *systems,
				   struct phonewall_faults *faults,
				   struct phonewall_faults *warnings);

/**
 * phonewall_systems_find - find the value in force of a parameter
 * @profile: the parameters; what it leaves out has its default
 * @name: the parameter's name
 * @parameter: set if there is such a parameter; its text is valid as long as
 *	@profile
 *
 * Return: whether a system uses it.
 */
bool phonewall_systems_find(const struct phonewall_profile *profile,
			    const char *name,
			    struct phonewall_parameter *parameter);

/**
 * phonewall_systems_clear - release every section
 * @systems: emptied
 */
void phonewall_systems_clear(struct phonewall_systems *systems);

#endif /* PHONEWALL_SYSTEMS_H */
