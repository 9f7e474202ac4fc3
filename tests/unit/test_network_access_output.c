// SPDX-License-Identifier: MIT
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "faults.h"
#include "network_access_output.h"
#include "output_text.h"

static struct phonewall_configuration configuration;

static int reset(void **state)
{
	(void)state;
	memset(&configuration, 0, sizeof(configuration));
	configuration.systems.dot1x.authentication = true;
	return 0;
}

/* The line under that of 802.1X is @expected, and no line is too long. */
static void assert_second_line(const char *expected)
{
	struct phonewall_writer *writer;
	char *out, *error, *rest, *line;
	unsigned int number = 0;

	output_begin();
	writer = phonewall_writer_open_text();
	phonewall_network_access_write(writer, &configuration);
	phonewall_writer_close(writer);
	output_end(&out, &error);
	for (rest = out; (line = strsep(&rest, "\n")); number++) {
		assert_in_range(strlen(line), 0, PHONEWALL_TEXT_COLUMNS);
		if (number == 1)
			assert_contains(line, expected);
	}
	assert_in_range(number, 4, 6);
	free(out);
	free(error);
}

static void test_all_is_missing(void **state)
{
	(void)state;
	assert_second_line("    cannot begin; the settings lack switch_port, "
			   "identity, manufacturing_certificate, "
			   "manufacturing_key, ca_certificate");
	configuration.systems.dot1x.certificate =
		PHONEWALL_CERTIFICATE_CUSTOM;
	assert_second_line("identity, custom_certificate, custom_key, ca_cert");
	configuration.settings.dot1x.eap_method = PHONEWALL_EAP_METHOD_FAST;
	assert_second_line("identity, password_file, ca_certificate");
}

static void test_nothing_is_missing(void **state)
{
	struct phonewall_dot1x_settings *dot1x = &configuration.settings.dot1x;
	char text[] = "x";

	(void)state;
	strcpy(dot1x->switch_port, "lan0");
	dot1x->identity = text;
	dot1x->manufacturing_certificate = text;
	dot1x->ca_certificate = text;
	assert_second_line("    cannot begin; the settings lack manufacturing_key");
	dot1x->manufacturing_key = text;
	assert_second_line("  PC port: none in the settings");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_all_is_missing, reset),
		cmocka_unit_test_setup(test_nothing_is_missing, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
