// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/notification.h"
#include "base/process.h"
#include "config/state.h"
#include "provisioner.h"
#include "provisioning/device.h"
#include "provisioning/lease_record.h"
#include "version.h"

#define PROGRAM			"phonewall-provision"
#define STATE_DIRECTORY		"/var/lib/phonewall-provision"
#define RUN_DIRECTORY		"/run/phonewall-provision"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

enum option_letter {
	OPTION_DEVICE = 'd',
	OPTION_AGENT_DIRECTORY = 'a',
	OPTION_STATE_DIRECTORY = 's',
	OPTION_RUN_DIRECTORY = 'r',
	OPTION_HELP = 'h',
	OPTION_VERSION = 'V',
};

static const struct option options[] = {
	{ "device", required_argument, NULL, OPTION_DEVICE },
	{ "agent-directory", required_argument, NULL, OPTION_AGENT_DIRECTORY },
	{ "state-directory", required_argument, NULL, OPTION_STATE_DIRECTORY },
	{ "run-directory", required_argument, NULL, OPTION_RUN_DIRECTORY },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

static const char usage[] =
	"Usage: " PROGRAM " [OPTION]...\n"
	"Fetch the phone's profile when it is due, and give it to phonewalld.\n"
	"\n"
	"      --device FILE           what the phone is\n"
	"                              (" PHONEWALL_DEVICE_FILE ")\n"
	"      --agent-directory DIR   phonewalld's run directory\n"
	"                              (" PHONEWALL_RUN_DIRECTORY ")\n"
	"      --state-directory DIR   what outlives a boot\n"
	"                              ($STATE_DIRECTORY, " STATE_DIRECTORY ")\n"
	"      --run-directory DIR     where status.json is written\n"
	"                              ($RUNTIME_DIRECTORY, " RUN_DIRECTORY ")\n"
	"  -h, --help                  show this and exit\n"
	"  -V, --version               show the version and exit\n";

/* Ends the process if there is nothing to start. */
static void parse_options(int count, char **arguments,
			  struct phonewall_provisioner_paths *paths)
{
	int option;

	while ((option = getopt_long(count, arguments, "hV", options,
				     NULL)) != -1) {
		switch (option) {
		case OPTION_DEVICE:
			paths->device = optarg;
			break;
		case OPTION_AGENT_DIRECTORY:
			paths->agent_directory = optarg;
			break;
		case OPTION_STATE_DIRECTORY:
			paths->state_directory = optarg;
			break;
		case OPTION_RUN_DIRECTORY:
			paths->run_directory = optarg;
			break;
		case OPTION_HELP:
			fputs(usage, stdout);
			exit(EXIT_DONE);
		case OPTION_VERSION:
			puts(PROGRAM " " PHONEWALL_VERSION);
			exit(EXIT_DONE);
		default:
			fputs("Try '" PROGRAM " --help'.\n", stderr);
			exit(EXIT_USAGE);
		}
	}
	if (optind == count)
		return;
	fprintf(stderr, PROGRAM ": unexpected argument '%s'\n",
		arguments[optind]);
	exit(EXIT_USAGE);
}

static void on_terminate(evutil_socket_t number, short what, void *argument)
{
	(void)number;
	(void)what;
	event_base_loopbreak(argument);
}

static void on_hangup(evutil_socket_t number, short what, void *argument)
{
	struct phonewall_provisioner **provisioner = argument;

	(void)number;
	(void)what;
	phonewall_provisioner_resync(*provisioner);
}

static int run(struct event_base *base,
	       const struct phonewall_provisioner_paths *paths)
{
	struct phonewall_provisioner *provisioner = NULL;
	struct event *signals[] = {
		evsignal_new(base, SIGTERM, on_terminate, base),
		evsignal_new(base, SIGINT, on_terminate, base),
		evsignal_new(base, SIGHUP, on_hangup, &provisioner),
	};
	int status = EXIT_FAILED;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (signals[i])
			event_add(signals[i], NULL);
	provisioner = phonewall_provisioner_start(base, paths);
	if (provisioner) {
		phonewall_notify("READY=1");
		if (!event_base_dispatch(base))
			status = EXIT_DONE;
		phonewall_notify("STOPPING=1");
		phonewall_provisioner_stop(provisioner);
	}
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (signals[i])
			event_free(signals[i]);
	return status;
}

int main(int count, char **arguments)
{
	struct phonewall_provisioner_paths paths = {
		.device = PHONEWALL_DEVICE_FILE,
		.agent_directory = PHONEWALL_RUN_DIRECTORY,
		.state_directory = phonewall_process_environment("STATE_DIRECTORY",
				STATE_DIRECTORY),
		.run_directory = phonewall_process_environment("RUNTIME_DIRECTORY",
				RUN_DIRECTORY),
		.lease_directory = PHONEWALL_LEASE_DIRECTORY,
	};
	struct event_base *base;
	int status;

	parse_options(count, arguments, &paths);
	phonewall_process_keep_secrets();
	signal(SIGPIPE, SIG_IGN);
	phonewall_log_name(PROGRAM);
	phonewall_log_open();
	base = phonewall_process_loop();
	if (!base)
		return EXIT_FAILED;
	status = run(base, &paths);
	event_base_free(base);
	return status;
}
