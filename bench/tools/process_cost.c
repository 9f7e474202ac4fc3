// SPDX-License-Identifier: MIT
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start(char **command)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (child)
		return child;
	execvp(command[0], command);
	err(1, "%s", command[0]);
}

/* Of a process that has ended and was not waited for. */
static uint64_t time_of(pid_t process)
{
	uint64_t nanoseconds;
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", process);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%" SCNu64, &nanoseconds) != 1)
		errx(1, "%s cannot be read", path);
	fclose(file);
	return nanoseconds;
}

/*
 * process_cost COMMAND... - prints the nanoseconds for which a process of one
 * thread had a processor, and the kilobytes of memory that it had at most.
 */
int main(int argc, char **argv)
{
	uint64_t nanoseconds;
	struct rusage usage;
	siginfo_t end;
	pid_t child;
	int status;

	if (argc < 2)
		errx(2, "Usage: process_cost COMMAND...");
	child = start(argv + 1);
	if (waitid(P_PID, child, &end, WEXITED | WNOWAIT))
		err(1, "waitid");
	nanoseconds = time_of(child);
	if (wait4(child, &status, 0, &usage) < 0 || status)
		errx(1, "%s failed", argv[1]);
	printf("%" PRIu64 " %ld\n", nanoseconds, usage.ru_maxrss);
	return 0;
}
