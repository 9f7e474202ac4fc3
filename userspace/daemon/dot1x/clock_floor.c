// SPDX-License-Identifier: MIT
#include "dot1x/clock_floor.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define DIGITS_MAX	10

time_t phonewall_clock_floor(time_t version, time_t kept)
{
	time_t floor = kept - PHONEWALL_DAY;

	return floor > version ? floor : version;
}

bool phonewall_clock_keep_is_due(time_t kept, time_t now, time_t up)
{
	return now > kept && (now - kept >= PHONEWALL_DAY || now - kept > up);
}

time_t phonewall_clock_kept_parse(const char *text, size_t length,
				  time_t version)
{
	char digits[DIGITS_MAX + 1];
	uint32_t number;

	if (length < 2 || length > DIGITS_MAX + 1 || text[length - 1] != '\n')
		return 0;
	memcpy(digits, text, length - 1);
	digits[length - 1] = '\0';
	if (strlen(digits) != length - 1 ||
	    !phonewall_text_number(digits, 10, UINT32_MAX, &number) ||
	    (time_t)number - version > PHONEWALL_CLOCK_KEPT_MAX)
		return 0;
	return number;
}
