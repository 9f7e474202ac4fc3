// SPDX-License-Identifier: MIT
#include "result.h"

#include <json-c/json.h>

#include "base/fault_json.h"
#include "directory_output.h"
#include "network_access_output.h"
#include "port_list.h"
#include "tls_settings_output.h"

static const struct flag_name {
	uint32_t flag;
	const char *keyword;
} flag_names[] = {
	{ PHONEWALL_FLAG_NO_ICMP_PING, "NO_ICMP_PING" },
	{ PHONEWALL_FLAG_NO_ICMP_UNREACHABLE, "NO_ICMP_UNREACHABLE" },
};

#define FLAG_COUNT	(sizeof(flag_names) / sizeof(flag_names[0]))

void phonewall_result_write_flags(struct phonewall_writer *writer,
				  uint32_t flags)
{
	phonewall_write_begin_array(writer, "flags");
	for (size_t i = 0; i < FLAG_COUNT; i++)
		if (flags & flag_names[i].flag)
			phonewall_write_string(writer, NULL, ", %s",
					       flag_names[i].keyword);
	phonewall_write_end_array(writer);
}

static size_t count_openings(const struct phonewall_translation *translation,
			     uint8_t protocol)
{
	size_t count = 0;

	for (size_t i = 0; i < translation->opening_count; i++)
		if (translation->openings[i].protocol == protocol)
			count++;
	return count;
}

/* @settings: faults of the settings; NULL if they are not listed. */
static void write_faults(struct phonewall_writer *writer, const char *name,
			 const struct phonewall_configuration *configuration,
			 const struct phonewall_faults *settings,
			 const struct phonewall_faults *faults)
{
	struct json_object *array = json_object_new_array();

	if (settings && settings->count)
		phonewall_faults_add_to_json(settings,
					     configuration->settings_file,
					     array);
	phonewall_faults_add_to_json(faults, configuration->file, array);
	phonewall_write_json(writer, name, array);
	json_object_put(array);
}

/* Text counts what opens ports, JSON the ports. */
static void write_open_ports(struct phonewall_writer *writer,
			     const struct phonewall_translation *translation,
			     const struct phonewall_port_list *list)
{
	phonewall_write_text(writer, ", %zu UDP and %zu TCP openings, %zu multicast endpoint%s",
			     count_openings(translation, IPPROTO_UDP),
			     count_openings(translation, IPPROTO_TCP),
			     translation->endpoint_count,
			     translation->endpoint_count == 1 ? "" : "s");
	phonewall_write_begin_object(writer, "open_ports");
	phonewall_write_number(writer, "udp", NULL,
			       phonewall_port_list_count(list, IPPROTO_UDP));
	phonewall_write_number(writer, "tcp", NULL,
			       phonewall_port_list_count(list, IPPROTO_TCP));
	phonewall_write_end_object(writer);
}

static void write_picked_port(struct phonewall_writer *writer,
			      const struct phonewall_translation *translation)
{
	const struct phonewall_port_range *range = &translation->to_pick.range;

	if (translation->picked_port)
		phonewall_write_text(writer, "  TR-069 connection request: TCP port %u, picked by phonewalld",
				     translation->picked_port);
	else if (translation->to_pick.reason)
		phonewall_write_text(writer, "  TR-069 connection request: one TCP port from %u to %u, which phonewalld has still to pick",
				     range->first, range->last);
	phonewall_write_end_line(writer);
}

static void write_translation(struct phonewall_writer *writer,
			      const struct phonewall_translation *translation)
{
	const struct phonewall_port_list list =
		phonewall_port_list_of(translation);

	phonewall_write_boolean(writer, "enabled", translation->enabled,
				"firewall enabled", "firewall disabled");
	write_open_ports(writer, translation, &list);
	phonewall_result_write_flags(writer, translation->flags);
	phonewall_write_end_line(writer);
	phonewall_write_boolean(writer, "broadcast_echo",
				translation->broadcast_echo, NULL, NULL);
	write_picked_port(writer, translation);
	phonewall_write_hide(writer);
	phonewall_port_list_write(writer, &list, "");
	phonewall_write_show(writer);
}

static void write_tls(struct phonewall_writer *writer,
		      const struct phonewall_tls_settings *settings)
{
	struct phonewall_tls_view view =
		phonewall_tls_view_of_settings(settings);

	phonewall_tls_settings_write(writer, &view);
	phonewall_tls_view_clear(&view);
}

static void write_settings(struct phonewall_writer *writer,
			   const struct phonewall_configuration *configuration,
			   bool refused)
{
	const char *file = configuration->settings_file;

	phonewall_write_file_name(writer, "settings",
				  refused ? NULL : "  settings: %s", file);
	if (!file && !refused)
		phonewall_write_text(writer, "  settings: the defaults");
	phonewall_write_end_line(writer);
}

static bool is_refused(const struct phonewall_configuration *configuration)
{
	return configuration->faults.count ||
	       configuration->settings_faults.count;
}

void phonewall_result_write(struct phonewall_writer *writer, const char *done,
			    const struct phonewall_configuration *configuration)
{
	bool refused = is_refused(configuration);

	phonewall_write_begin_object(writer, NULL);
	phonewall_write_file_name(writer, "file", refused ? NULL : "%s: ",
				  configuration->file);
	phonewall_write_judgement(writer, "result", refused ? NULL : "%s: ",
				  refused ? "refused" : done, !refused);
	write_faults(writer, "faults", configuration,
		     &configuration->settings_faults, &configuration->faults);
	write_faults(writer, "warnings", configuration, NULL,
		     &configuration->warnings);
	if (!refused) {
		write_translation(writer, &configuration->systems.firewall);
		phonewall_network_access_write(writer, configuration);
		write_tls(writer, &configuration->systems.tls);
		phonewall_directory_output_write(writer,
					&configuration->systems.directory);
	}
	write_settings(writer, configuration, refused);
	phonewall_write_end_object(writer);
}
