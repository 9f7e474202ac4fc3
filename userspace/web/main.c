// SPDX-License-Identifier: MIT
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/notification.h"
#include "base/process.h"
#include "config/state.h"
#include "privileges.h"
#include "server.h"
#include "version.h"

#define PROGRAM			"phonewall-web"
#define STATE_DIRECTORY		"/var/lib/phonewall-web"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

enum option_letter {
	OPTION_AGENT_DIRECTORY = 'a',
	OPTION_STATE_DIRECTORY = 's',
	OPTION_CERTIFICATE = 'c',
	OPTION_HELP = 'h',
	OPTION_VERSION = 'V',
};

static const struct option options[] = {
	{ "agent-directory", required_argument, NULL, OPTION_AGENT_DIRECTORY },
	{ "state-directory", required_argument, NULL, OPTION_STATE_DIRECTORY },
	{ "certificate", required_argument, NULL, OPTION_CERTIFICATE },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

static const char usage[] =
	"Usage: " PROGRAM " [OPTION]...\n"
	"Show the phone's web page, and give phonewalld what is submitted there.\n"
	"\n"
	"      --agent-directory DIR   phonewalld's run directory\n"
	"                              (" PHONEWALL_RUN_DIRECTORY ")\n"
	"      --state-directory DIR   where the certificate is kept\n"
	"                              ($STATE_DIRECTORY, " STATE_DIRECTORY ")\n"
	"      --certificate FILE      a certificate and its key, as PEM, in\n"
	"                              place of one that is made\n"
	"  -h, --help                  show this and exit\n"
	"  -V, --version               show the version and exit\n";

/* Ends the process if there is nothing to start. */
static void parse_options(int count, char **arguments,
			  struct phonewall_server_paths *paths)
{
	int option;

	while ((option = getopt_long(count, arguments, "hV", options,
				     NULL)) != -1) {
		switch (option) {
		case OPTION_AGENT_DIRECTORY:
			paths->agent_directory = optarg;
			break;
		case OPTION_STATE_DIRECTORY:
			paths->state_directory = optarg;
			break;
		case OPTION_CERTIFICATE:
			paths->certificate = optarg;
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

/* Nothing of the network is read before the capabilities are gone. */
static int serve(struct event_base *base,
		 const struct phonewall_server_paths *paths)
{
	struct phonewall_server *server = phonewall_server_start(base, paths);
	int status = EXIT_FAILED;

	if (!server)
		return EXIT_FAILED;
	if (!phonewall_privileges_drop()) {
		phonewall_notify("READY=1");
		if (!event_base_dispatch(base))
			status = EXIT_DONE;
		phonewall_notify("STOPPING=1");
	}
	phonewall_server_stop(server);
	return status;
}

static int run(struct event_base *base,
	       const struct phonewall_server_paths *paths)
{
	struct event *signals[] = {
		evsignal_new(base, SIGTERM, on_terminate, base),
		evsignal_new(base, SIGINT, on_terminate, base),
	};
	int status;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (signals[i])
			event_add(signals[i], NULL);
	status = serve(base, paths);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (signals[i])
			event_free(signals[i]);
	return status;
}

int main(int count, char **arguments)
{
	struct phonewall_server_paths paths = {
		.agent_directory = PHONEWALL_RUN_DIRECTORY,
		.state_directory = phonewall_process_environment("STATE_DIRECTORY",
				STATE_DIRECTORY),
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
