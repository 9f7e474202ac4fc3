// SPDX-License-Identifier: MIT
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Files, so that children that wait already see the change too. */
static char stuck[96];
static char broken[96];

/* Weak, as another test has one of its own. */
__attribute__((weak)) int fsync(int descriptor)
{
	while (*stuck && !access(stuck, F_OK))
		usleep(1000);
	if (*broken && !access(broken, F_OK)) {
		errno = EIO;
		return -1;
	}
	return syscall(SYS_fsync, descriptor);
}

static void set(const char *path, bool exists)
{
	if (exists)
		close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	else
		unlink(path);
}

void disk_open(const char *directory)
{
	snprintf(stuck, sizeof(stuck), "%s.stuck", directory);
	snprintf(broken, sizeof(broken), "%s.broken", directory);
}

void disk_set_stuck(bool is_stuck)
{
	set(stuck, is_stuck);
}

void disk_set_broken(bool is_broken)
{
	set(broken, is_broken);
}

void disk_close(void)
{
	if (!*stuck)
		return;
	disk_set_stuck(false);
	disk_set_broken(false);
	*stuck = '\0';
	*broken = '\0';
}
