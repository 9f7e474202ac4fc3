// SPDX-License-Identifier: MIT
#include "module/session_state.h"

struct wording {
	const char *name;
	const char *text;
};

static const struct wording wordings[PHONEWALL_SESSION_MAX + 1] = {
	[PHONEWALL_SESSION_SEEN] = {
		"seen",
		"the PC spoke EAPOL, but did not ask to be "
		"authenticated" },
	[PHONEWALL_SESSION_AUTHENTICATING] = {
		"authenticating",
		"the PC asked to be authenticated or answered the "
		"switch" },
	[PHONEWALL_SESSION_AUTHENTICATED] = {
		"authenticated",
		"the switch answered with EAP-Success" },
	[PHONEWALL_SESSION_HELD] = {
		"held",
		"the switch answered with EAP-Failure" },
	[PHONEWALL_SESSION_LOGGED_OFF] = {
		"logged-off",
		"EAPOL-Logoff was sent, by the PC or for it" },
};

static const struct wording *find_wording(enum phonewall_session_state state)
{
	static const struct wording unknown = {
		"unknown", "this version does not know what it is"
	};

	return (unsigned int)state <= PHONEWALL_SESSION_MAX ?
	       &wordings[state] : &unknown;
}

const char *phonewall_session_state_name(enum phonewall_session_state state)
{
	return find_wording(state)->name;
}

const char *phonewall_session_state_text(enum phonewall_session_state state)
{
	return find_wording(state)->text;
}
