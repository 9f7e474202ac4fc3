/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DOT1X_PORTS_H
#define PHONEWALL_DOT1X_PORTS_H

#include <stdbool.h>

#include "config/settings.h"

/**
 * enum phonewall_ports_state - how the module stands to the two ports
 * @PHONEWALL_PORTS_NONE: the settings name none
 * @PHONEWALL_PORTS_PROGRAMMED: it holds them
 * @PHONEWALL_PORTS_WAITING: it cannot be reached yet, or was given others
 * @PHONEWALL_PORTS_REFUSED: it refuses them
 */
enum phonewall_ports_state {
	PHONEWALL_PORTS_NONE,
	PHONEWALL_PORTS_PROGRAMMED,
	PHONEWALL_PORTS_WAITING,
	PHONEWALL_PORTS_REFUSED,
};

/**
 * struct phonewall_dot1x_ports - the module's settings of 802.1X, as known
 * @state: how the module stands to them
 * @error: why it does not hold them; NULL where it does
 *
 * Zero-initialise it; release it with phonewall_dot1x_ports_clear(). The module
 * keeps what it holds.
 */
struct phonewall_dot1x_ports {
	enum phonewall_ports_state state;
	char *error;
};

/**
 * phonewall_dot1x_ports_program - see to it that the module holds the settings
 * @ports: set whole
 * @settings: what it is to hold
 * @pc_port_enabled: what PC_PORT_Enable says
 *
 * Sets nothing where the module holds them already: sessions stay as they are.
 */
void
phonewall_dot1x_ports_program(struct phonewall_dot1x_ports *ports,
			      const struct phonewall_dot1x_settings *settings,
			      bool pc_port_enabled);

/**
 * phonewall_dot1x_ports_check - see whether the module still holds them
 * @ports: set whole where they were programmed
 * @settings: what it is to hold
 * @pc_port_enabled: what PC_PORT_Enable says
 */
void
phonewall_dot1x_ports_check(struct phonewall_dot1x_ports *ports,
			    const struct phonewall_dot1x_settings *settings,
			    bool pc_port_enabled);

/**
 * phonewall_dot1x_ports_lose - the module was unloaded
 * @ports: what is known
 */
void phonewall_dot1x_ports_lose(struct phonewall_dot1x_ports *ports);

/**
 * phonewall_dot1x_ports_clear - forget all
 * @ports: as zero-initialised
 */
void phonewall_dot1x_ports_clear(struct phonewall_dot1x_ports *ports);

#endif /* PHONEWALL_DOT1X_PORTS_H */
