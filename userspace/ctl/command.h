/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_COMMAND_H
#define PHONEWALL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct phonewall_writer;

/**
 * enum phonewall_exit - exit status of phonewallctl
 * @PHONEWALL_EXIT_DONE: done
 * @PHONEWALL_EXIT_FAILED: refused or failed; standard error says why
 * @PHONEWALL_EXIT_USAGE: wrong command line; standard error says why
 * @PHONEWALL_EXIT_PACKET: a packet is described wrongly, as standard error
 *	says; the program ends as for a wrong command line, but does not print
 *	its usage
 */
enum phonewall_exit {
	PHONEWALL_EXIT_DONE = 0,
	PHONEWALL_EXIT_FAILED = 1,
	PHONEWALL_EXIT_USAGE = 2,
	PHONEWALL_EXIT_PACKET = 3,
};

/**
 * struct phonewall_arguments - the command line, and where output goes
 * @writer: prints what the command writes: text, or with --json JSON
 * @batch: --batch: one packet a line of standard input
 * @strict: --strict: a warning is a failure
 * @json: --json: @writer prints JSON
 * @export: --export: print what curl takes
 * @config: --config FILE, or NULL
 * @pac: --pac FILE, or NULL
 * @settings: --settings FILE, or NULL
 * @run_directory: --run-directory DIR, or NULL
 * @state_directory: --state-directory DIR, or NULL
 * @words: the arguments that are no options, without the command's name
 * @count: how many words
 */
struct phonewall_arguments {
	struct phonewall_writer *writer;
	bool batch;
	bool strict;
	bool json;
	bool export;
	const char *config;
	const char *pac;
	const char *settings;
	const char *run_directory;
	const char *state_directory;
	char *const *words;
	size_t count;
};

/*
 * The commands, each in a file of its own. The table in main.c bounds the
 * number of words. Output goes to standard output, faults to standard error.
 */

/**
 * phonewall_command_apply - give the module the policy and ports of a cfg.xml
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_apply(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_audit - check many cfg.xml files, and write a row for each
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_audit(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_check - check a cfg.xml
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_check(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_dot1x - write the state of 802.1X: the phone, the ports and
 *	the PCs
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_dot1x(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_explain - write what would happen to a packet, and why
 * @arguments: the command line
 *
 * Return: the exit status, or PHONEWALL_EXIT_PACKET
 * if a packet is described wrongly.
 */
enum phonewall_exit
phonewall_command_explain(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_flows - write the live flows
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_flows(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_flush - forget every live flow, and write how many there
 *	were
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_flush(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_monitor - write what the module and phonewalld report,
 *	until interrupted
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_monitor(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_ports - write the open ports, each with the parameters
 *	that opened it
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_ports(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_provision - write the status of phonewall-provision
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_provision(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_sip - write the status of phonewall-sip
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_sip(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_proxy - write which proxy is used for a URL, and why
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_proxy(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_status - write the status of the module and of phonewalld
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_status(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_tls - write the TLS suites and versions of each application, or
 *	of one
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_tls(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_reset - forget parameters of the configuration store, or all
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_reset(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_resync - have phonewall-provision fetch the profile, and
 *	write what comes of it
 * @arguments: the command line
 *
 * Return: the exit status, PHONEWALL_EXIT_DONE only after a success.
 */
enum phonewall_exit
phonewall_command_resync(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_set - set parameters in the configuration store
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_set(const struct phonewall_arguments *arguments);

/**
 * phonewall_command_why - write the value of a parameter, and who has set it
 * @arguments: the command line
 *
 * Return: the exit status.
 */
enum phonewall_exit
phonewall_command_why(const struct phonewall_arguments *arguments);

#endif /* PHONEWALL_COMMAND_H */
