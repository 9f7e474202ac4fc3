/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_COMMAND_H
#define PHONEWALL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/**
 * enum phonewall_exit - exit status of phonewallctl
 * @PHONEWALL_EXIT_DONE: done
 * @PHONEWALL_EXIT_FAILED: refused or failed; standard error says why
 * @PHONEWALL_EXIT_USAGE: wrong command line; standard error says why
 * @PHONEWALL_EXIT_PACKET: a packet is described wrongly, as standard error says;
 *	ends the program like a wrong command line, without its usage
 */
enum phonewall_exit {
	PHONEWALL_EXIT_DONE = 0,
	PHONEWALL_EXIT_FAILED = 1,
	PHONEWALL_EXIT_USAGE = 2,
	PHONEWALL_EXIT_PACKET = 3,
};

/**
 * struct phonewall_arguments - what stands on the command line
 * @json: --json: print JSON
 * @batch: --batch: one packet a line of standard input
 * @strict: --strict: a warning is a failure
 * @config: --config FILE, or NULL
 * @settings: --settings FILE, or NULL
 * @run_directory: --run-directory DIR, or NULL
 * @state_directory: --state-directory DIR, or NULL
 * @words: what is no option, without the command's name
 * @count: how many words
 */
struct phonewall_arguments {
	bool json;
	bool batch;
	bool strict;
	const char *config;
	const char *settings;
	const char *run_directory;
	const char *state_directory;
	char *const *words;
	size_t count;
};

/*
 * The commands, each in a file of its own. The words are as many as the table
 * in main.c allows. Output goes to standard output, faults to standard error.
 */
enum phonewall_exit
phonewall_command_apply(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_audit(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_check(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_dot1x(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_explain(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_flows(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_flush(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_monitor(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_ports(const struct phonewall_arguments *arguments);
enum phonewall_exit
phonewall_command_status(const struct phonewall_arguments *arguments);

#endif /* PHONEWALL_COMMAND_H */
