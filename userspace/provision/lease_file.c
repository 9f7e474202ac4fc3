// SPDX-License-Identifier: MIT
#include "lease_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/memory.h"

static bool has_ended(const struct phonewall_lease_record *record)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &now);
	return record->expires && (uint64_t)now.tv_sec >= record->expires;
}

int phonewall_lease_file_read(const char *path,
			      struct phonewall_lease_record **record)
{
	struct phonewall_file file = { 0 };
	int error = phonewall_file_read(path, PHONEWALL_LEASE_TEXT_MAX, &file);

	*record = NULL;
	if (error)
		return error;
	*record = phonewall_memory_resize(NULL, 1, sizeof(**record));
	if (phonewall_lease_record_parse(file.text, file.length, *record))
		error = -EBADMSG;
	else if (has_ended(*record))
		error = -ETIME;
	phonewall_file_clear(&file);
	if (!error)
		return 0;
	free(*record);
	*record = NULL;
	return error;
}

char *phonewall_lease_file_describe(const char *path, int error)
{
	if (error == -ETIME)
		return phonewall_memory_print("the lease in %s has ended; see that the DHCP client runs",
					      path);
	if (error == -EBADMSG || error == -EFBIG)
		return phonewall_memory_print("%s is not as phonewall-dhcp writes it; renew the lease",
					      path);
	return phonewall_memory_print("cannot read %s: %s; let the user phonewall-provision read it",
				      path, strerror(-error));
}
