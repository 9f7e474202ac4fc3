/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_KERNEL_DOT1X_H
#define PHONEWALL_KERNEL_DOT1X_H

#include <linux/if_ether.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/phonewall.h>

#include "config/settings.h"

/**
 * struct phonewall_kernel_session - a PC behind the PC port
 * @has_address: true if the module gave its address, which requires
 *	CAP_NET_ADMIN
 * @address: its MAC address
 * @state: the state of its session; a later module may have more states than
 *	enum phonewall_session_state
 * @version: the EAPOL version that it uses
 * @silent: seconds since its last frame
 * @has_logoff: true if a Logoff was sent for it
 * @is_logoff_unsent: true if a Logoff is due for it that could not be sent
 * @logoff: why the last one was or is due, else 0; a later module may have more
 *	reasons than enum phonewall_logoff
 * @logoff_age: seconds since it was sent, else 0
 */
struct phonewall_kernel_session {
	bool has_address;
	uint8_t address[ETH_ALEN];
	enum phonewall_session_state state;
	uint8_t version;
	uint32_t silent;
	bool has_logoff;
	bool is_logoff_unsent;
	enum phonewall_logoff logoff;
	uint32_t logoff_age;
};

/**
 * struct phonewall_kernel_dot1x - the module's settings and sessions of 802.1X
 * @pc_port: device name of the PC port; "" if there are no settings
 * @switch_port: device name of the switch port; "" in the same case
 * @pc_port_enabled: false if nothing crosses the PC port
 * @hold_time: milliseconds that the PC port's carrier must be gone before a
 *	Logoff is sent
 * @session_limit: maximum number of PCs
 * @pc_port_device: interface index of the PC port; 0 if there is no such device
 * @switch_port_device: the same of the switch port
 * @counts: frames and so on for each enum phonewall_dot1x_count
 * @sessions: the PCs
 * @session_count: how many
 */
struct phonewall_kernel_dot1x {
	char pc_port[IFNAMSIZ];
	char switch_port[IFNAMSIZ];
	bool pc_port_enabled;
	uint32_t hold_time;
	uint32_t session_limit;
	uint32_t pc_port_device;
	uint32_t switch_port_device;
	uint64_t counts[PHONEWALL_DOT1X_MAX + 1];
	struct phonewall_kernel_session sessions[PHONEWALL_SESSION_LIMIT_MAX];
	size_t session_count;
};

/**
 * phonewall_kernel_dot1x_matches() - compare the module's settings with others
 * @held: the settings from phonewall_client_get_dot1x()
 * @dot1x: the settings that the module should hold
 * @pc_port_enabled: PC_PORT_Enable
 *
 * Return: true if it holds them; also if neither has a PC port, whatever the
 * rest is.
 */
bool phonewall_kernel_dot1x_matches(const struct phonewall_kernel_dot1x *held,
				    const struct phonewall_dot1x_settings *dot1x,
				    bool pc_port_enabled);

#endif /* PHONEWALL_KERNEL_DOT1X_H */
