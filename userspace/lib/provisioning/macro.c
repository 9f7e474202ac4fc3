// SPDX-License-Identifier: MIT
#include "provisioning/macro.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define LINE_PREFIX	"UID"
#define LINE_DIGITS	2

static const struct {
	const char *name;
	enum phonewall_macro macro;
} names[] = {
	{ "MA", PHONEWALL_MACRO_MA },
	{ "MAU", PHONEWALL_MACRO_MAU },
	{ "MAC", PHONEWALL_MACRO_MAC },
	{ "PN", PHONEWALL_MACRO_PN },
	{ "PSN", PHONEWALL_MACRO_PSN },
	{ "SN", PHONEWALL_MACRO_SN },
	{ "CCERT", PHONEWALL_MACRO_CCERT },
	{ "IP", PHONEWALL_MACRO_IP },
	{ "EXTIP", PHONEWALL_MACRO_EXTIP },
	{ "SWVER", PHONEWALL_MACRO_SWVER },
	{ "HWVER", PHONEWALL_MACRO_HWVER },
	{ "PRVST", PHONEWALL_MACRO_PRVST },
	{ "UPGST", PHONEWALL_MACRO_UPGST },
	{ "UPGERR", PHONEWALL_MACRO_UPGERR },
	{ "PRVTMR", PHONEWALL_MACRO_PRVTMR },
	{ "UPGTMR", PHONEWALL_MACRO_UPGTMR },
	{ "REGTMR1", PHONEWALL_MACRO_REGTMR1 },
	{ "REGTMR2", PHONEWALL_MACRO_REGTMR2 },
	{ "UPGCOND", PHONEWALL_MACRO_UPGCOND },
	{ "SCHEME", PHONEWALL_MACRO_SCHEME },
	{ "METH", PHONEWALL_MACRO_SCHEME },
	{ "SERV", PHONEWALL_MACRO_SERV },
	{ "SERVIP", PHONEWALL_MACRO_SERVIP },
	{ "PORT", PHONEWALL_MACRO_PORT },
	{ "PATH", PHONEWALL_MACRO_PATH },
	{ "ERR", PHONEWALL_MACRO_ERR },
	{ "EMS", PHONEWALL_MACRO_EMS },
	{ "MUID", PHONEWALL_MACRO_MUID },
	{ "MPWD", PHONEWALL_MACRO_MPWD },
};

/* $A to $P and $SA to $SD. */
static bool find_parameter(const char *name, size_t length,
			   enum phonewall_macro *macro)
{
	if (length == 1 && *name >= 'A' && *name <= 'P') {
		*macro = PHONEWALL_MACRO_A + (*name - 'A');
		return true;
	}
	if (length == 2 && *name == 'S' && name[1] >= 'A' && name[1] <= 'D') {
		*macro = PHONEWALL_MACRO_SA + (name[1] - 'A');
		return true;
	}
	return false;
}

static bool find_line(const char *name, size_t length,
		      enum phonewall_macro *macro)
{
	size_t digits = length - strlen(LINE_PREFIX);
	char number[LINE_DIGITS + 1] = "";
	uint32_t line;

	if (!phonewall_text_begins_with(name, length, LINE_PREFIX) ||
	    digits > LINE_DIGITS)
		return false;
	memcpy(number, name + strlen(LINE_PREFIX), digits);
	if (*number == '0' ||
	    !phonewall_text_number(number, 10, PHONEWALL_MACRO_LINES, &line))
		return false;
	*macro = PHONEWALL_MACRO_UID1 + line - 1;
	return true;
}

bool phonewall_macro_find(const char *name, size_t length,
			  enum phonewall_macro *macro)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strlen(names[i].name) != length ||
		    memcmp(names[i].name, name, length))
			continue;
		*macro = names[i].macro;
		return true;
	}
	return find_parameter(name, length, macro) ||
	       find_line(name, length, macro);
}

bool phonewall_macro_is_argument(enum phonewall_macro macro)
{
	return macro == PHONEWALL_MACRO_MPWD ||
	       (macro >= PHONEWALL_MACRO_SA && macro <= PHONEWALL_MACRO_SD);
}

bool phonewall_macro_is_hidden(enum phonewall_macro macro,
			       const struct phonewall_macro_values *values)
{
	return phonewall_macro_is_argument(macro) || values->is_secret[macro];
}
