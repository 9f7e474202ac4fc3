/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FIREWALL_H
#define FIREWALL_H

#include "firewall/translation.h"
#include "module/client.h"

/* What is open in firewall_policy(). */
#define UDP_OPEN	5060
#define TCP_OPEN	80
#define RTP_FIRST	16384
#define RTP_LAST	16402
/* Kept for control_pass(): a policy of a test's own must open it too. */
#define CONTROL_PORT	5999
/* What is not. */
#define UDP_CLOSED	6000
#define UDP_OTHER	6001
#define TCP_CLOSED	8081

/* Every bit of PHONEWALL_A_POLICY_FLAGS. */
#define FIREWALL_FLAGS \
	(PHONEWALL_FLAG_NO_ICMP_PING | PHONEWALL_FLAG_NO_ICMP_UNREACHABLE)

/**
 * firewall_open - load the module and speak to it in the phone's namespace
 */
void firewall_open(void);

/**
 * firewall_connect - speak to the module, which is loaded
 */
void firewall_connect(void);

/**
 * firewall_close - undo firewall_open(); the module stays
 */
void firewall_close(void);

/**
 * firewall_policy - the policy that a test begins with
 *
 * Enabled, no flags, default limits; UDP_OPEN, RTP_FIRST to RTP_LAST and
 * CONTROL_PORT are open for UDP, TCP_OPEN for TCP.
 *
 * Return: the policy, which owns no memory, to be changed and set.
 */
struct phonewall_translation firewall_policy(void);

/**
 * firewall_set - put a policy in force, which must succeed
 * @policy: the policy
 *
 * firewall_counted() counts from here.
 */
void firewall_set(const struct phonewall_translation *policy);

/**
 * firewall_set_file - put the translation of a cfg.xml in force
 * @text: the file, without fault
 */
void firewall_set_file(const char *text);

/**
 * firewall_set_flags - put firewall_policy() with flags in force
 * @flags: PHONEWALL_FLAG_*
 */
void firewall_set_flags(uint32_t flags);

/**
 * firewall_disable - let the kernel do as without the module
 */
void firewall_disable(void);

/**
 * firewall_close_tcp_open - close TCP_OPEN, if the firewall is enabled
 *
 * The rest of firewall_policy() is in force then.
 */
void firewall_close_tcp_open(void);

/**
 * firewall_open_udp_too - put a policy in force that opens one more UDP port
 * @port: host byte order
 */
void firewall_open_udp_too(uint16_t port);

/**
 * firewall_open_tcp_too - put a policy in force that opens one more TCP port
 * @port: host byte order
 */
void firewall_open_tcp_too(uint16_t port);

/**
 * firewall_counted - packets that the module has counted for a reason
 * @reason: the reason
 *
 * Return: how many since the policy was set.
 */
uint64_t firewall_counted(enum phonewall_reason reason);

/**
 * firewall_status - the module's status
 *
 * Return: the status in the phone's namespace.
 */
struct phonewall_status firewall_status(void);

/**
 * firewall_find_flow - look for a live flow
 * @flow: set to it; may be NULL
 * @protocol: IPPROTO_*
 * @local_port: host byte order; of an echo flow its identifier
 * @remote_port: host byte order; 0 finds an expectation
 *
 * Return: whether there is one.
 */
bool firewall_find_flow(struct phonewall_flow *flow, uint8_t protocol,
			uint16_t local_port, uint16_t remote_port);

/**
 * firewall_wait_flow_gone - wait for a flow to age out
 * @protocol: as for firewall_find_flow()
 * @local_port: the same
 * @remote_port: the same
 *
 * Fails after ten seconds.
 */
void firewall_wait_flow_gone(uint8_t protocol, uint16_t local_port,
			     uint16_t remote_port);

/**
 * firewall_flush - make the module forget every flow
 *
 * Return: how many there were.
 */
uint32_t firewall_flush(void);

#endif /* FIREWALL_H */
