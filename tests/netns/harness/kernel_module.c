// SPDX-License-Identifier: MIT
#include "harness/kernel_module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/memory.h"
#include "harness/assertion.h"

#define EXPEDITED	"/sys/kernel/rcu_expedited"

static int open_file(void)
{
	struct utsname kernel;
	char *path;
	int fd;

	assert_int_equal(uname(&kernel), 0);
	path = phonewall_memory_print("/lib/modules/%s/updates/phonewall.ko",
				      kernel.release);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail_msg("%s: %s", path, strerror(errno));
	free(path);
	return fd;
}

void kernel_module_load(void)
{
	int fd = open_file();

	if (syscall(SYS_finit_module, fd, "", 0))
		fail_msg("the module was not loaded: %s", strerror(errno));
	close(fd);
}

void kernel_module_unload(void)
{
	if (syscall(SYS_delete_module, "phonewall", O_NONBLOCK))
		fail_msg("the module was not unloaded: %s", strerror(errno));
}

void kernel_keep_hooks(enum host host)
{
	host_run(host, "nft -f - <<'END'\n"
		 "table inet stays {\n"
		 "chain a { type filter hook prerouting priority 0; }\n"
		 "chain b { type filter hook input priority 0; }\n"
		 "chain c { type filter hook output priority 0; }\n"
		 "}\n"
		 "table netdev stays {\n"
		 "chain a { type filter hook ingress device lo priority 0; }\n"
		 "}\nEND");
}

void kernel_hurry(bool does_hurry)
{
	FILE *file = fopen(EXPEDITED, "we");

	assert_non_null(file);
	assert_true(fputs(does_hurry ? "1" : "0", file) >= 0);
	assert_int_equal(fclose(file), 0);
}
