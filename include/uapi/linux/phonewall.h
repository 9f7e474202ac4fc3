/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR MIT) */
/*
 * phonewall: the interface between phonewall.ko and userspace.
 *
 * Generic netlink family "phonewall", version 1. The version does not change:
 * the family grows by attributes. An unknown attribute, flag bit or command is
 * refused, never ignored. The extended acknowledgement of a refusal says what
 * is wrong and points at the attribute, with its policy (NLMSGERR_ATTR_POLICY)
 * if that shows what is allowed. CTRL_CMD_GETPOLICY dumps the policies of all
 * requests, and Documentation/netlink/specs/phonewall.yaml describes every
 * message.
 *
 * All integers are in host byte order, ports included. Addresses are in
 * network byte order, 4 bytes for IPv4 and 16 for IPv6. Requests apply to the
 * network namespace of their socket.
 *
 * PHONEWALL_CMD_POLICY_SET            (needs CAP_NET_ADMIN)
 *
 *   Replaces the whole policy. A packet sees the old one or the new one, and a
 *   refused request leaves the old one in force. An attribute that is left out
 *   takes the default given here; nothing is kept from the old policy.
 *
 *   PHONEWALL_A_POLICY              nested, required
 *     PHONEWALL_A_POLICY_ENABLED      u8, 0 or 1, required
 *     PHONEWALL_A_POLICY_FLAGS        u32, PHONEWALL_FLAG_*; default 0
 *     PHONEWALL_A_POLICY_RTP          struct phonewall_port_range; default none
 *     PHONEWALL_A_POLICY_UDP_PORTS    nested; default none open
 *       PHONEWALL_A_PORTS_RANGE         struct phonewall_port_range, repeated,
 *                                       at most PHONEWALL_RANGES_MAX
 *     PHONEWALL_A_POLICY_TCP_PORTS    nested, as UDP_PORTS
 *     PHONEWALL_A_POLICY_ENDPOINTS    nested; default none
 *       PHONEWALL_A_ENDPOINT            nested, repeated, at most
 *                                       PHONEWALL_ENDPOINTS_MAX
 *         PHONEWALL_A_ENDPOINT_ADDRESS    a multicast group, required
 *         PHONEWALL_A_ENDPOINT_PORT       u16, 1 to 65535, required
 *     PHONEWALL_A_POLICY_FLOW_LIMIT   u32, flows held at most, 1 to
 *                                     PHONEWALL_FLOW_LIMIT_MAX; default 4096
 *     PHONEWALL_A_POLICY_TIMEOUT_UDP          u32, seconds, 1 to
 *                                             PHONEWALL_TIMEOUT_MAX; default 30
 *     PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED  the same; default 180
 *     PHONEWALL_A_POLICY_TIMEOUT_ECHO         the same; default 30
 *     PHONEWALL_A_POLICY_TIMEOUT_OTHER        the same; default 600
 *     PHONEWALL_A_POLICY_EXPECTED_GENERATION  u32; default: any
 *
 *   If EXPECTED_GENERATION is given and is not the generation of the policy in
 *   force, the request fails with ERESTART, as nf_tables fails a stale
 *   generation: read the policy and decide again. Two programs that change the
 *   policy thus do not undo each other's changes unseen.
 *
 *   If the kernel has no IPv6, endpoints of IPv6 groups are kept and match
 *   nothing.
 *
 *   The RTP range opens nothing: its UDP ports answer with Destination
 *   Unreachable even with PHONEWALL_FLAG_NO_ICMP_UNREACHABLE.
 *
 * PHONEWALL_CMD_POLICY_GET
 *
 *   Replies with PHONEWALL_A_POLICY as above, complete, adjoining ranges
 *   merged, and with PHONEWALL_A_POLICY_GENERATION (u32). Before the first
 *   POLICY_SET: disabled, nothing open, generation 0.
 *
 * PHONEWALL_CMD_STATUS_GET
 *
 *   PHONEWALL_A_STATUS              nested
 *     PHONEWALL_A_STATUS_VERSION      string, of the module
 *     PHONEWALL_A_STATUS_ENABLED      u8
 *     PHONEWALL_A_STATUS_GENERATION   u32, of the policy in force
 *     PHONEWALL_A_STATUS_FLOWS        u32, flows held now
 *     PHONEWALL_A_STATUS_FLOW_LIMIT   u32
 *     PHONEWALL_A_STATUS_REASON       nested, repeated, one for each reason
 *       PHONEWALL_A_COUNT_REASON        u32, enum phonewall_reason
 *       PHONEWALL_A_COUNT_PACKETS       u64
 *     PHONEWALL_A_STATUS_FLOWS_CREATED  u64
 *     PHONEWALL_A_STATUS_FLOWS_EVICTED  u64, flows removed to make room
 *     PHONEWALL_A_STATUS_FLOWS_REFUSED  u64, outgoing packets that got no flow,
 *                                       for lack of memory
 *     PHONEWALL_A_STATUS_FLOOD_DEVICE   u32, interface index: its ingress is
 *                                       hooked, because of a flood; only then
 *
 *   Counters start at zero when the module is loaded.
 *
 * PHONEWALL_CMD_FLOW_GET              (dump; needs CAP_NET_ADMIN)
 *
 *   One message for each live flow. NLM_F_DUMP_INTR says that the table was
 *   resized meanwhile: repeat the dump.
 *
 *   A query that the phone sent to a group or broadcast address is dumped as an
 *   expectation with the unspecified remote address: any host on the link may
 *   answer, for a few seconds and a few times.
 *
 *   PHONEWALL_A_FLOW                nested
 *     PHONEWALL_A_FLOW_PROTOCOL         u8, IPPROTO_*
 *     PHONEWALL_A_FLOW_LOCAL_ADDRESS    address
 *     PHONEWALL_A_FLOW_REMOTE_ADDRESS   address
 *     PHONEWALL_A_FLOW_LOCAL_PORT       u16; the identifier of an echo flow
 *     PHONEWALL_A_FLOW_REMOTE_PORT      u16; 0 in an expectation: any port
 *     PHONEWALL_A_FLOW_REPLIED          flag
 *     PHONEWALL_A_FLOW_EXPECTATION      flag: awaits a TFTP server's answer, or
 *                                       the answers to a query to a group
 *     PHONEWALL_A_FLOW_EXPIRES          u32, milliseconds from now
 *     PHONEWALL_A_FLOW_LINK             u32, interface index, for a query or a
 *                                       flow with a link-local IPv6 address
 *
 * PHONEWALL_CMD_FLOW_FLUSH            (needs CAP_NET_ADMIN)
 *
 *   Removes every flow. Replies with their number, PHONEWALL_A_FLUSHED (u32).
 *
 * PHONEWALL_CMD_VERDICT_GET           (needs CAP_NET_ADMIN)
 *
 *   Replies with the verdict on a packet if it came now, PHONEWALL_A_REASON
 *   (u32, enum phonewall_reason). Changes nothing and counts nothing. If the
 *   firewall is disabled the reason is PHONEWALL_REASON_DISABLED.
 *
 *   PHONEWALL_A_DIRECTION           u8, enum phonewall_direction, required
 *   PHONEWALL_A_PACKET              binary, required: the packet from its IPv4
 *                                   or IPv6 header on, 20 to
 *                                   PHONEWALL_PACKET_MAX bytes; cut a longer
 *                                   one. Checksums are not checked
 *
 * PHONEWALL_CMD_DOT1X_SET             (needs CAP_NET_ADMIN)
 *
 *   Replaces all settings of 802.1X at the PC port. A refused request leaves
 *   the old ones in force. A port is the device with its name, present or
 *   future. An empty DOT1X unsets the settings.
 *
 *   An alternative name of a device is refused. A device whose hooks cannot be
 *   registered cannot be brought up as the PC port.
 *
 *   A PC port that is in a bridge with another port of its switch chip is
 *   refused, because the chip forwards past the kernel. If the PC port is
 *   disabled, it is brought down instead, and cannot be brought up. Neither it
 *   nor another port can be added to such a bridge later.
 *
 *   The sessions are kept if both ports stay the same. Otherwise an
 *   EAPOL-Logoff is sent for every PC that has a session, and the sessions are
 *   forgotten.
 *
 *   If only the switch port changes, the PC port drops all input meanwhile. If
 *   there is no memory for the new or the old switch port, the old one becomes
 *   the switch port when its device appears again. If the PC port changes, no
 *   device is a port meanwhile. If there is no memory for the new or the old PC
 *   port, the old one is brought down, and becomes the PC port when it can be
 *   brought up.
 *
 *   PHONEWALL_A_DOT1X               nested, required
 *     PHONEWALL_A_DOT1X_PC_PORT         string, a device's name
 *     PHONEWALL_A_DOT1X_SWITCH_PORT     string, another one's; both or neither
 *     PHONEWALL_A_DOT1X_PC_PORT_ENABLED u8, 0 or 1; default 1. 0 blocks the PC
 *                                       port, in and out
 *     PHONEWALL_A_DOT1X_HOLD_TIME       u32, milliseconds without carrier at
 *                                       the PC port before a Logoff is sent, at
 *                                       most PHONEWALL_HOLD_TIME_MAX; default
 *                                       0: at once
 *     PHONEWALL_A_DOT1X_SESSION_LIMIT   u32, sessions held at most, 1 to
 *                                       PHONEWALL_SESSION_LIMIT_MAX; default 8
 *
 * PHONEWALL_CMD_DOT1X_GET
 *
 *   Replies with PHONEWALL_A_DOT1X as above, complete, but without the ports if
 *   there are no settings, and with:
 *
 *     PHONEWALL_A_DOT1X_PC_PORT_DEVICE      u32, interface index; 0 if there is
 *                                           no such device
 *     PHONEWALL_A_DOT1X_SWITCH_PORT_DEVICE  the same
 *     PHONEWALL_A_DOT1X_COUNT           nested, repeated, one for each counter
 *       PHONEWALL_A_COUNT_DOT1X           u32, enum phonewall_dot1x_count
 *       PHONEWALL_A_COUNT_PACKETS         u64
 *     PHONEWALL_A_DOT1X_SESSION         nested, repeated, one for each PC
 *       PHONEWALL_A_SESSION_ADDRESS       6 bytes, the PC's MAC address; left
 *                                         out if the sender of the request has
 *                                         no CAP_NET_ADMIN
 *       PHONEWALL_A_SESSION_STATE         u8, enum phonewall_session_state
 *       PHONEWALL_A_SESSION_VERSION       u8, the EAPOL version for its Logoff
 *       PHONEWALL_A_SESSION_SILENT        u32, seconds since its last frame
 *       PHONEWALL_A_SESSION_LOGOFF        u8, enum phonewall_logoff: why the
 *                                         last Logoff was sent for it; left out
 *                                         if none was
 *       PHONEWALL_A_SESSION_LOGOFF_AGE    u32, seconds since then
 *       PHONEWALL_A_SESSION_LOGOFF_UNSENT u8, enum phonewall_logoff: why a Logoff
 *                                         is due for it that could not be sent;
 *                                         retried for a minute, unless the PC
 *                                         sends a frame; left out if none is
 *
 * Multicast group "events" (needs CAP_NET_ADMIN)
 *
 *   PHONEWALL_CMD_EVENT_POLICY: PHONEWALL_A_POLICY with ENABLED and GENERATION
 *   PHONEWALL_CMD_EVENT_BLOCKED: PHONEWALL_A_REASON, PHONEWALL_A_DIRECTION,
 *     PHONEWALL_A_PACKET as above, PHONEWALL_A_LENGTH (u32), the length of the
 *     whole packet, PHONEWALL_A_DEVICE (u32), the interface index of its input
 *     or output device, and PHONEWALL_A_LEFT_OUT (u32), the number of such
 *     events that the rate limit or a lack of memory suppressed since the last
 *   PHONEWALL_CMD_EVENT_DOT1X: PHONEWALL_A_DOT1X, the new settings
 *   PHONEWALL_CMD_EVENT_SESSION: PHONEWALL_A_DOT1X with one DOT1X_SESSION, as
 *     it is after a change of state or a Logoff, and PHONEWALL_A_LEFT_OUT
 *     (u32), the number of such events that the rate limit or a lack of memory
 *     suppressed since the last
 */
#ifndef _UAPI_LINUX_PHONEWALL_H
#define _UAPI_LINUX_PHONEWALL_H

#include <linux/types.h>

#define PHONEWALL_GENL_NAME		"phonewall"
#define PHONEWALL_GENL_VERSION		1
#define PHONEWALL_GENL_EVENTS		"events"

#define PHONEWALL_RANGES_MAX		1024
#define PHONEWALL_ENDPOINTS_MAX		32
#define PHONEWALL_FLOW_LIMIT_DEFAULT	4096
#define PHONEWALL_FLOW_LIMIT_MAX	262144
#define PHONEWALL_TIMEOUT_MAX		86400
#define PHONEWALL_TIMEOUT_UDP		30
#define PHONEWALL_TIMEOUT_UDP_REPLIED	180
#define PHONEWALL_TIMEOUT_ECHO		30
#define PHONEWALL_TIMEOUT_OTHER		600
#define PHONEWALL_PACKET_MAX		512
#define PHONEWALL_HOLD_TIME_MAX		60000
#define PHONEWALL_SESSION_LIMIT_DEFAULT	8
#define PHONEWALL_SESSION_LIMIT_MAX	64

/**
 * struct phonewall_port_range - an inclusive range of ports
 * @first: first port, 1 to 65535, host byte order
 * @last: last port, @first to 65535, host byte order
 */
struct phonewall_port_range {
	__u16 first;
	__u16 last;
};

/**
 * enum phonewall_flag - bits of PHONEWALL_A_POLICY_FLAGS
 * @PHONEWALL_FLAG_NO_ICMP_PING: block incoming echo requests
 * @PHONEWALL_FLAG_NO_ICMP_UNREACHABLE: send no Destination Unreachable for UDP
 *	ports outside the RTP range
 */
enum phonewall_flag {
	PHONEWALL_FLAG_NO_ICMP_PING		= 1 << 0,
	PHONEWALL_FLAG_NO_ICMP_UNREACHABLE	= 1 << 1,
};

/**
 * enum phonewall_direction - the direction of a packet
 * @PHONEWALL_IN: from the network to the phone
 * @PHONEWALL_OUT: from the phone to the network
 */
enum phonewall_direction {
	PHONEWALL_IN,
	PHONEWALL_OUT,
};

/**
 * enum phonewall_reason - why a packet passed or was blocked
 *
 * Reasons before PHONEWALL_REASON_FIRST_BLOCKED accept, the others block.
 *
 * @PHONEWALL_REASON_DISABLED: the firewall is disabled
 * @PHONEWALL_REASON_LOOPBACK: from the phone itself
 * @PHONEWALL_REASON_OUTGOING: outgoing traffic is allowed
 * @PHONEWALL_REASON_LIVE_FLOW: belongs to a live connection or flow
 * @PHONEWALL_REASON_ICMP_ERROR_OF_FLOW: ICMP error that quotes a live flow
 * @PHONEWALL_REASON_ICMP_ERROR_OF_OPEN_PORT: ICMP error that quotes a datagram
 *	from an open UDP port
 * @PHONEWALL_REASON_ECHO_REQUEST: echo request
 * @PHONEWALL_REASON_ECHO_REQUEST_MULTICAST: echo request to an IPv6 multicast
 *	group: net.ipv6.icmp.echo_ignore_multicast decides
 * @PHONEWALL_REASON_NEIGHBOUR_DISCOVERY: IPv6 neighbour or router discovery
 * @PHONEWALL_REASON_MULTICAST_QUERY: MLD or IGMP query
 * @PHONEWALL_REASON_OPEN_PORT: TCP or UDP to an open port
 * @PHONEWALL_REASON_ENDPOINT: UDP to a multicast endpoint of the policy
 * @PHONEWALL_REASON_NO_ICMP_PING: echo request, with NO_ICMP_PING
 * @PHONEWALL_REASON_ICMP_ERROR: ICMP error that quotes no live flow of its
 *	destination address
 * @PHONEWALL_REASON_ICMP_TYPE: an ICMP, ICMPv6 or IGMP type that is not
 *	accepted
 * @PHONEWALL_REASON_NEIGHBOUR_DISCOVERY_FORGED: neighbour discovery with a hop
 *	limit below 255 or a source that is not link-local if it must be
 * @PHONEWALL_REASON_UDP_REJECTED: UDP to a closed port, answered with
 *	Destination Unreachable
 * @PHONEWALL_REASON_UDP_BLOCKED: UDP to a closed port, not answered
 * @PHONEWALL_REASON_TCP_BLOCKED: TCP to a closed port
 * @PHONEWALL_REASON_PROTOCOL: a protocol that is not accepted
 * @PHONEWALL_REASON_MALFORMED: no readable header
 * @PHONEWALL_REASON_FRAGMENT: a fragment that could not be reassembled
 * @PHONEWALL_REASON_UNREACHABLE_SUPPRESSED: outgoing Destination Unreachable
 *	for a UDP port, with NO_ICMP_UNREACHABLE
 */
enum phonewall_reason {
	PHONEWALL_REASON_DISABLED,
	PHONEWALL_REASON_LOOPBACK,
	PHONEWALL_REASON_OUTGOING,
	PHONEWALL_REASON_LIVE_FLOW,
	PHONEWALL_REASON_ICMP_ERROR_OF_FLOW,
	PHONEWALL_REASON_ICMP_ERROR_OF_OPEN_PORT,
	PHONEWALL_REASON_ECHO_REQUEST,
	PHONEWALL_REASON_ECHO_REQUEST_MULTICAST,
	PHONEWALL_REASON_NEIGHBOUR_DISCOVERY,
	PHONEWALL_REASON_MULTICAST_QUERY,
	PHONEWALL_REASON_OPEN_PORT,
	PHONEWALL_REASON_ENDPOINT,
	__PHONEWALL_REASON_AFTER_LAST_ACCEPTED,
	PHONEWALL_REASON_FIRST_BLOCKED = 64,
	PHONEWALL_REASON_NO_ICMP_PING = PHONEWALL_REASON_FIRST_BLOCKED,
	PHONEWALL_REASON_ICMP_ERROR,
	PHONEWALL_REASON_ICMP_TYPE,
	PHONEWALL_REASON_NEIGHBOUR_DISCOVERY_FORGED,
	PHONEWALL_REASON_UDP_REJECTED,
	PHONEWALL_REASON_UDP_BLOCKED,
	PHONEWALL_REASON_TCP_BLOCKED,
	PHONEWALL_REASON_PROTOCOL,
	PHONEWALL_REASON_MALFORMED,
	PHONEWALL_REASON_FRAGMENT,
	PHONEWALL_REASON_UNREACHABLE_SUPPRESSED,
	__PHONEWALL_REASON_AFTER_LAST,
	PHONEWALL_REASON_MAX = __PHONEWALL_REASON_AFTER_LAST - 1,
};

/**
 * enum phonewall_session_state - the state of a PC's 802.1X session
 * @PHONEWALL_SESSION_SEEN: it sent EAPOL, but did not ask to be authenticated
 * @PHONEWALL_SESSION_AUTHENTICATING: it sent EAPOL-Start or, unless it was
 *	logged off, an EAP-Response
 * @PHONEWALL_SESSION_AUTHENTICATED: the switch answered with EAP-Success
 * @PHONEWALL_SESSION_HELD: the switch answered with EAP-Failure
 * @PHONEWALL_SESSION_LOGGED_OFF: an EAPOL-Logoff was sent for it, or by it to
 *	the PAE group address
 */
enum phonewall_session_state {
	PHONEWALL_SESSION_SEEN,
	PHONEWALL_SESSION_AUTHENTICATING,
	PHONEWALL_SESSION_AUTHENTICATED,
	PHONEWALL_SESSION_HELD,
	PHONEWALL_SESSION_LOGGED_OFF,
	__PHONEWALL_SESSION_AFTER_LAST,
	PHONEWALL_SESSION_MAX = __PHONEWALL_SESSION_AFTER_LAST - 1,
};

/**
 * enum phonewall_logoff - why a Logoff was sent for a PC
 * @PHONEWALL_LOGOFF_CARRIER: the PC port lost its carrier
 * @PHONEWALL_LOGOFF_DOWN: the PC port was brought down
 * @PHONEWALL_LOGOFF_DISABLED: the PC port was disabled by the settings
 * @PHONEWALL_LOGOFF_REMOVED: the PC port's device disappeared
 * @PHONEWALL_LOGOFF_WITHDRAWN: the settings were unset or name other ports
 * @PHONEWALL_LOGOFF_DISPLACED: another PC took its place among the sessions
 */
enum phonewall_logoff {
	PHONEWALL_LOGOFF_CARRIER,
	PHONEWALL_LOGOFF_DOWN,
	PHONEWALL_LOGOFF_DISABLED,
	PHONEWALL_LOGOFF_REMOVED,
	PHONEWALL_LOGOFF_WITHDRAWN,
	PHONEWALL_LOGOFF_DISPLACED,
	__PHONEWALL_LOGOFF_AFTER_LAST,
	PHONEWALL_LOGOFF_MAX = __PHONEWALL_LOGOFF_AFTER_LAST - 1,
};

/**
 * enum phonewall_dot1x_count - the counters of the two ports
 * @PHONEWALL_DOT1X_TO_SWITCH: EAPOL from the PC port, sent to the switch
 * @PHONEWALL_DOT1X_TO_PC: EAPOL from the switch port, sent to the PC
 * @PHONEWALL_DOT1X_TO_PHONE: EAPOL from the switch port, given to the phone
 * @PHONEWALL_DOT1X_SPOOFED: blocked from the PC port: any frame from one of the
 *	phone's addresses, and EAPOL whose source is no station's address
 * @PHONEWALL_DOT1X_FOR_PHONE: blocked from the PC port: EAPOL to one of the
 *	phone's addresses
 * @PHONEWALL_DOT1X_TAGGED: blocked from the PC port: EAPOL in a VLAN, and any
 *	frame with stacked tags, which could take it to another VLAN
 * @PHONEWALL_DOT1X_MALFORMED: EAPOL, blocked: shorter than its header says
 * @PHONEWALL_DOT1X_NOT_SENT: EAPOL that could not be sent: longer than the MTU
 *	of the other port, or that port is missing or down; Logoffs that could
 *	not be sent when they were due
 * @PHONEWALL_DOT1X_PORT_DISABLED: blocked at the disabled PC port
 * @PHONEWALL_DOT1X_LOGOFFS: Logoffs sent
 * @PHONEWALL_DOT1X_FLAPS: losses of carrier that ended before a Logoff
 * @PHONEWALL_DOT1X_SESSIONS_EVICTED: sessions forgotten to make room
 * @PHONEWALL_DOT1X_SESSIONS_REFUSED: blocked EAPOL from PCs for which there was
 *	no room, and blocked EAP-Success for a PC that has no session
 */
enum phonewall_dot1x_count {
	PHONEWALL_DOT1X_TO_SWITCH,
	PHONEWALL_DOT1X_TO_PC,
	PHONEWALL_DOT1X_TO_PHONE,
	PHONEWALL_DOT1X_SPOOFED,
	PHONEWALL_DOT1X_FOR_PHONE,
	PHONEWALL_DOT1X_TAGGED,
	PHONEWALL_DOT1X_MALFORMED,
	PHONEWALL_DOT1X_NOT_SENT,
	PHONEWALL_DOT1X_PORT_DISABLED,
	PHONEWALL_DOT1X_LOGOFFS,
	PHONEWALL_DOT1X_FLAPS,
	PHONEWALL_DOT1X_SESSIONS_EVICTED,
	PHONEWALL_DOT1X_SESSIONS_REFUSED,
	__PHONEWALL_DOT1X_AFTER_LAST,
	PHONEWALL_DOT1X_MAX = __PHONEWALL_DOT1X_AFTER_LAST - 1,
};

enum phonewall_command {
	PHONEWALL_CMD_UNSPEC,
	PHONEWALL_CMD_POLICY_SET,
	PHONEWALL_CMD_POLICY_GET,
	PHONEWALL_CMD_STATUS_GET,
	PHONEWALL_CMD_FLOW_GET,
	PHONEWALL_CMD_FLOW_FLUSH,
	PHONEWALL_CMD_VERDICT_GET,
	PHONEWALL_CMD_EVENT_POLICY,
	PHONEWALL_CMD_EVENT_BLOCKED,
	PHONEWALL_CMD_DOT1X_SET,
	PHONEWALL_CMD_DOT1X_GET,
	PHONEWALL_CMD_EVENT_DOT1X,
	PHONEWALL_CMD_EVENT_SESSION,
};

enum phonewall_attribute {
	PHONEWALL_A_UNSPEC,
	PHONEWALL_A_POLICY,
	PHONEWALL_A_STATUS,
	PHONEWALL_A_FLOW,
	PHONEWALL_A_FLUSHED,
	PHONEWALL_A_DIRECTION,
	PHONEWALL_A_PACKET,
	PHONEWALL_A_LENGTH,
	PHONEWALL_A_DEVICE,
	PHONEWALL_A_REASON,
	PHONEWALL_A_LEFT_OUT,
	PHONEWALL_A_DOT1X,
	__PHONEWALL_A_AFTER_LAST,
	PHONEWALL_A_MAX = __PHONEWALL_A_AFTER_LAST - 1,
};

enum phonewall_policy_attribute {
	PHONEWALL_A_POLICY_UNSPEC,
	PHONEWALL_A_POLICY_ENABLED,
	PHONEWALL_A_POLICY_FLAGS,
	PHONEWALL_A_POLICY_RTP,
	PHONEWALL_A_POLICY_UDP_PORTS,
	PHONEWALL_A_POLICY_TCP_PORTS,
	PHONEWALL_A_POLICY_ENDPOINTS,
	PHONEWALL_A_POLICY_FLOW_LIMIT,
	PHONEWALL_A_POLICY_TIMEOUT_UDP,
	PHONEWALL_A_POLICY_TIMEOUT_UDP_REPLIED,
	PHONEWALL_A_POLICY_TIMEOUT_ECHO,
	PHONEWALL_A_POLICY_TIMEOUT_OTHER,
	PHONEWALL_A_POLICY_GENERATION,
	PHONEWALL_A_POLICY_EXPECTED_GENERATION,
	__PHONEWALL_A_POLICY_AFTER_LAST,
	PHONEWALL_A_POLICY_MAX = __PHONEWALL_A_POLICY_AFTER_LAST - 1,
};

enum phonewall_ports_attribute {
	PHONEWALL_A_PORTS_UNSPEC,
	PHONEWALL_A_PORTS_RANGE,
	__PHONEWALL_A_PORTS_AFTER_LAST,
	PHONEWALL_A_PORTS_MAX = __PHONEWALL_A_PORTS_AFTER_LAST - 1,
};

enum phonewall_endpoints_attribute {
	PHONEWALL_A_ENDPOINTS_UNSPEC,
	PHONEWALL_A_ENDPOINT,
	__PHONEWALL_A_ENDPOINTS_AFTER_LAST,
	PHONEWALL_A_ENDPOINTS_MAX = __PHONEWALL_A_ENDPOINTS_AFTER_LAST - 1,
};

enum phonewall_endpoint_attribute {
	PHONEWALL_A_ENDPOINT_UNSPEC,
	PHONEWALL_A_ENDPOINT_ADDRESS,
	PHONEWALL_A_ENDPOINT_PORT,
	__PHONEWALL_A_ENDPOINT_AFTER_LAST,
	PHONEWALL_A_ENDPOINT_MAX = __PHONEWALL_A_ENDPOINT_AFTER_LAST - 1,
};

enum phonewall_status_attribute {
	PHONEWALL_A_STATUS_UNSPEC,
	PHONEWALL_A_STATUS_VERSION,
	PHONEWALL_A_STATUS_ENABLED,
	PHONEWALL_A_STATUS_GENERATION,
	PHONEWALL_A_STATUS_FLOWS,
	PHONEWALL_A_STATUS_FLOW_LIMIT,
	PHONEWALL_A_STATUS_REASON,
	PHONEWALL_A_STATUS_FLOWS_CREATED,
	PHONEWALL_A_STATUS_FLOWS_EVICTED,
	PHONEWALL_A_STATUS_FLOWS_REFUSED,
	PHONEWALL_A_STATUS_PAD,
	PHONEWALL_A_STATUS_FLOOD_DEVICE,
	__PHONEWALL_A_STATUS_AFTER_LAST,
	PHONEWALL_A_STATUS_MAX = __PHONEWALL_A_STATUS_AFTER_LAST - 1,
};

enum phonewall_count_attribute {
	PHONEWALL_A_COUNT_UNSPEC,
	PHONEWALL_A_COUNT_REASON,
	PHONEWALL_A_COUNT_PACKETS,
	PHONEWALL_A_COUNT_PAD,
	PHONEWALL_A_COUNT_DOT1X,
	__PHONEWALL_A_COUNT_AFTER_LAST,
	PHONEWALL_A_COUNT_MAX = __PHONEWALL_A_COUNT_AFTER_LAST - 1,
};

enum phonewall_flow_attribute {
	PHONEWALL_A_FLOW_UNSPEC,
	PHONEWALL_A_FLOW_PROTOCOL,
	PHONEWALL_A_FLOW_LOCAL_ADDRESS,
	PHONEWALL_A_FLOW_REMOTE_ADDRESS,
	PHONEWALL_A_FLOW_LOCAL_PORT,
	PHONEWALL_A_FLOW_REMOTE_PORT,
	PHONEWALL_A_FLOW_REPLIED,
	PHONEWALL_A_FLOW_EXPECTATION,
	PHONEWALL_A_FLOW_EXPIRES,
	PHONEWALL_A_FLOW_LINK,
	__PHONEWALL_A_FLOW_AFTER_LAST,
	PHONEWALL_A_FLOW_MAX = __PHONEWALL_A_FLOW_AFTER_LAST - 1,
};

enum phonewall_dot1x_attribute {
	PHONEWALL_A_DOT1X_UNSPEC,
	PHONEWALL_A_DOT1X_PC_PORT,
	PHONEWALL_A_DOT1X_SWITCH_PORT,
	PHONEWALL_A_DOT1X_PC_PORT_ENABLED,
	PHONEWALL_A_DOT1X_HOLD_TIME,
	PHONEWALL_A_DOT1X_SESSION_LIMIT,
	PHONEWALL_A_DOT1X_PC_PORT_DEVICE,
	PHONEWALL_A_DOT1X_SWITCH_PORT_DEVICE,
	PHONEWALL_A_DOT1X_COUNT,
	PHONEWALL_A_DOT1X_SESSION,
	__PHONEWALL_A_DOT1X_AFTER_LAST,
	PHONEWALL_A_DOT1X_MAX = __PHONEWALL_A_DOT1X_AFTER_LAST - 1,
};

enum phonewall_session_attribute {
	PHONEWALL_A_SESSION_UNSPEC,
	PHONEWALL_A_SESSION_ADDRESS,
	PHONEWALL_A_SESSION_STATE,
	PHONEWALL_A_SESSION_VERSION,
	PHONEWALL_A_SESSION_SILENT,
	PHONEWALL_A_SESSION_LOGOFF,
	PHONEWALL_A_SESSION_LOGOFF_AGE,
	PHONEWALL_A_SESSION_LOGOFF_UNSENT,
	__PHONEWALL_A_SESSION_AFTER_LAST,
	PHONEWALL_A_SESSION_MAX = __PHONEWALL_A_SESSION_AFTER_LAST - 1,
};

#endif /* _UAPI_LINUX_PHONEWALL_H */
