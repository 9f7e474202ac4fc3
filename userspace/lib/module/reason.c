// SPDX-License-Identifier: MIT
#include "module/reason.h"

#include <stddef.h>

struct wording {
	const char *name;
	const char *text;
};

static const struct wording wordings[PHONEWALL_REASON_MAX + 1] = {
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

bool phonewall_reason_is_known(enum phonewall_reason reason)
{
	return (unsigned int)reason <= PHONEWALL_REASON_MAX &&
	       wordings[reason].name;
}

static const struct wording *find_wording(enum phonewall_reason reason)
{
	static const struct wording unknown = {
		"unknown", "this version does not know the reason"
	};

	return phonewall_reason_is_known(reason) ? &wordings[reason] : &unknown;
}

const char *phonewall_reason_name(enum phonewall_reason reason)
{
	return find_wording(reason)->name;
}

const char *phonewall_reason_text(enum phonewall_reason reason)
{
	return find_wording(reason)->text;
}

const char *phonewall_reason_verdict(enum phonewall_reason reason)
{
	if (phonewall_reason_accepts(reason))
		return "accept";
	return reason == PHONEWALL_REASON_UDP_REJECTED ? "reject" : "block";
}
