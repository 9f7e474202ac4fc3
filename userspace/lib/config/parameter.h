/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PARAMETER_H
#define PHONEWALL_PARAMETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "config/profile.h"

#define PHONEWALL_PARAMETER_NAME_MAX	39

struct phonewall_system;

/**
 * enum phonewall_parameter_kind - what the values of a parameter are
 * @PHONEWALL_PARAMETER_STRING: any text
 * @PHONEWALL_PARAMETER_CHOICE: one of some words, in any case
 * @PHONEWALL_PARAMETER_NUMBER: a number, decimal, or hexadecimal with 0x
 */
enum phonewall_parameter_kind {
	PHONEWALL_PARAMETER_STRING,
	PHONEWALL_PARAMETER_CHOICE,
	PHONEWALL_PARAMETER_NUMBER,
};

/**
 * struct phonewall_parameter_row - a row of a system's table
 * @prefix: the parameter's name in the file, or what stands before the number of
 *	its line or group; names have at most PHONEWALL_PARAMETER_NAME_MAX bytes
 * @suffix: what stands after that number; NULL if the name has none
 * @instances: how many lines or groups there are, from 1; 0 without @suffix
 * @kind: what its values are
 * @choices: the words of a choice in the spelling of the documentation, ended by
 *	NULL
 * @max: the largest number that is read; the system may refuse some of them
 * @usable_min: the smallest number that can be used
 * @usable_max: the largest number that can be used
 * @initial: the default of the first instance, as a number or as the place among
 *	@choices; that of a string is empty
 * @step: how much the default grows from one instance to the next
 * @is_conditional: whether the value counts only while another parameter, a
 *	choice, has not the first of its choices, such as No or Off
 * @condition: the row of that parameter in the same table; of the same instance
 */
struct phonewall_parameter_row {
	const char *prefix;
	const char *suffix;
	unsigned int instances;
	enum phonewall_parameter_kind kind;
	const char *const *choices;
	uint32_t max;
	uint32_t usable_min;
	uint32_t usable_max;
	uint32_t initial;
	uint32_t step;
	bool is_conditional;
	size_t condition;
};

/**
 * struct phonewall_parameter_table - the parameters of cfg.xml that a system uses
 * @rows: the parameters; another table may have the same one, of the same kind and
 *	with the same bounds
 * @count: how many
 */
struct phonewall_parameter_table {
	const struct phonewall_parameter_row *rows;
	size_t count;
};

/* The choices of the switches: both have the number 0 for off and 1 for on. */
extern const char *const phonewall_parameter_no_yes[];
extern const char *const phonewall_parameter_disabled_enabled[];

/**
 * struct phonewall_parameter - a parameter and its value in force
 * @name: its name in the file
 * @line: line of the file, 0 if the file does not have it
 * @is_default: true if the value is the default, because the parameter is
 *	missing, empty or invalid in the file
 * @number: a number as it is; of a choice its index among the choices, from 0
 * @text: a choice in the spelling of the documentation, or a string, which is
 *	valid as long as the profile; NULL if the value is a number
 * @origin: who has set it, as of struct phonewall_profile_element
 */
struct phonewall_parameter {
	char name[PHONEWALL_PARAMETER_NAME_MAX + 1];
	unsigned int line;
	bool is_default;
	uint32_t number;
	const char *text;
	const char *origin;
};

/**
 * struct phonewall_parameters - the value of every parameter of one table
 * @table: the table
 * @list: the values by row and instance, from 0: instance 0 is line 1 or group 1
 *
 * Release it with phonewall_parameters_clear().
 */
struct phonewall_parameters {
	const struct phonewall_parameter_table *table;
	struct phonewall_parameter **list;
};

/**
 * phonewall_parameter_is_used() - check whether a system uses a parameter
 * @systems: the systems, ended by one without a table
 * @name: an element's name; case matters
 *
 * Return: true if one does.
 */
bool phonewall_parameter_is_used(const struct phonewall_system *systems,
				 const char *name);

/**
 * phonewall_parameter_warn() - warn about a name that is nearly a parameter's
 * @systems: the systems, ended by one without a table
 * @name: an element's name, which no system uses
 * @line: line of the file
 * @warnings: the warning is added here: wrong-case, misspelt-name or
 *	no-such-instance; none if the name resembles none that is used
 */
void phonewall_parameter_warn(const struct phonewall_system *systems,
			      const char *name, unsigned int line,
			      struct phonewall_faults *warnings);

/**
 * phonewall_parameters_read() - read the value of every parameter
 * @systems: the systems, ended by one without a table
 * @profile: the parameters of the file
 * @parameters: as many as systems; each is filled in, with the default for what
 *	is missing, empty or invalid in the file
 * @faults: every value of a wrong type is added here, in the file's order,
 *	unless its condition is off
 * @warnings: values of a wrong type that are not used are added here; may be
 *	NULL
 */
void phonewall_parameters_read(const struct phonewall_system *systems,
			       const struct phonewall_profile *profile,
			       struct phonewall_parameters *parameters,
			       struct phonewall_faults *faults,
			       struct phonewall_faults *warnings);

/**
 * phonewall_parameters_clear - release the values of a table
 * @parameters: emptied
 */
void phonewall_parameters_clear(struct phonewall_parameters *parameters);

/**
 * phonewall_parameter_note_origin() - say in a reason where a value is from
 * @parameter: the parameter that the reason names last
 * @text: the reason, taken over
 *
 * Return: the text, with " (default)", or who has set the value, behind it unless
 * the file has it; to be released with free().
 */
char *
phonewall_parameter_note_origin(const struct phonewall_parameter *parameter,
				char *text);

/**
 * phonewall_parameter_describe() - describe a parameter as in a reason
 * @parameter: the parameter
 *
 * Secrets in it are not shown: phonewall_text_redact().
 *
 * Return: text such as "Line_Enable_1_=Yes (default)", or "SIP_Port_1_=5070
 * (profile)" if it is not the file that says so, to be released with free().
 */
char *phonewall_parameter_describe(const struct phonewall_parameter *parameter);

#endif /* PHONEWALL_PARAMETER_H */
