// SPDX-License-Identifier: MIT
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stopwatch.h"

#define TIMES_MAX	99

static uint64_t run(char **command)
{
	uint64_t start = stopwatch_now();
	pid_t child = fork();
	int status;

	if (child < 0)
		err(1, "fork");
	if (!child) {
		dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		execvp(command[0], command);
		err(1, "%s", command[0]);
	}
	if (waitpid(child, &status, 0) < 0 || status)
		errx(1, "%s failed", command[0]);
	return stopwatch_now() - start;
}

static int compare(const void *left, const void *right)
{
	const uint64_t *a = left;
	const uint64_t *b = right;

	return (*a > *b) - (*a < *b);
}

/*
 * command_cost TIMES COMMAND... - prints the median time, in nanoseconds, from
 * the start of a command to its end. The first run does not count.
 */
int main(int argc, char **argv)
{
	uint64_t costs[TIMES_MAX];
	int times = argc > 2 ? atoi(argv[1]) : 0;
	int i;

	if (times < 1 || times > TIMES_MAX)
		errx(2, "Usage: command_cost TIMES COMMAND...");
	run(argv + 2);
	for (i = 0; i < times; i++)
		costs[i] = run(argv + 2);
	qsort(costs, times, sizeof(*costs), compare);
	printf("%llu\n", (unsigned long long)costs[times / 2]);
	return 0;
}
