// SPDX-License-Identifier: MIT
/*
 * The module is loaded, and namespaces are created and end, while the kernel
 * has no memory: each allocation fails in turn. A failure leaves nothing
 * behind, and the next try succeeds.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "failing.h"
#include "harness/suite.h"

#define SITES_MAX	20000
#define MODULE		"/sys/module/phonewall"

static int open_module(void)
{
	char path[256];
	int fd;

	assert_int_equal(host_output(HOST_PHONE, path, sizeof(path),
				     "modinfo -n phonewall"), 0);
	path[strcspn(path, "\n")] = '\0';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail_msg("cannot open %s: %s", path, strerror(errno));
	return fd;
}

static bool is_loaded(void)
{
	return !access(MODULE, F_OK);
}

static void unload(void)
{
	if (syscall(SYS_delete_module, "phonewall", O_NONBLOCK))
		fail_msg("the module does not go: %s", strerror(errno));
	assert_false(is_loaded());
}

/* As a program that looks up the family finds it. */
static bool has_family(void)
{
	struct genetlink genetlink;
	int error;

	host_enter(HOST_PHONE);
	error = genetlink_open(&genetlink);
	host_leave();
	hosts_close_sockets();
	return !error;
}

/* Returns true if there was an allocation of that number. */
static bool try_to_load(int module, unsigned int number)
{
	bool has_failed, is_in;

	failing_begin(number);
	is_in = !syscall(SYS_finit_module, module, "", 0);
	has_failed = failing_end();
	if (is_loaded() != is_in)
		fail_msg("allocation %u: the module is %s, all the same", number,
			 is_in ? "not there" : "there");
	if (!is_in)
		return has_failed;
	assert_true(has_family());
	unload();
	return has_failed;
}

static void test_load(void **state)
{
	int module = open_module();
	unsigned int number = 1;

	(void)state;
	firewall_close();
	unload();
	while (try_to_load(module, number))
		assert_in_range(number++, 1, SITES_MAX);
	close(module);
	firewall_open();
	assert_int_equal(firewall_status().generation, 0);
	printf("# load: %u allocations failed\n", number - 1);
	assert_true(number > 10);
}

/* A firewall in the current namespace, which ends with it. */
static void enable_here(void)
{
	struct phonewall_translation policy = firewall_policy();
	struct phonewall_client *client = phonewall_client_open();
	struct phonewall_status status;

	assert_non_null(client);
	if (phonewall_client_set_policy(client, &policy) ||
	    phonewall_client_get_status(client, &status))
		fail_msg("%s", phonewall_client_error(client));
	assert_true(status.enabled);
	assert_int_equal(status.generation, 1);
	phonewall_client_close(client);
}

/* Returns true if there was an allocation of that number. */
static bool try_namespace(unsigned int number)
{
	bool has_failed, is_made;

	host_enter(HOST_PHONE);
	failing_begin(number);
	is_made = !unshare(CLONE_NEWNET);
	has_failed = failing_end();
	if (is_made)
		enable_here();
	host_leave();
	return has_failed;
}

static void test_namespace(void **state)
{
	struct phonewall_translation policy = firewall_policy();
	unsigned int number = 1;

	(void)state;
	firewall_set(&policy);
	while (try_namespace(number))
		assert_in_range(number++, 1, SITES_MAX);
	assert_true(firewall_status().enabled);
	printf("# namespace: %u allocations failed\n", number - 1);
	assert_true(number > 10);
	firewall_close();
	unload();
	firewall_open();
}

static int begin(void **state)
{
	(void)state;
	hosts_create();
	firewall_open();
	failing_open();
	return 0;
}

static int end(void **state)
{
	(void)state;
	firewall_close();
	hosts_destroy();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_namespace),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
