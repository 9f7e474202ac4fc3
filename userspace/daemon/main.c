// SPDX-License-Identifier: MIT
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/notification.h"
#include "base/process.h"
#include "config/state.h"
#include "version.h"

enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_BAD_USAGE = 2,
};

enum option_value {
	OPTION_STATE_DIRECTORY = 256,
	OPTION_RUN_DIRECTORY,
};

static const struct option options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "settings", required_argument, NULL, 's' },
	{ "state-directory", required_argument, NULL, OPTION_STATE_DIRECTORY },
	{ "run-directory", required_argument, NULL, OPTION_RUN_DIRECTORY },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static const char usage[] =
	"Usage: phonewalld [OPTION]...\n"
	"Keep the phonewall module true to a phone's cfg.xml.\n"
	"\n"
	"  -c, --config FILE           the phone's configuration\n"
	"                              (" PHONEWALL_CONFIGURATION_FILE ")\n"
	"  -s, --settings FILE         facts about the device\n"
	"                              (" PHONEWALL_SETTINGS_FILE ")\n"
	"      --state-directory DIR   where accepted files are kept\n"
	"                              ($STATE_DIRECTORY, "
	PHONEWALL_STATE_DIRECTORY ")\n"
	"      --run-directory DIR     where status.json is written\n"
	"                              ($RUNTIME_DIRECTORY, "
	PHONEWALL_RUN_DIRECTORY ")\n"
	"  -h, --help                  show this and exit\n"
	"  -V, --version               show the version and exit\n";

/* Ends the process if there is nothing to start. */
static void parse_options(int count, char **arguments,
			  struct phonewall_agent_paths *paths)
{
	int option;

	while ((option = getopt_long(count, arguments, "c:s:hV", options,
				     NULL)) != -1) {
		switch (option) {
		case 'c':
			paths->configuration = optarg;
			break;
		case 's':
			paths->settings = optarg;
			break;
		case OPTION_STATE_DIRECTORY:
			paths->state_directory = optarg;
			break;
		case OPTION_RUN_DIRECTORY:
			paths->run_directory = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_DONE);
		case 'V':
			puts("phonewalld " PHONEWALL_VERSION);
			exit(EXIT_DONE);
		default:
			fputs("Try 'phonewalld --help'.\n", stderr);
			exit(EXIT_BAD_USAGE);
		}
	}
	if (optind < count) {
		fprintf(stderr,
			"phonewalld: unexpected argument '%s'; use --config FILE\n",
			arguments[optind]);
		exit(EXIT_BAD_USAGE);
	}
}

/* A disk that is full or broken must not leave the phone without a firewall. */
static bool is_of_the_disk(int error)
{
	return error == -EROFS || error == -ENOSPC || error == -EDQUOT ||
	       error == -EIO || error == -ENOENT;
}

static int lock_directory(const char *directory)
{
	if (mkdir(directory, 0755) && errno != EEXIST)
		return -errno;
	return phonewall_lock_take(directory);
}

/*
 * Return: whether phonewalld may use the directory. @lock is set to a descriptor
 * that holds its lock, or to -1 if it can be neither locked nor written.
 */
static bool claim_directory(const char *directory, int *lock)
{
	int error = lock_directory(directory);

	*lock = error < 0 ? -1 : error;
	if (*lock >= 0)
		return true;
	if (is_of_the_disk(error)) {
		phonewall_log(LOG_ERR,
			      "cannot lock %s/phonewalld.lock: %s; until this is fixed, nothing is saved there",
			      directory, strerror(-error));
		return true;
	}
	if (error == -EWOULDBLOCK)
		phonewall_log(LOG_ERR,
			      "another phonewalld uses %s; stop it, or name another directory",
			      directory);
	else
		phonewall_log(LOG_ERR,
			      "cannot lock %s/phonewalld.lock: %s; %s",
			      directory, strerror(-error),
			      phonewall_lock_remedy(error));
	return false;
}

static void unlock(int lock)
{
	if (lock >= 0)
		close(lock);
}

static void on_terminate(evutil_socket_t number, short what, void *argument)
{
	(void)number;
	(void)what;
	event_base_loopbreak(argument);
}

static void on_hangup(evutil_socket_t number, short what, void *argument)
{
	struct phonewall_agent **agent = argument;

	(void)number;
	(void)what;
	phonewall_agent_reload(*agent);
}

static struct event *on_signal(struct event_base *base, int number,
			       event_callback_fn handler, void *argument)
{
	struct event *event = evsignal_new(base, number, handler, argument);

	if (event && event_add(event, NULL)) {
		event_free(event);
		event = NULL;
	}
	if (!event)
		phonewall_log(LOG_ERR, "cannot handle signals: out of memory");
	return event;
}

/* A SIGHUP that comes while the agent starts waits for the loop. */
static int run_agent(struct event_base *base,
		     const struct phonewall_agent_paths *paths)
{
	struct phonewall_agent *agent;
	struct event *hangup;
	int status = EXIT_FAILED;

	hangup = on_signal(base, SIGHUP, on_hangup, &agent);
	if (!hangup)
		return status;
	agent = phonewall_agent_start(base, paths);
	if (!agent)
		goto free_hangup;
	if (!event_base_dispatch(base))
		status = EXIT_DONE;
	phonewall_notify("STOPPING=1");
	phonewall_agent_stop(agent);

free_hangup:
	event_free(hangup);
	return status;
}

static void on_watchdog(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	(void)argument;
	phonewall_notify("WATCHDOG=1");
}

/*
 * The event loop itself keeps the watchdog quiet: if a call in it never returns
 * the service manager starts phonewalld anew.
 *
 * Return: the timer, or NULL if nobody watches or there is no memory.
 */
static struct event *keep_watchdog(struct event_base *base)
{
	unsigned long long interval = phonewall_notify_watchdog_interval();
	const struct timeval period = {
		.tv_sec = interval / 1000000, .tv_usec = interval % 1000000,
	};
	struct event *watchdog;

	if (!interval)
		return NULL;
	watchdog = event_new(base, -1, EV_PERSIST, on_watchdog, NULL);
	if (watchdog)
		event_add(watchdog, &period);
	return watchdog;
}

static int run_loop(const struct phonewall_agent_paths *paths)
{
	struct event_base *base = phonewall_process_loop();
	struct event *interrupt;
	struct event *terminate;
	struct event *watchdog;
	int status = EXIT_FAILED;

	if (!base)
		return status;
	interrupt = on_signal(base, SIGINT, on_terminate, base);
	if (!interrupt)
		goto free_base;
	terminate = on_signal(base, SIGTERM, on_terminate, base);
	if (!terminate)
		goto free_interrupt;
	watchdog = keep_watchdog(base);
	status = run_agent(base, paths);
	if (watchdog)
		event_free(watchdog);
	event_free(terminate);

free_interrupt:
	event_free(interrupt);
free_base:
	event_base_free(base);
	return status;
}

int main(int count, char **arguments)
{
	struct phonewall_agent_paths paths = {
		.configuration = PHONEWALL_CONFIGURATION_FILE,
		.settings = PHONEWALL_SETTINGS_FILE,
		.state_directory = phonewall_process_environment("STATE_DIRECTORY",
				PHONEWALL_STATE_DIRECTORY),
		.run_directory = phonewall_process_environment("RUNTIME_DIRECTORY",
				PHONEWALL_RUN_DIRECTORY),
	};
	int status = EXIT_FAILED;
	int state_lock;
	int run_lock;

	parse_options(count, arguments, &paths);
	/* wpa_supplicant inherits the limit of cores. */
	phonewall_process_keep_secrets();
	/* Whoever read the log may end; the agent need not. */
	signal(SIGPIPE, SIG_IGN);
	phonewall_log_open();
	if (!claim_directory(paths.run_directory, &run_lock))
		return status;
	if (!claim_directory(paths.state_directory, &state_lock))
		goto unlock_run;
	status = run_loop(&paths);
	unlock(state_lock);

unlock_run:
	unlock(run_lock);
	return status;
}
