/* SPDX-License-Identifier: MIT */
#ifndef DOT1X_H
#define DOT1X_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include <linux/phonewall.h>

#include "harness/eapol_frame.h"
#include "harness/genetlink.h"

/**
 * struct dot1x_settings - the settings of 802.1X at the PC port
 * @pc_port: name of the PC port; NULL where there are no ports
 * @switch_port: name of the switch port; NULL as @pc_port
 * @is_enabled: whether anything crosses the PC port
 * @hold_time: milliseconds
 * @session_limit: PCs noted at most
 */
struct dot1x_settings {
	const char *pc_port;
	const char *switch_port;
	bool is_enabled;
	uint32_t hold_time;
	uint32_t session_limit;
};

/**
 * struct dot1x_session - what the module says about a PC
 * @address: its address
 * @state: enum phonewall_session_state
 * @version: the EAPOL version that it spoke
 * @silent: seconds since it last spoke
 * @was_logged_off: whether a Logoff was sent for it
 * @is_logoff_unsent: whether one is due that could not be sent
 * @logoff: why, enum phonewall_logoff
 * @logoff_age: seconds since then
 */
struct dot1x_session {
	struct station address;
	uint8_t state;
	uint8_t version;
	uint32_t silent;
	bool was_logged_off;
	bool is_logoff_unsent;
	uint8_t logoff;
	uint32_t logoff_age;
};

/**
 * struct dot1x_status - what the module says about the PC port
 * @pc_port: name of the PC port; empty where there are no settings
 * @switch_port: name of the switch port; the same
 * @is_enabled: whether anything crosses the PC port
 * @hold_time: milliseconds
 * @session_limit: PCs noted at most
 * @pc_device: interface index of the PC port; 0 where there is none
 * @switch_device: interface index of the switch port; the same
 * @counts: of each enum phonewall_dot1x_count
 * @session_count: how many of @sessions there are
 * @sessions: the PCs
 */
struct dot1x_status {
	char pc_port[IFNAMSIZ];
	char switch_port[IFNAMSIZ];
	bool is_enabled;
	uint32_t hold_time;
	uint32_t session_limit;
	uint32_t pc_device;
	uint32_t switch_device;
	uint64_t counts[PHONEWALL_DOT1X_MAX + 1];
	unsigned int session_count;
	struct dot1x_session sessions[PHONEWALL_SESSION_LIMIT_MAX];
};

/**
 * dot1x_open - speak to the module in the phone's namespace
 *
 * Until hosts_close_sockets().
 */
void dot1x_open(void);

/**
 * dot1x_begin_count - let dot1x_counted() count from here
 */
void dot1x_begin_count(void);

/**
 * dot1x_put - write settings into a request
 * @header: the request
 * @settings: the settings
 */
void dot1x_put(struct nlmsghdr *header, const struct dot1x_settings *settings);

/**
 * dot1x_set - put settings in force, which must succeed
 * @settings: the settings
 */
void dot1x_set(const struct dot1x_settings *settings);

/**
 * dot1x_withdraw - withdraw the settings, which must succeed
 */
void dot1x_withdraw(void);

/**
 * dot1x_read - read a reply or an event
 * @attributes: its attributes
 * @length: bytes of them
 * @status: set whole; what is left out is 0
 */
void dot1x_read(const void *attributes, size_t length,
		struct dot1x_status *status);

/**
 * dot1x_get - what the module says
 * @status: set whole
 */
void dot1x_get(struct dot1x_status *status);

/**
 * dot1x_counted - what the module has counted since dot1x_begin_count()
 * @count: which counter
 */
uint64_t dot1x_counted(enum phonewall_dot1x_count count);

/**
 * dot1x_expect_counted - assert what the module counts
 * @count: which counter
 * @expected: how many since dot1x_begin_count()
 *
 * Waits where they are fewer: that a frame was sent does not mean that the
 * module has seen it.
 */
void dot1x_expect_counted(enum phonewall_dot1x_count count, uint64_t expected);

/**
 * dot1x_find - look for a PC
 * @address: its address
 * @session: set to it; may be NULL
 *
 * Return: whether the module knows it.
 */
bool dot1x_find(struct station address, struct dot1x_session *session);

/**
 * dot1x_expect_state - assert that a PC is known and how far it is
 * @address: its address
 * @state: its state
 */
void dot1x_expect_state(struct station address,
			enum phonewall_session_state state);

/**
 * dot1x_wait_state - wait until a PC is that far
 * @address: its address
 * @state: its state
 */
void dot1x_wait_state(struct station address,
		      enum phonewall_session_state state);

#endif /* DOT1X_H */
