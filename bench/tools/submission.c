// SPDX-License-Identifier: MIT
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "stopwatch.h"
#include "store/merged.h"
#include "store/submission.h"

#define TIMES_MAX	999

/* What phonewalld holds while it judges: cfg.xml, and what it was parsed to. */
static char *file;
static struct phonewall_parsed_text parsed;
static struct phonewall_settings settings;

/**
 * struct shape - what a profile is made of
 * @name: what it is called in the output
 * @element: is repeated up to 1 MiB
 */
static const struct shape {
	const char *name;
	const char *element;
} shapes[] = {
	{ "usual", "<Display_Name_7_ ua=\"na\">Extension 7</Display_Name_7_>\n"
		   "<Line_Enable_7_ ua=\"na\">Yes</Line_Enable_7_>\n" },
	{ "shortest", "<A/>" },
	{ "misspelt", "<SIP_Port_17_/>" },
};

/* Return: the profile, to be released with free(). */
static char *make_profile(const struct shape *shape)
{
	static const char begin[] = "<flat-profile>", end[] = "</flat-profile>";
	size_t element = strlen(shape->element);
	size_t count = (PHONEWALL_PROFILE_SIZE_MAX - sizeof(begin) -
			sizeof(end)) / element;
	char *text = phonewall_memory_resize(NULL, 1,
					     PHONEWALL_PROFILE_SIZE_MAX);
	char *next = stpcpy(text, begin);

	for (size_t i = 0; i < count; i++)
		next = stpcpy(next, shape->element);
	strcpy(next, end);
	return text;
}

/* The configuration is judged before it is put in force, and then again. */
static void merge(const struct phonewall_store *store)
{
	const struct phonewall_merged merged = {
		file, strlen(file), store, &parsed,
	};
	struct phonewall_merged_faults faults = { 0 };
	struct phonewall_systems systems;

	if (phonewall_merged_read(&merged, &settings, &systems, &faults))
		errx(1, "a fault: %s", faults.of_file.list[0].message);
	phonewall_systems_clear(&systems);
}

/* Return: the nanoseconds of a submission. */
static uint64_t submit(const struct phonewall_store_request *request)
{
	const struct phonewall_store store = { 0 };
	struct phonewall_faults faults = { 0 };
	struct phonewall_store candidate;
	uint64_t start = stopwatch_now();

	if (phonewall_store_submit(&store, request, 0, 0, &candidate, &faults))
		errx(1, "a fault: %s", faults.list[0].message);
	merge(&candidate);
	merge(&candidate);
	phonewall_store_clear(&candidate);
	return stopwatch_now() - start;
}

static int compare(const void *left, const void *right)
{
	const uint64_t *a = left;
	const uint64_t *b = right;

	return (*a > *b) - (*a < *b);
}

/* Onto a cfg.xml of the same shape. The first time does not count. */
static void measure(const struct shape *shape, int times)
{
	static uint64_t costs[TIMES_MAX];
	char url[] = "https://server.example.net/";
	const struct phonewall_store_request request = {
		.kind = PHONEWALL_STORE_SUBMIT,
		.url = url,
		.profile = file = make_profile(shape),
		.profile_length = strlen(file),
	};

	submit(&request);
	for (int i = 0; i < times; i++)
		costs[i] = submit(&request);
	qsort(costs, times, sizeof(costs[0]), compare);
	printf("%s %llu\n", shape->name, (unsigned long long)costs[times / 2]);
	free(file);
}

/*
 * submission TIMES - prints for each shape of a profile of 1 MiB the median time,
 * in nanoseconds, for which phonewalld's event loop judges it
 */
int main(int count, char **arguments)
{
	int times = count == 2 ? atoi(arguments[1]) : 0;

	if (times < 1 || times > TIMES_MAX)
		errx(2, "Usage: submission TIMES");
	phonewall_settings_default(&settings);
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		measure(&shapes[i], times);
	phonewall_settings_clear(&settings);
	phonewall_parsed_text_clear(&parsed);
	return 0;
}
