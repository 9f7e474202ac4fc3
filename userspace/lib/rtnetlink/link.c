// SPDX-License-Identifier: MIT
#include "rtnetlink/link.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#define REQUEST_MAX	512

static struct ifinfomsg *begin_request(struct nlmsghdr *header, uint16_t type,
				       uint16_t flags, unsigned int index)
{
	struct ifinfomsg *info;

	header->nlmsg_type = type;
	header->nlmsg_flags = flags;
	info = mnl_nlmsg_put_extra_header(header, sizeof(*info));
	info->ifi_index = index;
	return info;
}

static void read_string(const struct nlattr *attribute, char *text, size_t size)
{
	if (!mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING))
		snprintf(text, size, "%s", mnl_attr_get_str(attribute));
}

static uint32_t read_u32(const struct nlattr *attribute)
{
	return mnl_attr_validate(attribute, MNL_TYPE_U32) ? 0 :
	       mnl_attr_get_u32(attribute);
}

static void read_vlan(const struct nlattr *data, struct phonewall_link *link)
{
	const struct nlattr *attribute;

	mnl_attr_for_each_nested(attribute, data) {
		if (mnl_attr_get_type(attribute) == IFLA_VLAN_ID &&
		    !mnl_attr_validate(attribute, MNL_TYPE_U16))
			link->vlan_id = mnl_attr_get_u16(attribute);
	}
}

static void read_bridge(const struct nlattr *data, struct phonewall_link *link)
{
	const struct nlattr *attribute;

	mnl_attr_for_each_nested(attribute, data) {
		if (mnl_attr_get_type(attribute) == IFLA_BR_VLAN_FILTERING &&
		    !mnl_attr_validate(attribute, MNL_TYPE_U8))
			link->vlan_filtering = mnl_attr_get_u8(attribute);
	}
}

/* The kernel sends the kind before the data, whose meaning depends on it. */
static void read_kind(const struct nlattr *nest, struct phonewall_link *link)
{
	const struct nlattr *attribute;

	mnl_attr_for_each_nested(attribute, nest) {
		if (mnl_attr_get_type(attribute) == IFLA_INFO_KIND)
			read_string(attribute, link->kind, sizeof(link->kind));
		else if (mnl_attr_get_type(attribute) != IFLA_INFO_DATA)
			continue;
		else if (!strcmp(link->kind, "vlan"))
			read_vlan(attribute, link);
		else if (!strcmp(link->kind, "bridge"))
			read_bridge(attribute, link);
	}
}

static int read_attribute(const struct nlattr *attribute, void *argument)
{
	struct phonewall_link *link = argument;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_IFNAME:
		read_string(attribute, link->name, sizeof(link->name));
		break;
	case IFLA_MASTER:
		link->master = read_u32(attribute);
		break;
	case IFLA_LINK:
		link->lower = read_u32(attribute);
		break;
	case IFLA_CARRIER:
		link->carrier = !mnl_attr_validate(attribute, MNL_TYPE_U8) &&
				mnl_attr_get_u8(attribute);
		break;
	case IFLA_LINKINFO:
		read_kind(attribute, link);
		break;
	}
	return MNL_CB_OK;
}

static int read_link(const struct nlmsghdr *header, void *argument)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	struct phonewall_link *link = argument;

	if (mnl_nlmsg_get_payload_len(header) < sizeof(*info))
		return MNL_CB_OK;
	link->index = info->ifi_index;
	link->up = info->ifi_flags & IFF_UP;
	return mnl_attr_parse(header, sizeof(*info), read_attribute, link);
}

static int get(struct phonewall_rtnetlink *rtnetlink, struct nlmsghdr *request,
	       struct phonewall_link *link)
{
	int error;

	*link = (struct phonewall_link){ 0 };
	error = phonewall_rtnetlink_ask(rtnetlink, request, read_link, link);
	return error == -ENODEV ? 0 : error;
}

int phonewall_link_get(struct phonewall_rtnetlink *rtnetlink, const char *name,
		       struct phonewall_link *link)
{
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

	begin_request(request, RTM_GETLINK, 0, 0);
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	return get(rtnetlink, request, link);
}

int phonewall_link_get_by_index(struct phonewall_rtnetlink *rtnetlink,
				unsigned int index,
				struct phonewall_link *link)
{
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);

	begin_request(request, RTM_GETLINK, 0, index);
	return get(rtnetlink, request, link);
}

int phonewall_link_set_up(struct phonewall_rtnetlink *rtnetlink,
			  const char *name)
{
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct ifinfomsg *info;

	info = begin_request(request, RTM_NEWLINK, 0, 0);
	info->ifi_flags = IFF_UP;
	info->ifi_change = IFF_UP;
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	return phonewall_rtnetlink_ask(rtnetlink, request, NULL, NULL);
}

/* If the lower device is down, the kernel brings this one up with it later. */
int phonewall_link_add_vlan(struct phonewall_rtnetlink *rtnetlink,
			    const char *name, unsigned int lower,
			    uint16_t vlan)
{
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct nlattr *kind, *data;
	int error;

	begin_request(request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
	mnl_attr_put_strz(request, IFLA_IFNAME, name);
	mnl_attr_put_u32(request, IFLA_LINK, lower);
	kind = mnl_attr_nest_start(request, IFLA_LINKINFO);
	mnl_attr_put_strz(request, IFLA_INFO_KIND, "vlan");
	data = mnl_attr_nest_start(request, IFLA_INFO_DATA);
	mnl_attr_put_u16(request, IFLA_VLAN_ID, vlan);
	mnl_attr_nest_end(request, data);
	mnl_attr_nest_end(request, kind);
	error = phonewall_rtnetlink_ask(rtnetlink, request, NULL, NULL);
	if (error)
		return error;
	error = phonewall_link_set_up(rtnetlink, name);
	return error == -ENETDOWN ? 0 : error;
}

int phonewall_link_delete(struct phonewall_rtnetlink *rtnetlink,
			  unsigned int index)
{
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	int error;

	begin_request(request, RTM_DELLINK, 0, index);
	error = phonewall_rtnetlink_ask(rtnetlink, request, NULL, NULL);
	return error == -ENODEV ? 0 : error;
}

int phonewall_link_set_vlan_filtering(struct phonewall_rtnetlink *rtnetlink,
				      unsigned int index, bool on)
{
	char buffer[REQUEST_MAX];
	struct nlmsghdr *request = mnl_nlmsg_put_header(buffer);
	struct nlattr *kind, *data;

	begin_request(request, RTM_NEWLINK, 0, index);
	kind = mnl_attr_nest_start(request, IFLA_LINKINFO);
	mnl_attr_put_strz(request, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(request, IFLA_INFO_DATA);
	mnl_attr_put_u8(request, IFLA_BR_VLAN_FILTERING, on);
	mnl_attr_nest_end(request, data);
	mnl_attr_nest_end(request, kind);
	return phonewall_rtnetlink_ask(rtnetlink, request, NULL, NULL);
}
