// SPDX-License-Identifier: MIT
/*
 * The file that phonewall-directory reads, in a run directory that is not always
 * there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>

#include "base/file.h"
#include "base/memory.h"
#include "config/state.h"
#include "directory/file.h"
#include "event_loop.h"
#include "folder.h"
#include "systems/systems.h"

#define PASSWORD	"Pw-99-secret"

static char directory[] = "/tmp/phonewall-directory-XXXXXX";
static struct event_base *base;
static struct phonewall_directory_file *directory_file;
static unsigned int changes;

static void on_changed(void *argument)
{
	assert_ptr_equal(argument, &changes);
	changes++;
}

static int set_up(void **state)
{
	(void)state;
	changes = 0;
	base = event_base_new();
	if (folder_make(directory))
		return -1;
	directory_file = phonewall_directory_file_open(base, directory,
						       on_changed, &changes);
	return directory_file ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	phonewall_directory_file_close(directory_file);
	event_base_free(base);
	folder_remove(directory);
	return 0;
}

/* Has the file say what this cfg.xml does. */
static void apply(const char *enabled, const char *host)
{
	char *text = phonewall_memory_print("<flat-profile>"
		"<LDAP_Dir_Enable>%s</LDAP_Dir_Enable>"
		"<LDAP_Server>ldaps://%s</LDAP_Server>"
		"<LDAP_Auth_Method>Simple</LDAP_Auth_Method>"
		"<LDAP_Client_DN>cn=phone</LDAP_Client_DN>"
		"<LDAP_Password>" PASSWORD "</LDAP_Password>"
		"</flat-profile>", enabled, host);
	struct phonewall_systems systems = { 0 };
	struct phonewall_faults faults = { 0 };
	struct phonewall_settings settings;

	phonewall_settings_default(&settings);
	assert_int_equal(phonewall_systems_read(text, strlen(text), &settings,
						&systems, &faults, NULL), 0);
	phonewall_directory_file_write(directory_file, &systems.directory);
	phonewall_systems_clear(&systems);
	free(text);
}

static bool says(const char *part)
{
	char *path = phonewall_memory_print("%s/directory.json", directory);
	struct phonewall_file file = { 0 };
	bool found = !phonewall_file_read(path, 65536, &file) &&
		     strstr(file.text, part);

	phonewall_file_clear(&file);
	free(path);
	return found;
}

/* A directory under the name of the new file keeps it from being written. */
static void set_obstacle(bool exists)
{
	char *path = phonewall_memory_print("%s/.directory.json.new", directory);

	assert_int_equal(exists ? mkdir(path, 0700) : rmdir(path), 0);
	free(path);
}

static void test_written(void **state)
{
	(void)state;
	apply("Yes", "ldap.example.net");
	assert_true(says("ldap.example.net") && says(PASSWORD));
	apply("No", "ldap.example.net");
	assert_false(says(PASSWORD));
	assert_true(says("false"));
	assert_int_equal(changes, 0);
}

static void test_tried_again(void **state)
{
	(void)state;
	apply("Yes", "old.example.net");
	set_obstacle(true);
	apply("Yes", "new.example.net");
	assert_true(says("old.example.net"));
	set_obstacle(false);
	for (unsigned int i = 0; i < 1000 && !changes; i++)
		event_loop_run(base, 10);
	assert_int_equal(changes, 1);
	assert_true(says("new.example.net"));
}

/* The password does not outlive the directory. */
static void test_off_without_room(void **state)
{
	(void)state;
	apply("Yes", "ldap.example.net");
	set_obstacle(true);
	assert_true(says(PASSWORD));
	apply("No", "ldap.example.net");
	assert_false(says(PASSWORD));
	set_obstacle(false);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_written),
		TEST(test_tried_again),
		TEST(test_off_without_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
