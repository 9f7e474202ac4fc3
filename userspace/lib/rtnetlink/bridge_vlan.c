// SPDX-License-Identifier: MIT
#include "rtnetlink/bridge_vlan.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#define REQUEST_MAX	256
#define TRIES		10

/* The kernel sends a range as two entries, its first VLAN and its last one. */
struct reading {
	unsigned int index;
	struct phonewall_port_vlans *vlans;
	uint16_t first;
};

static uint8_t membership_of(const struct bridge_vlan_info *info)
{
	uint8_t membership = PHONEWALL_VLAN_MEMBER;

	if (info->flags & BRIDGE_VLAN_INFO_UNTAGGED)
		membership |= PHONEWALL_VLAN_UNTAG;
	if (info->flags & BRIDGE_VLAN_INFO_PVID)
		membership |= PHONEWALL_VLAN_PVID;
	return membership;
}

static void read_entry(const struct bridge_vlan_info *info,
		       struct reading *reading)
{
	uint16_t first = info->vid;

	if (info->vid >= PHONEWALL_VLAN_COUNT)
		return;
	if (info->flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) {
		reading->first = info->vid;
		return;
	}
	if (info->flags & BRIDGE_VLAN_INFO_RANGE_END)
		first = reading->first;
	for (; first <= info->vid; first++)
		reading->vlans->membership[first] = membership_of(info);
}

static void read_entries(const struct nlattr *nest, struct reading *reading)
{
	const struct nlattr *attribute;

	mnl_attr_for_each_nested(attribute, nest) {
		if (mnl_attr_get_type(attribute) == IFLA_BRIDGE_VLAN_INFO &&
		    mnl_attr_get_payload_len(attribute) >=
		    sizeof(struct bridge_vlan_info))
			read_entry(mnl_attr_get_payload(attribute), reading);
	}
}

static int read_port(const struct nlmsghdr *header, void *argument)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	struct reading *reading = argument;
	const struct nlattr *attribute;

	if (mnl_nlmsg_get_payload_len(header) < sizeof(*info) ||
	    (unsigned int)info->ifi_index != reading->index)
		return MNL_CB_OK;
	mnl_attr_for_each(attribute, header, sizeof(*info)) {
		if (mnl_attr_get_type(attribute) == IFLA_AF_SPEC)
			read_entries(attribute, reading);
	}
	return MNL_CB_OK;
}

static int get_once(struct phonewall_rtnetlink *rtnetlink,
		    struct reading *reading)
{
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct ifinfomsg *info;

	memset(reading->vlans, 0, sizeof(*reading->vlans));
	request->nlmsg_type = RTM_GETLINK;
	request->nlmsg_flags = NLM_F_DUMP;
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ifi_family = AF_BRIDGE;
	mnl_attr_put_u32(request, IFLA_EXT_MASK,
			 RTEXT_FILTER_BRVLAN_COMPRESSED);
	return phonewall_rtnetlink_ask(rtnetlink, request, read_port, reading);
}

int phonewall_port_vlans_get(struct phonewall_rtnetlink *rtnetlink,
			     unsigned int index,
			     struct phonewall_port_vlans *vlans)
{
	struct reading reading = { .index = index, .vlans = vlans };
	int tries = TRIES;
	int error;

	do {
		error = get_once(rtnetlink, &reading);
	} while (error == -EINTR && --tries);
	return error;
}

static uint16_t flags_of(uint8_t membership)
{
	uint16_t flags = 0;

	if (membership & PHONEWALL_VLAN_UNTAG)
		flags |= BRIDGE_VLAN_INFO_UNTAGGED;
	if (membership & PHONEWALL_VLAN_PVID)
		flags |= BRIDGE_VLAN_INFO_PVID;
	return flags;
}

int phonewall_port_vlans_set(struct phonewall_rtnetlink *rtnetlink,
			     unsigned int index, bool bridge, uint16_t vlan,
			     uint8_t membership)
{
	struct bridge_vlan_info entry = {
		.vid = vlan, .flags = flags_of(membership),
	};
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct ifinfomsg *info;
	struct nlattr *nest;
	int error;

	request->nlmsg_type = membership ? RTM_SETLINK : RTM_DELLINK;
	info = mnl_nlmsg_put_extra_header(request, sizeof(*info));
	info->ifi_family = AF_BRIDGE;
	info->ifi_index = index;
	nest = mnl_attr_nest_start(request, IFLA_AF_SPEC);
	mnl_attr_put_u16(request, IFLA_BRIDGE_FLAGS,
			 bridge ? BRIDGE_FLAGS_SELF : BRIDGE_FLAGS_MASTER);
	mnl_attr_put(request, IFLA_BRIDGE_VLAN_INFO, sizeof(entry), &entry);
	mnl_attr_nest_end(request, nest);
	error = phonewall_rtnetlink_ask(rtnetlink, request, NULL, NULL);
	return !membership && error == -ENOENT ? 0 : error;
}

uint16_t phonewall_port_vlans_pvid(const struct phonewall_port_vlans *vlans)
{
	for (uint16_t vlan = 1; vlan < PHONEWALL_VLAN_COUNT; vlan++) {
		if (vlans->membership[vlan] & PHONEWALL_VLAN_PVID)
			return vlan;
	}
	return 0;
}
