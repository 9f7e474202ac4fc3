// SPDX-License-Identifier: MIT
#include "harness/child.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "harness/assertion.h"

#define PROCESSORS	2

void child_keep_to(int processor)
{
	cpu_set_t processors;

	CPU_ZERO(&processors);
	for (int i = 0; i < PROCESSORS; i++) {
		if (processor == CHILD_ANY_PROCESSOR || processor == i)
			CPU_SET(i, &processors);
	}
	sched_setaffinity(0, sizeof(processors), &processors);
}

static void die_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

pid_t child_start(int processor)
{
	pid_t parent = getpid();
	pid_t child = fork();

	assert_true(child >= 0);
	if (!child) {
		die_with(parent);
		child_keep_to(processor);
	}
	return child;
}

static void run(char *const *arguments, const char *log)
{
	int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);

	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	execvp(arguments[0], arguments);
	_exit(127);
}

pid_t child_exec(enum host host, char *const *arguments, const char *log)
{
	pid_t parent = getpid();
	pid_t child;

	host_enter(host);
	child = fork();
	if (!child) {
		die_with(parent);
		run(arguments, log);
	}
	host_leave();
	assert_true(child > 0);
	return child;
}

void child_kill(pid_t child)
{
	int status;

	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail_msg("a child ended by itself, with status %x", status);
}

void child_wait(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

void child_print_log(const char *log)
{
	char *command = phonewall_memory_print("tail -n 20 '%s'", log);
	char line[512];
	FILE *stream = popen(command, "re");

	assert_non_null(stream);
	while (fgets(line, sizeof(line), stream))
		print_message("# %s", line);
	pclose(stream);
	free(command);
}

void *child_share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	return memory;
}
