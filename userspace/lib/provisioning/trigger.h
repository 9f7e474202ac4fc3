/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_TRIGGER_H
#define PHONEWALL_TRIGGER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "provisioning/condition.h"

/**
 * struct phonewall_trigger - Resync_Trigger_1 or _2
 * @text: its symbols, which the condition uses
 * @condition: the condition; has no comparison if the parameter is empty
 *
 * Release it with phonewall_trigger_clear().
 */
struct phonewall_trigger {
	struct phonewall_template text;
	struct phonewall_condition condition;
};

/**
 * phonewall_trigger_parse - parse a trigger
 * @text: a condition without parentheses, or blank
 * @parameter: name of the parameter, for faults
 * @line: line of the file, for faults
 * @trigger: set whole, or left empty if there is a fault
 * @faults: the first fault is added here
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_trigger_parse(const char *text, const char *parameter,
			    unsigned int line,
			    struct phonewall_trigger *trigger,
			    struct phonewall_faults *faults);

/**
 * phonewall_triggers_allow - whether a resync may take place without a request
 * @triggers: the triggers
 * @count: how many
 * @values: the macros' values
 *
 * Return: true if all are empty, or one is true; one that cannot be evaluated
 * is not.
 */
bool phonewall_triggers_allow(const struct phonewall_trigger *triggers,
			      size_t count,
			      const struct phonewall_macro_values *values);

/**
 * phonewall_trigger_clear - release a trigger
 * @trigger: emptied
 */
void phonewall_trigger_clear(struct phonewall_trigger *trigger);

#endif /* PHONEWALL_TRIGGER_H */
