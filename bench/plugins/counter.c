// SPDX-License-Identifier: MIT
/*
 * counter - a plugin of QEMU's that counts the kernel's instructions between
 * two marks of the stopwatch, by address
 *
 * At the end it writes two kinds of lines to the file that "output=" names:
 * "SECTION windows N", how many pairs of marks there were that the kernel ran
 * between, and "SECTION ADDRESS N" for each block of code that ran there, N
 * instructions in all. A section begins with a mark of its own. Works with one
 * processor only.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "mark_finder.h"

#define SECTIONS	256
#define KERNEL		(UINT64_C(1) << 63)

/* A basic block, whose instructions run together. */
struct block {
	uint64_t address;
	size_t instructions;
	uint64_t runs[SECTIONS];
	struct block *next;
};

int qemu_plugin_version = QEMU_PLUGIN_API;

static struct block *blocks;
static uint64_t windows[SECTIONS];
static unsigned int section;
static bool inside;
static bool kernel_ran;
static char output[4096];

static void on_block(unsigned int processor, void *data)
{
	struct block *block = data;

	(void)processor;
	if (!inside)
		return;
	block->runs[section]++;
	kernel_ran = true;
}

static void on_edge(unsigned int processor, void *data)
{
	(void)processor;
	(void)data;
	inside = !inside;
	if (!inside && kernel_ran)
		windows[section]++;
	kernel_ran = false;
}

static void on_section(unsigned int processor, void *data)
{
	(void)processor;
	(void)data;
	if (section < SECTIONS - 1)
		section++;
	inside = false;
}

static void count_block(struct qemu_plugin_tb *translated)
{
	struct block *block = calloc(1, sizeof(*block));

	if (!block)
		abort();
	block->address = qemu_plugin_tb_vaddr(translated);
	block->instructions = qemu_plugin_tb_n_insns(translated);
	block->next = blocks;
	blocks = block;
	qemu_plugin_register_vcpu_tb_exec_cb(translated, on_block, 0, block);
}

static void on_translation(uint64_t plugin, struct qemu_plugin_tb *translated)
{
	(void)plugin;
	if (qemu_plugin_tb_vaddr(translated) & KERNEL)
		count_block(translated);
	else
		mark_find(translated, on_edge, on_section);
}

static void print_block(FILE *file, const struct block *block)
{
	unsigned int i;

	for (i = 0; i < SECTIONS; i++)
		if (block->runs[i])
			fprintf(file, "%u %016llx %llu\n", i,
				(unsigned long long)block->address,
				(unsigned long long)block->runs[i] *
				block->instructions);
}

static void on_exit_of_machine(uint64_t plugin, void *data)
{
	FILE *file = fopen(output, "w");
	const struct block *block;
	unsigned int i;

	(void)plugin;
	(void)data;
	if (!file)
		abort();
	for (i = 0; i < SECTIONS; i++)
		if (windows[i])
			fprintf(file, "%u windows %llu\n", i,
				(unsigned long long)windows[i]);
	for (block = blocks; block; block = block->next)
		print_block(file, block);
	if (fclose(file))
		abort();
}

int qemu_plugin_install(uint64_t plugin, const void *info, int count,
			char **arguments)
{
	(void)info;
	if (count != 1 || sscanf(arguments[0], "output=%4095s", output) != 1)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(plugin, on_translation);
	qemu_plugin_register_atexit_cb(plugin, on_exit_of_machine, NULL);
	return 0;
}
