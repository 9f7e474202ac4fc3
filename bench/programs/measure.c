// SPDX-License-Identifier: MIT
/*
 * measure - what packets cost, from the system call that sends one to the
 * receiver's queue or to where it is dropped
 */
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"
#include "stopwatch.h"

#define SPREAD_MAX	0.001
#define TRIES		4
#define RUNS		3

static const char usage[] =
	"Usage: measure [--loops N] [--firewall yes|no] [CASE]...\n"
	"\n"
	"Prints \"CASE INSTRUCTIONS SPREAD\" for the cases, or for all: the\n"
	"median of three runs, each with sockets of its own, and how far apart\n"
	"they are. With --firewall the packets must be treated as by a firewall,\n"
	"or must not, before they are measured.\n";

static const struct bench_case *const groups[] = {
	bench_cases_udp, bench_cases_tcp, bench_cases_icmp
};

static size_t loops = 40;
static const char *firewall;

static void check_verdict(const struct bench_case *bench_case)
{
	if (!firewall)
		return;
	if (bench_case->is_filtered() != !strcmp(firewall, "yes"))
		errx(1, "%s: the packets fare %s under a firewall",
		     bench_case->name,
		     strcmp(firewall, "yes") ? "as" : "otherwise than");
}

/* Other work on the machine sometimes disturbs a whole measurement. */
static double measure(const struct bench_case *bench_case)
{
	struct stopwatch_result result;
	int tries = 0;

	bench_case->open();
	check_verdict(bench_case);
	do {
		result = stopwatch_measure(bench_case->once, loops);
	} while (result.spread > SPREAD_MAX && ++tries < TRIES);
	return result.median;
}

/* In a process of its own, so that its sockets close with it. */
static void measure_apart(const struct bench_case *bench_case, double *cost)
{
	int status;

	if (!fork()) {
		*cost = measure(bench_case);
		exit(0);
	}
	if (wait(&status) < 0 || status)
		errx(1, "%s cannot be measured", bench_case->name);
}

static int compare(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;

	return (difference > 0) - (difference < 0);
}

/* The place of a socket in its hash tables, and so its cost, is random. */
static void measure_case(const struct bench_case *bench_case)
{
	double *costs = mmap(NULL, RUNS * sizeof(*costs),
			     PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int i;

	if (costs == MAP_FAILED)
		err(1, "mmap");
	mark_section();
	for (i = 0; i < RUNS; i++)
		measure_apart(bench_case, &costs[i]);
	qsort(costs, RUNS, sizeof(*costs), compare);
	printf("%s %.1f %.5f\n", bench_case->name, costs[RUNS / 2],
	       (costs[RUNS - 1] - costs[0]) / costs[RUNS / 2]);
	fflush(stdout);
	munmap(costs, RUNS * sizeof(*costs));
}

static bool is_named(const char *name, char **names, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (!strcmp(name, names[i]))
			return true;
	return !count;
}

static void measure_group(const struct bench_case *group, char **names,
			  int count)
{
	for (; group->name; group++)
		if (is_named(group->name, names, count))
			measure_case(group);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "loops", required_argument, NULL, 'l' },
		{ "firewall", required_argument, NULL, 'f' },
		{ 0 }
	};
	int option;
	size_t i;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'l')
			loops = strtoul(optarg, NULL, 10);
		else if (option == 'f')
			firewall = optarg;
		else
			errx(2, "%s", usage);
	}
	if (loops < 2)
		errx(2, "%s", usage);
	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		measure_group(groups[i], argv + optind, argc - optind);
	return 0;
}
