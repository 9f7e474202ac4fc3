// SPDX-License-Identifier: MIT
#include "config/parameter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "config/system.h"

const char *const phonewall_parameter_no_yes[] = { "No", "Yes", NULL };
const char *const phonewall_parameter_disabled_enabled[] = {
	"Disabled", "Enabled", NULL
};

/* How like a name is to one that differs only in upper and lower case. */
#define LIKENESS_CASE	5

/**
 * struct guess - the known name that an unknown one is most like
 * @name: that name
 * @likeness: how like it is, up to LIKENESS_CASE; 0 if none is
 */
struct guess {
	char name[PHONEWALL_PARAMETER_NAME_MAX + 1];
	unsigned int likeness;
};

static unsigned int instance_count(const struct phonewall_parameter_row *row)
{
	return row->suffix ? row->instances : 1;
}

static void print_name(const struct phonewall_parameter_row *row,
		       unsigned int instance, char *name)
{
	size_t size = PHONEWALL_PARAMETER_NAME_MAX + 1;

	if (row->suffix)
		snprintf(name, size, "%s%u%s", row->prefix, instance + 1,
			 row->suffix);
	else
		snprintf(name, size, "%s", row->prefix);
}

/* Without leading zeros, which the name of no instance has. */
static bool read_instance(const char **text, unsigned int count,
			  unsigned int *instance)
{
	unsigned int number = 0;

	if (**text == '0')
		return false;
	for (; **text >= '0' && **text <= '9' && number <= count; ++*text)
		number = 10 * number + (**text - '0');
	*instance = number - 1;
	return number && number <= count;
}

static bool find_instance(const struct phonewall_parameter_row *row,
			  const char *name, unsigned int *instance)
{
	size_t length = strlen(row->prefix);

	if (strncmp(name, row->prefix, length))
		return false;
	name += length;
	*instance = 0;
	if (!row->suffix)
		return !*name;
	return read_instance(&name, row->instances, instance) &&
	       !strcmp(name, row->suffix);
}

/* A file may have a hundred thousand names: most differ in the first byte. */
static bool find_in_table(const struct phonewall_parameter_table *table,
			  const char *name, size_t *row,
			  unsigned int *instance)
{
	for (size_t i = 0; i < table->count; i++) {
		if (*table->rows[i].prefix != *name ||
		    !find_instance(&table->rows[i], name, instance))
			continue;
		*row = i;
		return true;
	}
	return false;
}

bool phonewall_parameter_is_used(const struct phonewall_system *systems,
				 const char *name)
{
	unsigned int instance;
	size_t row;

	for (; systems->parameters; systems++)
		if (find_in_table(systems->parameters, name, &row, &instance))
			return true;
	return false;
}

/* Whether one letter more, less or other makes one name of the other. */
static bool is_one_edit_away(const char *a, const char *b)
{
	size_t of_a = strlen(a), of_b = strlen(b);
	size_t same = 0;

	while (a[same] && a[same] == b[same])
		same++;
	if (of_a == of_b)
		return !strcmp(a + same + 1, b + same + 1);
	if (of_a == of_b + 1)
		return !strcmp(a + same + 1, b + same);
	return of_b == of_a + 1 && !strcmp(a + same, b + same + 1);
}

/* The number is of another line or group than there is. */
static bool has_other_instance(const struct phonewall_parameter_row *row,
			       const char *name)
{
	size_t length = strlen(row->prefix);
	size_t digits;

	if (!row->suffix || strncmp(name, row->prefix, length))
		return false;
	digits = strspn(name + length, "0123456789");
	return digits && !strcmp(name + length + digits, row->suffix);
}

/* No name is printed that cannot be the one, since files may be long. */
static bool may_resemble(const struct phonewall_parameter_row *row, size_t length)
{
	size_t least = strlen(row->prefix);
	size_t most = least;

	if (row->suffix) {
		least += strlen(row->suffix) + 1;
		most = least + 1;
	}
	return length + 1 >= least && length <= most + 1;
}

/* Whether both have the same digits in the same order. */
static bool has_same_digits(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;; a++, b++) {
		a += strcspn(a, digits);
		b += strcspn(b, digits);
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

/*
 * Another number would be another line or group. A character left out is more
 * likely than one that is wrong.
 */
static unsigned int likeness(const char *known, const char *name)
{
	if (!strcasecmp(known, name))
		return LIKENESS_CASE;
	if (!is_one_edit_away(known, name))
		return 0;
	return 1 + (strlen(known) > strlen(name)) +
	       2 * has_same_digits(known, name);
}

static void find_likest(const struct phonewall_parameter_row *row,
			const char *name, struct guess *guess)
{
	char known[PHONEWALL_PARAMETER_NAME_MAX + 1];

	for (unsigned int i = 0; i < instance_count(row); i++) {
		unsigned int found;

		print_name(row, i, known);
		found = likeness(known, name);
		if (found <= guess->likeness)
			continue;
		guess->likeness = found;
		strcpy(guess->name, known);
	}
}

static void find_likest_in_table(const struct phonewall_parameter_table *table,
				 const char *name, struct guess *guess)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < table->count; i++)
		if (may_resemble(&table->rows[i], length))
			find_likest(&table->rows[i], name, guess);
}

static void warn_of_likest(const struct phonewall_system *systems,
			   const char *name, unsigned int line,
			   struct phonewall_faults *warnings)
{
	struct guess guess = { 0 };

	for (; systems->parameters; systems++)
		find_likest_in_table(systems->parameters, name, &guess);
	if (guess.likeness)
		phonewall_warning_add(warnings,
				      guess.likeness == LIKENESS_CASE ?
				      "wrong-case" : "misspelt-name", line,
				      name, NULL,
				      "is unknown, so it is ignored; write %s if that is meant",
				      guess.name);
}

/* Return: the parameter of which the name is another instance, or NULL. */
static const struct phonewall_parameter_row *
find_other_instance(const struct phonewall_parameter_table *table,
		    const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (has_other_instance(&table->rows[i], name))
			return &table->rows[i];
	return NULL;
}

static void warn_of_instance(const struct phonewall_parameter_row *row,
			     const char *name, unsigned int line,
			     struct phonewall_faults *warnings)
{
	const char *digits = name + strlen(row->prefix);
	unsigned long number = strtoul(digits, NULL, 10);

	if (*digits == '0' && number && number <= row->instances)
		phonewall_warning_add(warnings, "no-such-instance", line, name,
				      NULL, "is not read; write its number without a leading zero, as %s%lu%s",
				      row->prefix, number, row->suffix);
	else
		phonewall_warning_add(warnings, "no-such-instance", line, name,
				      NULL, "is not read; the numbers go from 1 to %u",
				      row->instances);
}

void phonewall_parameter_warn(const struct phonewall_system *systems,
			      const char *name, unsigned int line,
			      struct phonewall_faults *warnings)
{
	const struct phonewall_system *system;

	for (system = systems; system->parameters; system++) {
		const struct phonewall_parameter_row *row =
			find_other_instance(system->parameters, name);

		if (!row)
			continue;
		warn_of_instance(row, name, line, warnings);
		return;
	}
	warn_of_likest(systems, name, line, warnings);
}

static void set_default(const struct phonewall_parameter_row *row,
			unsigned int instance,
			struct phonewall_parameter *parameter)
{
	*parameter = (struct phonewall_parameter){
		.is_default = true,
		.number = row->initial + instance * row->step,
	};
	print_name(row, instance, parameter->name);
	if (row->kind == PHONEWALL_PARAMETER_CHOICE)
		parameter->text = row->choices[row->initial];
	else if (row->kind == PHONEWALL_PARAMETER_STRING)
		parameter->text = "";
}

static char *list_choices(const char *const *choices)
{
	char *list = phonewall_memory_print("%s", choices[0]);

	for (size_t i = 1; choices[i]; i++) {
		const char *separator = choices[i + 1] ? ", " : " or ";
		char *longer = phonewall_memory_print("%s%s%s", list, separator,
						      choices[i]);

		free(list);
		list = longer;
	}
	return list;
}

static void read_choice(const struct phonewall_profile_element *element,
			const char *const *choices,
			struct phonewall_parameter *parameter,
			struct phonewall_faults *faults)
{
	char *allowed;

	for (size_t i = 0; choices[i]; i++) {
		if (strcasecmp(element->value, choices[i]))
			continue;
		parameter->number = i;
		parameter->text = choices[i];
		parameter->is_default = false;
		return;
	}
	allowed = list_choices(choices);
	phonewall_fault_add(faults, element->line, element->name,
			    element->value, "must be %s", allowed);
	free(allowed);
}

static bool parse_number(const char *text, uint32_t max, uint32_t *number)
{
	if (!strncasecmp(text, "0x", 2))
		return phonewall_text_number(text + 2, 16, max, number);
	return phonewall_text_number(text, 10, max, number);
}

/* The message names the numbers that can be used, not all that are read. */
static void read_number(const struct phonewall_profile_element *element,
			const struct phonewall_parameter_row *row,
			struct phonewall_parameter *parameter,
			struct phonewall_faults *faults)
{
	if (parse_number(element->value, row->max, &parameter->number))
		parameter->is_default = false;
	else
		phonewall_fault_add(faults, element->line, element->name,
				    element->value,
				    "must be a whole number from %u to %u, decimal or hexadecimal with 0x",
				    row->usable_min, row->usable_max);
}

/* Empty means the default, so "" stands for a string that is to be empty. */
static void read_string(const struct phonewall_profile_element *element,
			struct phonewall_parameter *parameter)
{
	parameter->text = strcmp(element->value, "\"\"") ? element->value : "";
	parameter->is_default = false;
}

static void read_value(const struct phonewall_profile_element *element,
		       const struct phonewall_parameter_row *row,
		       struct phonewall_parameter *parameter,
		       struct phonewall_faults *faults)
{
	parameter->line = element->line;
	parameter->origin = element->origin;
	if (!*element->value)
		return;
	switch (row->kind) {
	case PHONEWALL_PARAMETER_STRING:
		read_string(element, parameter);
		break;
	case PHONEWALL_PARAMETER_CHOICE:
		read_choice(element, row->choices, parameter, faults);
		break;
	case PHONEWALL_PARAMETER_NUMBER:
		read_number(element, row, parameter, faults);
		break;
	}
}

/* If the condition is off, a wrong value refuses nothing. */
static void read_unused(const struct phonewall_profile_element *element,
			const struct phonewall_parameter_row *row,
			const struct phonewall_parameter *condition,
			struct phonewall_parameter *parameter,
			struct phonewall_faults *warnings)
{
	struct phonewall_faults faults = { 0 };

	read_value(element, row, parameter, &faults);
	if (faults.count)
		phonewall_warning_add(warnings, "unused-value", element->line,
				      element->name, element->value,
				      "is wrong, and not used while %s is %s; %s",
				      condition->name, condition->text,
				      faults.list[0].message);
	phonewall_faults_clear(&faults);
}

static bool is_conditional(const struct phonewall_parameters *parameters,
			   size_t row)
{
	return parameters->table->rows[row].is_conditional;
}

static void read_parameter(const struct phonewall_profile_element *element,
			   const struct phonewall_parameters *parameters,
			   size_t row, unsigned int instance,
			   struct phonewall_faults *faults,
			   struct phonewall_faults *warnings)
{
	const struct phonewall_parameter_row *definition =
		&parameters->table->rows[row];
	struct phonewall_parameter *parameter =
		&parameters->list[row][instance];
	const struct phonewall_parameter *condition;

	if (is_conditional(parameters, row)) {
		condition = &parameters->list[definition->condition][instance];
		if (!condition->number) {
			read_unused(element, definition, condition, parameter,
				    warnings);
			return;
		}
	}
	read_value(element, definition, parameter, faults);
}

/*
 * Every table that has the parameter gets the value; a fault of it is added once.
 *
 * @conditions: read only what may be a condition of something else.
 */
static void read_element(const struct phonewall_system *systems,
			 const struct phonewall_profile_element *element,
			 const struct phonewall_parameters *parameters,
			 bool conditions, struct phonewall_faults *faults,
			 struct phonewall_faults *warnings)
{
	struct phonewall_faults again = { 0 };
	unsigned int instance;
	size_t row;

	for (; systems->parameters; systems++, parameters++) {
		if (!find_in_table(systems->parameters, element->name, &row,
				   &instance))
			continue;
		if (!conditions || !is_conditional(parameters, row))
			read_parameter(element, parameters, row, instance,
				       faults, warnings);
		faults = &again;
		warnings = NULL;
	}
	phonewall_faults_clear(&again);
}

static struct phonewall_parameter *
default_values(const struct phonewall_parameter_row *row)
{
	unsigned int count = instance_count(row);
	struct phonewall_parameter *values =
		phonewall_memory_resize(NULL, count, sizeof(*values));

	for (unsigned int i = 0; i < count; i++)
		set_default(row, i, &values[i]);
	return values;
}

static void set_defaults(const struct phonewall_parameter_table *table,
			 struct phonewall_parameters *parameters)
{
	parameters->table = table;
	parameters->list = phonewall_memory_resize(NULL, table->count,
						   sizeof(*parameters->list));
	for (size_t i = 0; i < table->count; i++)
		parameters->list[i] = default_values(&table->rows[i]);
}

/* Twice, since a condition may stand behind what it is the condition of. */
void phonewall_parameters_read(const struct phonewall_system *systems,
			       const struct phonewall_profile *profile,
			       struct phonewall_parameters *parameters,
			       struct phonewall_faults *faults,
			       struct phonewall_faults *warnings)
{
	struct phonewall_faults of_conditions = { 0 };

	for (size_t i = 0; systems[i].parameters; i++)
		set_defaults(systems[i].parameters, &parameters[i]);
	for (size_t i = 0; i < profile->count; i++)
		read_element(systems, &profile->list[i], parameters, true,
			     &of_conditions, NULL);
	for (size_t i = 0; i < profile->count; i++)
		read_element(systems, &profile->list[i], parameters, false,
			     faults, warnings);
	phonewall_faults_clear(&of_conditions);
}

void phonewall_parameters_clear(struct phonewall_parameters *parameters)
{
	for (size_t i = 0; parameters->list && i < parameters->table->count; i++)
		free(parameters->list[i]);
	free(parameters->list);
	*parameters = (struct phonewall_parameters){ 0 };
}

char *
phonewall_parameter_note_origin(const struct phonewall_parameter *parameter,
				char *text)
{
	const char *origin = parameter->is_default ? "default" :
						     parameter->origin;
	char *noted;

	if (!origin)
		return text;
	noted = phonewall_memory_print("%s (%s)", text, origin);
	free(text);
	return noted;
}

char *phonewall_parameter_describe(const struct phonewall_parameter *parameter)
{
	const char *text = parameter->text;
	char *shown, *description;

	if (!text)
		return phonewall_parameter_note_origin(parameter,
			phonewall_memory_print("%s=%u", parameter->name,
					       parameter->number));
	shown = phonewall_text_redact(parameter->name, *text ? text : "\"\"");
	description = phonewall_memory_print("%s=%s", parameter->name, shown);
	free(shown);
	return phonewall_parameter_note_origin(parameter, description);
}
