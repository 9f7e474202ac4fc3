/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOT1X_PORTS_H
#define PHONEWALL_DOT1X_PORTS_H

#include <stdbool.h>

#include "config/settings.h"

/**
 * enum phonewall_ports_state - state of the two ports in the module
 * @PHONEWALL_PORTS_NONE: no ports are configured
 * @PHONEWALL_PORTS_PROGRAMMED: the module has the settings
 * @PHONEWALL_PORTS_WAITING: the module cannot be reached yet, or was given
 *	others
 * @PHONEWALL_PORTS_REFUSED: the module rejects them
 */
enum phonewall_ports_state {
	PHONEWALL_PORTS_NONE,
	PHONEWALL_PORTS_PROGRAMMED,
	PHONEWALL_PORTS_WAITING,
	PHONEWALL_PORTS_REFUSED,
};

/**
 * struct phonewall_dot1x_ports - the module's settings of 802.1X, as known
 * @state: their state in the module
 * @error: why the module does not have them; NULL if it does
 *
 * Zero-initialise it; release it with phonewall_dot1x_ports_clear(), which does
 * not change the module.
 */
struct phonewall_dot1x_ports {
	enum phonewall_ports_state state;
	char *error;
};

/**
 * phonewall_dot1x_ports_program() - make sure that the module has the settings
 * @ports: filled in
 * @settings: the settings
 * @pc_port_enabled: PC_PORT_Enable
 *
 * Sets nothing if the module has them already: sessions stay as they are.
 */
void
phonewall_dot1x_ports_program(struct phonewall_dot1x_ports *ports,
			      const struct phonewall_dot1x_settings *settings,
			      bool pc_port_enabled);

/**
 * phonewall_dot1x_ports_check() - check that the module still has the settings
 * @ports: filled in if they were programmed
 * @settings: the settings
 * @pc_port_enabled: PC_PORT_Enable
 */
void
phonewall_dot1x_ports_check(struct phonewall_dot1x_ports *ports,
			    const struct phonewall_dot1x_settings *settings,
			    bool pc_port_enabled);

/**
 * phonewall_dot1x_ports_lose() - note that the module was unloaded
 * @ports: the settings as known
 */
void phonewall_dot1x_ports_lose(struct phonewall_dot1x_ports *ports);

/**
 * phonewall_dot1x_ports_clear() - release and reset the state
 * @ports: as zero-initialised
 */
void phonewall_dot1x_ports_clear(struct phonewall_dot1x_ports *ports);

#endif /* PHONEWALL_DOT1X_PORTS_H */
