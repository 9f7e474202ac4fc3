// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "config/profile.h"
#include "faults.h"
#include "systems/systems.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

/* What a phone with one line opens by default. */
#define DHCP	"udp:68 udp:546"
#define SIP	"udp:5060"
#define RTP	"udp:16384-16483"
#define SHARING	"udp:4051"
#define TFTP	"udp:53240-53245"
#define TCP	"tcp:80 tcp:4051 tcp:6970"
#define ALL_UDP	DHCP " " SIP " " RTP " " SHARING " " TFTP
#define ALL	ALL_UDP " " TCP

static struct phonewall_settings settings;
static struct phonewall_systems systems;
static struct phonewall_translation *const translation = &systems.firewall;
static struct phonewall_faults faults;

static int clear(void **state)
{
	(void)state;
	phonewall_systems_clear(&systems);
	phonewall_faults_clear(&faults);
	return 0;
}

static int reset(void **state)
{
	phonewall_settings_default(&settings);
	return clear(state);
}

/* Translates a profile of these elements, each on its own line from 2 on. */
static int translate(const char *elements)
{
	char *text = phonewall_memory_print("<flat-profile>\n%s</flat-profile>\n",
					    elements);
	int result;

	clear(NULL);
	result = phonewall_systems_read(text, strlen(text), &settings, &systems,
					&faults, NULL);
	free(text);
	return result;
}

static void assert_translates(const char *elements)
{
	int result = translate(elements);

	assert_no_fault(&faults);
	assert_int_equal(result, 0);
}

static struct phonewall_faults warnings;

/* Asserts that the profile is accepted with this warning and no other. */
/* If no element has a fault, only warnings are left. */
static void warn(const char *elements)
{
	char *text = phonewall_memory_print("<flat-profile>\n%s</flat-profile>\n",
					    elements);

	clear(NULL);
	phonewall_faults_clear(&warnings);
	assert_int_equal(phonewall_systems_read(text, strlen(text), &settings,
						&systems, &faults, &warnings),
			 0);
	free(text);
}

static void assert_warns(const char *elements, const char *name)
{
	warn(elements);
	assert_int_equal(warnings.count, name ? 1 : 0);
	if (name)
		assert_string_equal(warnings.list[0].warning, name);
	phonewall_faults_clear(&warnings);
}

static void assert_empty(void)
{
	assert_false(translation->enabled);
	assert_int_equal(translation->flags, 0);
	assert_int_equal(translation->opening_count, 0);
	assert_null(translation->openings);
	assert_int_equal(translation->endpoint_count, 0);
	assert_null(translation->endpoints);
}

static void assert_refused(const char *elements, unsigned int line,
			   const char *parameter, const char *token,
			   const char *part)
{
	assert_int_equal(translate(elements), -1);
	assert_only_fault(&faults, line, parameter, token, part);
	assert_empty();
}

/* All open ports in one text, as "udp:68 udp:16384-16483 tcp:80". */
static const char *ports(void)
{
	static char list[4096];
	size_t length = 0;

	list[0] = '\0';
	for (size_t i = 0; i < translation->opening_count; i++) {
		struct phonewall_opening *opening = &translation->openings[i];

		length += snprintf(list + length, sizeof(list) - length,
				   "%s%s:%u", i ? " " : "",
				   opening->protocol == IPPROTO_UDP ? "udp" :
				   opening->protocol == IPPROTO_TCP ? "tcp" :
				   "other", opening->range.first);
		if (opening->range.last != opening->range.first)
			length += snprintf(list + length,
					   sizeof(list) - length, "-%u",
					   opening->range.last);
	}
	return list;
}

static void assert_opens(const char *elements, const char *expected)
{
	assert_translates(elements);
	assert_string_equal(ports(), expected);
}

static const struct phonewall_opening *find(uint8_t protocol, uint16_t port)
{
	for (size_t i = 0; i < translation->opening_count; i++) {
		const struct phonewall_opening *opening =
			&translation->openings[i];

		if (opening->protocol == protocol &&
		    opening->range.first <= port && port <= opening->range.last)
			return opening;
	}
	return NULL;
}

static void assert_reason(uint8_t protocol, uint16_t port, const char *purpose,
			  const char *reason)
{
	const struct phonewall_opening *opening = find(protocol, port);

	assert_non_null(opening);
	assert_string_equal(opening->purpose, purpose);
	assert_string_equal(opening->reason, reason);
}

static void assert_factory_defaults(void)
{
	assert_no_fault(&faults);
	assert_string_equal(ports(), ALL);
	assert_true(translation->enabled);
	assert_int_equal(translation->flags, 0);
	assert_false(translation->broadcast_echo);
	assert_int_equal(translation->rtp.first, 16384);
	assert_int_equal(translation->rtp.last, 16483);
	assert_int_equal(translation->endpoint_count, 0);
	assert_memory_equal(&translation->limits, &settings.limits,
			    sizeof(settings.limits));
}

static void test_factory_defaults(void **state)
{
	(void)state;
	assert_int_equal(phonewall_systems_read(NULL, 0, &settings, &systems,
						&faults, NULL), 0);
	assert_factory_defaults();
	assert_translates("");
	assert_factory_defaults();
}

/* An empty element means the default. */
static void test_empty_elements(void **state)
{
	(void)state;
	settings.lines = 1;
	assert_translates("<Firewall/><Firewall_Config></Firewall_Config>"
			  "<Line_Enable_1_/><SIP_Transport_1_/><SIP_Port_1_/>"
			  "<RTP_Port_Min/><RTP_Port_Max> </RTP_Port_Max>"
			  "<Upgrade_Enable/><Peer_Firmware_Sharing/>"
			  "<Enable_TR-069/><CWMP_V1.2_Support/>"
			  "<Connection_Request_URL/><Enable_Web_Server/>"
			  "<Web_Server_Port/><Broadcast_Echo/>"
			  "<Group_Paging_Script/><Group_10_Paging_Script/>");
	assert_factory_defaults();
}

static void test_reasons_of_defaults(void **state)
{
	static const char sharing[] =
		"Upgrade_Enable=Yes (default), Peer_Firmware_Sharing=Yes (default)";

	(void)state;
	assert_translates("");
	assert_reason(IPPROTO_UDP, 68, "DHCP client", "always open");
	assert_reason(IPPROTO_UDP, 546, "DHCPv6 client", "always open");
	assert_reason(IPPROTO_UDP, 5060, "SIP, line 1",
		      "Line_Enable_1_=Yes (default), SIP_Transport_1_=UDP (default), SIP_Port_1_=5060 (default)");
	assert_reason(IPPROTO_UDP, 16384, "RTP and RTCP",
		      "RTP_Port_Min=16384 (default), RTP_Port_Max=16482 (default)");
	assert_reason(IPPROTO_UDP, 4051, "peer firmware sharing", sharing);
	assert_reason(IPPROTO_UDP, 53240, "TFTP client",
		      "Firewall_Config without NO_CISCO_TFTP (default)");
	assert_reason(IPPROTO_TCP, 80, "web server",
		      "Enable_Web_Server=Yes (default), Web_Server_Port=80 (default)");
	assert_reason(IPPROTO_TCP, 4051, "peer firmware sharing", sharing);
	assert_reason(IPPROTO_TCP, 6970, "peer firmware sharing", sharing);
}

static void test_firewall(void **state)
{
	(void)state;
	assert_opens("<Firewall>Disabled</Firewall>", ALL);
	assert_false(translation->enabled);
	assert_opens("<Firewall ua=\"na\">ENABLED</Firewall>", ALL);
	assert_true(translation->enabled);
	assert_refused("<Firewall>Off</Firewall>", 2, "Firewall", "Off",
		       "must be Disabled or Enabled");
}

static void test_broadcast_echo(void **state)
{
	(void)state;
	assert_opens("<Broadcast_Echo>Enabled</Broadcast_Echo>", ALL);
	assert_true(translation->broadcast_echo);
	assert_opens("<Broadcast_Echo>Enabled</Broadcast_Echo>"
		     "<Firewall>Disabled</Firewall>", ALL);
	assert_true(translation->broadcast_echo);
	assert_false(translation->enabled);
	assert_opens("<Broadcast_Echo>disabled</Broadcast_Echo>", ALL);
	assert_false(translation->broadcast_echo);
}

static void test_limits(void **state)
{
	(void)state;
	settings.limits = (struct phonewall_limits){ 1, 2, 3, 4, 5 };
	assert_translates("");
	assert_memory_equal(&translation->limits, &settings.limits,
			    sizeof(settings.limits));
}

/* Each line alone, in a file that says everything about it. */
static void test_each_line(void **state)
{
	char elements[512];
	char expected[256];
	char purpose[32];
	char reason[256];

	(void)state;
	for (unsigned int line = 1; line <= 16; line++) {
		unsigned int port = 20000 + line;

		snprintf(elements, sizeof(elements),
			 "<Line_Enable_%u_>yes</Line_Enable_%u_>"
			 "<SIP_Transport_%u_>auto</SIP_Transport_%u_>"
			 "<SIP_Port_%u_>%u</SIP_Port_%u_>", line, line, line,
			 line, line, port, line);
		snprintf(expected, sizeof(expected), "%s udp:%u %s %s %s %s",
			 DHCP, port, RTP, SHARING, TFTP, TCP);
		snprintf(purpose, sizeof(purpose), "SIP, line %u", line);
		snprintf(reason, sizeof(reason),
			 "Line_Enable_%u_=Yes, SIP_Transport_%u_=Auto, SIP_Port_%u_=%u",
			 line, line, line, port);
		assert_opens(elements, expected);
		assert_reason(IPPROTO_UDP, port, purpose, reason);
	}
}

/* Any one of its parameters is enough for a line to exist. */
static void test_named_lines(void **state)
{
	static const struct {
		const char *elements;
		const char *sip;
	} cases[] = {
		{ "<Line_Enable_3_>Yes</Line_Enable_3_>", " udp:5062" },
		{ "<Line_Enable_3_/>", " udp:5062" },
		{ "<Line_Enable_3_>No</Line_Enable_3_>", "" },
		{ "<SIP_Port_16_>6000</SIP_Port_16_>", " udp:6000" },
		{ "<SIP_Port_16_/>", " udp:5075" },
		{ "<SIP_Transport_2_>UDP</SIP_Transport_2_>", " udp:5061" },
		{ "<SIP_Transport_2_>TLS</SIP_Transport_2_>", "" },
		{ "<SIP_Port_2_>7000</SIP_Port_2_><Line_Enable_1_/>"
		  "<SIP_Transport_4_/>", " udp:5060 udp:7000 udp:5063" },
		{ "<SIP_Port_17_>7000</SIP_Port_17_>", " udp:5060" },
		{ "<Proxy_2_>sip.example.com</Proxy_2_>", " udp:5060" },
	};
	char expected[256];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(expected, sizeof(expected), "%s%s %s %s %s %s", DHCP,
			 cases[i].sip, RTP, SHARING, TFTP, TCP);
		assert_opens(cases[i].elements, expected);
	}
}

static void test_transports(void **state)
{
	static const struct {
		const char *transport;
		const char *sip;
	} cases[] = {
		{ "UDP", " udp:5060" }, { "udp", " udp:5060" },
		{ "Udp", " udp:5060" }, { "Auto", " udp:5060" },
		{ "AUTO", " udp:5060" }, { "auto", " udp:5060" },
		{ "", " udp:5060" }, { "TCP", "" }, { "tcp", "" },
		{ "TLS", "" }, { "Tls", "" },
	};
	char elements[128];
	char expected[256];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(elements, sizeof(elements),
			 "<SIP_Transport_1_>%s</SIP_Transport_1_>",
			 cases[i].transport);
		snprintf(expected, sizeof(expected), "%s%s %s %s %s %s", DHCP,
			 cases[i].sip, RTP, SHARING, TFTP, TCP);
		assert_opens(elements, expected);
	}
}

static void test_lines_of_the_device(void **state)
{
	char expected[512];
	char sip[256];
	size_t length = 0;

	(void)state;
	for (unsigned int lines = 1; lines <= 16; lines++) {
		length += snprintf(sip + length, sizeof(sip) - length,
				   " udp:%u", 5059 + lines);
		snprintf(expected, sizeof(expected), "%s%s %s %s %s %s", DHCP,
			 sip, RTP, SHARING, TFTP, TCP);
		settings.lines = lines;
		assert_opens("", expected);
	}
}

static void test_lines_beyond_the_device(void **state)
{
	(void)state;
	settings.lines = 2;
	assert_opens("<SIP_Port_3_>7000</SIP_Port_3_>\n"
		     "<Line_Enable_2_>No</Line_Enable_2_>\n"
		     "<SIP_Port_4_>0</SIP_Port_4_>", ALL);
	assert_refused("<SIP_Port_3_>x</SIP_Port_3_>\n", 2, "SIP_Port_3_", "x",
		       "from 1 to 65535");
}

static void test_sip_port_0(void **state)
{
	(void)state;
	assert_refused("\n<SIP_Port_2_>0</SIP_Port_2_>\n", 3, "SIP_Port_2_",
		       "0", "from 1 to 65535, or set Line_Enable_2_ to No");
	assert_opens("<SIP_Port_1_>0</SIP_Port_1_>"
		     "<SIP_Transport_1_>TCP</SIP_Transport_1_>",
		     DHCP " " RTP " " SHARING " " TFTP " " TCP);
	assert_opens("<SIP_Port_1_>0x0</SIP_Port_1_>"
		     "<Line_Enable_1_>No</Line_Enable_1_>",
		     DHCP " " RTP " " SHARING " " TFTP " " TCP);
}

static void test_same_port_twice(void **state)
{
	(void)state;
	assert_opens("<SIP_Port_1_>5060</SIP_Port_1_>"
		     "<SIP_Port_2_>5060</SIP_Port_2_>",
		     DHCP " " SIP " " SIP " " RTP " " SHARING " " TFTP " " TCP);
}

static void test_rtp_range(void **state)
{
	static const struct {
		const char *min;
		const char *max;
		uint16_t first;
		uint16_t last;
		bool falls_back;
	} cases[] = {
		{ "16384", "16482", 16384, 16483, false },
		{ "2048", "49151", 2048, 49152, false },
		{ "20000", "20016", 20000, 20017, false },
		{ "0x4000", "0x4062", 16384, 16483, false },
		{ "", "16400", 16384, 16401, false },
		{ "16466", "", 16466, 16483, false },
		{ "20000", "20015", 16382, 32767, true },
		{ "20000", "20000", 16382, 32767, true },
		{ "20000", "19999", 16382, 32767, true },
		{ "16467", "", 16382, 32767, true },
		{ "", "16399", 16382, 32767, true },
		{ "2047", "2100", 16382, 32767, true },
		{ "49000", "49152", 16382, 32767, true },
		{ "0", "0", 16382, 32767, true },
		{ "0", "65535", 16382, 32767, true },
		{ "16384", "65536", 16382, 32767, true },
		{ "4294967295", "16482", 16382, 32767, true },
		{ "16384", "4294967295", 16382, 32767, true },
	};
	char elements[256];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(elements, sizeof(elements),
			 "<RTP_Port_Min>%s</RTP_Port_Min>"
			 "<RTP_Port_Max>%s</RTP_Port_Max>", cases[i].min,
			 cases[i].max);
		assert_translates(elements);
		assert_int_equal(translation->rtp.first, cases[i].first);
		assert_int_equal(translation->rtp.last, cases[i].last);
		assert_non_null(find(IPPROTO_UDP, cases[i].first));
		assert_non_null(find(IPPROTO_UDP, cases[i].last));
		assert_null(find(IPPROTO_UDP, cases[i].first - 1));
		assert_null(find(IPPROTO_UDP, cases[i].last + 1));
		assert_int_equal(!!strstr(find(IPPROTO_UDP,
					       cases[i].first)->reason,
					  "so 16382-32766"),
				 cases[i].falls_back);
	}
}

static void test_rtp_reasons(void **state)
{
	(void)state;
	assert_translates("<RTP_Port_Min>20000</RTP_Port_Min>");
	assert_reason(IPPROTO_UDP, 16382, "RTP and RTCP",
		      "RTP_Port_Min=20000, RTP_Port_Max=16482 (default): not a range of at least 16 within 2048-49151, so 16382-32766");
	assert_refused("<RTP_Port_Min>low</RTP_Port_Min>", 2, "RTP_Port_Min",
		       "low", "must be a whole number from 2048 to 49151");
}

static void test_firmware_sharing(void **state)
{
	static const char without[] =
		DHCP " " SIP " " RTP " " TFTP " tcp:80";

	(void)state;
	assert_opens("<Upgrade_Enable>Yes</Upgrade_Enable>"
		     "<Peer_Firmware_Sharing>YES</Peer_Firmware_Sharing>", ALL);
	assert_reason(IPPROTO_TCP, 6970, "peer firmware sharing",
		      "Upgrade_Enable=Yes, Peer_Firmware_Sharing=Yes");
	assert_opens("<Upgrade_Enable>No</Upgrade_Enable>", without);
	assert_opens("<Peer_Firmware_Sharing>no</Peer_Firmware_Sharing>",
		     without);
	assert_opens("<Upgrade_Enable>No</Upgrade_Enable>"
		     "<Peer_Firmware_Sharing>No</Peer_Firmware_Sharing>",
		     without);
}

static void test_web_server(void **state)
{
	(void)state;
	assert_opens("<Enable_Web_Server>No</Enable_Web_Server>",
		     ALL_UDP " tcp:4051 tcp:6970");
	assert_opens("<Web_Server_Port>443</Web_Server_Port>",
		     ALL_UDP " tcp:443 tcp:4051 tcp:6970");
	assert_reason(IPPROTO_TCP, 443, "web server",
		      "Enable_Web_Server=Yes (default), Web_Server_Port=443");
	assert_opens("<Enable_Protocol>Https</Enable_Protocol>", ALL);
	assert_refused("<Web_Server_Port>0</Web_Server_Port>", 2,
		       "Web_Server_Port", "0",
		       "or set Enable_Web_Server to No");
	assert_opens("<Web_Server_Port>0</Web_Server_Port>"
		     "<Enable_Web_Server>No</Enable_Web_Server>",
		     ALL_UDP " tcp:4051 tcp:6970");
}

static void test_tr069(void **state)
{
	(void)state;
	settings.connection_request_port = 8765;
	assert_opens("", ALL);
	assert_opens("<Enable_TR-069>No</Enable_TR-069>", ALL);
	assert_opens("<Enable_TR-069>Yes</Enable_TR-069>",
		     ALL_UDP " udp:7999 " TCP " tcp:8765");
	assert_reason(IPPROTO_UDP, 7999, "TR-069 STUN", "Enable_TR-069=Yes");
	assert_reason(IPPROTO_TCP, 8765, "TR-069 connection request",
		      "Enable_TR-069=Yes, CWMP_V1.2_Support=Yes (default), Connection_Request_URL=\"\" (default)");
	assert_int_equal(translation->picked_port, 8765);
	assert_null(translation->to_pick.reason);
	assert_opens("<Enable_TR-069>Yes</Enable_TR-069>"
		     "<Connection_Request_URL>http://h:8765</Connection_Request_URL>",
		     ALL_UDP " udp:7999 " TCP " tcp:8765");
	assert_int_equal(translation->picked_port, 0);
	settings.connection_request_port = 0;
	assert_opens("<Enable_TR-069>yes</Enable_TR-069>",
		     ALL_UDP " udp:7999 " TCP);
	assert_int_equal(translation->picked_port, 0);
	assert_int_equal(translation->to_pick.protocol, IPPROTO_TCP);
	assert_int_equal(translation->to_pick.range.first, 8000);
	assert_int_equal(translation->to_pick.range.last, 9999);
	assert_string_equal(translation->to_pick.purpose,
			    "TR-069 connection request");
	assert_string_equal(translation->to_pick.reason,
			    "Enable_TR-069=Yes, CWMP_V1.2_Support=Yes (default), Connection_Request_URL=\"\" (default)");
	assert_opens("<Enable_TR-069>Yes</Enable_TR-069>"
		     "<CWMP_V1.2_Support>No</CWMP_V1.2_Support>",
		     ALL_UDP " udp:7999 " TCP);
	assert_null(translation->to_pick.reason);
	assert_opens("", ALL);
	assert_null(translation->to_pick.reason);
}

static void test_secrets_of_a_url_are_not_shown(void **state)
{
	static const char on[] = "<Enable_TR-069>Yes</Enable_TR-069>";
	char *elements = phonewall_memory_print("%s<Connection_Request_URL>http://192.0.2.7:8085/x?key=Pw99</Connection_Request_URL>",
						on);

	(void)state;
	assert_translates(elements);
	free(elements);
	for (size_t i = 0; i < translation->opening_count; i++)
		assert_null(strstr(translation->openings[i].reason, "Pw99"));
	elements = phonewall_memory_print("%s<Connection_Request_URL>http://acs:Pw99@192.0.2.7:8085/x</Connection_Request_URL>",
					  on);
	assert_refused(elements, 2, "Connection_Request_URL",
		       "http://***@192.0.2.7:8085/x", "has a user name");
	free(elements);
}

static void test_connection_request_url(void **state)
{
	static const char url[] = "<Connection_Request_URL>%s</Connection_Request_URL>"
				  "<Enable_TR-069>%s</Enable_TR-069>"
				  "<CWMP_V1.2_Support>%s</CWMP_V1.2_Support>";
	static const struct {
		const char *url;
		const char *enable;
		const char *support;
		const char *opened;
	} cases[] = {
		{ "http://192.0.2.7:8123/x", "Yes", "Yes",
		  " udp:7999 " TCP " tcp:8123" },
		{ "http://192.0.2.7:8123/x", "Yes", "",
		  " udp:7999 " TCP " tcp:8123" },
		{ "http://[2001:db8::7]:65535", "Yes", "Yes",
		  " udp:7999 " TCP " tcp:65535" },
		{ "https://192.0.2.7/x", "Yes", "Yes",
		  " udp:7999 " TCP " tcp:443" },
		{ "", "Yes", "Yes", " udp:7999 " TCP " tcp:8765" },
		{ "http://192.0.2.7:8123/x", "Yes", "No", " udp:7999 " TCP },
		{ "", "Yes", "No", " udp:7999 " TCP },
		{ "http://192.0.2.7:8123/x", "No", "Yes", " " TCP },
		{ "http://192.0.2.7:8123/x", "", "Yes", " " TCP },
	};
	char elements[256];
	char expected[256];

	(void)state;
	settings.connection_request_port = 8765;
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(elements, sizeof(elements), url, cases[i].url,
			 cases[i].enable, cases[i].support);
		snprintf(expected, sizeof(expected), "%s%s", ALL_UDP,
			 cases[i].opened);
		assert_opens(elements, expected);
	}
}

static void test_malformed_url(void **state)
{
	(void)state;
	assert_refused("<Enable_TR-069>Yes</Enable_TR-069>\n<Connection_Request_URL>phone:8123</Connection_Request_URL>",
		       3, "Connection_Request_URL", "phone:8123",
		       "http://host:port/path");
	assert_refused("<Enable_TR-069>Yes</Enable_TR-069>\n"
		       "<Connection_Request_URL>http://:1</Connection_Request_URL>",
		       3, "Connection_Request_URL", "http://:1",
		       "http://host:port/path");
	assert_refused("<Enable_TR-069>Yes</Enable_TR-069>\n"
		       "<Connection_Request_URL>http://h:70000</Connection_Request_URL>",
		       3, "Connection_Request_URL", "http://h:70000",
		       "has a port that is not a number from 1 to 65535");
}

static void test_flags(void **state)
{
	static const struct {
		const char *config;
		uint32_t flags;
	} cases[] = {
		{ "NO_ICMP_PING", PHONEWALL_FLAG_NO_ICMP_PING },
		{ "no_icmp_unreachable", PHONEWALL_FLAG_NO_ICMP_UNREACHABLE },
		{ "NO_ICMP_UNREACHABLE,NO_ICMP_PING", PHONEWALL_FLAG_NO_ICMP_PING |
		  PHONEWALL_FLAG_NO_ICMP_UNREACHABLE },
	};
	char elements[128];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(elements, sizeof(elements),
			 "<Firewall_Config>%s</Firewall_Config>",
			 cases[i].config);
		assert_opens(elements, ALL);
		assert_int_equal(translation->flags, cases[i].flags);
	}
}

static void test_no_cisco_tftp(void **state)
{
	(void)state;
	assert_opens("<Firewall_Config>NO_CISCO_TFTP</Firewall_Config>",
		     DHCP " " SIP " " RTP " " SHARING " " TCP);
	assert_int_equal(translation->flags, 0);
}

static void test_port_options(void **state)
{
	(void)state;
	assert_opens("<Firewall_Config>TCP:12000,NO_ICMP_PING,UDP:8000:8010,\n"
		     "UDP:5060, TCP:80:90</Firewall_Config>",
		     ALL " udp:8000-8010 udp:5060 tcp:12000 tcp:80-90");
	assert_int_equal(translation->flags, PHONEWALL_FLAG_NO_ICMP_PING);
	assert_reason(IPPROTO_TCP, 12000, "custom application",
		      "Firewall_Config with TCP:12000");
	assert_reason(IPPROTO_UDP, 8005, "custom application",
		      "Firewall_Config with UDP:8000:8010");
	assert_refused("\n<Firewall_Config>TCP:12000,UDP:0</Firewall_Config>",
		       3, "Firewall_Config", "UDP:0", "from 1 to 65535");
}

static void assert_endpoint(size_t index, const char *address, uint16_t port,
			    const char *reason)
{
	const struct phonewall_endpoint *endpoint;
	char text[INET6_ADDRSTRLEN];

	assert_true(index < translation->endpoint_count);
	endpoint = &translation->endpoints[index];
	inet_ntop(endpoint->family, &endpoint->address, text, sizeof(text));
	assert_string_equal(text, address);
	assert_int_equal(endpoint->port, port);
	assert_string_equal(endpoint->reason, reason);
}

static void test_paging(void **state)
{
	(void)state;
	assert_opens("<Group_10_Paging_Script>pggrp=[ff15::1]:34563;num=3;listen=yes</Group_10_Paging_Script>"
		     "<Group_1_Paging_Script>pggrp=239.1.2.3:34561;num=1;listen=yes</Group_1_Paging_Script>"
		     "<Group_2_Paging_Script>pggrp=239.1.2.4:34562;num=2;listen=no</Group_2_Paging_Script>"
		     "<Group_Paging_Script>pggrp=239.1.2.5:34560;num=0;listen=yes;pggrp=239.1.2.3:34561;num=1;listen=yes</Group_Paging_Script>",
		     ALL);
	assert_int_equal(translation->endpoint_count, 3);
	assert_endpoint(0, "239.1.2.5", 34560,
			"Group_Paging_Script with listen=yes");
	assert_endpoint(1, "239.1.2.3", 34561,
			"Group_Paging_Script with listen=yes");
	assert_endpoint(2, "ff15::1", 34563,
			"Group_10_Paging_Script with listen=yes");
	assert_refused("<Group_11_Paging_Script>x</Group_11_Paging_Script>\n"
		       "<Group_9_Paging_Script>x</Group_9_Paging_Script>", 3,
		       "Group_9_Paging_Script", "x", "form name=value");
}

static void test_each_paging_group(void **state)
{
	char elements[256];
	char reason[64];

	(void)state;
	for (unsigned int n = 1; n <= 10; n++) {
		snprintf(elements, sizeof(elements),
			 "<Group_%u_Paging_Script>pggrp=239.0.0.%u:%u;num=1;"
			 "listen=yes</Group_%u_Paging_Script>", n, n, n, n);
		snprintf(reason, sizeof(reason),
			 "Group_%u_Paging_Script with listen=yes", n);
		assert_translates(elements);
		assert_int_equal(translation->endpoint_count, 1);
		assert_int_equal(translation->endpoints[0].port, n);
		assert_string_equal(translation->endpoints[0].reason, reason);
	}
}

static void test_last_wins(void **state)
{
	(void)state;
	assert_opens("<Web_Server_Port>bad</Web_Server_Port>"
		     "<Web_Server_Port>81</Web_Server_Port>",
		     ALL_UDP " tcp:81 tcp:4051 tcp:6970");
	assert_refused("<Web_Server_Port>81</Web_Server_Port>\n"
		       "<Web_Server_Port>bad</Web_Server_Port>", 3,
		       "Web_Server_Port", "bad", "from 1 to 65535");
}

static void test_unused_parameters(void **state)
{
	(void)state;
	assert_opens("<IP_Mode>IPv9 Only</IP_Mode><web_server_port>1"
		     "</web_server_port><SIP_TCP_Port_Min>x</SIP_TCP_Port_Min>"
		     "<Line_Enable_17_>x</Line_Enable_17_>"
		     "<Firewall_Config_1_>UDP:0</Firewall_Config_1_>", ALL);
}

static void test_every_fault_is_reported(void **state)
{
	(void)state;
	assert_int_equal(translate("<Firewall>On</Firewall>\n"
				   "<Firewall_Config>PING,UDP:0</Firewall_Config>\n"
				   "<SIP_Port_1_><b/>x</SIP_Port_1_>\n"
				   "<Web_Server_Port>0</Web_Server_Port>\n"
				   "<Connection_Request_URL>x</Connection_Request_URL>"
				   "<Enable_TR-069>Yes</Enable_TR-069>\n"
				   "<Group_1_Paging_Script>listen=yes</Group_1_Paging_Script>\n"),
			 -1);
	assert_int_equal(faults.count, 8);
	assert_fault(&faults.list[0], 4, "SIP_Port_1_", "b", "text only");
	assert_fault(&faults.list[1], 2, "Firewall", "On", "must be");
	assert_fault(&faults.list[2], 4, "SIP_Port_1_", "x", "must be");
	assert_fault(&faults.list[3], 3, "Firewall_Config", "PING", "allowed");
	assert_fault(&faults.list[4], 3, "Firewall_Config", "UDP:0", "port");
	assert_fault(&faults.list[5], 5, "Web_Server_Port", "0", "No");
	assert_fault(&faults.list[6], 6, "Connection_Request_URL", "x", "URL");
	assert_fault(&faults.list[7], 7, "Group_1_Paging_Script", "listen=yes",
		     "before any group");
	assert_empty();
}

static void test_files_that_are_none(void **state)
{
	static const struct {
		const char *text;
		const char *part;
	} cases[] = {
		{ "", "is empty" },
		{ "not XML", "not well-formed XML" },
		{ "<flat-profile><Firewall>Disabled</Firewall>",
		  "cut short" },
		{ "<!DOCTYPE x><flat-profile/>", "document type" },
		{ "<config/>", "root element" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(phonewall_systems_read(cases[i].text,
							strlen(cases[i].text),
							&settings, &systems,
							&faults, NULL), -1);
		assert_int_equal(faults.count, 1);
		assert_contains(faults.list[0].message, cases[i].part);
		assert_empty();
		clear(state);
	}
}

static void test_earlier_faults_do_not_count(void **state)
{
	(void)state;
	phonewall_fault_add(&faults, 1, NULL, NULL, "of another file");
	assert_int_equal(phonewall_systems_read(NULL, 0, &settings, &systems,
						&faults, NULL), 0);
	assert_string_equal(ports(), ALL);
	assert_int_equal(faults.count, 1);
}

static void test_unused_values_refuse_nothing(void **state)
{
	static const char *const elements[] = {
		"<Connection_Request_URL>x</Connection_Request_URL>"
		"<Enable_TR-069>No</Enable_TR-069>",
		"<Connection_Request_URL>x</Connection_Request_URL>"
		"<Enable_TR-069>Yes</Enable_TR-069>"
		"<CWMP_V1.2_Support>No</CWMP_V1.2_Support>",
		"<Web_Server_Port>x</Web_Server_Port>"
		"<Enable_Web_Server>No</Enable_Web_Server>",
		"<SIP_Port_2_>x</SIP_Port_2_><Line_Enable_2_>No</Line_Enable_2_>",
		"<Line_Enable_2_>No</Line_Enable_2_>"
		"<SIP_Transport_2_>x</SIP_Transport_2_>",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(elements); i++) {
		assert_warns(elements[i], "unused-value");
		assert_null(strstr(ports(), "8000"));
		assert_null(strstr(ports(), "5061"));
	}
	/* The same values if the switch is on, or is itself wrong. */
	assert_int_equal(translate("<Web_Server_Port>x</Web_Server_Port>"), -1);
	assert_int_equal(translate("<SIP_Port_2_>x</SIP_Port_2_>"
				   "<Line_Enable_1_>No</Line_Enable_1_>"), -1);
	assert_int_equal(translate("<SIP_Port_2_>x</SIP_Port_2_>"
				   "<Line_Enable_2_>n</Line_Enable_2_>"), -1);
}

static void test_warnings(void **state)
{
	static const struct {
		const char *elements;
		const char *name;
	} cases[] = {
		{ "<Firewal_Config>UDP:5000</Firewal_Config>", "misspelt-name" },
		{ "<Firewall_Confg/>", "misspelt-name" },
		{ "<Firewall_Konfig/>", "misspelt-name" },
		{ "<SIP_Portt_3_/>", "misspelt-name" },
		{ "<firewall>Disabled</firewall>", "wrong-case" },
		{ "<line_enable_16_/>", "wrong-case" },
		{ "<Line_Enable_17_/>", "no-such-instance" },
		{ "<SIP_Port_0_/>", "no-such-instance" },
		{ "<Group_11_Paging_Script/>", "no-such-instance" },
		{ "<Network><Firewall>Disabled</Firewall></Network>",
		  "name-in-group" },
		{ "<a><b><Firewall>Disabled</Firewall></b></a>",
		  "name-in-group" },
		{ "<flat-profile><Firewall>Disabled</Firewall></flat-profile>",
		  "profile-in-profile" },
		{ "<Firewall/><Firewall/>", "repeated-element" },
		{ "<RTP_Port_Min>20098</RTP_Port_Min>"
		  "<RTP_Port_Max>20000</RTP_Port_Max>", "rtp-range-reversed" },
		{ "<RTP_Port_Min>1024</RTP_Port_Min>", "rtp-range-fell-back" },
		{ "<RTP_Port_Max>16390</RTP_Port_Max>", "rtp-range-fell-back" },
		{ "<RTP_Port_Max>17384</RTP_Port_Max>", "wide-range" },
		{ "<RTP_Port_Max>17383</RTP_Port_Max>", "wide-range" },
		{ "<RTP_Port_Max>17382</RTP_Port_Max>", NULL },
		{ "<Firewall_Config>UDP:2000:3000</Firewall_Config>",
		  "wide-range" },
		{ "<Firewall_Config>UDP:2000:2999</Firewall_Config>", NULL },
		{ "<Firewall_Config>UDP:1:65535</Firewall_Config>", "all-ports" },
		{ "<Firewall_Config>TCP:1:65535</Firewall_Config>", "all-ports" },
		{ "<Firewal_Konfig/><Fire/><Proxy_1_/><Station_Name/>", NULL },
		{ "<Network><Other/></Network><Firewall/>", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_warns(cases[i].elements, cases[i].name);
}

/* A suggested name is never one of another line or group. */
static void test_suggested_names(void **state)
{
	static const struct {
		const char *name;
		const char *part;
	} cases[] = {
		{ "SIP_Port_10", "write SIP_Port_10_ if" },
		{ "SIP_Port_1", "write SIP_Port_1_ if" },
		{ "Line_Enable_12", "write Line_Enable_12_ if" },
		{ "Line_Enable_10", "write Line_Enable_10_ if" },
		{ "Group_2Paging_Script", "write Group_2_Paging_Script if" },
		{ "Group_Pagin_Script", "write Group_Paging_Script if" },
		{ "sip_port_10_", "write SIP_Port_10_ if" },
		{ "Line_Enable_01_", "without a leading zero, as Line_Enable_1_" },
		{ "Group_010_Paging_Script", "as Group_10_Paging_Script" },
		{ "Line_Enable_017_", "the numbers go from 1 to 16" },
		{ "Line_Enable_00_", "the numbers go from 1 to 16" },
		{ "Enable_802.X_Authentication",
		  "write Enable_802.1X_Authentication if" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		phonewall_parameter_warn(phonewall_system_list, cases[i].name,
					 3, &warnings);
		assert_int_equal(warnings.count, 1);
		assert_fault(&warnings.list[0], 3, cases[i].name, NULL,
			     cases[i].part);
		phonewall_faults_clear(&warnings);
	}
}

/* A bound that is not set has its default, which the user did not write. */
static void test_unset_bound(void **state)
{
	static const struct {
		const char *elements;
		const char *name;
		const char *token;
		const char *part;
	} cases[] = {
		{ "<RTP_Port_Min>20000</RTP_Port_Min>", "RTP_Port_Min",
		  "20000-16482",
		  "is reversed with the default of RTP_Port_Max, so 16382" },
		{ "<RTP_Port_Max>16390</RTP_Port_Max>", "RTP_Port_Max",
		  "16384-16390",
		  "is not an RTP range with the default of RTP_Port_Min, so" },
		{ "<RTP_Port_Min>20098</RTP_Port_Min>"
		  "<RTP_Port_Max>20000</RTP_Port_Max>", "RTP_Port_Min",
		  "20098-20000", "is reversed, so 16382" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		warn(cases[i].elements);
		assert_only_fault(&warnings, 2, cases[i].name, cases[i].token,
				  cases[i].part);
	}
}

static void test_warnings_beside_faults(void **state)
{
	static const char text[] = "<device><Firewall>On</Firewall>"
		"<flat-profile/><flat-profile><firewall/>"
		"<Firewall>On</Firewall></flat-profile></device>";
	static const char *const names[] = {
		"name-outside-profile", "second-profile", "wrong-case",
	};

	(void)state;
	assert_int_equal(phonewall_systems_read(text, strlen(text), &settings,
						&systems, &faults, &warnings),
			 -1);
	assert_int_equal(faults.count, 1);
	assert_int_equal(warnings.count, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++)
		assert_string_equal(warnings.list[i].warning, names[i]);
	phonewall_faults_clear(&warnings);
}

static void test_one_fault_for_one_value(void **state)
{
	(void)state;
	assert_refused("<Web_Server_Port>0x</Web_Server_Port>", 2,
		       "Web_Server_Port", "0x", "hexadecimal");
	assert_refused("<SIP_Port_1_>0x</SIP_Port_1_>", 2, "SIP_Port_1_", "0x",
		       "hexadecimal");
	assert_refused("<RTP_Port_Min>-1</RTP_Port_Min>", 2, "RTP_Port_Min",
		       "-1", "must be a whole number from 2048 to 49151");
}

/* Beyond the bound a fault refuses the file as before. */
static void test_faults_that_are_only_counted(void **state)
{
	static const char text[] = "<flat-profile><Firewall>On</Firewall></flat-profile>";
	char value[PHONEWALL_PROFILE_VALUE_MAX];
	char *elements;

	(void)state;
	for (size_t i = 0; i < PHONEWALL_FAULTS_MAX; i++)
		phonewall_fault_add(&faults, 1, NULL, NULL, "of another file");
	assert_int_equal(phonewall_systems_read(text, strlen(text), &settings,
						&systems, &faults, NULL), -1);
	assert_int_equal(faults.more, 1);
	assert_empty();

	for (size_t i = 0; i < sizeof(value) - 1; i++)
		value[i] = i % 2 ? ',' : 'a';
	value[sizeof(value) - 1] = '\0';
	elements = phonewall_memory_print("<Firewall_Config>%s</Firewall_Config>",
					  value);
	assert_int_equal(translate(elements), -1);
	free(elements);
	assert_int_equal(phonewall_faults_total(&faults),
			 PHONEWALL_PROFILE_VALUE_MAX / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_secrets_of_a_url_are_not_shown, reset, clear),
		cmocka_unit_test_setup_teardown(test_factory_defaults, reset, clear),
		cmocka_unit_test_setup_teardown(test_empty_elements, reset, clear),
		cmocka_unit_test_setup_teardown(test_reasons_of_defaults, reset, clear),
		cmocka_unit_test_setup_teardown(test_firewall, reset, clear),
		cmocka_unit_test_setup_teardown(test_broadcast_echo, reset, clear),
		cmocka_unit_test_setup_teardown(test_limits, reset, clear),
		cmocka_unit_test_setup_teardown(test_each_line, reset, clear),
		cmocka_unit_test_setup_teardown(test_named_lines, reset, clear),
		cmocka_unit_test_setup_teardown(test_transports, reset, clear),
		cmocka_unit_test_setup_teardown(test_lines_of_the_device, reset, clear),
		cmocka_unit_test_setup_teardown(test_lines_beyond_the_device, reset, clear),
		cmocka_unit_test_setup_teardown(test_sip_port_0, reset, clear),
		cmocka_unit_test_setup_teardown(test_same_port_twice, reset, clear),
		cmocka_unit_test_setup_teardown(test_rtp_range, reset, clear),
		cmocka_unit_test_setup_teardown(test_rtp_reasons, reset, clear),
		cmocka_unit_test_setup_teardown(test_firmware_sharing, reset, clear),
		cmocka_unit_test_setup_teardown(test_web_server, reset, clear),
		cmocka_unit_test_setup_teardown(test_tr069, reset, clear),
		cmocka_unit_test_setup_teardown(test_connection_request_url, reset, clear),
		cmocka_unit_test_setup_teardown(test_malformed_url, reset, clear),
		cmocka_unit_test_setup_teardown(test_flags, reset, clear),
		cmocka_unit_test_setup_teardown(test_no_cisco_tftp, reset, clear),
		cmocka_unit_test_setup_teardown(test_port_options, reset, clear),
		cmocka_unit_test_setup_teardown(test_paging, reset, clear),
		cmocka_unit_test_setup_teardown(test_each_paging_group, reset, clear),
		cmocka_unit_test_setup_teardown(test_last_wins, reset, clear),
		cmocka_unit_test_setup_teardown(test_unused_parameters, reset, clear),
		cmocka_unit_test_setup_teardown(test_every_fault_is_reported, reset, clear),
		cmocka_unit_test_setup_teardown(test_files_that_are_none, reset, clear),
		cmocka_unit_test_setup_teardown(test_faults_that_are_only_counted, reset, clear),
		cmocka_unit_test_setup_teardown(test_unused_values_refuse_nothing, reset, clear),
		cmocka_unit_test_setup_teardown(test_warnings, reset, clear),
		cmocka_unit_test_setup_teardown(test_unset_bound, reset, clear),
		cmocka_unit_test_setup_teardown(test_suggested_names, reset, clear),
		cmocka_unit_test_setup_teardown(test_warnings_beside_faults, reset, clear),
		cmocka_unit_test_setup_teardown(test_one_fault_for_one_value, reset, clear),
		cmocka_unit_test_setup_teardown(test_earlier_faults_do_not_count, reset, clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
