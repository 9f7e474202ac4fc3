// SPDX-License-Identifier: MIT
/*
 * The leases of a device as phonewall-provision follows them: which server they
 * tell, and what counts as a change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/memory.h"
#include "event_loop.h"
#include "faults.h"
#include "folder.h"
#include "lease.h"
#include "provisioning/configuration.h"

/* Options 66 with "a.example" and "b.example", and one that is no name. */
#define A_66	"option 66 612e6578616d706c65\n"
#define B_66	"option 66 622e6578616d706c65\n"
#define BAD_66	"option 66 2f\n"
#define B_160	"option 160 622e6578616d706c65\n"
#define SEEN_MS	1500

static char directory[] = "/tmp/phonewall-leases-XXXXXX";
static struct event_base *base;
static struct phonewall_leases *leases;
static struct phonewall_provisioning_settings settings;
static unsigned int changes;

static void count(void *argument)
{
	(void)argument;
	changes++;
}

static int set_up(void **state)
{
	const struct phonewall_provisioning_values values = { 0 };
	struct phonewall_faults faults = { 0 };

	(void)state;
	strcpy(directory, "/tmp/phonewall-leases-XXXXXX");
	base = event_base_new();
	changes = 0;
	leases = phonewall_leases_open(base, directory, count, NULL);
	phonewall_provisioning_interpret(&values, &settings, &faults);
	return folder_make(directory);
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_leases_close(leases);
	event_base_free(base);
	phonewall_provisioning_settings_clear(&settings);
	return folder_remove(directory);
}

/* Writes the record of a lease, or removes it if @lines is NULL. */
static void put(const char *interface, const char *family, const char *lines)
{
	char *path = phonewall_memory_print("%s/%s-v%c.lease", directory,
					    interface, family[3]);
	char *text = phonewall_memory_print("phonewall-lease 1\nfamily %s\ninterface %s\n%s",
					    family, interface, lines ?: "");

	if (lines)
		assert_int_equal(phonewall_file_replace(path, text,
							strlen(text), 0600), 0);
	else
		unlink(path);
	free(text);
	free(path);
}

static void assert_server(const char *host)
{
	const struct phonewall_macro_values values = { 0 };
	struct phonewall_dhcp_server server;
	char *fault = phonewall_leases_find_server(leases, &settings, &values,
						   &server);

	assert_null(fault);
	assert_string_equal(server.url.host, host);
	phonewall_dhcp_server_clear(&server);
}

static void assert_no_server(const char *why)
{
	const struct phonewall_macro_values values = { 0 };
	struct phonewall_dhcp_server server;
	char *fault = phonewall_leases_find_server(leases, &settings, &values,
						   &server);

	assert_non_null(fault);
	assert_contains(fault, why);
	assert_null(server.url.host);
	free(fault);
}

static void test_server(void **state)
{
	(void)state;
	put("eth0", "ipv4", A_66);
	assert_no_server("names no device");
	phonewall_leases_set_interface(leases, "eth0");
	assert_server("a.example");
	put("eth0", "ipv6", B_160);
	assert_server("a.example");
	put("eth0", "ipv4", "");
	assert_server("b.example");
	put("eth0", "ipv4", NULL);
	assert_server("b.example");
	put("eth1", "ipv4", A_66);
	phonewall_leases_set_interface(leases, "eth1");
	assert_server("a.example");
	phonewall_leases_set_interface(leases, NULL);
	assert_no_server("names no device");
}

/* The first fault is told, but not that one of two leases is missing. */
static void test_no_server(void **state)
{
	(void)state;
	phonewall_leases_set_interface(leases, "eth0");
	assert_no_server("eth0 has no lease");
	put("eth0", "ipv6", "");
	assert_no_server("eth0-v6.lease has no option that tells one");
	put("eth0", "ipv4", BAD_66);
	assert_no_server("eth0-v4.lease tells none: option 66 ");
	put("eth0", "ipv4", "nonsense\n");
	assert_no_server("eth0-v4.lease is not as");
	put("eth0", "ipv4", "expires 1\n" A_66);
	assert_no_server("eth0-v4.lease has ended");
}

static void test_change(void **state)
{
	(void)state;
	phonewall_leases_set_interface(leases, "eth0");
	assert_false(phonewall_leases_have_changed(leases));
	put("eth0", "ipv4", A_66);
	assert_true(phonewall_leases_have_changed(leases));
	phonewall_leases_note(leases);
	assert_false(phonewall_leases_have_changed(leases));
	put("eth0", "ipv4", "expires 4000000000\n" A_66);
	assert_false(phonewall_leases_have_changed(leases));
	put("eth0", "ipv4", "address 192.0.2.1\n" A_66);
	assert_true(phonewall_leases_have_changed(leases));
	put("eth0", "ipv4", A_66);
	put("eth0", "ipv6", "");
	assert_true(phonewall_leases_have_changed(leases));
	phonewall_leases_note(leases);
	put("eth0", "ipv4", NULL);
	assert_true(phonewall_leases_have_changed(leases));
}

/* A renewed lease wakes nobody; another server does, of this device alone. */
static void test_watch(void **state)
{
	(void)state;
	put("eth0", "ipv4", A_66);
	phonewall_leases_set_interface(leases, "eth0");
	phonewall_leases_note(leases);
	put("eth0", "ipv4", "expires 4000000000\n" A_66);
	put("eth1", "ipv4", B_66);
	event_loop_run(base, SEEN_MS);
	assert_int_equal(changes, 0);
	put("eth0", "ipv4", B_66);
	event_loop_run(base, SEEN_MS);
	assert_true(changes);
	phonewall_leases_note(leases);
	changes = 0;
	put("eth0", "ipv6", "");
	event_loop_run(base, SEEN_MS);
	assert_true(changes);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_server),
		TEST(test_no_server),
		TEST(test_change),
		TEST(test_watch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
