// SPDX-License-Identifier: MIT
#include "harness/environment.h"

#include <stdlib.h>

unsigned long environment_number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text && *text ? strtoul(text, NULL, 0) : otherwise;
}
