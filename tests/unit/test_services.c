// SPDX-License-Identifier: MIT
/*
 * The list of services: what is called, and in which order. The services' own
 * parts are stood for by this file, and write down each call.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "base/group_file.h"
#include "directory/file.h"
#include "provisioning/file.h"
#include "proxy/file.h"
#include "dot1x/port_access.h"
#include "services.h"
#include "sip/configuration.h"
#include "tls/published_policy.h"
#include "vlan/voice_vlan.h"
#include "web/configuration.h"

/* @calls: their names, each with a space behind it. */
static struct {
	char calls[256];
	bool vlan_fails;
	struct json_object *faults;
} fake;

static const struct phonewall_agent_paths paths = {
	.state_directory = "/state",
	.run_directory = "/run",
};
static const struct phonewall_service_environment environment = {
	.paths = &paths,
};
static const struct phonewall_settings settings;
static const struct phonewall_systems systems;

static void note(const char *call)
{
	strcat(fake.calls, call);
	strcat(fake.calls, " ");
}

static void assert_calls(const char *expected)
{
	assert_string_equal(fake.calls, expected);
	fake.calls[0] = '\0';
}

struct phonewall_port_access *
phonewall_port_access_open(struct event_base *base,
			   const struct phonewall_agent_paths *where,
			   void (*changed)(void *argument), void *argument)
{
	(void)base;
	(void)changed;
	(void)argument;
	assert_ptr_equal(where, &paths);
	note("open-dot1x");
	return (struct phonewall_port_access *)&fake;
}

void phonewall_port_access_apply(struct phonewall_port_access *port_access,
				 const struct phonewall_dot1x_settings *dot1x,
				 const struct phonewall_network_access *access,
				 const struct phonewall_vlan_settings *vlan)
{
	assert_ptr_equal(port_access, &fake);
	assert_ptr_equal(dot1x, &settings.dot1x);
	assert_ptr_equal(access, &systems.dot1x);
	assert_ptr_equal(vlan, &systems.vlan);
	note("apply-dot1x");
}

void phonewall_port_access_retry(struct phonewall_port_access *port_access)
{
	assert_ptr_equal(port_access, &fake);
	note("retry-dot1x");
}

void
phonewall_port_access_check_ports(struct phonewall_port_access *port_access)
{
	assert_ptr_equal(port_access, &fake);
	note("check-dot1x");
}

void
phonewall_port_access_lose_module(struct phonewall_port_access *port_access)
{
	assert_ptr_equal(port_access, &fake);
	note("lose-dot1x");
}

struct json_object *
phonewall_port_access_to_json(const struct phonewall_port_access *port_access)
{
	assert_ptr_equal(port_access, &fake);
	return json_object_new_string("of 802.1X");
}

struct json_object *
phonewall_port_access_faults(const struct phonewall_port_access *port_access)
{
	assert_ptr_equal(port_access, &fake);
	return fake.faults;
}

void phonewall_port_access_close(struct phonewall_port_access *port_access)
{
	assert_ptr_equal(port_access, &fake);
	note("close-dot1x");
}

struct phonewall_voice_vlan *
phonewall_voice_vlan_open(struct event_base *base, const char *state_directory,
			  void (*changed)(void *argument), void *argument)
{
	(void)base;
	(void)changed;
	(void)argument;
	assert_string_equal(state_directory, "/state");
	note("open-vlan");
	return fake.vlan_fails ? NULL : (struct phonewall_voice_vlan *)&fake;
}

void phonewall_voice_vlan_apply(struct phonewall_voice_vlan *voice_vlan,
				const struct phonewall_dot1x_settings *dot1x,
				const struct phonewall_network_access *access,
				const struct phonewall_vlan_settings *vlan)
{
	assert_ptr_equal(voice_vlan, &fake);
	assert_ptr_equal(dot1x, &settings.dot1x);
	assert_ptr_equal(access, &systems.dot1x);
	assert_ptr_equal(vlan, &systems.vlan);
	note("apply-vlan");
}

struct json_object *
phonewall_voice_vlan_status(const struct phonewall_voice_vlan *voice_vlan)
{
	assert_ptr_equal(voice_vlan, &fake);
	return NULL;
}

void phonewall_voice_vlan_close(struct phonewall_voice_vlan *voice_vlan)
{
	assert_ptr_equal(voice_vlan, &fake);
	note("close-vlan");
}

struct phonewall_directory_file *
phonewall_directory_file_open(struct event_base *base,
			      const char *run_directory,
			      void (*changed)(void *argument), void *argument)
{
	(void)base;
	(void)changed;
	(void)argument;
	assert_string_equal(run_directory, "/run");
	note("open-directory");
	return (struct phonewall_directory_file *)&fake;
}

void phonewall_directory_file_write(
	struct phonewall_directory_file *file,
	const struct phonewall_directory_settings *directory)
{
	assert_ptr_equal(file, &fake);
	assert_ptr_equal(directory, &systems.directory);
	note("apply-directory");
}

void phonewall_directory_file_retry(struct phonewall_directory_file *file)
{
	assert_ptr_equal(file, &fake);
	note("retry-directory");
}

struct json_object *
phonewall_directory_file_status(const struct phonewall_directory_file *file)
{
	assert_ptr_equal(file, &fake);
	return json_object_new_string("of LDAP");
}

void phonewall_directory_file_close(struct phonewall_directory_file *file)
{
	assert_ptr_equal(file, &fake);
	note("close-directory");
}

struct phonewall_proxy_file *
phonewall_proxy_file_open(struct event_base *base, const char *run_directory,
			  void (*changed)(void *argument), void *argument)
{
	(void)base;
	(void)changed;
	(void)argument;
	assert_string_equal(run_directory, "/run");
	note("open-proxy");
	return (struct phonewall_proxy_file *)&fake;
}

void phonewall_proxy_file_write(struct phonewall_proxy_file *file,
				const struct phonewall_proxy_settings *proxy)
{
	assert_ptr_equal(file, &fake);
	assert_ptr_equal(proxy, &systems.proxy);
	note("apply-proxy");
}

void phonewall_proxy_file_retry(struct phonewall_proxy_file *file)
{
	assert_ptr_equal(file, &fake);
	note("retry-proxy");
}

struct json_object *
phonewall_proxy_file_status(const struct phonewall_proxy_file *file)
{
	assert_ptr_equal(file, &fake);
	return json_object_new_string("of the proxy");
}

void phonewall_proxy_file_close(struct phonewall_proxy_file *file)
{
	assert_ptr_equal(file, &fake);
	note("close-proxy");
}

struct phonewall_provisioning_file *
phonewall_provisioning_file_open(struct event_base *base,
				 const char *run_directory,
				 void (*changed)(void *argument),
				 void *argument)
{
	(void)base;
	(void)changed;
	(void)argument;
	assert_string_equal(run_directory, "/run");
	note("open-provisioning");
	return (struct phonewall_provisioning_file *)&fake;
}

void phonewall_provisioning_file_write(
	struct phonewall_provisioning_file *file,
	const struct phonewall_provisioning_values *values, bool any_tftp_port)
{
	assert_ptr_equal(file, &fake);
	assert_true(any_tftp_port);
	assert_ptr_equal(values, &systems.provisioning);
	note("apply-provisioning");
}

void phonewall_provisioning_file_retry(struct phonewall_provisioning_file *file)
{
	assert_ptr_equal(file, &fake);
	note("retry-provisioning");
}

struct json_object *phonewall_provisioning_file_status(
	const struct phonewall_provisioning_file *file)
{
	assert_ptr_equal(file, &fake);
	return json_object_new_string("of profiles");
}

void phonewall_provisioning_file_close(struct phonewall_provisioning_file *file)
{
	assert_ptr_equal(file, &fake);
	note("close-provisioning");
}

/* The services of SIP and of the web page have no other part. */
struct phonewall_group_file {
	const char *name;
};

static struct phonewall_group_file group_files[] = { { "sip" }, { "web" } };

static void note_of_file(const char *call,
			 const struct phonewall_group_file *file)
{
	char text[32];

	snprintf(text, sizeof(text), "%s-%s", call, file->name);
	note(text);
}

struct phonewall_group_file *
phonewall_group_file_open(struct event_base *base,
			  const struct phonewall_group_file_kind *kind,
			  const char *run_directory,
			  void (*changed)(void *argument), void *argument)
{
	struct phonewall_group_file *file =
		&group_files[!strcmp(kind->name, PHONEWALL_WEB_FILE)];

	(void)base;
	(void)changed;
	(void)argument;
	assert_string_equal(run_directory, "/run");
	note_of_file("open", file);
	return file;
}

bool phonewall_group_file_is(const struct phonewall_group_file *file,
			     const char *content)
{
	assert_non_null(file->name);
	assert_non_null(content);
	return false;
}

void phonewall_group_file_write(struct phonewall_group_file *file,
				char *content, bool may_remain)
{
	assert_false(may_remain);
	free(content);
	note_of_file("apply", file);
}

void phonewall_group_file_retry(struct phonewall_group_file *file)
{
	note_of_file("retry", file);
}

const char *phonewall_group_file_error(const struct phonewall_group_file *file)
{
	assert_non_null(file->name);
	return NULL;
}

void phonewall_group_file_close(struct phonewall_group_file *file)
{
	note_of_file("close", file);
}

struct phonewall_published_policy *
phonewall_published_policy_open(struct event_base *base, const char *directory,
				void (*changed)(void *argument), void *argument)
{
	(void)base;
	(void)changed;
	(void)argument;
	assert_string_equal(directory, "/run");
	note("open-tls");
	return (struct phonewall_published_policy *)&fake;
}

void phonewall_published_policy_apply(
	struct phonewall_published_policy *published,
	const struct phonewall_tls_settings *tls)
{
	assert_ptr_equal(published, &fake);
	assert_ptr_equal(tls, &systems.tls);
	note("apply-tls");
}

struct json_object *phonewall_published_policy_status(
	const struct phonewall_published_policy *published)
{
	assert_ptr_equal(published, &fake);
	return json_object_new_string("of TLS");
}

struct json_object *phonewall_published_policy_faults(
	const struct phonewall_published_policy *published)
{
	assert_ptr_equal(published, &fake);
	return NULL;
}

void phonewall_published_policy_close(
	struct phonewall_published_policy *published)
{
	assert_ptr_equal(published, &fake);
	note("close-tls");
}

static int reset(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof(fake));
	return 0;
}

static void test_order(void **state)
{
	struct phonewall_services *services =
		phonewall_services_open(&environment);

	(void)state;
	assert_non_null(services);
	assert_calls("open-dot1x open-vlan open-tls open-directory "
		     "open-proxy open-sip open-web "
		     "open-provisioning ");
	phonewall_services_apply(services, &settings, &systems);
	assert_calls("apply-dot1x apply-vlan apply-tls apply-directory "
		     "apply-proxy apply-sip apply-web "
		     "apply-provisioning ");
	phonewall_services_close(services);
	assert_calls("close-provisioning close-web close-sip "
		     "close-proxy "
		     "close-directory close-tls close-vlan close-dot1x ");
}

/* What was opened before the one that cannot be is closed again. */
static void test_one_cannot_be_opened(void **state)
{
	(void)state;
	fake.vlan_fails = true;
	assert_null(phonewall_services_open(&environment));
	assert_calls("open-dot1x open-vlan close-dot1x ");
	phonewall_services_close(NULL);
	assert_calls("");
}

/* The VLANs and TLS have nothing in the module, and nothing to try again. */
static void test_only_who_asks_is_called(void **state)
{
	struct phonewall_services *services =
		phonewall_services_open(&environment);

	(void)state;
	assert_calls("open-dot1x open-vlan open-tls open-directory "
		     "open-proxy open-sip open-web "
		     "open-provisioning ");
	phonewall_services_module_found(services, &settings, &systems);
	assert_calls("apply-dot1x ");
	phonewall_services_module_changed(services);
	assert_calls("check-dot1x ");
	phonewall_services_module_lost(services);
	assert_calls("lose-dot1x ");
	phonewall_services_retry(services);
	assert_calls("retry-dot1x retry-directory "
		     "retry-proxy retry-sip retry-web "
		     "retry-provisioning ");
	phonewall_services_close(services);
}

static void test_status(void **state)
{
	struct phonewall_services *services =
		phonewall_services_open(&environment);
	struct json_object *root = json_object_new_object();

	(void)state;
	phonewall_services_add_status(services, root);
	assert_string_equal(json_object_to_json_string(root),
			    "{ \"dot1x\": \"of 802.1X\", \"vlan\": null, "
			    "\"tls\": \"of TLS\", "
			    "\"directory\": \"of LDAP\", "
			    "\"proxy\": \"of the proxy\", "
			    "\"sip\": null, "
			    "\"web\": null, "
			    "\"provisioning\": \"of profiles\" }");
	json_object_put(root);
	phonewall_services_close(services);
}

static void test_faults(void **state)
{
	struct phonewall_services *services =
		phonewall_services_open(&environment);
	struct json_object *array = json_object_new_array();

	(void)state;
	json_object_array_add(array, json_object_new_string("of a file"));
	phonewall_services_add_faults(services, array);
	assert_int_equal(json_object_array_length(array), 1);
	fake.faults = json_object_new_array();
	json_object_array_add(fake.faults, json_object_new_string("of a key"));
	phonewall_services_add_faults(services, array);
	json_object_put(fake.faults);
	assert_string_equal(json_object_to_json_string(array),
			    "[ \"of a file\", \"of a key\" ]");
	json_object_put(array);
	phonewall_services_close(services);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_order, reset),
		cmocka_unit_test_setup(test_one_cannot_be_opened, reset),
		cmocka_unit_test_setup(test_only_who_asks_is_called, reset),
		cmocka_unit_test_setup(test_status, reset),
		cmocka_unit_test_setup(test_faults, reset),
	};

	return cmocka_run_group_tests_name("services", tests, NULL, NULL);
}
