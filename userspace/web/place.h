/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_WEB_PLACE_H
#define PHONEWALL_WEB_PLACE_H

#include <stddef.h>

#include "config/parameter.h"

/**
 * enum phonewall_web_tab - the tabs under Voice
 */
enum phonewall_web_tab {
	PHONEWALL_TAB_SYSTEM,
	PHONEWALL_TAB_PROVISIONING,
	PHONEWALL_TAB_EXT,
	PHONEWALL_TAB_PHONE,
	PHONEWALL_TABS,
};

/**
 * struct phonewall_web_place - where a parameter stands in the web page
 * @prefix: the parameter's row: its name, or what stands before the number of its
 *	line or group
 * @tab: the tab; on PHONEWALL_TAB_EXT each line has a page
 * @section: the section; the places of a section follow each other
 * @label: what the field is called
 * @help: what it does
 */
struct phonewall_web_place {
	const char *prefix;
	enum phonewall_web_tab tab;
	const char *section;
	const char *label;
	const char *help;
};

/* Every place, in the order of the page, ended by one without a prefix. */
extern const struct phonewall_web_place phonewall_web_places[];

/**
 * phonewall_web_place_row() - find the row of a place
 * @place: the place
 *
 * Return: its row of a system's table; NULL if no system has it.
 */
const struct phonewall_parameter_row *
phonewall_web_place_row(const struct phonewall_web_place *place);

/**
 * phonewall_web_place_name() - name the parameter at a place
 * @row: the row
 * @instance: which line or group, from 1; ignored if the row has none
 * @name: set to the name; PHONEWALL_PARAMETER_NAME_MAX + 1 bytes
 */
void phonewall_web_place_name(const struct phonewall_parameter_row *row,
			      unsigned int instance, char *name);

#endif /* PHONEWALL_WEB_PLACE_H */
