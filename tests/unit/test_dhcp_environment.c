// SPDX-License-Identifier: MIT
/*
 * Environments as udhcpc 1.35, dhcpcd 9.4.1 and dhclient 4.4.3 handed them to a
 * hook, with the configuration of examples/dhcp and dnsmasq 2.90 as the server.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "provisioning/dhcp_environment.h"

#define HEAD4	"phonewall-lease 1\nfamily ipv4\ninterface eth0\n"
#define HEAD6	"phonewall-lease 1\nfamily ipv6\ninterface eth0\n"
#define LEASED4	"address 192.0.2.18\ndomain example.com\n" \
		"dns 192.0.2.2\ndns 192.0.2.3\n"
#define WPAD	"option 252 687474703a2f2f777061642f78\n"

static struct phonewall_dhcp_event event;

static void read_environment(const char *const *variables, const char *action)
{
	assert_null(phonewall_dhcp_environment_read(variables, action, &event));
}

static void assert_record(const char *expected)
{
	char *text;

	assert_int_equal(event.change, PHONEWALL_DHCP_LEASED);
	text = phonewall_lease_record_print(&event.record);
	assert_string_equal(text, expected);
	free(text);
}

static void assert_change(enum phonewall_dhcp_change change, bool is_ipv6)
{
	assert_int_equal(event.change, change);
	assert_int_equal(event.record.is_ipv6, is_ipv6);
	assert_string_equal(event.record.interface,
			    change == PHONEWALL_DHCP_NO_CHANGE ? "" : "eth0");
	assert_int_equal(event.record.option_count, 0);
}

static void assert_skip(size_t number, uint16_t code, const char *part)
{
	assert_true(number < event.skip_count);
	assert_int_equal(event.skips[number].code, code);
	assert_contains(event.skips[number].reason, part);
}

/* The server had sent https://prov/$MA/... in option 66. */
static void test_udhcpc(void **state)
{
	static const char *const variables[] = {
		"PATH=/sbin:/bin", "opt58=00000708", "tftp=bad",
		"opt59=00000c4e", "opt150=c0000205c0000206",
		"opt160=24415c6222", "subnet=255.255.255.0",
		"opt125=00000de903010141", "broadcast=192.0.2.255",
		"router=192.0.2.2", "vendor=dslforum.org",
		"domain=example.com", "interface=eth0",
		"opt159=0a00225c27ff60", "dns=192.0.2.2 192.0.2.3",
		"serverid=192.0.2.2", "ip=192.0.2.18", "siaddr=192.0.2.2",
		"wpad=http://wpad/x", "lease=3600", "mask=24",
		"opt43=68740100ff", "opt53=05", NULL
	};
	static const char *const bad[] = {
		"interface=eth0", "ip=192.0.2.18", "domain=bad", NULL
	};

	(void)state;
	read_environment(variables, "bound");
	assert_record(HEAD4 LEASED4 "option 43 68740100ff\n"
		      "option 60 64736c666f72756d2e6f7267\n"
		      "option 125 00000de903010141\n"
		      "option 150 c0000205c0000206\n"
		      "option 159 0a00225c27ff60\noption 160 24415c6222\n"
		      WPAD);
	assert_int_equal(event.seconds, 3600);
	assert_int_equal(event.skip_count, 1);
	assert_skip(0, 66, "is not passed on by udhcpc");
	read_environment(variables, "renew");
	assert_int_equal(event.change, PHONEWALL_DHCP_LEASED);
	read_environment(bad, "bound");
	assert_int_equal(event.seconds, PHONEWALL_DHCP_FOREVER);
	assert_record(HEAD4 "address 192.0.2.18\n");
	read_environment(variables, "deconfig");
	assert_change(PHONEWALL_DHCP_ENDED, false);
	read_environment(variables, "x");
	assert_change(PHONEWALL_DHCP_NO_CHANGE, false);
}

static void test_dhclient(void **state)
{
	static const char *const variables[] = {
		"new_network_number=192.0.2.0", "new_ip_address=192.0.2.18",
		"new_dhcp_message_type=5", "pid=10624",
		"new_phonewall_66=104 116 116 112 115 58 47 47 112 114 111 118 47 36 77 65 0",
		"new_phonewall_150=192 0 2 5 192 0 2 6",
		"new_phonewall_160=36 65 92 98 34",
		"new_phonewall_125=0 0 13 233 3 1 1 65",
		"new_phonewall_252=104 116 116 112 58 47 47 119 112 97 100 47 120",
		"new_expiry=1796022340", "new_dhcp_lease_time=3600", "new_subnet_mask=255.255.255.0",
		"interface=eth0", "new_domain_name=example.com",
		"reason=BOUND", "new_phonewall_159=10 0 34 92 39 255 96",
		"new_dhcp_server_identifier=192.0.2.2",
		"new_domain_name_servers=192.0.2.2 192.0.2.3",
		"new_phonewall_60=100 115 108 102 111 114 117 109 46 111 114 103",
		"new_phonewall_43=104 116 1 0 255", NULL
	};

	(void)state;
	read_environment(variables, NULL);
	assert_record(HEAD4 LEASED4 "option 43 68740100ff\n"
		      "option 60 64736c666f72756d2e6f7267\n"
		      "option 66 68747470733a2f2f70726f762f244d4100\n"
		      "option 125 00000de903010141\n"
		      "option 150 c0000205c0000206\n"
		      "option 159 0a00225c27ff60\noption 160 24415c6222\n"
		      WPAD);
	assert_int_equal(event.seconds, 3600);
	assert_int_equal(event.skip_count, 0);
}

static void test_dhclient_ipv6(void **state)
{
	static const char *const variables[] = {
		"new_renew=1800", "new_max_life=3600", "pid=10648", "new_rebind=3150",
		"new_dhcp6_server_id=0:3:0:1:2:c2:4f:20:24:73",
		"new_dhcp6_domain_search=example.com. b.example.",
		"interface=eth0", "new_ip6_prefixlen=128", "reason=BOUND6",
		"new_ip6_address=2001:db8::1ae", "new_iaid=fa:a0:7d:c3",
		"new_dhcp6_phonewall_17=0 0 13 233 0 1 0 2 65 66",
		"new_dhcp6_name_servers=2001:db8::2",
		"new_dhcp6_phonewall_160=104 116 116 112 115 58 47 47 120 47 36 77 65",
		"new_dhcp6_status_code=success success",
		"new_dhcp6_phonewall_159=112 114 111 118", NULL
	};

	(void)state;
	read_environment(variables, NULL);
	assert_record(HEAD6 "address 2001:db8::1ae\ndomain example.com\n"
		      "dns 2001:db8::2\noption 17 00000de9000100024142\n"
		      "option 159 70726f76\n"
		      "option 160 68747470733a2f2f782f244d41\n");
	assert_int_equal(event.seconds, 3600);
}

static void test_dhcpcd(void **state)
{
	static const char *const variables[] = {
		"pid=10715", "reason=BOUND", "interface=eth0",
		"protocol=dhcp", "if_configured=true", "if_up=true",
		"new_ip_address=192.0.2.18", "new_subnet_cidr=24",
		"new_routers=192.0.2.2", "new_dhcp_lease_time=4294967295",
		"new_domain_name_servers=192.0.2.2 192.0.2.3",
		"new_domain_name=example.com",
		"new_phonewall_43=68740100ff",
		"new_phonewall_60=64736c666f72756d2e6f7267",
		"new_phonewall_66=68747470733a2f2f70726f762f244d4100",
		"new_phonewall_125=00000de903010141",
		"new_phonewall_150=c0000205c0000206",
		"new_phonewall_159=0a00225c27ff60",
		"new_phonewall_160=24415c6222",
		"new_phonewall_252=687474703a2f2f777061642f78", NULL
	};

	(void)state;
	read_environment(variables, NULL);
	assert_record(HEAD4 LEASED4 "option 43 68740100ff\n"
		      "option 60 64736c666f72756d2e6f7267\n"
		      "option 66 68747470733a2f2f70726f762f244d4100\n"
		      "option 125 00000de903010141\n"
		      "option 150 c0000205c0000206\n"
		      "option 159 0a00225c27ff60\noption 160 24415c6222\n"
		      WPAD);
	assert_int_equal(event.seconds, PHONEWALL_DHCP_FOREVER);
	assert_int_equal(event.skip_count, 0);
}

static void test_dhcpcd_ipv6(void **state)
{
	static const char *const variables[] = {
		"pid=10715", "reason=BOUND6", "interface=eth0",
		"protocol=dhcp6", "if_configured=true", "if_up=true",
		"new_dhcp6_client_id=00030001e64afaa07dc3",
		"new_dhcp6_ia_na1_ia_addr1=2001:db8::157",
		"new_dhcp6_ia_na1_ia_addr1_vltime=3600",
		"new_dhcp6_phonewall_160=68747470733a2f2f782f244d41",
		"new_dhcp6_phonewall_159=70726f76",
		"new_dhcp6_phonewall_17=00000de9000100024142", NULL
	};

	(void)state;
	read_environment(variables, NULL);
	assert_record(HEAD6 "address 2001:db8::157\n"
		      "option 17 00000de9000100024142\noption 159 70726f76\n"
		      "option 160 68747470733a2f2f782f244d41\n");
	assert_int_equal(event.seconds, 3600);
}

/* Every reason of dhclient and dhcpcd, some of them without any lease. */
static void test_reasons(void **state)
{
	static const struct {
		const char *reason;
		enum phonewall_dhcp_change change;
		bool is_ipv6;
	} cases[] = {
		{ "reason=EXPIRE", PHONEWALL_DHCP_ENDED, false },
		{ "reason=FAIL", PHONEWALL_DHCP_ENDED, false },
		{ "reason=NAK", PHONEWALL_DHCP_ENDED, false },
		{ "reason=RELEASE", PHONEWALL_DHCP_ENDED, false },
		{ "reason=STOP", PHONEWALL_DHCP_ENDED, false },
		{ "reason=EXPIRE6", PHONEWALL_DHCP_ENDED, true },
		{ "reason=RELEASE6", PHONEWALL_DHCP_ENDED, true },
		{ "reason=STOP6", PHONEWALL_DHCP_ENDED, true },
		{ "reason=REBIND6", PHONEWALL_DHCP_LEASED, true },
		{ "reason=RENEW6", PHONEWALL_DHCP_LEASED, true },
		{ "reason=INFORM6", PHONEWALL_DHCP_LEASED, true },
		{ "reason=TIMEOUT", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=BOUND", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=PREINIT", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=PREINIT6", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=CARRIER", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=IPV4LL", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=ROUTERADVERT", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=STOPPED", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=6", PHONEWALL_DHCP_NO_CHANGE, false },
		{ "reason=BOUND66", PHONEWALL_DHCP_NO_CHANGE, false },
	};
	const char *variables[] = { NULL, "interface=eth0", NULL };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		variables[0] = cases[i].reason;
		read_environment(variables, NULL);
		assert_change(cases[i].change, cases[i].is_ipv6);
	}
}

static void test_faults(void **state)
{
	static const char *const nobody[] = { "interface=eth0", NULL };
	static const char *const nowhere[] = { "reason=BOUND", NULL };
	static const char *const elsewhere[] = {
		"reason=BOUND", "interface=../../etc/x", NULL
	};
	static const char *const empty[] = { NULL };

	(void)state;
	assert_contains(phonewall_dhcp_environment_read(nobody, NULL, &event),
			"no DHCP client");
	assert_contains(phonewall_dhcp_environment_read(empty, NULL, &event),
			"no DHCP client");
	assert_contains(phonewall_dhcp_environment_read(nowhere, NULL, &event),
			"is not a network device");
	assert_contains(phonewall_dhcp_environment_read(elsewhere, NULL,
							&event),
			"is not a network device");
	assert_contains(phonewall_dhcp_environment_read(empty, "bound",
							&event),
			"is not a network device");
	assert_change(PHONEWALL_DHCP_NO_CHANGE, false);
}

/* A value that its client cannot have written as it was told to. */
static void test_other_forms(void **state)
{
	static const char *const dhclient[] = {
		"reason=BOUND", "interface=eth0", "new_ip_address=192.0.2.18",
		"new_phonewall_43=68:74", "new_phonewall_60=256",
		"new_phonewall_66=https://prov/\\$MA", "new_phonewall_125=1  2",
		"new_phonewall_150=1 ", "new_phonewall_159=-1",
		"new_phonewall_160=", "new_phonewall_252=7", NULL
	};
	static const char *const dhcpcd[] = {
		"reason=BOUND", "interface=eth0", "new_ip_address=192.0.2.18",
		"protocol=dhcp", "new_phonewall_66=prov",
		"new_phonewall_43=0", "new_phonewall_160=aA", NULL
	};

	(void)state;
	read_environment(dhclient, NULL);
	assert_record(HEAD4 "address 192.0.2.18\noption 160\noption 252 07\n");
	assert_int_equal(event.skip_count, 6);
	assert_skip(2, 66, "array of unsigned integer 8");
	read_environment(dhcpcd, NULL);
	assert_record(HEAD4 "address 192.0.2.18\noption 160 aa\n");
	assert_int_equal(event.skip_count, 2);
	assert_skip(1, 66, "binhex");
}

/* What is no option is for a host name or an address, or left out. */
static void test_hostile_texts(void **state)
{
	static const char *const variables[] = {
		"interface=eth0", "ip=192.0.2.1\nx", "domain=$(reboot)",
		"dns=1 192.0.2.2\n  192.0.2.3 x", "tftp=a\n\"'`$(x)\x01\xff",
		"vendor=", "opt160=zz", NULL
	};
	static const char *const other[] = {
		"interface=eth0", "ip=192.0.2.1", "domain=a\noption 66 68",
		"dns=", "tftp=a\n\"'`$(x)\x01\xff", "vendor=", "opt160=zz",
		NULL
	};

	(void)state;
	read_environment(variables, "bound");
	assert_int_equal(event.change, PHONEWALL_DHCP_NO_CHANGE);
	read_environment(other, "bound");
	assert_record(HEAD4 "address 192.0.2.1\noption 60\n"
		      "option 66 610a2227602428782901ff\n");
	assert_skip(0, 160, "is not hexadecimal");
}

static void test_long(void **state)
{
	static char numbers[] = "new_phonewall_66=";
	char value[sizeof(numbers) + 4 * (PHONEWALL_DHCP_OPTION_MAX + 1)];
	const char *variables[] = {
		"reason=BOUND", "interface=eth0", "new_ip_address=192.0.2.18",
		value, NULL
	};

	(void)state;
	strcpy(value, numbers);
	for (size_t i = 0; i < PHONEWALL_DHCP_OPTION_MAX; i++)
		strcat(value, i ? " 255" : "255");
	read_environment(variables, NULL);
	assert_int_equal(event.record.length, PHONEWALL_DHCP_OPTION_MAX);
	strcat(value, " 255");
	read_environment(variables, NULL);
	assert_int_equal(event.record.length, 0);
	assert_skip(0, 66, "is too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_udhcpc),
		cmocka_unit_test(test_dhclient),
		cmocka_unit_test(test_dhclient_ipv6),
		cmocka_unit_test(test_dhcpcd),
		cmocka_unit_test(test_dhcpcd_ipv6),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_other_forms),
		cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
