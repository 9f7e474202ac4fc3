// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent_status.h"
#include "base/memory.h"
#include "command.h"
#include "dot1x_output.h"
#include "event.h"
#include "flow_list.h"
#include "folder.h"
#include "module_status.h"
#include "output/writer.h"
#include "output_text.h"
#include "port_list.h"
#include "schema.h"

/*
 * What every command prints as JSON is held to docs/phonewallctl.schema.json:
 * of commands that need no kernel what they print, of others what they would
 * print for what the kernel may answer. The group's tear-down judges all of it.
 */

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static char directory[] = "/tmp/test_schema.XXXXXX";
static struct phonewall_writer *writer;

static void begin(void)
{
	output_begin();
	writer = phonewall_writer_open_json();
}

/* Holds what was written since begin() to the definition. */
static void end(const char *definition)
{
	char *out, *error;

	phonewall_writer_close(writer);
	output_end(&out, &error);
	assert_string_not_equal(out, "");
	schema_add(definition, out);
	free(out);
	free(error);
}

static char *path(const char *name)
{
	return phonewall_memory_print("%s/%s", directory, name);
}

static char *put(const char *name, const char *text)
{
	char *file_path = path(name);
	FILE *file = fopen(file_path, "w");

	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
	return file_path;
}

/* A file each, of which much is open, nothing is enabled, or all is wrong. */
static const char *const files[] = {
	("<flat-profile><Enable_TR-069>Yes</Enable_TR-069>\n"
	"<Firewal>No</Firewal>\n"
	"<Firewall_Config>NO_ICMP_PING,UDP:1:3000,TCP:22</Firewall_Config>\n"
	"<Group_1_Paging_Script>pggrp=224.1.2.3:34560;num=1;listen=yes;</Group_1_Paging_Script>\n"
	"<Enable_VLAN>Yes</Enable_VLAN><VLAN_ID>20</VLAN_ID>\n"
	"<Enable_802.1X_Authentication>Yes</Enable_802.1X_Authentication>\n"
	"</flat-profile>"),
	"<flat-profile><Firewall>Disabled</Firewall></flat-profile>",
	("<flat-profile>\n<Firewall>On</Firewall>\n"
	 "<Firewall_Config>UDP:0</Firewall_Config>\n</flat-profile>"),
	("<flat-profile>\n<TLS_Cipher_List>ECDHE+AES</TLS_Cipher_List>\n"
	 "<TLS_Client_Min_Version>TLS 1.0</TLS_Client_Min_Version>\n"
	 "<TLS_Name_Validate_2_>No</TLS_Name_Validate_2_>\n</flat-profile>"),
	"<flat-profile><TLS_Cipher_List>AES:NOSUCH</TLS_Cipher_List></flat-profile>",
	"<flat-profile><TLS_Cipher_List>aNULL</TLS_Cipher_List></flat-profile>",
	"no XML",
};

static void run(const char *definition,
		enum phonewall_exit (*command)(
			const struct phonewall_arguments *arguments),
		struct phonewall_arguments arguments)
{
	arguments.state_directory = directory;
	begin();
	arguments.writer = writer;
	command(&arguments);
	end(definition);
}

/* With these settings, or the defaults if there are none. */
static void run_on_files(const char *settings)
{
	char *packet[] = { "in", "udp", "192.0.2.1:1", "192.0.2.2:68" };
	char *to_pick[] = { "in", "tcp", "192.0.2.1:1", "192.0.2.2:8500" };

	for (size_t i = 0; i < COUNT(files); i++) {
		char *file = put("cfg.xml.new", files[i]);
		char *words[] = { file, "/nonexistent" };
		struct phonewall_arguments arguments = {
			.settings = settings, .words = words, .count = 1,
		};

		run("check", phonewall_command_check, arguments);
		run("ports", phonewall_command_ports, arguments);
		arguments.count = COUNT(words);
		run("audit", phonewall_command_audit, arguments);
		arguments.config = file;
		arguments.words = packet;
		arguments.count = COUNT(packet);
		run("explain", phonewall_command_explain, arguments);
		arguments.words = to_pick;
		run("explain", phonewall_command_explain, arguments);
		arguments.count = 0;
		run("tls", phonewall_command_tls, arguments);
		free(file);
	}
}

/* The factory defaults. */
static void test_tls(void **state)
{
	char *words[] = { "web-server" };

	(void)state;
	run("tls", phonewall_command_tls, (struct phonewall_arguments){
		.words = words, .count = COUNT(words) });
}

static void test_files(void **state)
{
	char *settings = put("phonewall.conf",
			     "pc_port = pc0\nswitch_port = lan0\n"
			     "eap_method = fast\nidentity = phone\n");
	char *bad_settings = put("bad.conf", "lines = many\n");

	(void)state;
	run_on_files(NULL);
	run_on_files(settings);
	run_on_files(bad_settings);
	free(bad_settings);
	free(settings);
}

/* More faults than are listed. */
static void test_many_faults(void **state)
{
	char *text = phonewall_memory_print("%s", "<flat-profile>");
	char *file, *words[1];

	(void)state;
	for (int i = 0; i < PHONEWALL_FAULTS_MAX + 5; i++) {
		char *longer = phonewall_memory_print("%s\n<Firewal>x</Firewal>"
			"<Line_Enable_%d_>x</Line_Enable_%d_>", text,
			i % 16 + 1, i % 16 + 1);

		free(text);
		text = longer;
	}
	file = put("cfg.xml.new", text);
	words[0] = file;
	run("check", phonewall_command_check, (struct phonewall_arguments){
		.words = words, .count = 1 });
	free(file);
	free(text);
}

static void write_status(const struct phonewall_status *status,
			 struct json_object *agent)
{
	begin();
	phonewall_write_begin_object(writer, NULL);
	if (status)
		phonewall_module_status_write(writer, status);
	else
		phonewall_write_string(writer, "error", NULL, "no module");
	phonewall_agent_status_write(writer, agent);
	phonewall_write_end_object(writer);
	end("status");
}

static void write_dot1x(const struct phonewall_kernel_dot1x *held,
			struct json_object *agent)
{
	begin();
	phonewall_write_begin_object(writer, NULL);
	phonewall_agent_status_write_dot1x(writer, agent);
	if (held)
		phonewall_dot1x_write_held(writer, held);
	else
		phonewall_write_string(writer, "error", NULL, "no module");
	phonewall_write_end_object(writer);
	end("dot1x");
}

#define DOT1X "{\"status\":\"Failed\",\"reason\":\"refused\",\"protocol\":\"EAP-TLS\"," \
	"\"since\":\"2026-01-02T03:04:05Z\",\"ports\":\"programmed\","	\
	"\"ports_error\":null,\"certificate\":{\"file\":\"a.pem\","	\
	"\"expires\":\"2027-01-02T03:04:05Z\",\"warning\":null},"	\
	"\"clock_error\":null,\"credentials_error\":null,"		\
	"\"server_name\":null,\"server_warning\":\"none\","		\
	"\"switch_must_support\":null}"

#define STATUS_FILE "{\"pid\":%d,\"file\":\"cfg.xml\",\"state\":\"accepted\"," \
	"\"policy\":\"file\",\"settings_file\":\"phonewall.conf\","	\
	"\"settings_state\":\"missing\",\"settings\":\"defaults\","	\
	"\"enabled\":true,\"module\":\"programmed\","			\
	"\"module_error\":null,\"since\":\"2026-01-02T03:04:05Z\","	\
	"\"faults\":[{\"file\":\"cfg.xml\",\"line\":null,"		\
	"\"parameter\":\"a\",\"token\":null,\"message\":\"b\"}],"	\
	"\"connection_request_port\":8000,\"keep_error\":null,"		\
	"\"legacy_servers\":\"pbx.example.com\","			\
	"\"store\":{\"parameters\":2,\"generation\":3,"			\
	"\"fault\":null},"			\
	"\"dot1x\":%s,\"vlan\":{\"source\":\"CDP\",\"voice\":20,"	\
	"\"pc\":null,\"device\":\"voice0\",\"error\":null,"		\
	"\"limits\":null},\"directory\":{"				\
	"\"server\":\"ldap://a:389\",\"starttls\":\"optional\","	\
	"\"error\":null},\"proxy\":{\"mode\":\"auto\","			\
	"\"error\":null},\"provisioning\":{\"generation\":1,"		\
	"\"error\":\"Profile_Rule is wrong\"},\"sip\":{\"generation\":1,"	\
	"\"error\":null},\"web\":{\"protocol\":\"Https\",\"port\":443,"	\
	"\"error\":null},\"tls\":%s}"

#define TLS "{\"cipher_list\":null,\"fault\":{\"column\":5,"		\
	"\"word\":\"NOSUCH\",\"message\":\"unknown\"},"		\
	"\"client_min_version\":\"TLS 1.0\","				\
	"\"server_min_version\":\"TLS 1.2\","				\
	"\"unverified_lines\":[1,16]}"

static struct json_object *agent_with(pid_t pid, const char *dot1x,
				      const char *tls)
{
	char *text = phonewall_memory_print(STATUS_FILE, pid, dot1x, tls);
	struct json_object *agent = json_tokener_parse(text);

	assert_non_null(agent);
	schema_add("status_file", text);
	free(text);
	return agent;
}

static void write_event(const struct phonewall_event *event)
{
	begin();
	phonewall_event_write(writer, event);
	end("monitor");
}

static void write_change(struct json_object *agent)
{
	begin();
	phonewall_agent_status_write_change(writer, agent);
	end("monitor");
}

/* The process that runs, and one that does not. */
static void test_status(void **state)
{
	static const char *const dot1x[] = { DOT1X, "null" };
	const struct phonewall_status status = {
		.version = "1", .enabled = true, .packets = { 1, UINT64_MAX },
	};
	const struct phonewall_kernel_dot1x held = { 0 };

	(void)state;
	write_status(&status, NULL);
	write_status(NULL, NULL);
	write_dot1x(&held, NULL);
	write_dot1x(NULL, NULL);
	write_change(NULL);
	for (size_t i = 0; i < 2 * COUNT(dot1x); i++) {
		struct json_object *agent = agent_with(i & 1 ? INT32_MAX :
						       getpid(), dot1x[i / 2],
						       i & 1 ? TLS : "null");

		write_dot1x(&held, agent);
		write_change(agent);
		write_status(&status, agent);
		json_object_put(agent);
	}
}

static const struct phonewall_kernel_session sessions[] = {
	{ .has_address = true, .state = PHONEWALL_SESSION_AUTHENTICATED,
	  .version = 2, .silent = 3 },
	{ .state = PHONEWALL_SESSION_LOGGED_OFF, .has_logoff = true,
	  .logoff = PHONEWALL_LOGOFF_CARRIER, .logoff_age = 7 },
	{ .state = 77, .is_logoff_unsent = true, .logoff = 77 },
};

static void test_dot1x(void **state)
{
	struct phonewall_kernel_dot1x held = {
		.pc_port = "pc0", .switch_port = "lan0", .pc_port_device = 3,
		.session_count = COUNT(sessions), .session_limit = 8,
	};

	(void)state;
	memcpy(held.sessions, sessions, sizeof(sessions));
	for (size_t i = 0; i <= PHONEWALL_DOT1X_MAX; i++)
		held.counts[i] = i;
	write_dot1x(&held, NULL);
	write_event(&(struct phonewall_event){
		.command = PHONEWALL_CMD_EVENT_DOT1X, .dot1x = held });
	for (size_t i = 0; i < COUNT(sessions); i++) {
		held.sessions[0] = sessions[i];
		write_event(&(struct phonewall_event){
			.command = PHONEWALL_CMD_EVENT_SESSION,
			.left_out = i, .dot1x = held });
	}
}

static void test_events(void **state)
{
	static const uint8_t packet[20] __attribute__((aligned(4))) = {
		0x45, 0, 0, 20, 0, 0, 0, 0, 64, 47, 0, 0, 192, 0, 2, 1,
		192, 0, 2, 2
	};

	(void)state;
	write_event(&(struct phonewall_event){
		.command = PHONEWALL_CMD_EVENT_POLICY, .generation = 2 });
	write_event(&(struct phonewall_event){
		.command = PHONEWALL_CMD_EVENT_BLOCKED, .device = 1,
		.reason = PHONEWALL_REASON_PROTOCOL, .packet = packet,
		.captured = sizeof(packet), .length = 20 });
	write_event(&(struct phonewall_event){
		.command = PHONEWALL_CMD_EVENT_BLOCKED, .left_out = 3,
		.reason = 77, .packet = packet, .captured = 3 });
	begin();
	phonewall_event_write_lost(writer);
	end("monitor");
}

static struct phonewall_address address_of(const char *text)
{
	struct phonewall_address address;
	uint16_t port;
	bool has_port;

	assert_true(phonewall_address_parse(text, &address, &port, &has_port));
	return address;
}

static void test_flows(void **state)
{
	const struct phonewall_flow flows[] = {
		{ .protocol = IPPROTO_UDP, .local = address_of("192.0.2.1"),
		  .remote = address_of("192.0.2.2"), .local_port = 5060,
		  .remote_port = 5060, .replied = true, .expires_ms = 1234 },
		{ .protocol = IPPROTO_ICMPV6, .local = address_of("fe80::1"),
		  .remote = address_of("fe80::2"), .local_port = 7,
		  .link = 1 },
		{ .protocol = IPPROTO_UDP, .local = address_of("192.0.2.1"),
		  .remote = { .family = AF_INET }, .local_port = 5353,
		  .expectation = true, .link = 77777 },
		{ .protocol = 132, .local = address_of("192.0.2.1"),
		  .remote = address_of("192.0.2.2") },
	};

	(void)state;
	begin();
	phonewall_flow_list_write(writer, flows, COUNT(flows));
	end("flows");
	begin();
	phonewall_flow_list_write(writer, NULL, 0);
	end("flows");
}

static int make_directory(void **state)
{
	(void)state;
	return folder_make(directory);
}

static int judge(void **state)
{
	folder_remove(directory);
	return schema_check(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_many_faults),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_dot1x),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_flows),
	};

	return cmocka_run_group_tests(tests, make_directory, judge);
}
