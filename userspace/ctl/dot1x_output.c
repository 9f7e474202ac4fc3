// SPDX-License-Identifier: MIT
#include "dot1x_output.h"

#include "base/mac_address.h"
#include "module/names.h"

enum column {
	COLUMN_NAME,
	COLUMN_COUNT,
	COLUMN_TEXT,
};

static const struct phonewall_column columns[] = {
	[COLUMN_NAME] = { .least = sizeof("sessions-refused") - 1 },
	[COLUMN_COUNT] = { .least = 12, .is_number = true },
	[COLUMN_TEXT] = { 0 },
};

static const struct phonewall_table table = {
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
	.indent = 2,
};

static const char *name_or_null(const char *name)
{
	return *name ? name : NULL;
}

void phonewall_dot1x_write_settings(struct phonewall_writer *writer,
				    const struct phonewall_kernel_dot1x *held)
{
	bool has_ports = *held->pc_port;

	phonewall_write_string(writer, "pc_port", "PC port %s",
			       name_or_null(held->pc_port));
	phonewall_write_boolean(writer, "pc_port_enabled",
				held->pc_port_enabled,
				has_ports ? " enabled" : NULL,
				has_ports ? " disabled" : NULL);
	phonewall_write_string(writer, "switch_port",
			       has_ports ? ", switch port %s" : NULL,
			       name_or_null(held->switch_port));
	if (!has_ports)
		phonewall_write_text(writer, "no ports");
	phonewall_write_number(writer, "hold_time", NULL, held->hold_time);
	phonewall_write_number(writer, "session_limit", NULL,
			       held->session_limit);
}

static void write_logoff(struct phonewall_writer *writer,
			 const struct phonewall_kernel_session *session)
{
	if (!session->has_logoff) {
		phonewall_write_null(writer, "logoff");
		return;
	}
	phonewall_write_begin_object(writer, "logoff");
	phonewall_write_number(writer, "age", "; Logoff sent %s s ago",
			       session->logoff_age);
	phonewall_write_string(writer, "reason", NULL,
			       phonewall_logoff_name(session->logoff));
	phonewall_write_text(writer, ": %s",
			     phonewall_logoff_text(session->logoff));
	phonewall_write_end_object(writer);
}

static void write_unsent(struct phonewall_writer *writer,
			 const struct phonewall_kernel_session *session)
{
	if (!session->is_logoff_unsent) {
		phonewall_write_null(writer, "logoff_unsent");
		return;
	}
	phonewall_write_string(writer, "logoff_unsent", NULL,
			       phonewall_logoff_name(session->logoff));
	phonewall_write_text(writer, "; Logoff could not be sent: %s",
			     phonewall_logoff_text(session->logoff));
}

void phonewall_dot1x_write_session(struct phonewall_writer *writer,
				   const char *name,
				   const struct phonewall_kernel_session *session)
{
	char address[PHONEWALL_MAC_ADDRESS_TEXT];

	phonewall_mac_address_print(session->address, address);
	phonewall_write_begin_object(writer, name);
	phonewall_write_string(writer, "address", "%s",
			       session->has_address ? address : NULL);
	if (!session->has_address)
		phonewall_write_text(writer, "address not shown");
	phonewall_write_string(writer, "state", "  %s",
			       phonewall_session_state_name(session->state));
	phonewall_write_number(writer, "version", ", EAPOL version %s",
			       session->version);
	phonewall_write_number(writer, "silent", ", silent for %s s",
			       session->silent);
	write_logoff(writer, session);
	write_unsent(writer, session);
	phonewall_write_end_object(writer);
}

static void write_ports(struct phonewall_writer *writer,
			const struct phonewall_kernel_dot1x *held)
{
	phonewall_write_text(writer, "PC port: %s, %s", held->pc_port,
			     held->pc_port_enabled ? "enabled" : "disabled");
	phonewall_write_boolean(writer, "pc_port_present",
				held->pc_port_device, ", present",
				", there is no such device");
	phonewall_write_end_line(writer);
	phonewall_write_text(writer, "switch port: %s", held->switch_port);
	phonewall_write_boolean(writer, "switch_port_present",
				held->switch_port_device, ", present",
				", there is no such device");
	phonewall_write_end_line(writer);
}

static void write_sessions(struct phonewall_writer *writer,
			   const struct phonewall_kernel_dot1x *held)
{
	bool is_address_hidden = false;

	phonewall_write_text(writer, "PCs: %zu of %u", held->session_count,
			     held->session_limit);
	phonewall_write_end_line(writer);
	phonewall_write_begin_array(writer, "sessions");
	for (size_t i = 0; i < held->session_count; i++) {
		phonewall_write_text(writer, "  ");
		phonewall_dot1x_write_session(writer, NULL,
					      &held->sessions[i]);
		phonewall_write_end_line(writer);
		is_address_hidden |= !held->sessions[i].has_address;
	}
	phonewall_write_end_array(writer);
	if (is_address_hidden)
		phonewall_write_text(writer, "  MAC addresses are shown only with CAP_NET_ADMIN in this network namespace; run as root");
	phonewall_write_end_line(writer);
}

/* In text a counter at zero is left out. */
static void write_count(struct phonewall_writer *writer,
			enum phonewall_dot1x_count number, uint64_t count)
{
	const char *name = phonewall_dot1x_count_name(number);

	if (!count)
		phonewall_write_hide(writer);
	phonewall_write_column(writer, COLUMN_NAME);
	phonewall_write_text(writer, "%s", name);
	phonewall_write_column(writer, COLUMN_COUNT);
	phonewall_write_number(writer, name, "%s", count);
	phonewall_write_column(writer, COLUMN_TEXT);
	phonewall_write_text(writer, "%s", phonewall_dot1x_count_text(number));
	phonewall_write_end_line(writer);
	if (!count)
		phonewall_write_show(writer);
}

static void write_counts(struct phonewall_writer *writer,
			 const struct phonewall_kernel_dot1x *held)
{
	uint64_t sum = 0;

	for (size_t i = 0; i <= PHONEWALL_DOT1X_MAX; i++)
		sum += held->counts[i];
	phonewall_write_text(writer, sum ? "counters:" :
					   "counters: nothing counted");
	phonewall_write_end_line(writer);
	phonewall_write_begin_object(writer, "counts");
	phonewall_write_begin_table(writer, &table);
	for (size_t i = 0; i <= PHONEWALL_DOT1X_MAX; i++)
		write_count(writer, i, held->counts[i]);
	phonewall_write_end_table(writer);
	phonewall_write_end_object(writer);
}

void phonewall_dot1x_write_held(struct phonewall_writer *writer,
				const struct phonewall_kernel_dot1x *held)
{
	phonewall_write_hide(writer);
	phonewall_dot1x_write_settings(writer, held);
	if (*held->pc_port)
		phonewall_write_show(writer);
	write_ports(writer, held);
	write_sessions(writer, held);
	if (!*held->pc_port) {
		phonewall_write_show(writer);
		phonewall_write_text(writer, "PC port: none; phonewall.conf(5) names the ports");
		phonewall_write_end_line(writer);
	}
	write_counts(writer, held);
}
