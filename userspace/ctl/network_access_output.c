// SPDX-License-Identifier: MIT
#include "network_access_output.h"

#include <json-c/json.h>
#include <stdio.h>

static const char *ability(bool enabled)
{
	return enabled ? "enabled" : "disabled";
}

static const char *protocol(const struct phonewall_dot1x_settings *dot1x)
{
	return dot1x->eap_method == PHONEWALL_EAP_METHOD_FAST ? "EAP-FAST" :
								"EAP-TLS";
}

static const char *certificate(const struct phonewall_network_access *access)
{
	return access->certificate == PHONEWALL_CERTIFICATE_CUSTOM ?
	       "Custom installed" : "Manufacturing installed";
}

static void print_missing_name(const char *value, const char *name,
			       unsigned int *count)
{
	if (value && *value)
		return;
	printf("%s%s", *count ? ", " :
	       "    cannot begin; the settings lack ", name);
	++*count;
}

/* What phonewalld asks for before it lets the phone authenticate itself. */
static void print_missing(const struct phonewall_dot1x_settings *dot1x,
			  const struct phonewall_network_access *access)
{
	bool custom = access->certificate == PHONEWALL_CERTIFICATE_CUSTOM;
	unsigned int count = 0;

	print_missing_name(dot1x->switch_port, "switch_port", &count);
	print_missing_name(dot1x->identity, "identity", &count);
	if (dot1x->eap_method == PHONEWALL_EAP_METHOD_FAST) {
		print_missing_name(dot1x->password_file, "password_file",
				   &count);
	} else if (custom) {
		print_missing_name(dot1x->custom_certificate,
				   "custom_certificate", &count);
		print_missing_name(dot1x->custom_key, "custom_key", &count);
	} else {
		print_missing_name(dot1x->manufacturing_certificate,
				   "manufacturing_certificate", &count);
		print_missing_name(dot1x->manufacturing_key,
				   "manufacturing_key", &count);
	}
	print_missing_name(dot1x->ca_certificate, "ca_certificate", &count);
	if (count)
		putchar('\n');
}

static void print_authentication(const struct phonewall_dot1x_settings *dot1x,
				 const struct phonewall_network_access *access)
{
	fputs("  802.1X: authentication ", stdout);
	if (!access->authentication) {
		puts("disabled");
		return;
	}
	printf("enabled, %s", protocol(dot1x));
	if (dot1x->eap_method == PHONEWALL_EAP_METHOD_TLS)
		printf(", certificate %s", certificate(access));
	putchar('\n');
	print_missing(dot1x, access);
}

static void print_ports(const struct phonewall_dot1x_settings *dot1x,
			const struct phonewall_network_access *access)
{
	if (*dot1x->pc_port)
		printf("  PC port: %s %s, switch port %s\n", dot1x->pc_port,
		       ability(access->pc_port_enabled), dot1x->switch_port);
	else
		printf("  PC port: none in the settings%s; switch port %s\n",
		       access->pc_port_enabled ? "" :
		       ", so PC_PORT_Enable=No blocks nothing",
		       *dot1x->switch_port ? dot1x->switch_port : "none");
}

static void print_vlan(const struct phonewall_vlan_settings *vlan)
{
	fputs("  VLAN: ", stdout);
	if (vlan->enabled)
		printf("VLAN_ID %u, PC_Port_VLAN_ID %u", vlan->vlan_id,
		       vlan->pc_port_vlan_id);
	else
		fputs("disabled", stdout);
	printf("; CDP %s, LLDP-MED %s\n", ability(vlan->cdp),
	       ability(vlan->lldp_med));
}

void phonewall_network_access_output(
		const struct phonewall_configuration *configuration)
{
	const struct phonewall_dot1x_settings *dot1x =
		&configuration->settings.dot1x;
	const struct phonewall_network_access *access =
		&configuration->systems.dot1x;

	print_authentication(dot1x, access);
	print_ports(dot1x, access);
	print_vlan(&configuration->systems.vlan);
}

static void add(struct json_object *object, const char *name,
		struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static struct json_object *name_to_json(const char *name)
{
	return *name ? json_object_new_string(name) : NULL;
}

static struct json_object *
dot1x_to_json(const struct phonewall_dot1x_settings *dot1x,
	      const struct phonewall_network_access *access)
{
	struct json_object *object = json_object_new_object();

	add(object, "authentication",
	    json_object_new_boolean(access->authentication));
	add(object, "protocol", json_object_new_string(protocol(dot1x)));
	add(object, "certificate", json_object_new_string(certificate(access)));
	add(object, "pc_port", name_to_json(dot1x->pc_port));
	add(object, "switch_port", name_to_json(dot1x->switch_port));
	add(object, "pc_port_enabled",
	    json_object_new_boolean(access->pc_port_enabled));
	add(object, "hold_time", json_object_new_uint64(dot1x->hold_time));
	add(object, "session_limit",
	    json_object_new_uint64(dot1x->session_limit));
	return object;
}

static struct json_object *
vlan_to_json(const struct phonewall_vlan_settings *vlan)
{
	struct json_object *object = json_object_new_object();

	add(object, "enabled", json_object_new_boolean(vlan->enabled));
	add(object, "vlan_id", json_object_new_int(vlan->vlan_id));
	add(object, "pc_port_vlan_id",
	    json_object_new_int(vlan->pc_port_vlan_id));
	add(object, "cdp", json_object_new_boolean(vlan->cdp));
	add(object, "lldp_med", json_object_new_boolean(vlan->lldp_med));
	return object;
}

void phonewall_network_access_output_json(
		const struct phonewall_configuration *configuration,
		struct json_object *object)
{
	const struct phonewall_network_access *access =
		&configuration->systems.dot1x;

	add(object, "dot1x",
	    dot1x_to_json(&configuration->settings.dot1x, access));
	add(object, "vlan", vlan_to_json(&configuration->systems.vlan));
}
