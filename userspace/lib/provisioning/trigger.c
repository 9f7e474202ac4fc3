// SPDX-License-Identifier: MIT
#include "provisioning/trigger.h"

#include <stdlib.h>

#include "provisioning/rule_reader.h"

static bool read_trigger(struct phonewall_rule_reader *reader,
			 struct phonewall_trigger *trigger)
{
	phonewall_rule_reader_skip_space(reader);
	if (phonewall_rule_reader_is_at_end(reader))
		return true;
	if (!phonewall_condition_parse(reader, &trigger->condition))
		return false;
	return phonewall_rule_reader_is_at_end(reader) ||
	       phonewall_rule_reader_fail(reader, reader->at,
			"a parenthesis in a trigger; remove it");
}

int phonewall_trigger_parse(const char *text, const char *parameter,
			    unsigned int line,
			    struct phonewall_trigger *trigger,
			    struct phonewall_faults *faults)
{
	struct phonewall_rule_reader reader;

	*trigger = (struct phonewall_trigger){ 0 };
	if (!phonewall_rule_reader_open(&reader, text, parameter, line, faults))
		return -1;
	trigger->text = reader.text;
	if (read_trigger(&reader, trigger))
		return 0;
	phonewall_trigger_clear(trigger);
	return -1;
}

bool phonewall_triggers_allow(const struct phonewall_trigger *triggers,
			      size_t count,
			      const struct phonewall_macro_values *values)
{
	bool are_empty = true;

	for (size_t i = 0; i < count; i++) {
		bool is_true;

		if (!triggers[i].condition.count)
			continue;
		are_empty = false;
		if (!phonewall_condition_evaluate(&triggers[i].condition,
						  values, &is_true) && is_true)
			return true;
	}
	return are_empty;
}

void phonewall_trigger_clear(struct phonewall_trigger *trigger)
{
	phonewall_condition_clear(&trigger->condition);
	free((void *)trigger->text.list);
	*trigger = (struct phonewall_trigger){ 0 };
}
