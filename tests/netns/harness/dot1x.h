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
 * @pc_port: name of the PC port; NULL if there are no ports
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
 * @pc_port: name of the PC port; empty if there are no settings
 * @switch_port: name of the switch port; the same
 * @is_enabled: whether anything crosses the PC port
 * @hold_time: milliseconds
 * @session_limit: PCs noted at most
 * @pc_device: interface index of the PC port; 0 if there is none
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

/*
 * Connect to the module in the phone's namespace, until hosts_close_sockets().
 */
void dot1x_open(void);

/* Make dot1x_counted() count from now on. */
void dot1x_begin_count(void);

/* Append settings to a request. */
void dot1x_put(struct nlmsghdr *header, const struct dot1x_settings *settings);

/* Set settings, which must succeed. */
void dot1x_set(const struct dot1x_settings *settings);

/* Unset the settings, which must succeed. */
void dot1x_withdraw(void);

/*
 * Parse the attributes of a reply or an event, @length bytes. Missing
 * attributes leave 0 in @status.
 */
void dot1x_read(const void *attributes, size_t length,
		struct dot1x_status *status);

/* Get the status from the module. */
void dot1x_get(struct dot1x_status *status);

/* Return what the module has counted since dot1x_begin_count(). */
uint64_t dot1x_counted(enum phonewall_dot1x_count count);

/*
 * Assert that the module has counted @expected since dot1x_begin_count(). Waits
 * while it is less: the module may see a frame later than it was sent.
 */
void dot1x_expect_counted(enum phonewall_dot1x_count count, uint64_t expected);

/*
 * Find the session of a PC. @session may be NULL. Return whether the module has
 * one.
 */
bool dot1x_find(struct station address, struct dot1x_session *session);

/* Assert that a PC has a session in this state. */
void dot1x_expect_state(struct station address,
			enum phonewall_session_state state);

/* Wait until a PC has a session in this state. */
void dot1x_wait_state(struct station address,
		      enum phonewall_session_state state);

#endif /* DOT1X_H */
