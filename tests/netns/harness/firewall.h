/* SPDX-License-Identifier: MIT */
#ifndef FIREWALL_H
#define FIREWALL_H

#include "firewall/translation.h"
#include "module/client.h"

/* What is open in firewall_policy(). */
#define UDP_OPEN	5060
#define TCP_OPEN	80
#define RTP_FIRST	16384
#define RTP_LAST	16402
/* Reserved for control_pass(): a test's own policy must open it too. */
#define CONTROL_PORT	5999
/* What is not. */
#define UDP_CLOSED	6000
#define UDP_OTHER	6001
#define TCP_CLOSED	8081

/* Every bit of PHONEWALL_A_POLICY_FLAGS. */
#define FIREWALL_FLAGS \
	(PHONEWALL_FLAG_NO_ICMP_PING | PHONEWALL_FLAG_NO_ICMP_UNREACHABLE)

/* Load the module and connect to it in the phone's namespace. */
void firewall_open(void);

/* Connect to the module, which is loaded. */
void firewall_connect(void);

/* Undo firewall_open(); the module stays loaded. */
void firewall_close(void);

/*
 * Return the policy that a test begins with: enabled, no flags, default limits;
 * UDP_OPEN, RTP_FIRST to RTP_LAST and CONTROL_PORT open for UDP, TCP_OPEN for
 * TCP. It owns no memory; a test may change and set it.
 */
struct phonewall_translation firewall_policy(void);

/* Set a policy, which must succeed. firewall_counted() counts from here. */
void firewall_set(const struct phonewall_translation *policy);

/* Set the translation of a cfg.xml without faults. */
void firewall_set_file(const char *text);

/* Set firewall_policy() with flags (PHONEWALL_FLAG_*). */
void firewall_set_flags(uint32_t flags);

/* Disable the firewall; the kernel behaves as without the module. */
void firewall_disable(void);

/*
 * Close TCP_OPEN if the firewall is enabled; the rest of firewall_policy()
 * stays in force.
 */
void firewall_close_tcp_open(void);

/* Set firewall_policy() with one more UDP port open. */
void firewall_open_udp_too(uint16_t port);

/* Set firewall_policy() with one more TCP port open. */
void firewall_open_tcp_too(uint16_t port);

/* Return the packets counted for a reason since the policy was set. */
uint64_t firewall_counted(enum phonewall_reason reason);

/* Return the module's status in the phone's namespace. */
struct phonewall_status firewall_status(void);

/*
 * Find a live flow and return whether there is one. @flow may be NULL. The
 * local port of an echo flow is its identifier; remote port 0 finds an
 * expectation.
 */
bool firewall_find_flow(struct phonewall_flow *flow, uint8_t protocol,
			uint16_t local_port, uint16_t remote_port);

/* Wait for a flow to age out; fail after ten seconds. */
void firewall_wait_flow_gone(uint8_t protocol, uint16_t local_port,
			     uint16_t remote_port);

/* Flush all flows and return how many there were. */
uint32_t firewall_flush(void);

#endif /* FIREWALL_H */
