// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "firewall/firewall_config.h"

#define LINE	42

#define PING		PHONEWALL_FLAG_NO_ICMP_PING
#define UNREACHABLE	PHONEWALL_FLAG_NO_ICMP_UNREACHABLE

static struct phonewall_firewall_config config;
static struct phonewall_faults faults;

static void parse(const char *value)
{
	memset(&config, 0xff, sizeof(config));
	phonewall_firewall_config_parse(value, LINE, &config, &faults);
}

static void assert_options(const struct phonewall_port_options *options,
			   const struct phonewall_port_range *ranges,
			   size_t count)
{
	assert_int_equal(options->count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(options->list[i].first, ranges[i].first);
		assert_int_equal(options->list[i].last, ranges[i].last);
	}
}

static void test_accepted(void **state)
{
	static const struct {
		const char *value;
		uint32_t flags;
		bool no_cisco_tftp;
		size_t udp_count;
		struct phonewall_port_range udp[PHONEWALL_PORT_OPTIONS_MAX];
		size_t tcp_count;
		struct phonewall_port_range tcp[PHONEWALL_PORT_OPTIONS_MAX];
	} cases[] = {
		{ "", 0, false, 0, { { 0 } }, 0, { { 0 } } },
		{ " ", 0, false, 0, { { 0 } }, 0, { { 0 } } },
		{ ",", 0, false, 0, { { 0 } }, 0, { { 0 } } },
		{ " , ,,\t", 0, false, 0, { { 0 } }, 0, { { 0 } } },
		{ "NO_ICMP_PING", PING, false, 0, { { 0 } }, 0, { { 0 } } },
		{ "NO_ICMP_UNREACHABLE", UNREACHABLE, false, 0, { { 0 } },
		  0, { { 0 } } },
		{ "NO_CISCO_TFTP", 0, true, 0, { { 0 } }, 0, { { 0 } } },
		{ "no_icmp_ping,No_Icmp_Unreachable,nO_cISCO_tFTP",
		  PING | UNREACHABLE, true, 0, { { 0 } }, 0, { { 0 } } },
		{ "NO_ICMP_PING,NO_ICMP_PING,NO_CISCO_TFTP,NO_CISCO_TFTP",
		  PING, true, 0, { { 0 } }, 0, { { 0 } } },
		{ "UDP:1", 0, false, 1, { { 1, 1 } }, 0, { { 0 } } },
		{ "UDP:65535", 0, false, 1, { { 65535, 65535 } },
		  0, { { 0 } } },
		{ "UDP:8000:8010", 0, false, 1, { { 8000, 8010 } },
		  0, { { 0 } } },
		{ "UDP:1:65535", 0, false, 1, { { 1, 65535 } }, 0, { { 0 } } },
		{ "UDP:8000:8000", 0, false, 1, { { 8000, 8000 } },
		  0, { { 0 } } },
		{ "udp:07:0010", 0, false, 1, { { 7, 10 } }, 0, { { 0 } } },
		{ "TCP:12000", 0, false, 0, { { 0 } }, 1, { { 12000, 12000 } } },
		{ "tcp:1:65535", 0, false, 0, { { 0 } }, 1, { { 1, 65535 } } },
		{ "NO_ICMP_PING,TCP:12000,UDP:8000:8010", PING, false,
		  1, { { 8000, 8010 } }, 1, { { 12000, 12000 } } },
		{ " TCP:12000 ,\tUDP:8000:8010 , NO_CISCO_TFTP , ", 0, true,
		  1, { { 8000, 8010 } }, 1, { { 12000, 12000 } } },
		{ "UDP:5,UDP:4,UDP:3:9,UDP:2,UDP:1", 0, false,
		  5, { { 5, 5 }, { 4, 4 }, { 3, 9 }, { 2, 2 }, { 1, 1 } },
		  0, { { 0 } } },
		{ "TCP:5,TCP:4,TCP:3:9,TCP:2,TCP:1", 0, false, 0, { { 0 } },
		  5, { { 5, 5 }, { 4, 4 }, { 3, 9 }, { 2, 2 }, { 1, 1 } } },
		{ "UDP:1,TCP:1,UDP:2,TCP:2,UDP:3,TCP:3,UDP:4,TCP:4,UDP:5,TCP:5,"
		  "NO_ICMP_PING,NO_ICMP_UNREACHABLE,NO_CISCO_TFTP",
		  PING | UNREACHABLE, true,
		  5, { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 4 }, { 5, 5 } },
		  5, { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 4 }, { 5, 5 } } },
		{ "UDP:1,UDP:2,UDP:3,UDP:4,UDP:5,UDP:1,udp:5,UDP:2:2", 0,
		  false,
		  5, { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 4 }, { 5, 5 } },
		  0, { { 0 } } },
		{ "UDP:1:9,UDP:1:8,UDP:2:9", 0, false,
		  3, { { 1, 9 }, { 1, 8 }, { 2, 9 } }, 0, { { 0 } } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(cases[i].value);
		assert_no_fault(&faults);
		assert_int_equal(config.flags, cases[i].flags);
		assert_int_equal(config.no_cisco_tftp, cases[i].no_cisco_tftp);
		assert_options(&config.udp, cases[i].udp, cases[i].udp_count);
		assert_options(&config.tcp, cases[i].tcp, cases[i].tcp_count);
	}
}

static void test_refused(void **state)
{
	static const char keyword[] =
		"allowed are NO_ICMP_PING, NO_ICMP_UNREACHABLE, NO_CISCO_TFTP, UDP:port, UDP:first:last, TCP:port and TCP:first:last";
	static const char no_port[] = "names no port";
	static const char port[] = "a decimal number from 1 to 65535";
	static const char space[] = "space beside a colon";
	static const char value[] = "takes none";
	static const struct {
		const char *token;
		const char *part;
	} cases[] = {
		{ "NO_PING", keyword },
		{ "NO_ICMP_PIN", keyword },
		{ "NO_ICMP_PINGS", keyword },
		{ "NO-ICMP-PING", keyword },
		{ "NO_ICMP_PING NO_CISCO_TFTP", keyword },
		{ "NO_ICMP_PING;NO_CISCO_TFTP", keyword },
		{ "NO_ICMP_PING.TCP:12000", keyword },
		{ "ICMP:8", keyword },
		{ "SCTP:12000", keyword },
		{ "UDPS:12000", keyword },
		{ ":", keyword },
		{ ":12000", keyword },
		{ "12000", keyword },
		{ "UDP 12000", keyword },
		{ "UDP=12000", keyword },
		{ "UDP-8000", keyword },
		{ "\"\"", keyword },
		{ "NO_ICMP_PING:", value },
		{ "NO_ICMP_PING:1", value },
		{ "NO_ICMP_UNREACHABLE:1", value },
		{ "NO_CISCO_TFTP:UDP", value },
		{ "UDP", no_port },
		{ "TCP", no_port },
		{ "UDP:", no_port },
		{ "UDP::", "leaves out the first port" },
		{ "UDP::8000", "leaves out the first port" },
		{ "UDP:8000:", "leaves out the last port" },
		{ "UDP:0", port },
		{ "UDP:0:5", port },
		{ "UDP:5:0", port },
		{ "UDP:65536", port },
		{ "UDP:1:65536", port },
		{ "UDP:4294967297", port },
		{ "UDP:-1", port },
		{ "UDP:+1", port },
		{ "UDP:1.5", port },
		{ "UDP:abc", port },
		{ "UDP:0x1F40", port },
		{ "UDP:1F40", port },
		{ "UDP:8000-8010", "with a colon, as UDP:8000:8010" },
		{ "TCP:5-6", "with a colon" },
		{ "UDP:5-", port },
		{ "UDP:5-6-7", port },
		{ "UDP:80 00", port },
		{ "UDP:<8000>", port },
		{ "TCP:0", port },
		{ "TCP:65536", port },
		{ "TCP:12000:x", port },
		{ "UDP:1:2:3", "more than two ports" },
		{ "UDP:1:2:", "more than two ports" },
		{ "TCP:1:2:3:4", "more than two ports" },
		{ "UDP:8010:8000", "reversed range" },
		{ "TCP:2:1", "reversed range" },
		{ "UDP: 8000", space },
		{ "UDP :8000", space },
		{ "UDP\t:8000", space },
		{ "UDP:8000 :8010", space },
		{ "UDP:8000: 8010", space },
		{ "NO_ICMP_PING :1", space },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse(cases[i].token);
		assert_only_fault(&faults, LINE, "Firewall_Config",
				  cases[i].token, cases[i].part);
		assert_int_equal(config.flags, 0);
		assert_false(config.no_cisco_tftp);
		assert_int_equal(config.udp.count, 0);
		assert_int_equal(config.tcp.count, 0);
	}
}

static void test_sixth_option(void **state)
{
	(void)state;
	parse("UDP:1,UDP:2,UDP:3,UDP:4,UDP:5:6,UDP:7");
	assert_only_fault(&faults, LINE, "Firewall_Config", "UDP:7",
			  "at most 5");
	assert_int_equal(config.udp.count, 5);
	parse("TCP:1,TCP:2,TCP:3,TCP:4,TCP:5,UDP:7,TCP:6:7");
	assert_only_fault(&faults, LINE, "Firewall_Config", "TCP:6:7",
			  "at most 5");
	assert_int_equal(config.tcp.count, 5);
	assert_int_equal(config.udp.count, 1);
}

static void test_every_fault_is_reported(void **state)
{
	(void)state;
	parse("BAD, NO_ICMP_PING ,UDP:0,TCP:12000,tcp:9:8,UDP:7,");
	assert_int_equal(faults.count, 3);
	assert_fault(&faults.list[0], LINE, "Firewall_Config", "BAD",
		     "not an option");
	assert_fault(&faults.list[1], LINE, "Firewall_Config", "UDP:0",
		     "1 to 65535");
	assert_fault(&faults.list[2], LINE, "Firewall_Config", "tcp:9:8",
		     "reversed");
	assert_int_equal(config.flags, PING);
	assert_int_equal(config.tcp.count, 1);
	assert_int_equal(config.udp.count, 1);
	phonewall_faults_clear(&faults);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_sixth_option),
		cmocka_unit_test(test_every_fault_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
