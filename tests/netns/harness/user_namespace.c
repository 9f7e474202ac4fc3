// SPDX-License-Identifier: MIT
#include "harness/user_namespace.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY		65534
#define FAILED		1

static int write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");
	int failed;

	if (!file)
		return -1;
	failed = fputs(text, file) < 0;
	failed |= fclose(file) != 0;
	return failed ? -1 : 0;
}

static int become_nobody(void)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		return -1;
	/* Otherwise root would own the files of the process in /proc. */
	return prctl(PR_SET_DUMPABLE, 1);
}

static int map_root(void)
{
	if (write_file("/proc/self/setgroups", "deny") ||
	    write_file("/proc/self/uid_map", "0 65534 1") ||
	    write_file("/proc/self/gid_map", "0 65534 1"))
		return -1;
	if (setresgid(0, 0, 0) || setresuid(0, 0, 0))
		return -1;
	return prctl(PR_SET_DUMPABLE, 1);
}

static int run(int (*body)(void))
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (become_nobody() || unshare(CLONE_NEWUSER | CLONE_NEWNET) ||
	    map_root()) {
		printf("# no user namespace: %s\n", strerror(errno));
		return FAILED;
	}
	return body();
}

int user_namespace_run(int (*body)(void))
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (!child) {
		status = run(body);
		fflush(NULL);
		_exit(status);
	}
	if (child < 0 || waitpid(child, &status, 0) != child ||
	    !WIFEXITED(status))
		return FAILED;
	return WEXITSTATUS(status);
}
