// SPDX-License-Identifier: MIT
/*
 * processor_time - a plugin of QEMU's that measures how long the machine's own
 * processors are busy with an emulated one between two marks
 *
 * That does not depend on what else runs on the machine, as the time of day
 * does. At the end it writes "SECTION PROCESSOR NANOSECONDS" for each pair of
 * marks to the file that "output=" names.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "mark_finder.h"

#define PROCESSORS	64

int qemu_plugin_version = QEMU_PLUGIN_API;

static uint64_t began[PROCESSORS];
static unsigned int section;
static FILE *output;

/* QEMU runs each emulated processor in a thread of its own: this one. */
static uint64_t busy(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now))
		abort();
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}

static void on_edge(unsigned int processor, void *data)
{
	(void)data;
	if (processor >= PROCESSORS)
		abort();
	if (began[processor]) {
		fprintf(output, "%u %u %llu\n", section, processor,
			(unsigned long long)(busy() - began[processor]));
		began[processor] = 0;
	} else {
		began[processor] = busy();
	}
}

static void on_section(unsigned int processor, void *data)
{
	(void)processor;
	(void)data;
	section++;
}

static void on_translation(uint64_t plugin, struct qemu_plugin_tb *translated)
{
	(void)plugin;
	mark_find(translated, on_edge, on_section);
}

static void on_exit_of_machine(uint64_t plugin, void *data)
{
	(void)plugin;
	(void)data;
	if (fclose(output))
		abort();
}

int qemu_plugin_install(uint64_t plugin, const void *info, int count,
			char **arguments)
{
	char path[4096];

	(void)info;
	if (count != 1 || sscanf(arguments[0], "output=%4095s", path) != 1)
		return -1;
	output = fopen(path, "w");
	if (!output)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(plugin, on_translation);
	qemu_plugin_register_atexit_cb(plugin, on_exit_of_machine, NULL);
	return 0;
}
