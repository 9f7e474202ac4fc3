// SPDX-License-Identifier: MIT
#include "dot1x_output.h"

#include <json-c/json.h>
#include <stdio.h>

#include "base/mac_address.h"
#include "module/names.h"

static const char *ability(const struct phonewall_kernel_dot1x *held)
{
	return held->pc_port_enabled ? "enabled" : "disabled";
}

static const char *presence(uint32_t device)
{
	return device ? "present" : "there is no such device";
}

void phonewall_dot1x_print_ports(const struct phonewall_kernel_dot1x *held)
{
	printf("PC port: %s, %s, %s\n", held->pc_port, ability(held),
	       presence(held->pc_port_device));
	printf("switch port: %s, %s\n", held->switch_port,
	       presence(held->switch_port_device));
}

void phonewall_dot1x_print_settings(const struct phonewall_kernel_dot1x *held)
{
	if (*held->pc_port)
		printf("PC port %s %s, switch port %s", held->pc_port,
		       ability(held), held->switch_port);
	else
		fputs("no ports", stdout);
}

static struct json_object *name_to_json(const char *name)
{
	return *name ? json_object_new_string(name) : NULL;
}

void phonewall_dot1x_settings_to_json(const struct phonewall_kernel_dot1x *held,
				      struct json_object *object)
{
	json_object_object_add(object, "pc_port", name_to_json(held->pc_port));
	json_object_object_add(object, "switch_port",
			       name_to_json(held->switch_port));
	json_object_object_add(object, "pc_port_enabled",
			       json_object_new_boolean(held->pc_port_enabled));
	json_object_object_add(object, "hold_time",
			       json_object_new_uint64(held->hold_time));
	json_object_object_add(object, "session_limit",
			       json_object_new_uint64(held->session_limit));
}

void phonewall_dot1x_print_session(
	const struct phonewall_kernel_session *session)
{
	char address[PHONEWALL_MAC_ADDRESS_TEXT];

	printf("%s  %s, EAPOL version %u, silent for %u s",
	       session->has_address ?
	       phonewall_mac_address_print(session->address, address) :
	       "address not shown",
	       phonewall_session_state_name(session->state), session->version,
	       session->silent);
	if (session->has_logoff)
		printf("; Logoff sent %u s ago: %s", session->logoff_age,
		       phonewall_logoff_text(session->logoff));
	if (session->is_logoff_unsent)
		printf("; Logoff could not be sent: %s",
		       phonewall_logoff_text(session->logoff));
}

static struct json_object *
logoff_to_json(const struct phonewall_kernel_session *session)
{
	struct json_object *object;

	if (!session->has_logoff)
		return NULL;
	object = json_object_new_object();
	json_object_object_add(object, "reason", json_object_new_string(
				phonewall_logoff_name(session->logoff)));
	json_object_object_add(object, "age",
			       json_object_new_uint64(session->logoff_age));
	return object;
}

static struct json_object *
logoff_unsent_to_json(const struct phonewall_kernel_session *session)
{
	if (!session->is_logoff_unsent)
		return NULL;
	return json_object_new_string(phonewall_logoff_name(session->logoff));
}

struct json_object *
phonewall_dot1x_session_to_json(const struct phonewall_kernel_session *session)
{
	struct json_object *object = json_object_new_object();
	char address[PHONEWALL_MAC_ADDRESS_TEXT];

	phonewall_mac_address_print(session->address, address);
	json_object_object_add(object, "address", session->has_address ?
			       json_object_new_string(address) : NULL);
	json_object_object_add(object, "state", json_object_new_string(
				phonewall_session_state_name(session->state)));
	json_object_object_add(object, "version",
			       json_object_new_int(session->version));
	json_object_object_add(object, "silent",
			       json_object_new_uint64(session->silent));
	json_object_object_add(object, "logoff", logoff_to_json(session));
	json_object_object_add(object, "logoff_unsent",
			       logoff_unsent_to_json(session));
	return object;
}
