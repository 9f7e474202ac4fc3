// SPDX-License-Identifier: MIT
#include "base/file_fault.h"

#include <errno.h>
#include <string.h>

static const char *remedy_of(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return "run 'chgrp phonewall' and 'chmod 640' on it, and let that group enter its directories";
	case ELOOP:
		return "correct the symbolic links, which lead in a circle";
	case ENAMETOOLONG:
		return "use a path of at most 4095 bytes, with names of at most 255";
	case EIO:
		return "check the disk, or put the file on another one";
	case EMFILE:
	case ENFILE:
		return "raise the limit of open files";
	default:
		return "check its file system";
	}
}

void phonewall_file_fault_add(struct phonewall_faults *faults, int error)
{
	switch (error) {
	case -ENOENT:
	case -ENOTDIR:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "no such file; install it, or correct its name in phonewall.conf");
		break;
	case -EISDIR:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is a directory; name a file, or put one in its place");
		break;
	case -EINVAL:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is not a regular file; put one in its place");
		break;
	case -EFBIG:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "is longer than 1 MiB; check that it is the right file");
		break;
	default:
		phonewall_fault_add(faults, 0, NULL, NULL,
				    "cannot be read: %s; %s", strerror(-error),
				    remedy_of(-error));
	}
}
