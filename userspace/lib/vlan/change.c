// SPDX-License-Identifier: MIT
#include "vlan/change.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static int read_bridge(struct phonewall_rtnetlink *rtnetlink,
		       struct phonewall_vlan_ports *ports)
{
	int error;

	if (!ports->switch_port.master)
		return 0;
	error = phonewall_link_get_by_index(rtnetlink,
					    ports->switch_port.master,
					    &ports->bridge);
	if (error)
		return error;
	if (strcmp(ports->bridge.kind, "bridge")) {
		ports->bridge = (struct phonewall_link){ 0 };
		return 0;
	}
	error = phonewall_port_vlans_get(rtnetlink, ports->bridge.index,
					 &ports->bridge_vlans);
	if (error)
		return error;
	error = phonewall_port_vlans_get(rtnetlink, ports->switch_port.index,
					 &ports->switch_vlans);
	if (error)
		return error;
	return phonewall_port_vlans_get(rtnetlink, ports->pc_port.index,
					&ports->pc_vlans);
}

int phonewall_vlan_ports_read(struct phonewall_rtnetlink *rtnetlink,
			      const char *switch_port, const char *pc_port,
			      struct phonewall_vlan_ports *ports)
{
	int error;

	memset(ports, 0, sizeof(*ports));
	error = phonewall_link_get(rtnetlink, switch_port,
				   &ports->switch_port);
	if (error)
		return error;
	if (*pc_port)
		error = phonewall_link_get(rtnetlink, pc_port, &ports->pc_port);
	if (error)
		return error;
	return read_bridge(rtnetlink, ports);
}

static bool is_voice_device(const struct phonewall_link *link,
			    const struct phonewall_vlan_change *change)
{
	return !strcmp(link->kind, "vlan") && link->lower == change->device &&
	       link->vlan_id == change->vlan;
}

static int read_membership(struct phonewall_rtnetlink *rtnetlink,
			   const struct phonewall_vlan_change *change,
			   uint8_t *now)
{
	struct phonewall_port_vlans vlans;
	int error;

	error = phonewall_port_vlans_get(rtnetlink, change->device, &vlans);
	*now = vlans.membership[change->vlan];
	return error;
}

static int read_filtering(struct phonewall_rtnetlink *rtnetlink,
			  const struct phonewall_vlan_change *change,
			  uint8_t *now)
{
	struct phonewall_link bridge;
	int error;

	error = phonewall_link_get_by_index(rtnetlink, change->device,
					    &bridge);
	*now = bridge.vlan_filtering;
	return error;
}

static int read_device(struct phonewall_rtnetlink *rtnetlink,
		       const struct phonewall_vlan_change *change, uint8_t *now)
{
	struct phonewall_link link;
	int error;

	error = phonewall_link_get(rtnetlink, PHONEWALL_VOICE_DEVICE, &link);
	*now = is_voice_device(&link, change);
	return error;
}

int phonewall_vlan_change_read(struct phonewall_rtnetlink *rtnetlink,
			       const struct phonewall_vlan_change *change,
			       uint8_t *now)
{
	switch (change->target) {
	case PHONEWALL_VLAN_TARGET_MEMBERSHIP:
		return read_membership(rtnetlink, change, now);
	case PHONEWALL_VLAN_TARGET_FILTERING:
		return read_filtering(rtnetlink, change, now);
	default:
		return read_device(rtnetlink, change, now);
	}
}

int phonewall_vlan_change_is_moot(struct phonewall_rtnetlink *rtnetlink,
				  const struct phonewall_vlan_change *change)
{
	struct phonewall_link link;
	int error;

	error = phonewall_link_get_by_index(rtnetlink, change->device, &link);
	if (error)
		return error;
	if (change->target == PHONEWALL_VLAN_TARGET_MEMBERSHIP &&
	    !change->bridge)
		return !link.master;
	return !link.index;
}

/* Leaves a device of that name alone that phonewalld did not create. */
static int remove_device(struct phonewall_rtnetlink *rtnetlink,
			 const struct phonewall_vlan_change *change)
{
	struct phonewall_link link;
	int error;

	error = phonewall_link_get(rtnetlink, PHONEWALL_VOICE_DEVICE, &link);
	if (error || !is_voice_device(&link, change))
		return error;
	return phonewall_link_delete(rtnetlink, link.index);
}

int phonewall_vlan_change_make(struct phonewall_rtnetlink *rtnetlink,
			       const struct phonewall_vlan_change *change,
			       uint8_t value)
{
	switch (change->target) {
	case PHONEWALL_VLAN_TARGET_MEMBERSHIP:
		return phonewall_port_vlans_set(rtnetlink, change->device,
						change->bridge, change->vlan,
						value);
	case PHONEWALL_VLAN_TARGET_FILTERING:
		return phonewall_link_set_vlan_filtering(rtnetlink,
							 change->device,
							 value);
	default:
		if (!value)
			return remove_device(rtnetlink, change);
		return phonewall_link_add_vlan(rtnetlink,
					       PHONEWALL_VOICE_DEVICE,
					       change->device, change->vlan);
	}
}

static void name_device(const struct phonewall_vlan_change *change,
			char name[IF_NAMESIZE])
{
	if (!if_indextoname(change->device, name))
		snprintf(name, IF_NAMESIZE, "%u", change->device);
}

/* A kernel without one of its options does not know the request. */
static bool is_unsupported(int code)
{
	return code == EOPNOTSUPP || code == ENOPROTOOPT;
}

const char *phonewall_vlan_change_remedy(enum phonewall_vlan_target target,
					 int code)
{
	bool is_device = target == PHONEWALL_VLAN_TARGET_DEVICE;

	if (is_unsupported(code))
		return is_device ?
		       "; load the module 8021q, or use a kernel with CONFIG_VLAN_8021Q" :
		       "; use a kernel with CONFIG_BRIDGE_VLAN_FILTERING";
	if (code == EEXIST && is_device)
		return "; remove or rename the other device of that name";
	if (code == EPERM)
		return "; give phonewalld CAP_NET_ADMIN in this network namespace";
	return "";
}

static char *device_error(const struct phonewall_vlan_change *change,
			  const char *words, int code)
{
	char name[IF_NAMESIZE];

	name_device(change, name);
	return phonewall_memory_print("cannot make the device " PHONEWALL_VOICE_DEVICE " for VLAN %u on %s: %s%s",
				      change->vlan, name, words,
				      phonewall_vlan_change_remedy(
					      change->target, code));
}

char *phonewall_vlan_change_obstacle(struct phonewall_rtnetlink *rtnetlink,
				     const struct phonewall_vlan_change *change)
{
	struct phonewall_link link;

	if (change->target != PHONEWALL_VLAN_TARGET_DEVICE || !change->after)
		return NULL;
	if (phonewall_link_get(rtnetlink, PHONEWALL_VOICE_DEVICE, &link))
		return phonewall_vlan_change_error(rtnetlink, change);
	if (link.index && !is_voice_device(&link, change))
		return device_error(change, strerror(EEXIST), EEXIST);
	return NULL;
}

char *phonewall_vlan_change_error(const struct phonewall_rtnetlink *rtnetlink,
				  const struct phonewall_vlan_change *change)
{
	const char *words = phonewall_rtnetlink_error(rtnetlink);
	int code = phonewall_rtnetlink_code(rtnetlink);
	const char *remedy = phonewall_vlan_change_remedy(change->target, code);
	char name[IF_NAMESIZE];

	name_device(change, name);
	switch (change->target) {
	case PHONEWALL_VLAN_TARGET_MEMBERSHIP:
		return phonewall_memory_print("cannot set VLAN %u of %s: %s%s",
					      change->vlan, name, words,
					      remedy);
	case PHONEWALL_VLAN_TARGET_FILTERING:
		return phonewall_memory_print("cannot set vlan_filtering of %s: %s%s",
					      name, words, remedy);
	default:
		return device_error(change, words, code);
	}
}
