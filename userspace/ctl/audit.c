// SPDX-License-Identifier: MIT
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/memory.h"
#include "base/text.h"
#include "command.h"
#include "configuration.h"
#include "output.h"
#include "port_list.h"

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
	COLUMN_COUNT
};

static const char *const headings[COLUMN_COUNT] = {
	"FILE", "RESULT", "FIREWALL", "UDP", "TCP", "MULTICAST", "802.1X",
	"PC PORT", "VLAN", "REMARKS",
};

/* A line of the table; a cell that a file has nothing for is NULL. */
struct row {
	char *cells[COLUMN_COUNT];
};

/* All that is kept of the files: their rows, none with --json. */
struct audit {
	const struct phonewall_arguments *arguments;
	struct row *rows;
	size_t count;
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

/* The faults stand in the order in which they were found. */
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

/* A fault without a line is of the file as a whole: its message is the reason. */
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

static char *describe_result(const struct phonewall_faults *faults)
{
	size_t count = phonewall_faults_total(faults);

	if (!count)
		return copy("accepted");
	return phonewall_memory_print("%zu fault%s", count,
				      count == 1 ? "" : "s");
}

static char *describe_count(const struct phonewall_translation *translation,
			    size_t count)
{
	return translation->enabled ? phonewall_memory_print("%zu", count) :
				      copy("all");
}

static char *describe_dot1x(const struct phonewall_configuration *configuration)
{
	if (!configuration->systems.dot1x.authentication)
		return copy("disabled");
	return copy(configuration->settings.dot1x.eap_method ==
		    PHONEWALL_EAP_METHOD_FAST ? "EAP-FAST" : "EAP-TLS");
}

static char *describe_vlan(const struct phonewall_vlan_settings *vlan)
{
	return vlan->enabled ? phonewall_memory_print("%u", vlan->vlan_id) :
			       copy("disabled");
}

static const char *ability(bool enabled)
{
	return enabled ? "enabled" : "disabled";
}

static void fill_accepted(char **cells,
			  const struct phonewall_configuration *configuration)
{
	const struct phonewall_systems *systems = &configuration->systems;
	const struct phonewall_translation *translation = &systems->firewall;
	const struct phonewall_port_list list =
		phonewall_port_list_of(translation);

	cells[COLUMN_FIREWALL] = copy(ability(translation->enabled));
	cells[COLUMN_UDP] = describe_count(translation,
			phonewall_port_list_count(&list, IPPROTO_UDP));
	cells[COLUMN_TCP] = describe_count(translation,
			phonewall_port_list_count(&list, IPPROTO_TCP));
	cells[COLUMN_MULTICAST] = describe_count(translation,
						 translation->endpoint_count);
	cells[COLUMN_DOT1X] = describe_dot1x(configuration);
	cells[COLUMN_PC_PORT] = copy(ability(systems->dot1x.pc_port_enabled));
	cells[COLUMN_VLAN] = describe_vlan(&systems->vlan);
}

static void add_row(struct audit *audit,
		    const struct phonewall_configuration *configuration)
{
	struct row row = { 0 };

	row.cells[COLUMN_FILE] = phonewall_text_printable(configuration->file);
	row.cells[COLUMN_RESULT] = describe_result(&configuration->faults);
	if (!configuration->faults.count)
		fill_accepted(row.cells, configuration);
	row.cells[COLUMN_REMARKS] =
		add_warnings(describe_fault(&configuration->faults),
			     &configuration->warnings);
	audit->rows = phonewall_memory_resize(audit->rows, audit->count + 1,
					      sizeof(*audit->rows));
	audit->rows[audit->count++] = row;
}

static void take(struct audit *audit,
		 const struct phonewall_configuration *configuration)
{
	if (configuration->faults.count)
		audit->refused++;
	if (configuration->warnings.count)
		audit->warned++;
	if (audit->arguments->json)
		phonewall_output_result(true, "accepted", configuration);
	else
		add_row(audit, configuration);
}

/* Columns of a terminal: not every character of UTF-8 takes one. */
static int width_of(const char *text)
{
	size_t size = strlen(text) + 1;
	wchar_t *wide = phonewall_memory_resize(NULL, size, sizeof(*wide));
	int width = -1;

	if (mbstowcs(wide, text, size) != (size_t)-1)
		width = wcswidth(wide, size);
	free(wide);
	return width < 0 ? (int)size - 1 : width;
}

static const char *cell(const struct row *row, enum column column)
{
	return row->cells[column] ?: "-";
}

static void set_widths(const struct audit *audit, int widths[COLUMN_COUNT])
{
	for (enum column column = 0; column < COLUMN_COUNT; column++) {
		widths[column] = width_of(headings[column]);
		for (size_t i = 0; i < audit->count; i++) {
			int width = width_of(cell(&audit->rows[i], column));

			if (width > widths[column])
				widths[column] = width;
		}
	}
}

static const char *text_of(const struct row *row, enum column column)
{
	return row ? cell(row, column) : headings[column];
}

static void print_cell(const char *text, enum column column, int width)
{
	int padding = width - width_of(text);
	bool is_number = column >= COLUMN_UDP && column <= COLUMN_MULTICAST;

	if (is_number)
		printf("%*s%s  ", padding, "", text);
	else
		printf("%s%*s  ", text, padding, "");
}

static void print_below(const char *remarks)
{
	char *indented = phonewall_memory_print("    %s", remarks);

	putchar('\n');
	phonewall_output_wrapped(indented);
	free(indented);
}

/*
 * Remarks that do not fit stand in the next line. @row is NULL for the headings.
 */
static void print_row(const struct row *row, const int widths[COLUMN_COUNT])
{
	const char *remarks = text_of(row, COLUMN_REMARKS);
	int width = width_of(remarks);
	bool fits;

	for (enum column column = 0; column < COLUMN_REMARKS; column++)
		width += widths[column] + strlen("  ");
	fits = width <= PHONEWALL_TEXT_COLUMNS;
	for (enum column column = 0; column < COLUMN_VLAN; column++)
		print_cell(text_of(row, column), column, widths[column]);
	if (fits)
		print_cell(text_of(row, COLUMN_VLAN), COLUMN_VLAN,
			   widths[COLUMN_VLAN]);
	else
		fputs(text_of(row, COLUMN_VLAN), stdout);
	if (fits)
		puts(remarks);
	else
		print_below(remarks);
}

static void print_table(const struct audit *audit)
{
	int widths[COLUMN_COUNT];

	set_widths(audit, widths);
	print_row(NULL, widths);
	for (size_t i = 0; i < audit->count; i++)
		print_row(&audit->rows[i], widths);
	printf("%zu file%s: %zu accepted, %zu refused, %zu with warnings\n",
	       audit->count, audit->count == 1 ? "" : "s",
	       audit->count - audit->refused, audit->refused, audit->warned);
}

static void clear(struct audit *audit)
{
	for (size_t i = 0; i < audit->count; i++)
		for (enum column column = 0; column < COLUMN_COUNT; column++)
			free(audit->rows[i].cells[column]);
	free(audit->rows);
}

static enum phonewall_exit
read_files(struct audit *audit, struct phonewall_configuration *configuration)
{
	const struct phonewall_arguments *arguments = audit->arguments;

	for (size_t i = 0; i < arguments->count; i++) {
		phonewall_configuration_read(configuration,
					     arguments->words[i]);
		take(audit, configuration);
	}
	return audit->refused || (arguments->strict && audit->warned) ?
	       PHONEWALL_EXIT_FAILED : PHONEWALL_EXIT_DONE;
}

enum phonewall_exit
phonewall_command_audit(const struct phonewall_arguments *arguments)
{
	struct phonewall_configuration configuration = { 0 };
	struct audit audit = { .arguments = arguments };
	enum phonewall_exit status = PHONEWALL_EXIT_FAILED;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (phonewall_configuration_open(&configuration, arguments)) {
		phonewall_output_refusal(arguments->json, &configuration);
	} else {
		status = read_files(&audit, &configuration);
		if (!arguments->json)
			print_table(&audit);
	}
	clear(&audit);
	phonewall_configuration_clear(&configuration);
	return status;
}
