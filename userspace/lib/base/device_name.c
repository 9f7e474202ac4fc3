// SPDX-License-Identifier: MIT
#include "base/device_name.h"

#include <net/if.h>
#include <string.h>

bool phonewall_device_name_is_valid(const char *name)
{
	return *name && strlen(name) < IFNAMSIZ && strcmp(name, ".") &&
	       strcmp(name, "..") && !strpbrk(name, "/: \t\n\v\f\r\xa0");
}
