// SPDX-License-Identifier: MIT
#include "module/names.h"

#include <stddef.h>

#define UNKNOWN	"unknown"

/* The name is NULL for a number that means nothing. */
struct wording {
	const char *name;
	const char *text;
};

static const struct wording reasons[PHONEWALL_REASON_MAX + 1] = {
	[PHONEWALL_REASON_DISABLED] = {
		"disabled", "the firewall is disabled" },
	[PHONEWALL_REASON_LOOPBACK] = {
		"loopback", "the packet comes from the phone itself" },
	[PHONEWALL_REASON_OUTGOING] = {
		"outgoing", "outgoing traffic is allowed" },
	[PHONEWALL_REASON_LIVE_FLOW] = {
		"live-flow",
		"the packet belongs to a live connection or flow" },
	[PHONEWALL_REASON_ICMP_ERROR_OF_FLOW] = {
		"icmp-error-of-flow",
		"the ICMP error quotes a packet of a live flow" },
	[PHONEWALL_REASON_ICMP_ERROR_OF_OPEN_PORT] = {
		"icmp-error-of-open-port",
		"the ICMP error quotes a datagram from an open UDP port" },
	[PHONEWALL_REASON_ECHO_REQUEST] = {
		"echo-request",
		"echo requests are let in unless NO_ICMP_PING is set" },
	[PHONEWALL_REASON_ECHO_REQUEST_MULTICAST] = {
		"echo-request-multicast",
		"Broadcast_Echo alone decides on an echo request to an IPv6 "
		"multicast group, and the firewall lets it in" },
	[PHONEWALL_REASON_NEIGHBOUR_DISCOVERY] = {
		"neighbour-discovery",
		"IPv6 neighbour and router discovery are let in" },
	[PHONEWALL_REASON_MULTICAST_QUERY] = {
		"multicast-query", "MLD and IGMP queries are let in" },
	[PHONEWALL_REASON_OPEN_PORT] = {
		"open-port", "the port is open" },
	[PHONEWALL_REASON_ENDPOINT] = {
		"endpoint",
		"a paging group listens to this multicast group and port" },
	[PHONEWALL_REASON_NO_ICMP_PING] = {
		"no-icmp-ping", "NO_ICMP_PING blocks echo requests" },
	[PHONEWALL_REASON_ICMP_ERROR] = {
		"icmp-error",
		"the ICMP error matches no live flow of its destination" },
	[PHONEWALL_REASON_ICMP_TYPE] = {
		"icmp-type",
		"this type of ICMP, ICMPv6 or IGMP message is not let in" },
	[PHONEWALL_REASON_NEIGHBOUR_DISCOVERY_FORGED] = {
		"neighbour-discovery-forged",
		"neighbour discovery needs hop limit 255, and a router's needs "
		"a link-local source" },
	[PHONEWALL_REASON_UDP_REJECTED] = {
		"udp-rejected",
		"the UDP port is closed: answered with Destination Unreachable" },
	[PHONEWALL_REASON_UDP_BLOCKED] = {
		"udp-blocked", "the UDP port is closed" },
	[PHONEWALL_REASON_TCP_BLOCKED] = {
		"tcp-blocked", "the TCP port is closed" },
	[PHONEWALL_REASON_PROTOCOL] = {
		"protocol", "this protocol is not let in" },
	[PHONEWALL_REASON_MALFORMED] = {
		"malformed", "the packet has no readable header" },
	[PHONEWALL_REASON_FRAGMENT] = {
		"fragment", "the fragment could not be reassembled" },
	[PHONEWALL_REASON_UNREACHABLE_SUPPRESSED] = {
		"unreachable-suppressed",
		"NO_ICMP_UNREACHABLE holds back Destination Unreachable for "
		"UDP ports outside the RTP range" },
};

static const struct wording unknown_reason = {
	UNKNOWN, "this version does not know the reason"
};

static const struct wording counts[PHONEWALL_DOT1X_MAX + 1] = {
	[PHONEWALL_DOT1X_TO_SWITCH] = {
		"to-switch",
		"EAPOL from the PC port, sent to the switch" },
	[PHONEWALL_DOT1X_TO_PC] = {
		"to-pc",
		"EAPOL from the switch port, sent to the PC" },
	[PHONEWALL_DOT1X_TO_PHONE] = {
		"to-phone",
		"EAPOL from the switch port, given to the phone" },
	[PHONEWALL_DOT1X_SPOOFED] = {
		"spoofed",
		"EAPOL from the PC port, blocked: from one of the "
		"phone's addresses or no station's" },
	[PHONEWALL_DOT1X_FOR_PHONE] = {
		"for-phone",
		"EAPOL from the PC port, blocked: to one of the phone's "
		"addresses" },
	[PHONEWALL_DOT1X_TAGGED] = {
		"tagged",
		"from the PC port, blocked: EAPOL in a VLAN, or "
		"anything in stacked tags" },
	[PHONEWALL_DOT1X_MALFORMED] = {
		"malformed",
		"EAPOL, blocked: shorter than its length field says" },
	[PHONEWALL_DOT1X_NOT_SENT] = {
		"not-sent",
		"EAPOL that could not be sent: it is longer than the "
		"other port takes, or that one is not there" },
	[PHONEWALL_DOT1X_PORT_DISABLED] = {
		"port-disabled",
		"blocked at the disabled PC port" },
	[PHONEWALL_DOT1X_LOGOFFS] = {
		"logoffs",
		"Logoffs sent" },
	[PHONEWALL_DOT1X_FLAPS] = {
		"flaps",
		"losses of carrier that ended before a Logoff was sent" },
	[PHONEWALL_DOT1X_SESSIONS_EVICTED] = {
		"sessions-evicted",
		"sessions forgotten to make room" },
	[PHONEWALL_DOT1X_SESSIONS_REFUSED] = {
		"sessions-refused",
		"EAPOL of PCs that were not noted, since there was no room" },
};

static const char *const states[PHONEWALL_SESSION_MAX + 1] = {
	[PHONEWALL_SESSION_SEEN] = "seen",
	[PHONEWALL_SESSION_AUTHENTICATING] = "authenticating",
	[PHONEWALL_SESSION_AUTHENTICATED] = "authenticated",
	[PHONEWALL_SESSION_HELD] = "held",
	[PHONEWALL_SESSION_LOGGED_OFF] = "logged-off",
};

static const struct wording logoffs[PHONEWALL_LOGOFF_MAX + 1] = {
	[PHONEWALL_LOGOFF_CARRIER] = {
		"carrier",
		"the PC port lost its carrier" },
	[PHONEWALL_LOGOFF_DOWN] = {
		"down",
		"the PC port was brought down" },
	[PHONEWALL_LOGOFF_DISABLED] = {
		"disabled",
		"PC_PORT_Enable=No disabled the PC port" },
	[PHONEWALL_LOGOFF_REMOVED] = {
		"removed",
		"the PC port's device disappeared" },
	[PHONEWALL_LOGOFF_WITHDRAWN] = {
		"withdrawn",
		"the ports were unset or changed in the settings" },
	[PHONEWALL_LOGOFF_DISPLACED] = {
		"displaced",
		"another PC took its place after it had been idle for long" },
};

static const struct wording unknown = {
	UNKNOWN, "this version does not know what it is"
};

bool phonewall_reason_is_known(enum phonewall_reason reason)
{
	return (unsigned int)reason <= PHONEWALL_REASON_MAX &&
	       reasons[reason].name;
}

static const struct wording *find_reason(enum phonewall_reason reason)
{
	return phonewall_reason_is_known(reason) ? &reasons[reason] :
						   &unknown_reason;
}

const char *phonewall_reason_name(enum phonewall_reason reason)
{
	return find_reason(reason)->name;
}

const char *phonewall_reason_text(enum phonewall_reason reason)
{
	return find_reason(reason)->text;
}

const char *phonewall_reason_verdict(enum phonewall_reason reason)
{
	if (phonewall_reason_accepts(reason))
		return "accept";
	return reason == PHONEWALL_REASON_UDP_REJECTED ? "reject" : "block";
}

static const struct wording *find_count(enum phonewall_dot1x_count count)
{
	return (unsigned int)count <= PHONEWALL_DOT1X_MAX ? &counts[count] :
							    &unknown;
}

const char *phonewall_dot1x_count_name(enum phonewall_dot1x_count count)
{
	return find_count(count)->name;
}

const char *phonewall_dot1x_count_text(enum phonewall_dot1x_count count)
{
	return find_count(count)->text;
}

const char *phonewall_session_state_name(enum phonewall_session_state state)
{
	return (unsigned int)state <= PHONEWALL_SESSION_MAX ? states[state] :
							      UNKNOWN;
}

static const struct wording *find_logoff(enum phonewall_logoff logoff)
{
	return (unsigned int)logoff <= PHONEWALL_LOGOFF_MAX ? &logoffs[logoff] :
							      &unknown;
}

const char *phonewall_logoff_name(enum phonewall_logoff logoff)
{
	return find_logoff(logoff)->name;
}

const char *phonewall_logoff_text(enum phonewall_logoff logoff)
{
	return find_logoff(logoff)->text;
}
