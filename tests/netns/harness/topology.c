// SPDX-License-Identifier: MIT
#include "harness/topology.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "harness/assertion.h"
#include "harness/link.h"

#define LAN_OTHER	4

static const char *const names[] = { "phone", "lan", "pc" };

/* The last byte of each host's addresses. */
static unsigned int number(enum host host)
{
	assert_true(host < HOST_SWITCH);
	return host + 1;
}

/* One ip process for each host: starting one is slow under emulation. */
static void configure(enum host host, const char *commands)
{
	host_run(host, "ip -batch - <<'END'\n%sEND", commands);
}

/* Without snooping the switch floods multicast, as an unmanaged one does. */
static const char bridge[] =
	"link add name bridge type bridge mcast_snooping 0\n"
	"link set dev bridge addrgenmode none\n"
	"link set dev bridge up\n";

static char *port(enum host host)
{
	return phonewall_memory_print(
		"link add name %s type veth peer name " TOPOLOGY_DEVICE
		" address 02:00:00:00:00:%02x netns %s\n"
		"link set dev %s master bridge up\n",
		names[host], number(host), host_path(host), names[host]);
}

static void set_up_switch(void)
{
	char *phone = port(HOST_PHONE);
	char *lan = port(HOST_LAN);
	char *pc = port(HOST_PC);
	char *commands;

	commands = phonewall_memory_print("%s%s%s%s", bridge, phone, lan, pc);
	configure(HOST_SWITCH, commands);
	free(commands);
	free(pc);
	free(lan);
	free(phone);
}

static char *addresses(unsigned int last)
{
	return phonewall_memory_print(
		"address add 192.0.2.%u/24 brd + dev " TOPOLOGY_DEVICE "\n"
		"address add 2001:db8::%x/64 nodad dev " TOPOLOGY_DEVICE "\n"
		"address add fe80::%x/64 nodad dev " TOPOLOGY_DEVICE "\n",
		last, last, last);
}

static char *neighbour(unsigned int last, enum host owner)
{
	return phonewall_memory_print(
		"neighbour replace 192.0.2.%u lladdr 02:00:00:00:00:%02x"
		" nud permanent dev " TOPOLOGY_DEVICE "\n"
		"neighbour replace 2001:db8::%x lladdr 02:00:00:00:00:%02x"
		" nud permanent dev " TOPOLOGY_DEVICE "\n"
		"neighbour replace fe80::%x lladdr 02:00:00:00:00:%02x"
		" nud permanent dev " TOPOLOGY_DEVICE "\n",
		last, number(owner), last, number(owner), last,
		number(owner));
}

/* A host is among its own neighbours; that entry does no harm. */
static char *neighbours(void)
{
	char *phone = neighbour(number(HOST_PHONE), HOST_PHONE);
	char *lan = neighbour(number(HOST_LAN), HOST_LAN);
	char *other = neighbour(LAN_OTHER, HOST_LAN);
	char *pc = neighbour(number(HOST_PC), HOST_PC);
	char *commands;

	commands = phonewall_memory_print("%s%s%s%s", phone, lan, other, pc);
	free(pc);
	free(other);
	free(lan);
	free(phone);
	return commands;
}

static void set_up(enum host host)
{
	char *own = addresses(number(host));
	char *other = addresses(LAN_OTHER);
	char *known = neighbours();
	char *commands;

	host_set(host, "ipv6/conf/" TOPOLOGY_DEVICE "/router_solicitations",
		 "0");
	commands = phonewall_memory_print(
		"link set dev lo up\n"
		"link set dev " TOPOLOGY_DEVICE " addrgenmode none\n"
		"link set dev " TOPOLOGY_DEVICE " up\n"
		"%s%s%s", own, host == HOST_LAN ? other : "", known);
	configure(host, commands);
	free(commands);
	free(known);
	free(other);
	free(own);
	link_wait(host, TOPOLOGY_DEVICE);
	link_wait(HOST_SWITCH, names[host]);
}

void topology_know_neighbours(enum host host)
{
	char *commands = neighbours();

	configure(host, commands);
	free(commands);
}

void topology_build(void)
{
	unsigned int i;

	set_up_switch();
	for (i = 0; i < HOST_SWITCH; i++)
		set_up(i);
}

void topology_connect(enum host host)
{
	char *commands = port(host);

	configure(HOST_SWITCH, commands);
	free(commands);
	set_up(host);
}

struct phonewall_address make_address(const char *text)
{
	struct phonewall_address address;
	bool has_port;
	uint16_t port;

	if (!phonewall_address_parse(text, &address, &port, &has_port))
		fail_msg("%s is no address", text);
	return address;
}

static struct phonewall_address numbered_address(sa_family_t family,
						 unsigned int last)
{
	struct phonewall_address address;

	address = make_address(family == AF_INET ? "192.0.2.0" : "2001:db8::");
	address.bytes[family == AF_INET ? 3 : 15] = last;
	return address;
}

struct phonewall_address host_address(enum host host, sa_family_t family)
{
	return numbered_address(family, number(host));
}

struct phonewall_address host_link_local(enum host host)
{
	struct phonewall_address address = make_address("fe80::");

	address.bytes[15] = number(host);
	return address;
}

struct phonewall_address lan_other_address(sa_family_t family)
{
	return numbered_address(family, LAN_OTHER);
}

void host_mac(enum host host, uint8_t mac[ETHERNET_ADDRESS_LENGTH])
{
	memcpy(mac, (uint8_t[]){ 2, 0, 0, 0, 0, number(host) },
	       ETHERNET_ADDRESS_LENGTH);
}

unsigned int host_device(enum host host)
{
	unsigned int device;

	host_enter(host);
	device = if_nametoindex(TOPOLOGY_DEVICE);
	host_leave();
	if (!device)
		fail_msg("a host has lost its device");
	return device;
}
