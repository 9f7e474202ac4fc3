// SPDX-License-Identifier: MIT
#include "network_access_output.h"

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

static void write_missing_name(struct phonewall_writer *writer,
			       const char *value, const char *name,
			       unsigned int *count)
{
	if (value && *value)
		return;
	phonewall_write_text(writer, "%s%s", *count ? ", " :
			     "    cannot begin; the settings lack ", name);
	++*count;
}

/* What phonewalld needs before it lets the phone authenticate itself. */
static void write_missing(struct phonewall_writer *writer,
			  const struct phonewall_dot1x_settings *dot1x,
			  const struct phonewall_network_access *access)
{
	bool custom = access->certificate == PHONEWALL_CERTIFICATE_CUSTOM;
	unsigned int count = 0;

	write_missing_name(writer, dot1x->switch_port, "switch_port", &count);
	write_missing_name(writer, dot1x->identity, "identity", &count);
	if (dot1x->eap_method == PHONEWALL_EAP_METHOD_FAST) {
		write_missing_name(writer, dot1x->password_file,
				   "password_file", &count);
	} else if (custom) {
		write_missing_name(writer, dot1x->custom_certificate,
				   "custom_certificate", &count);
		write_missing_name(writer, dot1x->custom_key, "custom_key",
				   &count);
	} else {
		write_missing_name(writer, dot1x->manufacturing_certificate,
				   "manufacturing_certificate", &count);
		write_missing_name(writer, dot1x->manufacturing_key,
				   "manufacturing_key", &count);
	}
	write_missing_name(writer, dot1x->ca_certificate, "ca_certificate",
			   &count);
	phonewall_write_end_line(writer);
}

static void write_authentication(struct phonewall_writer *writer,
				 const struct phonewall_dot1x_settings *dot1x,
				 const struct phonewall_network_access *access)
{
	bool enabled = access->authentication;
	bool is_tls = dot1x->eap_method == PHONEWALL_EAP_METHOD_TLS;

	phonewall_write_boolean(writer, "authentication", enabled,
				"  802.1X: authentication enabled",
				"  802.1X: authentication disabled");
	phonewall_write_string(writer, "protocol", enabled ? ", %s" : NULL,
			       protocol(dot1x));
	phonewall_write_string(writer, "certificate",
			       enabled && is_tls ? ", certificate %s" : NULL,
			       certificate(access));
	phonewall_write_end_line(writer);
	if (enabled)
		write_missing(writer, dot1x, access);
}

static void write_ports(struct phonewall_writer *writer,
			const struct phonewall_dot1x_settings *dot1x,
			const struct phonewall_network_access *access)
{
	bool has_pc_port = *dot1x->pc_port;
	const char *switch_port =
		*dot1x->switch_port ? dot1x->switch_port : NULL;

	phonewall_write_string(writer, "pc_port", "  PC port: %s",
			       has_pc_port ? dot1x->pc_port : NULL);
	if (!has_pc_port)
		phonewall_write_text(writer, "  PC port: none in the settings");
	phonewall_write_boolean(writer, "pc_port_enabled",
				access->pc_port_enabled,
				has_pc_port ? " enabled" : "",
				has_pc_port ? " disabled" :
				", so PC_PORT_Enable=No blocks nothing");
	phonewall_write_text(writer, has_pc_port ? ", switch port " :
						   "; switch port ");
	phonewall_write_string(writer, "switch_port", "%s", switch_port);
	if (!switch_port)
		phonewall_write_text(writer, "none");
	phonewall_write_end_line(writer);
}

static void write_dot1x(struct phonewall_writer *writer,
			const struct phonewall_dot1x_settings *dot1x,
			const struct phonewall_network_access *access)
{
	phonewall_write_begin_object(writer, "dot1x");
	write_authentication(writer, dot1x, access);
	write_ports(writer, dot1x, access);
	phonewall_write_number(writer, "hold_time", NULL, dot1x->hold_time);
	phonewall_write_number(writer, "session_limit", NULL,
			       dot1x->session_limit);
	phonewall_write_end_object(writer);
}

static void write_vlan(struct phonewall_writer *writer,
		       const struct phonewall_vlan_settings *vlan)
{
	bool enabled = vlan->enabled;

	phonewall_write_begin_object(writer, "vlan");
	phonewall_write_boolean(writer, "enabled", enabled, "  VLAN: ",
				"  VLAN: disabled");
	phonewall_write_number(writer, "vlan_id", enabled ? "VLAN_ID %s" : NULL,
			       vlan->vlan_id);
	phonewall_write_number(writer, "pc_port_vlan_id",
			       enabled ? ", PC_Port_VLAN_ID %s" : NULL,
			       vlan->pc_port_vlan_id);
	phonewall_write_boolean(writer, "cdp", vlan->cdp, "; CDP enabled",
				"; CDP disabled");
	phonewall_write_boolean(writer, "lldp_med", vlan->lldp_med,
				", LLDP-MED enabled", ", LLDP-MED disabled");
	phonewall_write_end_line(writer);
	phonewall_write_end_object(writer);
}

void phonewall_network_access_write(
		struct phonewall_writer *writer,
		const struct phonewall_configuration *configuration)
{
	const struct phonewall_network_access *access =
		&configuration->systems.dot1x;

	write_dot1x(writer, &configuration->settings.dot1x, access);
	write_vlan(writer, &configuration->systems.vlan);
}
