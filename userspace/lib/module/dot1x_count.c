// SPDX-License-Identifier: MIT
#include "module/dot1x_count.h"

struct wording {
	const char *name;
	const char *text;
};

static const struct wording wordings[PHONEWALL_DOT1X_MAX + 1] = {
	[PHONEWALL_DOT1X_TO_SWITCH] = {
		"to-switch",
		"EAPOL from the PC port, sent to the switch" },
	[PHONEWALL_DOT1X_TO_PC] = {
		"to-pc",
		"EAPOL from the switch port, sent to the PC" },
	[PHONEWALL_DOT1X_TO_PHONE] = {
		"to-phone",
		"EAPOL from the switch port, given to the phone" },
	[PHONEWALL_DOT1X_SPOOFED] = {
		"spoofed",
		"EAPOL from the PC port, blocked: from one of the "
		"phone's addresses or no station's" },
	[PHONEWALL_DOT1X_FOR_PHONE] = {
		"for-phone",
		"EAPOL from the PC port, blocked: to one of the phone's "
		"addresses" },
	[PHONEWALL_DOT1X_TAGGED] = {
		"tagged",
		"from the PC port, blocked: EAPOL in a VLAN, or "
		"anything in stacked tags" },
	[PHONEWALL_DOT1X_MALFORMED] = {
		"malformed",
		"EAPOL, blocked: shorter than its length field says" },
	[PHONEWALL_DOT1X_NOT_SENT] = {
		"not-sent",
		"EAPOL that could not be sent: it is longer than the "
		"other port takes, or that one is not there" },
	[PHONEWALL_DOT1X_PORT_DISABLED] = {
		"port-disabled",
		"blocked at the disabled PC port" },
	[PHONEWALL_DOT1X_LOGOFFS] = {
		"logoffs",
		"Logoffs sent" },
	[PHONEWALL_DOT1X_FLAPS] = {
		"flaps",
		"losses of carrier that ended before a Logoff was sent" },
	[PHONEWALL_DOT1X_SESSIONS_EVICTED] = {
		"sessions-evicted",
		"sessions forgotten to make room" },
	[PHONEWALL_DOT1X_SESSIONS_REFUSED] = {
		"sessions-refused",
		"EAPOL of PCs that were not noted, since there was no room" },
};

static const struct wording *find_wording(enum phonewall_dot1x_count count)
{
	static const struct wording unknown = {
		"unknown", "this version does not know what it is"
	};

	return (unsigned int)count <= PHONEWALL_DOT1X_MAX ?
	       &wordings[count] : &unknown;
}

const char *phonewall_dot1x_count_name(enum phonewall_dot1x_count count)
{
	return find_wording(count)->name;
}

const char *phonewall_dot1x_count_text(enum phonewall_dot1x_count count)
{
	return find_wording(count)->text;
}
