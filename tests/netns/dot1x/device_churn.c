// SPDX-License-Identifier: MIT
#include "dot1x/device_churn.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/assertion.h"
#include "harness/child.h"
#include "harness/rtnetlink.h"
#include "judge/random_packet.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))
#define PICK(array)	((array)[random_below(COUNT(array))])
#define SEED_STEP	7919
#define STATIONS	12
#define DEVICE_GROUP	10
#define MTU_MIN		68
#define MTU_MAX		4000
#define PAUSE_US	500
#define PROCESSES	3

/* The second half are alternative names only. */
static const char *const port_names[] = {
	"p0", "p1", "p2", "p3", "p4", "p5", "pa0", "pa1",
};
static const char *const end_names[] = {
	"e0", "e1", "e2", "e3", "e4", "e5", "ea0", "ea1",
};

#define OWN_NAMES	6

/**
 * struct place - one of the two namespaces
 * @path: opens it, for moves
 * @rtnetlink: for devices
 * @frames: a packet socket
 * @genetlink: for settings
 */
struct place {
	int path;
	int rtnetlink;
	int frames;
	struct genetlink genetlink;
};

/**
 * struct tally - how often something was done
 * @tried: how often
 * @done: how often it succeeded
 */
struct tally {
	unsigned int tried;
	unsigned int done;
};

enum {
	CREATE_PAIR, CREATE_DUMMY, CREATE_BRIDGE, CREATE_VLAN, CREATE_MACVLAN,
	DELETE_DEVICE, DELETE_GROUP, ADD_NAME, REMOVE_NAME, RENAME,
	RENAME_DOWN, MOVE, MOVE_RENAMED, SET_UP, SET_DOWN, CHANGE_CARRIER,
	UNPLUG, PLUG, SET_MASTER, UNSET_MASTER, SET_ADDRESS, SET_MTU,
	SET_PROMISCUOUS, DEVICE_OPERATIONS,
};

enum {
	SET_PORTS, WITHDRAW, READ_PORTS, SET_POLICY, READ_STATUS,
	SETTING_OPERATIONS,
};

/**
 * struct progress - what the processes share
 * @wanted: operations after which they end
 * @devices: operations on devices
 * @settings: the others
 * @frames: frames sent
 * @stop: whether no more frames are wanted
 * @device: tally of each operation on devices
 * @setting: of each of the others
 * @in_force: what was last granted in either namespace
 * @fault: what was found wrong; empty if nothing was
 */
struct progress {
	unsigned int wanted;
	unsigned int devices;
	unsigned int settings;
	unsigned int frames;
	bool stop;
	struct tally device[DEVICE_OPERATIONS];
	struct tally setting[SETTING_OPERATIONS];
	struct dot1x_settings in_force[DEVICE_CHURN_HOSTS];
	char fault[256];
};

static struct progress *progress;
static struct place places[DEVICE_CHURN_HOSTS];

static bool one_in(unsigned int times)
{
	return !random_below(times);
}

static struct place *random_place(void)
{
	return &places[random_below(DEVICE_CHURN_HOSTS)];
}

/* Most settings are set in the namespace of the phone. */
static enum host random_host(void)
{
	return one_in(4) ? HOST_LAN : HOST_PHONE;
}

/* Devices. Each returns 0 or a negative errno. */

static const char *random_own_name(const char *const *names)
{
	return names[random_below(OWN_NAMES)];
}

static int find_device(const struct place *place, const char *const *names,
		       struct rtnetlink_device *device)
{
	unsigned int first = random_below(COUNT(port_names));
	int error = -ENODEV;

	for (unsigned int i = 0; error && i < COUNT(port_names); i++)
		error = rtnetlink_find(place->rtnetlink,
				       names[(first + i) % COUNT(port_names)],
				       device);
	return error;
}

static int find_any(const struct place *place, struct rtnetlink_device *device)
{
	return find_device(place, one_in(3) ? end_names : port_names, device);
}

static const char *const *names_like(const struct rtnetlink_device *device)
{
	return device->name[0] == 'e' ? end_names : port_names;
}

static int ask(const struct place *place,
	       const struct rtnetlink_request *request)
{
	return rtnetlink_ask(place->rtnetlink, request, NULL, 0);
}

static int change_flags(const struct place *place, unsigned int index,
			unsigned int flags, unsigned int mask)
{
	struct rtnetlink_request request;

	rtnetlink_begin(&request, RTM_NEWLINK, 0, index);
	rtnetlink_change_flags(&request, flags, mask);
	return ask(place, &request);
}

static struct nlmsghdr *begin_create(struct rtnetlink_request *request,
				     const char *name)
{
	struct nlmsghdr *header;

	header = rtnetlink_begin(request, RTM_NEWLINK,
				 NLM_F_CREATE | NLM_F_EXCL, 0);
	if (!one_in(4))
		rtnetlink_change_flags(request, IFF_UP, IFF_UP);
	mnl_attr_put_strz(header, IFLA_IFNAME, name);
	mnl_attr_put_u32(header, IFLA_GROUP, DEVICE_GROUP);
	return header;
}

static void put_peer(struct nlmsghdr *header, const char *name,
		     const struct place *place)
{
	struct nlattr *data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
	struct nlattr *peer = mnl_attr_nest_start(header, VETH_INFO_PEER);

	mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(header, IFLA_IFNAME, name);
	mnl_attr_put_u32(header, IFLA_NET_NS_FD, place->path);
	mnl_attr_nest_end(header, peer);
	mnl_attr_nest_end(header, data);
}

/* The kernel does not create the second end up. */
static int create_pair(const struct place *place)
{
	const char *end_name = random_own_name(end_names);
	const struct place *far = random_place();
	struct rtnetlink_request request;
	struct rtnetlink_device end;
	struct nlmsghdr *header;
	struct nlattr *info;
	int error;

	header = begin_create(&request, random_own_name(port_names));
	info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
	put_peer(header, end_name, far);
	mnl_attr_nest_end(header, info);
	error = ask(place, &request);
	if (!error && !one_in(4) &&
	    !rtnetlink_find(far->rtnetlink, end_name, &end))
		change_flags(far, end.index, IFF_UP, IFF_UP);
	return error;
}

static int create_plain(const struct place *place, const char *kind)
{
	struct rtnetlink_request request;
	struct nlmsghdr *header;
	struct nlattr *info;

	header = begin_create(&request, random_own_name(port_names));
	info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, kind);
	mnl_attr_nest_end(header, info);
	return ask(place, &request);
}

static int create_dummy(const struct place *place)
{
	return create_plain(place, "dummy");
}

static int create_bridge(const struct place *place)
{
	return create_plain(place, "bridge");
}

static void put_upper(struct nlmsghdr *header, const char *kind)
{
	static const uint32_t modes[] = {
		MACVLAN_MODE_PRIVATE, MACVLAN_MODE_VEPA, MACVLAN_MODE_BRIDGE,
		MACVLAN_MODE_PASSTHRU,
	};
	struct nlattr *data;

	mnl_attr_put_strz(header, IFLA_INFO_KIND, kind);
	data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
	if (!strcmp(kind, "vlan"))
		mnl_attr_put_u16(header, IFLA_VLAN_ID,
				 1 + random_below(4094));
	else
		mnl_attr_put_u32(header, IFLA_MACVLAN_MODE, PICK(modes));
	mnl_attr_nest_end(header, data);
}

static int create_upper(const struct place *place, const char *kind)
{
	struct rtnetlink_request request;
	struct rtnetlink_device lower;
	struct nlmsghdr *header;
	struct nlattr *info;
	int error = find_device(place, port_names, &lower);

	if (error)
		return error;
	header = begin_create(&request, random_own_name(port_names));
	mnl_attr_put_u32(header, IFLA_LINK, lower.index);
	info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	put_upper(header, kind);
	mnl_attr_nest_end(header, info);
	return ask(place, &request);
}

static int create_vlan(const struct place *place)
{
	return create_upper(place, "vlan");
}

static int create_macvlan(const struct place *place)
{
	return create_upper(place, "macvlan");
}

static int delete_device(const struct place *place)
{
	struct rtnetlink_request request;
	struct rtnetlink_device device;
	int error = find_any(place, &device);

	if (error)
		return error;
	rtnetlink_begin(&request, RTM_DELLINK, 0, device.index);
	return ask(place, &request);
}

static int delete_group(const struct place *place)
{
	struct rtnetlink_request request;
	struct nlmsghdr *header = rtnetlink_begin(&request, RTM_DELLINK, 0, 0);

	mnl_attr_put_u32(header, IFLA_GROUP, DEVICE_GROUP);
	return ask(place, &request);
}

static int change_names(const struct place *place, uint16_t type,
			uint16_t flags, unsigned int index, const char *name)
{
	struct rtnetlink_request request;
	struct nlmsghdr *header;
	struct nlattr *list;

	header = rtnetlink_begin(&request, type, flags, index);
	list = mnl_attr_nest_start(header, IFLA_PROP_LIST | NLA_F_NESTED);
	mnl_attr_put_strz(header, IFLA_ALT_IFNAME, name);
	mnl_attr_nest_end(header, list);
	return ask(place, &request);
}

static int add_name(const struct place *place)
{
	struct rtnetlink_device device;
	unsigned int name = random_below(COUNT(port_names));
	int error = find_any(place, &device);

	return error ? error :
		       change_names(place, RTM_NEWLINKPROP,
				    NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND,
				    device.index, names_like(&device)[name]);
}

static int remove_name(const struct place *place)
{
	const char *const *names = one_in(3) ? end_names : port_names;
	unsigned int first = random_below(COUNT(port_names));
	struct rtnetlink_device device;
	const char *name;

	for (unsigned int i = 0; i < COUNT(port_names); i++) {
		name = names[(first + i) % COUNT(port_names)];
		if (!rtnetlink_find(place->rtnetlink, name, &device) &&
		    strcmp(device.name, name))
			return change_names(place, RTM_DELLINKPROP, 0,
					    device.index, name);
	}
	return -ENODEV;
}

static int give_name(const struct place *place,
		     const struct rtnetlink_device *device)
{
	struct rtnetlink_request request;
	struct nlmsghdr *header;

	header = rtnetlink_begin(&request, RTM_NEWLINK, 0, device->index);
	mnl_attr_put_strz(header, IFLA_IFNAME,
			  random_own_name(names_like(device)));
	return ask(place, &request);
}

static int rename_as_it_is(const struct place *place)
{
	struct rtnetlink_device device;
	int error = find_any(place, &device);

	return error ? error : give_name(place, &device);
}

static int rename_down(const struct place *place)
{
	struct rtnetlink_device device;
	int error = find_any(place, &device);

	if (error)
		return error;
	change_flags(place, device.index, 0, IFF_UP);
	error = give_name(place, &device);
	change_flags(place, device.index, IFF_UP, IFF_UP);
	return error;
}

static int move_to_other(const struct place *place, bool is_renamed)
{
	const struct place *other = place == places ? places + 1 : places;
	struct rtnetlink_request request;
	struct rtnetlink_device device;
	struct nlmsghdr *header;
	int error = find_any(place, &device);

	if (error)
		return error;
	header = rtnetlink_begin(&request, RTM_NEWLINK, 0, device.index);
	mnl_attr_put_u32(header, IFLA_NET_NS_FD, other->path);
	if (is_renamed)
		mnl_attr_put_strz(header, IFLA_IFNAME,
				  random_own_name(names_like(&device)));
	if (one_in(2))
		rtnetlink_change_flags(&request, IFF_UP, IFF_UP);
	return ask(place, &request);
}

static int move_device(const struct place *place)
{
	return move_to_other(place, false);
}

static int move_renamed(const struct place *place)
{
	return move_to_other(place, true);
}

static int change_flags_of(const struct place *place, const char *const *names,
			   unsigned int flags, unsigned int mask)
{
	struct rtnetlink_device device;
	int error = find_device(place, names, &device);

	return error ? error : change_flags(place, device.index, flags, mask);
}

static int set_up(const struct place *place)
{
	return change_flags_of(place, port_names, IFF_UP, IFF_UP);
}

static int set_down(const struct place *place)
{
	return change_flags_of(place, port_names, 0, IFF_UP);
}

static int unplug(const struct place *place)
{
	return change_flags_of(place, end_names, 0, IFF_UP);
}

static int plug(const struct place *place)
{
	return change_flags_of(place, end_names, IFF_UP, IFF_UP);
}

static int set_promiscuous(const struct place *place)
{
	return change_flags_of(place, port_names, one_in(2) ? IFF_PROMISC : 0,
			       IFF_PROMISC);
}

/* A single attribute of a port. */
static int set_value(const struct place *place, uint16_t type,
		     const void *value, size_t size)
{
	struct rtnetlink_request request;
	struct rtnetlink_device device;
	int error = find_device(place, port_names, &device);

	if (error)
		return error;
	mnl_attr_put(rtnetlink_begin(&request, RTM_NEWLINK, 0, device.index),
		     type, size, value);
	return ask(place, &request);
}

static int find_kind(const struct place *place, const char *kind,
		     struct rtnetlink_device *device)
{
	unsigned int first = random_below(OWN_NAMES);
	const char *name;

	for (unsigned int i = 0; i < OWN_NAMES; i++) {
		name = port_names[(first + i) % OWN_NAMES];
		if (!rtnetlink_find(place->rtnetlink, name, device) &&
		    !strcmp(device->kind, kind))
			return 0;
	}
	return -ENODEV;
}

/* Of these kinds only a dummy device allows a change of its carrier. */
static int change_carrier(const struct place *place)
{
	struct rtnetlink_request request;
	struct rtnetlink_device device;

	if (find_kind(place, "dummy", &device))
		return create_dummy(place);
	mnl_attr_put_u8(rtnetlink_begin(&request, RTM_NEWLINK, 0,
					device.index),
			IFLA_CARRIER, random_below(2));
	return ask(place, &request);
}

static int set_master(const struct place *place)
{
	struct rtnetlink_device bridge;

	if (find_kind(place, "bridge", &bridge))
		return create_bridge(place);
	return set_value(place, IFLA_MASTER, &bridge.index,
			 sizeof(bridge.index));
}

static int unset_master(const struct place *place)
{
	const uint32_t none = 0;

	return set_value(place, IFLA_MASTER, &none, sizeof(none));
}

/* Sometimes the address of a station, or of another device. */
static int set_address(const struct place *place)
{
	struct station address = station_number(1 + random_below(STATIONS));

	return set_value(place, IFLA_ADDRESS, &address, sizeof(address));
}

static int set_mtu(const struct place *place)
{
	const uint32_t mtu = MTU_MIN + random_below(MTU_MAX - MTU_MIN);

	return set_value(place, IFLA_MTU, &mtu, sizeof(mtu));
}

/**
 * struct operation - what may be done to devices
 * @name: for the report
 * @weight: how often, against the others
 * @perform: does it
 */
struct operation {
	const char *name;
	unsigned int weight;
	int (*perform)(const struct place *place);
};

static const struct operation device_operations[] = {
	[CREATE_PAIR] = { "create veth", 14, create_pair },
	[CREATE_DUMMY] = { "create dummy", 2, create_dummy },
	[CREATE_BRIDGE] = { "create bridge", 5, create_bridge },
	[CREATE_VLAN] = { "create vlan", 3, create_vlan },
	[CREATE_MACVLAN] = { "create macvlan", 3, create_macvlan },
	[DELETE_DEVICE] = { "delete", 8, delete_device },
	[DELETE_GROUP] = { "delete group", 1, delete_group },
	[ADD_NAME] = { "add name", 10, add_name },
	[REMOVE_NAME] = { "remove name", 4, remove_name },
	[RENAME] = { "rename", 6, rename_as_it_is },
	[RENAME_DOWN] = { "rename down", 8, rename_down },
	[MOVE] = { "move", 6, move_device },
	[MOVE_RENAMED] = { "move renamed", 4, move_renamed },
	[SET_UP] = { "up", 8, set_up },
	[SET_DOWN] = { "down", 5, set_down },
	[CHANGE_CARRIER] = { "carrier", 2, change_carrier },
	[UNPLUG] = { "unplug", 4, unplug },
	[PLUG] = { "plug", 6, plug },
	[SET_MASTER] = { "master", 6, set_master },
	[UNSET_MASTER] = { "no master", 3, unset_master },
	[SET_ADDRESS] = { "address", 4, set_address },
	[SET_MTU] = { "mtu", 2, set_mtu },
	[SET_PROMISCUOUS] = { "promiscuous", 2, set_promiscuous },
};

static unsigned int all_weights(void)
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < DEVICE_OPERATIONS; i++)
		sum += device_operations[i].weight;
	return sum;
}

static unsigned int random_operation(void)
{
	unsigned int number = random_below(all_weights());
	unsigned int i = 0;

	while (number >= device_operations[i].weight)
		number -= device_operations[i++].weight;
	return i;
}

static void count(struct tally *tally, bool is_done)
{
	tally->tried++;
	tally->done += is_done;
}

static unsigned int load(const unsigned int *number)
{
	return __atomic_load_n(number, __ATOMIC_RELAXED);
}

static void add_one(unsigned int *number)
{
	__atomic_add_fetch(number, 1, __ATOMIC_RELAXED);
}

static bool is_over(void)
{
	return load(&progress->devices) + load(&progress->settings) >=
	       progress->wanted;
}

static void change_devices(void)
{
	unsigned int operation;

	while (!is_over()) {
		operation = random_operation();
		count(&progress->device[operation],
		      !device_operations[operation].perform(random_place()));
		add_one(&progress->devices);
	}
}

/* Settings */

static struct dot1x_settings random_settings(void)
{
	unsigned int pc = random_below(COUNT(port_names));
	unsigned int other = 1 + random_below(COUNT(port_names) - 1);

	return (struct dot1x_settings){
		.pc_port = port_names[pc],
		.switch_port = port_names[(pc + other) % COUNT(port_names)],
		.is_enabled = !one_in(3),
		.hold_time = one_in(2) ? 0 : random_below(200),
		.session_limit = 1 + random_below(one_in(2) ? 4 : 64),
	};
}

static const char *same_name(const char *name)
{
	for (unsigned int i = 0; i < COUNT(port_names); i++) {
		if (!strcmp(port_names[i], name))
			return port_names[i];
	}
	return NULL;
}

/* The name and an alternative name, if it has one, of one device. */
static void name_twice(enum host host, struct dot1x_settings *settings)
{
	struct rtnetlink_device device;
	bool is_pc = one_in(2);
	const char *own;

	for (unsigned int i = 0; i < COUNT(port_names); i++) {
		if (rtnetlink_find(places[host].rtnetlink, port_names[i],
				   &device) ||
		    !strcmp(device.name, port_names[i]))
			continue;
		own = same_name(device.name);
		settings->pc_port = is_pc ? port_names[i] : own;
		settings->switch_port = is_pc ? own : port_names[i];
		return;
	}
}

/* At most one of the ports is replaced. */
static struct dot1x_settings change_settings(enum host host)
{
	const struct dot1x_settings *now = &progress->in_force[host];
	struct dot1x_settings settings = random_settings();

	if (one_in(4))
		name_twice(host, &settings);
	if (!now->pc_port || one_in(2))
		return settings;
	if (strcmp(now->pc_port, settings.switch_port) || one_in(2))
		settings.pc_port = now->pc_port;
	if (!strcmp(settings.pc_port, settings.switch_port) || one_in(2))
		settings.switch_port = now->switch_port;
	return settings;
}

int device_churn_ask(enum host host, const struct dot1x_settings *settings,
		     struct genetlink_answer *answer)
{
	static struct genetlink_request request;
	static struct genetlink_answer unread;
	struct genetlink *genetlink = &places[host].genetlink;

	if (!answer)
		answer = &unread;
	dot1x_put(genetlink_begin(genetlink, &request,
				  PHONEWALL_CMD_DOT1X_SET), settings);
	genetlink_ask(genetlink, &request, answer);
	if (!answer->error)
		progress->in_force[host] = *settings;
	return answer->error;
}

static int ask_plain(enum host host, uint8_t command,
		     struct genetlink_answer *answer)
{
	genetlink_ask_plain(&places[host].genetlink, command, answer);
	return answer->error;
}

static int read_status(enum host host, struct dot1x_status *status)
{
	static struct genetlink_answer answer;
	int error = ask_plain(host, PHONEWALL_CMD_DOT1X_GET, &answer);

	if (!error)
		dot1x_read(answer.reply, answer.length, status);
	return error;
}

void device_churn_read(enum host host, struct dot1x_status *status)
{
	assert_int_equal(read_status(host, status), 0);
}

const char *device_churn_find_difference(enum host host,
					 const struct dot1x_status *status)
{
	const struct dot1x_settings *granted = &progress->in_force[host];

	if (!granted->pc_port)
		return status->pc_port[0] ? "ports that were withdrawn" : NULL;
	if (strcmp(status->pc_port, granted->pc_port))
		return "another PC port";
	if (strcmp(status->switch_port, granted->switch_port))
		return "another switch port";
	if (status->is_enabled != granted->is_enabled)
		return "a PC port that is enabled and should not be, or not";
	if (status->hold_time != granted->hold_time)
		return "another hold time";
	if (status->session_limit != granted->session_limit)
		return "another session limit";
	return NULL;
}

static void report_fault(enum host host, const char *what)
{
	if (!progress->fault[0])
		snprintf(progress->fault, sizeof(progress->fault),
			 "namespace %d: %s", host, what);
}

static int set_ports(enum host host)
{
	const struct dot1x_settings settings = change_settings(host);
	static struct genetlink_answer answer;
	int error = device_churn_ask(host, &settings, &answer);

	if (error && !answer.words[0])
		report_fault(host, "settings are refused without a word");
	return error;
}

static int withdraw(enum host host)
{
	const struct dot1x_settings none = { 0 };
	int error = device_churn_ask(host, &none, NULL);

	if (error)
		report_fault(host, "settings cannot be withdrawn");
	return error;
}

static int read_ports(enum host host)
{
	struct dot1x_status status;
	int error = read_status(host, &status);
	const char *difference;

	if (error) {
		report_fault(host, "the status cannot be read");
		return error;
	}
	difference = device_churn_find_difference(host, &status);
	if (difference)
		report_fault(host, difference);
	return difference ? -EPROTO : 0;
}

static int set_policy(enum host host)
{
	static struct genetlink_request request;
	static struct genetlink_answer answer;
	struct genetlink *genetlink = &places[host].genetlink;
	struct nlmsghdr *header;
	struct nlattr *nest;

	header = genetlink_begin(genetlink, &request, PHONEWALL_CMD_POLICY_SET);
	nest = mnl_attr_nest_start(header, PHONEWALL_A_POLICY);
	mnl_attr_put_u8(header, PHONEWALL_A_POLICY_ENABLED, random_below(2));
	mnl_attr_nest_end(header, nest);
	genetlink_ask(genetlink, &request, &answer);
	if (answer.error)
		report_fault(host, "a policy is refused");
	return answer.error;
}

static int read_firewall(enum host host)
{
	static struct genetlink_answer answer;
	int error = ask_plain(host, PHONEWALL_CMD_STATUS_GET, &answer);

	if (error)
		report_fault(host, "the firewall's status cannot be read");
	return error;
}

/**
 * struct setting_operation - what may be done to settings
 * @name: for the report
 * @perform: does it; returns 0 or a negative errno
 */
static const struct setting_operation {
	const char *name;
	int (*perform)(enum host host);
} setting_operations[] = {
	[SET_PORTS] = { "DOT1X_SET", set_ports },
	[WITHDRAW] = { "withdraw", withdraw },
	[READ_PORTS] = { "DOT1X_GET", read_ports },
	[SET_POLICY] = { "POLICY_SET", set_policy },
	[READ_STATUS] = { "STATUS_GET", read_firewall },
};

static unsigned int random_setting(void)
{
	static const unsigned int settings[] = {
		SET_PORTS, SET_PORTS, SET_PORTS, SET_PORTS, SET_PORTS,
		SET_PORTS, READ_PORTS, READ_PORTS, READ_STATUS, SET_POLICY,
	};

	return one_in(12) ? WITHDRAW : PICK(settings);
}

static void open_rtnetlink(enum host host)
{
	host_enter(host);
	places[host].rtnetlink = rtnetlink_open();
	host_leave();
	assert_true(places[host].rtnetlink >= 0);
}

/* As many as operations on devices, so that the two interleave. */
static void change_settings_too(void)
{
	unsigned int operation;

	for (enum host host = 0; host < DEVICE_CHURN_HOSTS; host++)
		open_rtnetlink(host);
	while (!is_over()) {
		if (load(&progress->settings) > load(&progress->devices)) {
			usleep(PAUSE_US);
			continue;
		}
		operation = random_setting();
		count(&progress->setting[operation],
		      !setting_operations[operation].perform(random_host()));
		add_one(&progress->settings);
	}
}

/* Frames */

static struct station random_station(void)
{
	return station_number(1 + random_below(STATIONS));
}

static struct eapol_frame random_frame(void)
{
	static const uint16_t protocols[] = {
		ETH_P_IP, ETH_P_IPV6, ETH_P_ARP, 0x88b5,
	};
	const struct station broadcast = {
		{ 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }
	};
	struct station from = random_station();
	struct station to = one_in(2) ? pae_group : random_station();

	switch (random_below(7)) {
	case 0:
		return eapol_frame(to, from, EAPOL_START);
	case 1:
		return eap_frame(to, from, EAP_RESPONSE, random_below(3));
	case 2:
		return eap_frame(to, from, EAP_SUCCESS, random_below(3));
	case 3:
		return eap_frame(to, from, EAP_FAILURE, random_below(3));
	case 4:
		return eapol_frame(to, from, EAPOL_LOGOFF);
	case 5:
		return eapol_frame(to, from, EAPOL_MKA);
	default:
		return plain_frame(one_in(2) ? broadcast : to, from,
				   PICK(protocols));
	}
}

static void tag_at_random(struct eapol_frame *frame)
{
	while (one_in(3) && frame->length < EAPOL_FRAME_FULL)
		eapol_frame_tag(frame, one_in(2) ? ETH_P_8021Q : ETH_P_8021AD,
				one_in(2) ? 0 : random_below(4096));
}

static bool send_by(const struct place *place, const char *device,
		    const struct eapol_frame *frame)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", device);
	if (ioctl(place->frames, SIOCGIFINDEX, &request))
		return false;
	address.sll_ifindex = request.ifr_ifindex;
	return sendto(place->frames, frame->bytes, frame->length, MSG_DONTWAIT,
		      (const void *)&address, sizeof(address)) > 0;
}

static void send_frames(void)
{
	struct eapol_frame frame;
	const char *device;

	while (!__atomic_load_n(&progress->stop, __ATOMIC_RELAXED)) {
		frame = random_frame();
		tag_at_random(&frame);
		device = random_own_name(one_in(4) ? port_names : end_names);
		if (send_by(random_place(), device, &frame))
			add_one(&progress->frames);
		else
			usleep(PAUSE_US);
	}
}

/* The processes */

/* A child that fails an assertion must end, not continue with the tests. */
static pid_t begin_process(void (*body)(void), int processor, unsigned int seed)
{
	pid_t child = child_start(processor);

	if (child)
		return child;
	setenv("CMOCKA_TEST_ABORT", "1", 1);
	random_packet_seed(seed);
	body();
	_exit(0);
}

static bool end_process(pid_t child)
{
	int status;

	return waitpid(child, &status, 0) == child && !status;
}

void device_churn_run(unsigned int seed, unsigned int operations)
{
	pid_t children[PROCESSES];
	bool has_failed = false;

	progress->wanted = progress->devices + progress->settings + operations;
	progress->stop = false;
	seed *= SEED_STEP;
	children[0] = begin_process(change_devices, 0, seed);
	children[1] = begin_process(change_settings_too, 1, seed + 1);
	children[2] = begin_process(send_frames, CHILD_ANY_PROCESSOR,
				    seed + 2);
	for (unsigned int i = 0; i < PROCESSES; i++) {
		progress->stop = i == PROCESSES - 1;
		has_failed |= !end_process(children[i]);
		progress->wanted = 0;
	}
	if (progress->fault[0])
		fail_msg("%s", progress->fault);
	assert_false(has_failed);
}

/* What they share, and their start */

void device_churn_open(void)
{
	progress = child_share(sizeof(*progress));
}

static void open_sockets(struct place *place)
{
	place->rtnetlink = rtnetlink_open();
	assert_true(place->rtnetlink >= 0);
	host_keep_socket(place->rtnetlink);
	place->frames = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	assert_true(place->frames >= 0);
	host_keep_socket(place->frames);
	assert_int_equal(genetlink_open(&place->genetlink), 0);
}

/* No host sends anything by itself. */
static void quieten(void)
{
	int fd = open("/proc/sys/net/ipv6/conf/default/addr_gen_mode",
		      O_WRONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, "1", 1), 1);
	close(fd);
}

void device_churn_begin(void)
{
	for (enum host host = 0; host < DEVICE_CHURN_HOSTS; host++) {
		places[host].path = open(host_path(host), O_RDONLY | O_CLOEXEC);
		assert_true(places[host].path >= 0);
		host_keep_socket(places[host].path);
		host_enter(host);
		quieten();
		open_sockets(&places[host]);
		host_leave();
		progress->in_force[host] = (struct dot1x_settings){ 0 };
	}
}

int device_churn_rtnetlink(enum host host)
{
	return places[host].rtnetlink;
}

static unsigned int report(const char *name, const struct tally *tally)
{
	printf("# %-14s %6u tried, %6u done\n", name, tally->tried,
	       tally->done);
	return !tally->done;
}

unsigned int device_churn_report(void)
{
	unsigned int never = 0;

	for (unsigned int i = 0; i < DEVICE_OPERATIONS; i++)
		never += report(device_operations[i].name,
				&progress->device[i]);
	for (unsigned int i = 0; i < SETTING_OPERATIONS; i++)
		never += report(setting_operations[i].name,
				&progress->setting[i]);
	printf("# %u operations on devices, %u on settings, %u frames\n",
	       progress->devices, progress->settings, progress->frames);
	return never;
}
