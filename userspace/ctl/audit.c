// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "command.h"
#include "configuration.h"
#include "output/writer.h"
#include "port_list.h"
#include "result.h"

enum column {
	COLUMN_FILE,
	COLUMN_RESULT,
	COLUMN_FIREWALL,
	COLUMN_UDP,
	COLUMN_TCP,
	COLUMN_MULTICAST,
	COLUMN_DOT1X,
	COLUMN_PC_PORT,
	COLUMN_VLAN,
	COLUMN_REMARKS,
};

static const struct phonewall_column columns[] = {
	[COLUMN_FILE] = { .heading = "FILE" },
	[COLUMN_RESULT] = { .heading = "RESULT" },
	[COLUMN_FIREWALL] = { .heading = "FIREWALL" },
	[COLUMN_UDP] = { .heading = "UDP", .is_number = true },
	[COLUMN_TCP] = { .heading = "TCP", .is_number = true },
	[COLUMN_MULTICAST] = { .heading = "MULTICAST", .is_number = true },
	[COLUMN_DOT1X] = { .heading = "802.1X" },
	[COLUMN_PC_PORT] = { .heading = "PC PORT" },
	[COLUMN_VLAN] = { .heading = "VLAN" },
	[COLUMN_REMARKS] = { .heading = "REMARKS" },
};

static const struct phonewall_table table = {
	.columns = columns,
	.count = sizeof(columns) / sizeof(columns[0]),
	.width = PHONEWALL_TEXT_COLUMNS,
};

/* All that is kept of the files, beside the rows of text in the writer. */
struct audit {
	const struct phonewall_arguments *arguments;
	size_t refused;
	size_t warned;
};

static char *copy(const char *text)
{
	return phonewall_memory_print("%s", text);
}

/* Takes @remarks over. */
static char *add_remark(char *remarks, const char *remark)
{
	char *longer;

	if (!remarks)
		return copy(remark);
	longer = phonewall_memory_print("%s, %s", remarks, remark);
	free(remarks);
	return longer;
}

/* How often this warning comes up; 0 if an earlier one has its name. */
static size_t count_warning(const struct phonewall_faults *warnings,
			    size_t number)
{
	const char *name = warnings->list[number].warning;
	size_t count = 0;

	for (size_t i = 0; i < warnings->count; i++) {
		if (strcmp(warnings->list[i].warning, name))
			continue;
		if (i < number)
			return 0;
		count++;
	}
	return count;
}

static char *add_warnings(char *remarks,
			  const struct phonewall_faults *warnings)
{
	char *more = phonewall_faults_describe_more(warnings);

	for (size_t i = 0; i < warnings->count; i++) {
		const char *name = warnings->list[i].warning;
		size_t count = count_warning(warnings, i);
		char *remark;

		if (!count)
			continue;
		remark = count == 1 ? copy(name) :
			 phonewall_memory_print("%zu %s", count, name);
		remarks = add_remark(remarks, remark);
		free(remark);
	}
	if (more)
		remarks = add_remark(remarks, more);
	free(more);
	return remarks;
}

/* The faults are in the order in which they were found. */
static unsigned int lowest_line(const struct phonewall_faults *faults)
{
	unsigned int lowest = 0;

	for (size_t i = 0; i < faults->count; i++) {
		unsigned int line = faults->list[i].line;

		if (line && (!lowest || line < lowest))
			lowest = line;
	}
	return lowest;
}

/* A fault without a line is of the whole file: its message is the reason. */
static char *describe_fault(const struct phonewall_faults *faults)
{
	const struct phonewall_fault *first;

	if (!faults->count)
		return NULL;
	first = &faults->list[0];
	if (!first->line)
		return copy(first->message);
	return phonewall_memory_print("%s in line %u", faults->count == 1 ?
				      "fault" : "first fault",
				      lowest_line(faults));
}

/* Writes a cell; a cell that is not written is shown as "-". */
static void write_cell(struct phonewall_writer *writer, enum column column,
		       const char *text)
{
	phonewall_write_column(writer, column);
	phonewall_write_text(writer, "%s", text);
}

static void write_faults(struct phonewall_writer *writer,
			 const struct phonewall_faults *faults)
{
	size_t count = phonewall_faults_total(faults);
	char *text = count ? phonewall_memory_print("%zu fault%s", count,
						    count == 1 ? "" : "s") :
			     copy("accepted");

	phonewall_write_column(writer, COLUMN_RESULT);
	phonewall_write_coloured(writer, count ? PHONEWALL_COLOUR_BAD :
						 PHONEWALL_COLOUR_GOOD, text);
	free(text);
}

/* If the firewall is disabled, all ports are open. */
static void write_number(struct phonewall_writer *writer, enum column column,
			 const struct phonewall_translation *translation,
			 size_t count)
{
	phonewall_write_column(writer, column);
	if (translation->enabled)
		phonewall_write_text(writer, "%zu", count);
	else
		phonewall_write_text(writer, "all");
}

static const char *dot1x(const struct phonewall_configuration *configuration)
{
	if (!configuration->systems.dot1x.authentication)
		return "disabled";
	return configuration->settings.dot1x.eap_method ==
	       PHONEWALL_EAP_METHOD_FAST ? "EAP-FAST" : "EAP-TLS";
}

static const char *ability(bool enabled)
{
	return enabled ? "enabled" : "disabled";
}

static void write_accepted(struct phonewall_writer *writer,
			   const struct phonewall_configuration *configuration)
{
	const struct phonewall_systems *systems = &configuration->systems;
	const struct phonewall_translation *translation = &systems->firewall;
	const struct phonewall_port_list list =
		phonewall_port_list_of(translation);

	write_cell(writer, COLUMN_FIREWALL, ability(translation->enabled));
	write_number(writer, COLUMN_UDP, translation,
		     phonewall_port_list_count(&list, IPPROTO_UDP));
	write_number(writer, COLUMN_TCP, translation,
		     phonewall_port_list_count(&list, IPPROTO_TCP));
	write_number(writer, COLUMN_MULTICAST, translation,
		     translation->endpoint_count);
	write_cell(writer, COLUMN_DOT1X, dot1x(configuration));
	write_cell(writer, COLUMN_PC_PORT, ability(systems->dot1x.pc_port_enabled));
	phonewall_write_column(writer, COLUMN_VLAN);
	if (systems->vlan.enabled)
		phonewall_write_text(writer, "%u", systems->vlan.vlan_id);
	else
		phonewall_write_text(writer, "disabled");
}

static void write_row(struct phonewall_writer *writer,
		      const struct phonewall_configuration *configuration)
{
	char *file = phonewall_text_printable(configuration->file);
	char *remarks = add_warnings(describe_fault(&configuration->faults),
				     &configuration->warnings);

	write_cell(writer, COLUMN_FILE, file);
	write_faults(writer, &configuration->faults);
	if (!configuration->faults.count)
		write_accepted(writer, configuration);
	if (remarks)
		write_cell(writer, COLUMN_REMARKS, remarks);
	phonewall_write_end_line(writer);
	free(remarks);
	free(file);
}

/* JSON has what check writes, text a row. */
static void write_file(struct phonewall_writer *writer,
		       const struct phonewall_configuration *configuration)
{
	phonewall_write_hide(writer);
	phonewall_result_write(writer, "accepted", configuration);
	phonewall_write_show(writer);
	write_row(writer, configuration);
}

static void write_summary(const struct audit *audit)
{
	size_t count = audit->arguments->count;

	phonewall_write_text(audit->arguments->writer, "%zu file%s: %zu accepted, %zu refused, %zu with warnings",
			     count, count == 1 ? "" : "s",
			     count - audit->refused, audit->refused,
			     audit->warned);
	phonewall_write_end_line(audit->arguments->writer);
}

static void read_files(struct audit *audit,
		       struct phonewall_configuration *configuration)
{
	const struct phonewall_arguments *arguments = audit->arguments;

	phonewall_write_begin_table(arguments->writer, &table);
	for (size_t i = 0; i < arguments->count; i++) {
		phonewall_configuration_read(configuration,
					     arguments->words[i]);
		audit->refused += configuration->faults.count > 0;
		audit->warned += configuration->warnings.count > 0;
		write_file(arguments->writer, configuration);
	}
	phonewall_write_end_table(arguments->writer);
	write_summary(audit);
}

enum phonewall_exit
phonewall_command_audit(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	struct audit audit = { .arguments = arguments };
	bool is_failure = phonewall_configuration_open(&configuration,
						       arguments);

	if (is_failure) {
		phonewall_result_write(arguments->writer, "refused",
				       &configuration);
	} else {
		read_files(&audit, &configuration);
		is_failure = audit.refused ||
			     (arguments->strict && audit.warned);
	}
	phonewall_configuration_clear(&configuration);
	return is_failure ? PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}
