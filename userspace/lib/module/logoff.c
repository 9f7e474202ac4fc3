// SPDX-License-Identifier: MIT
#include "module/logoff.h"

struct wording {
	const char *name;
	const char *text;
};

static const struct wording wordings[PHONEWALL_LOGOFF_MAX + 1] = {
	[PHONEWALL_LOGOFF_CARRIER] = {
		"carrier",
		"the PC port lost its carrier" },
	[PHONEWALL_LOGOFF_DOWN] = {
		"down",
		"the PC port was brought down" },
	[PHONEWALL_LOGOFF_DISABLED] = {
		"disabled",
		"PC_PORT_Enable=No disabled the PC port" },
	[PHONEWALL_LOGOFF_REMOVED] = {
		"removed",
		"the PC port's device disappeared" },
	[PHONEWALL_LOGOFF_WITHDRAWN] = {
		"withdrawn",
		"the ports were unset or changed in the settings" },
	[PHONEWALL_LOGOFF_DISPLACED] = {
		"displaced",
		"another PC took its place after it had been idle for long" },
};

static const struct wording *find_wording(enum phonewall_logoff logoff)
{
	static const struct wording unknown = {
		"unknown", "this version does not know what it is"
	};

	return (unsigned int)logoff <= PHONEWALL_LOGOFF_MAX ?
	       &wordings[logoff] : &unknown;
}

const char *phonewall_logoff_name(enum phonewall_logoff logoff)
{
	return find_wording(logoff)->name;
}

const char *phonewall_logoff_text(enum phonewall_logoff logoff)
{
	return find_wording(logoff)->text;
}
