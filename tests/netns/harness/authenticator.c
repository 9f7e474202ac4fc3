// SPDX-License-Identifier: MIT
#include "harness/authenticator.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <wpa_ctrl.h>

#include "base/memory.h"
#include "harness/child.h"
#include "harness/eap_peer.h"
#include "harness/inet_socket.h"

#define FOLDER		"/tmp/authenticator"
#define USERS		FOLDER "/users"
#define LOG		FOLDER "/log"
#define CONTROL		FOLDER "/control"
#define REPLY_MAX	4096
#define POLL_MS		1
#define PROTOCOL_PAE	0x888e

/* Of hostapd's four, and of the stranger. */
#define MARK_ADDRESS	0x7f

static struct wpa_ctrl *controls[AUTHENTICATORS];
static struct station addresses[AUTHENTICATORS];
static unsigned int devices[AUTHENTICATORS];
static enum authenticator used;
static pid_t process = -1;
static int stranger = -1;
static unsigned int marks;

static bool sends_to_group(enum authenticator kind)
{
	return kind == AUTHENTICATOR_GROUP ||
	       kind == AUTHENTICATOR_STRICT_GROUP;
}

static bool is_strict(enum authenticator kind)
{
	return kind >= AUTHENTICATOR_STRICT_UNICAST;
}

/* The segment */

/* Of the groups below 01:80:c2:00:00:10 bits 3 and 14: PAE, and LLDP. */
static void make_segment(void)
{
	host_run(HOST_LAN, "ip -batch - <<'END'\n"
		 "link add segment type bridge mcast_snooping 0"
		 " forward_delay 0 group_fwd_mask 0x4008\n"
		 "link set dev segment addrgenmode none\n"
		 "link set dev segment up\n"
		 "link set dev " FAR_END " master segment\n"
		 "link add port type veth peer name " STRANGER_PORT "\n"
		 "link set dev " STRANGER_PORT " addrgenmode none up\n"
		 "link set dev port addrgenmode none master segment up\n"
		 "END");
	link_wait(HOST_LAN, STRANGER_PORT);
	stranger = frame_socket_wire(HOST_LAN, STRANGER_PORT);
}

/*
 * The address is permanent at its port: a switch does not learn its own address
 * from frames of others.
 */
static void make_port(enum authenticator kind)
{
	char name[16];

	host_run(HOST_LAN, "ip -batch - <<'END'\n"
		 "link add port%u type veth peer name auth%u"
		 " address 02:00:00:00:03:%02x\n"
		 "link set dev auth%u addrgenmode none up\n"
		 "link set dev port%u addrgenmode none master segment\n"
		 "END\n"
		 "bridge fdb add 02:00:00:00:03:%02x dev port%u master static"
		 " sticky",
		 kind, kind, kind, kind, kind, kind, kind);
	snprintf(name, sizeof(name), "auth%u", kind);
	addresses[kind] = link_address(HOST_LAN, name);
	devices[kind] = link_index(HOST_LAN, name);
}

static void make_strict(enum authenticator kind)
{
	host_run(HOST_LAN, "nft -f - <<'END'\n"
		 "table netdev strict%u {\n"
		 "chain ingress {\n"
		 "type filter hook ingress device auth%u priority 0;"
		 " policy drop;\n"
		 "ether daddr 01:80:c2:00:00:03 accept\n"
		 "ether daddr 02:00:00:00:03:%02x accept\n"
		 "}\n}\nEND", kind, kind, kind);
}

/* hostapd */

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void write_configuration(enum authenticator kind)
{
	char *path = phonewall_memory_print(FOLDER "/%u.conf", kind);
	char *text = phonewall_memory_print(
		"interface=auth%u\n"
		"driver=wired\n"
		"ctrl_interface=" CONTROL "\n"
		"logger_stdout=-1\n"
		"logger_stdout_level=2\n"
		"ieee8021x=1\n"
		"eap_reauth_period=0\n"
		"eap_server=1\n"
		"eap_user_file=" USERS "\n"
		"use_pae_group_addr=%d\n", kind, sends_to_group(kind));

	write_file(path, text);
	free(text);
	free(path);
}

static void write_files(void)
{
	if (mkdir(FOLDER, 0700))
		fail_msg(FOLDER ": %s", strerror(errno));
	write_file(USERS, "\"" EAP_PEER_USER "\" MD5 \"" EAP_PEER_SECRET "\"\n");
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++)
		write_configuration(kind);
}

static void start(void)
{
	static char *const arguments[] = {
		"hostapd", FOLDER "/0.conf", FOLDER "/1.conf",
		FOLDER "/2.conf", FOLDER "/3.conf", NULL
	};

	process = child_exec(HOST_LAN, arguments, LOG);
}

/* Returns true if there was an answer, which ends with a NUL. */
static bool ask(enum authenticator kind, const char *command,
		char reply[REPLY_MAX])
{
	size_t length = REPLY_MAX - 1;

	if (wpa_ctrl_request(controls[kind], command, strlen(command), reply,
			     &length, NULL))
		return false;
	reply[length] = '\0';
	return true;
}

static bool may_connect(enum authenticator kind)
{
	char path[64], reply[REPLY_MAX];

	snprintf(path, sizeof(path), CONTROL "/auth%u", kind);
	if (!controls[kind])
		controls[kind] = wpa_ctrl_open(path);
	return controls[kind] && ask(kind, "PING", reply);
}

static void connect_control(enum authenticator kind)
{
	for (int waited = 0; waited < WAIT_MS; waited += 20) {
		if (may_connect(kind))
			return;
		poll(NULL, 0, 20);
	}
	child_print_log(LOG);
	fail_msg("hostapd does not answer at auth%u", kind);
}

int authenticator_begin(void **state)
{
	phone_ports_begin(state);
	make_segment();
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		make_port(kind);
		if (is_strict(kind))
			make_strict(kind);
	}
	write_files();
	start();
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++)
		connect_control(kind);
	used = AUTHENTICATORS;
	return 0;
}

int authenticator_end(void **state)
{
	for (unsigned int kind = 0; kind < AUTHENTICATORS; kind++) {
		if (controls[kind])
			wpa_ctrl_close(controls[kind]);
		controls[kind] = NULL;
	}
	if (process > 0) {
		kill(process, SIGKILL);
		waitpid(process, NULL, 0);
	}
	process = -1;
	if (stranger >= 0)
		close(stranger);
	stranger = -1;
	return phone_ports_end(state);
}

/* Questions to hostapd */

static void ask_used(const char *command, char reply[REPLY_MAX])
{
	int status;

	if (ask(used, command, reply))
		return;
	child_print_log(LOG);
	if (waitpid(process, &status, WNOHANG) == process)
		fail_msg("hostapd has ended with status %x", status);
	fail_msg("hostapd does not answer to %s", command);
}

static void set_link(enum authenticator kind, bool is_up)
{
	char name[16];

	snprintf(name, sizeof(name), "port%u", kind);
	link_set_up(HOST_LAN, name, is_up);
	if (!is_up)
		return;
	link_wait(HOST_LAN, name);
	snprintf(name, sizeof(name), "auth%u", kind);
	link_wait(HOST_LAN, name);
}

void authenticator_use(enum authenticator kind)
{
	char reply[REPLY_MAX];

	if (kind != used) {
		if (used < AUTHENTICATORS)
			set_link(used, false);
		set_link(kind, true);
		used = kind;
	}
	authenticator_settle();
	ask_used("DEAUTHENTICATE ff:ff:ff:ff:ff:ff", reply);
	ask_used("STA-FIRST", reply);
	assert_string_equal(reply, "");
}

bool authenticator_sends_to_group(void)
{
	return sends_to_group(used);
}

struct station authenticator_address(void)
{
	return addresses[used];
}

int authenticator_stranger(void)
{
	return stranger;
}

/* Bytes that wait in the socket by which hostapd receives EAPOL. */
static unsigned int unread(void)
{
	unsigned int protocol, device, bytes, found = 0;
	char line[256];
	FILE *file;

	host_enter(HOST_LAN);
	file = fopen("/proc/thread-self/net/packet", "re");
	host_leave();
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%*s %*u %*u %x %u %*u %u", &protocol,
			   &device, &bytes) == 3 &&
		    protocol == PROTOCOL_PAE && device == devices[used])
			found += bytes;
	}
	fclose(file);
	return found;
}

void authenticator_settle(void)
{
	char reply[REPLY_MAX];
	int waited = 0;

	while (unread()) {
		if (waited >= WAIT_MS)
			fail_msg("hostapd reads no frames");
		waited += POLL_MS;
		poll(NULL, 0, POLL_MS);
	}
	ask_used("PING", reply);
}

static void format_address(struct station station, char text[18])
{
	const uint8_t *bytes = station.bytes;

	snprintf(text, 18, "%02x:%02x:%02x:%02x:%02x:%02x", bytes[0],
		 bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]);
}

static void ask_about(const char *command, struct station station,
		      char reply[REPLY_MAX])
{
	char address[18], text[64];

	format_address(station, address);
	snprintf(text, sizeof(text), "%s %s", command, address);
	ask_used(text, reply);
}

static bool is_station(const char *reply)
{
	return strlen(reply) > 17 && reply[2] == ':';
}

void authenticator_mark(void)
{
	struct station from = { { 0x02, 0, 0, MARK_ADDRESS } };
	struct eapol_frame frame;
	char reply[REPLY_MAX];

	marks++;
	from.bytes[4] = marks >> 8;
	from.bytes[5] = marks;
	frame = eapol_frame(pae_group, from, EAPOL_START);
	frame_send(stranger, &frame);
	for (int waited = 0; waited < WAIT_MS; waited += POLL_MS) {
		ask_about("STA", from, reply);
		if (is_station(reply)) {
			authenticator_settle();
			return;
		}
		poll(NULL, 0, POLL_MS);
	}
	fail_msg("a frame from the LAN has not reached hostapd");
}

/* Of either state machine: the one of the port and the one of the station. */
static bool says_authorized(const char *reply)
{
	return strstr(reply, "[AUTHORIZED]") ||
	       strstr(reply, "dot1xAuthAuthControlledPortStatus=1\n");
}

static struct station read_address(const char *reply)
{
	struct station station;
	unsigned int bytes[6];

	assert_int_equal(sscanf(reply, "%2x:%2x:%2x:%2x:%2x:%2x", &bytes[0],
				&bytes[1], &bytes[2], &bytes[3], &bytes[4],
				&bytes[5]), 6);
	for (unsigned int i = 0; i < 6; i++)
		station.bytes[i] = bytes[i];
	return station;
}

/* Returns true if hostapd forgot no station meanwhile. */
static bool list_authorized(struct station *stations, unsigned int *count)
{
	struct station station;
	char reply[REPLY_MAX];

	*count = 0;
	ask_used("STA-FIRST", reply);
	while (is_station(reply)) {
		station = read_address(reply);
		if (says_authorized(reply) && *count < AUTHORIZED_MAX) {
			if (stations)
				stations[*count] = station;
			(*count)++;
		}
		ask_about("STA-NEXT", station, reply);
	}
	return !*reply;
}

unsigned int authenticator_authorized(struct station *stations)
{
	unsigned int count;

	while (!list_authorized(stations, &count))
		;
	return count;
}

unsigned int authenticator_wait_none(struct station *stations,
				     int milliseconds)
{
	unsigned int count = authenticator_authorized(stations);

	for (int waited = 0; count && waited < milliseconds; waited += 10) {
		poll(NULL, 0, 10);
		count = authenticator_authorized(stations);
	}
	authenticator_mark();
	return authenticator_authorized(stations);
}

void authenticator_stop(bool is_stopped)
{
	assert_int_equal(kill(process, is_stopped ? SIGSTOP : SIGCONT), 0);
}

bool authenticator_is_authorized(struct station station)
{
	char reply[REPLY_MAX];

	ask_about("STA", station, reply);
	return is_station(reply) && says_authorized(reply);
}
