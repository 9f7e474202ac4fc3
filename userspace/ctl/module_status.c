// SPDX-License-Identifier: MIT
#include "module_status.h"

#include <net/if.h>

#include "module/names.h"

enum column {
	COLUMN_NAME,
	COLUMN_COUNT,
	COLUMN_TEXT,
};

static const struct phonewall_column columns[] = {
	[COLUMN_NAME] = { .least = sizeof("neighbour-discovery-forged") - 1 },
	[COLUMN_COUNT] = { .least = 11, .is_number = true },
	[COLUMN_TEXT] = { 0 },
};

static const struct phonewall_table table = {
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
	.indent = 2,
};

/* In text a counter at zero is left out. */
static void write_count(struct phonewall_writer *writer,
			enum phonewall_reason reason, uint64_t count)
{
	const char *name = phonewall_reason_name(reason);

	if (!count)
		phonewall_write_hide(writer);
	phonewall_write_column(writer, COLUMN_NAME);
	phonewall_write_text(writer, "%s", name);
	phonewall_write_column(writer, COLUMN_COUNT);
	phonewall_write_number(writer, name, "%s", count);
	phonewall_write_column(writer, COLUMN_TEXT);
	phonewall_write_coloured(writer, phonewall_reason_accepts(reason) ?
				 PHONEWALL_COLOUR_GOOD : PHONEWALL_COLOUR_BAD,
				 phonewall_reason_verdict(reason));
	phonewall_write_text(writer, ": %s", phonewall_reason_text(reason));
	phonewall_write_end_line(writer);
	if (!count)
		phonewall_write_show(writer);
}

/* A number that names no reason is not counted. */
static void write_packets(struct phonewall_writer *writer,
			  const struct phonewall_status *status)
{
	uint64_t sum = 0;

	for (size_t i = 0; i <= PHONEWALL_REASON_MAX; i++)
		sum += status->packets[i];
	phonewall_write_text(writer, sum ? "packets:" :
					   "packets: none counted");
	phonewall_write_end_line(writer);
	phonewall_write_begin_object(writer, "packets");
	phonewall_write_begin_table(writer, &table);
	for (size_t i = 0; i <= PHONEWALL_REASON_MAX; i++)
		if (phonewall_reason_is_known(i))
			write_count(writer, i, status->packets[i]);
	phonewall_write_end_table(writer);
	phonewall_write_end_object(writer);
}

static void write_flows(struct phonewall_writer *writer,
			const struct phonewall_status *status)
{
	phonewall_write_number(writer, "flows", "flows: %s", status->flows);
	phonewall_write_number(writer, "flow_limit", " of %s",
			       status->flow_limit);
	phonewall_write_number(writer, "flows_created", "; %s made",
			       status->flows_created);
	phonewall_write_number(writer, "flows_evicted", ", %s evicted",
			       status->flows_evicted);
	phonewall_write_number(writer, "flows_refused", ", %s refused",
			       status->flows_refused);
	phonewall_write_end_line(writer);
}

/* A device that was removed has no name, and no flood either. */
static void write_flood(struct phonewall_writer *writer,
			const struct phonewall_status *status)
{
	char name[IF_NAMESIZE];

	if (!status->flood_device ||
	    !if_indextoname(status->flood_device, name)) {
		phonewall_write_null(writer, "flood_device");
		return;
	}
	phonewall_write_string(writer, "flood_device",
			       "flood: at %s, where packets to closed ports are dropped before routing",
			       name);
	phonewall_write_end_line(writer);
}

void phonewall_module_status_write(struct phonewall_writer *writer,
				   const struct phonewall_status *status)
{
	phonewall_write_string(writer, "version", "module: %s",
			       status->version);
	phonewall_write_end_line(writer);
	phonewall_write_boolean(writer, "enabled", status->enabled,
				"firewall: enabled", "firewall: disabled");
	phonewall_write_number(writer, "generation", ", generation %s",
			       status->generation);
	phonewall_write_end_line(writer);
	write_flows(writer, status);
	write_flood(writer, status);
	write_packets(writer, status);
}
