// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <ftw.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <wpa_ctrl.h>

#include "file.h"
#include "log.h"
#include "memory.h"
#include "supplicant.h"

#define PROGRAM			"wpa_supplicant"
#define RETRY_SECONDS_MIN	1
#define RETRY_SECONDS_MAX	60
#define PATIENCE_MS		1000
#define MESSAGE_SIZE		8192
#define EXEC_FAILED		127

/*
 * @retry runs while it is to run and does not; @connect while it does and its
 * control interface is not reached.
 */
struct phonewall_supplicant {
	struct event_base *base;
	const struct phonewall_supplicant_handlers *handlers;
	void *argument;
	char *directory;
	char *control;
	char *pac_file;
	char *configuration_file;
	char device[IFNAMSIZ];
	char *configuration;
	pid_t process;
	time_t started;
	unsigned int retry_seconds;
	struct event *child;
	struct event *retry;
	struct event *connect;
	struct wpa_ctrl *connection;
	struct event *readable;
};

/* Files */

static int remove_entry(const char *path, const struct stat *status, int type,
			struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static void remove_files(const struct phonewall_supplicant *supplicant)
{
	if (nftw(supplicant->directory, remove_entry, 4,
		 FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
		phonewall_log(LOG_ERR, "cannot remove %s: %m; remove it: it holds secrets",
			      supplicant->directory);
}

/* Return: 0, or a negative errno. */
static int write_files(const struct phonewall_supplicant *supplicant)
{
	if (mkdir(supplicant->directory, 0700) && errno != EEXIST)
		return -errno;
	return phonewall_file_replace(supplicant->configuration_file,
				      supplicant->configuration,
				      strlen(supplicant->configuration), 0600);
}

static void set_configuration(struct phonewall_supplicant *supplicant,
			      const char *configuration)
{
	char *before = supplicant->configuration;

	supplicant->configuration = configuration ?
		phonewall_memory_print("%s", configuration) : NULL;
	if (before)
		explicit_bzero(before, strlen(before));
	free(before);
}

/* The control interface */

static void disconnect(struct phonewall_supplicant *supplicant)
{
	if (supplicant->readable)
		event_free(supplicant->readable);
	supplicant->readable = NULL;
	if (supplicant->connection)
		wpa_ctrl_close(supplicant->connection);
	supplicant->connection = NULL;
}

/* Where it is gone, its parent is told in another way. */
static void on_readable(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_supplicant *supplicant = argument;
	char message[MESSAGE_SIZE];
	size_t length;

	(void)descriptor;
	(void)what;
	while (supplicant->connection) {
		length = sizeof(message) - 1;
		if (wpa_ctrl_recv(supplicant->connection, message, &length))
			return;
		message[length] = '\0';
		supplicant->handlers->message(message, supplicant->argument);
	}
}

static int attach(struct phonewall_supplicant *supplicant)
{
	static const char request[] = "ATTACH";
	int descriptor = wpa_ctrl_get_fd(supplicant->connection);

	supplicant->readable = event_new(supplicant->base, descriptor,
					 EV_READ | EV_PERSIST, on_readable,
					 supplicant);
	if (!supplicant->readable || event_add(supplicant->readable, NULL))
		return -ENOMEM;
	if (send(descriptor, request, strlen(request), MSG_DONTWAIT) < 0)
		return -errno;
	return 0;
}

static void connect_later(struct phonewall_supplicant *supplicant)
{
	static const struct timeval delay = { .tv_usec = 50000 };

	evtimer_add(supplicant->connect, &delay);
}

/* It waits for this before it does anything, so that nothing goes unheard. */
static void on_connect(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_supplicant *supplicant = argument;
	char *path = phonewall_memory_print("%s/%s", supplicant->control,
					    supplicant->device);

	(void)descriptor;
	(void)what;
	supplicant->connection = wpa_ctrl_open2(path, supplicant->directory);
	free(path);
	if (supplicant->connection && attach(supplicant))
		disconnect(supplicant);
	if (!supplicant->connection)
		connect_later(supplicant);
}

/* The process */

/* It goes with this one, which may be gone already. Its files are secret. */
static void run_child(const struct phonewall_supplicant *supplicant,
		      pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(EXEC_FAILED);
	umask(077);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execlp(PROGRAM, PROGRAM, "-W", "-q", "-D", "wired", "-i",
	       supplicant->device, "-c", supplicant->configuration_file, NULL);
	_exit(EXEC_FAILED);
}

static void fail(struct phonewall_supplicant *supplicant, const char *reason,
		 unsigned int seconds)
{
	struct timeval delay = { .tv_sec = seconds };

	evtimer_add(supplicant->retry, &delay);
	supplicant->handlers->ended(reason, supplicant->argument);
}

static void fail_and_back_off(struct phonewall_supplicant *supplicant,
			      const char *reason)
{
	unsigned int seconds = supplicant->retry_seconds;
	char *text = phonewall_memory_print("%s; it is started again in %u s",
					    reason, seconds);

	supplicant->retry_seconds = 2 * seconds > RETRY_SECONDS_MAX ?
					    RETRY_SECONDS_MAX : 2 * seconds;
	fail(supplicant, text, seconds);
	free(text);
}

static void fail_to_start(struct phonewall_supplicant *supplicant, int error)
{
	char *reason = phonewall_memory_print(
		"cannot start wpa_supplicant in %s: %s",
		supplicant->directory, strerror(error));

	fail_and_back_off(supplicant, reason);
	free(reason);
}

/* A port may come late, and costs nothing to look for. */
static void wait_for_device(struct phonewall_supplicant *supplicant)
{
	char *reason = phonewall_memory_print(
		"there is no device %s; add it, or correct switch_port",
		supplicant->device);

	fail(supplicant, reason, RETRY_SECONDS_MIN);
	free(reason);
}

static void run(struct phonewall_supplicant *supplicant)
{
	pid_t parent = getpid();
	int error;

	if (!if_nametoindex(supplicant->device)) {
		wait_for_device(supplicant);
		return;
	}
	error = -write_files(supplicant);
	if (!error) {
		supplicant->process = fork();
		if (!supplicant->process)
			run_child(supplicant, parent);
		error = supplicant->process < 0 ? errno : 0;
	}
	if (error) {
		supplicant->process = 0;
		fail_to_start(supplicant, error);
		return;
	}
	supplicant->started = time(NULL);
	connect_later(supplicant);
	supplicant->handlers->started(supplicant->argument);
}

static void on_retry(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	run(argument);
}

static char *describe_end(int status)
{
	if (WIFSIGNALED(status))
		return phonewall_memory_print(
			"wpa_supplicant was ended by signal %d (%s)",
			WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == EXEC_FAILED)
		return phonewall_memory_print(
			"wpa_supplicant cannot be run; install it");
	return phonewall_memory_print(
		"wpa_supplicant ended with status %d; what it said before is in the log",
		WEXITSTATUS(status));
}

static void forget_process(struct phonewall_supplicant *supplicant)
{
	supplicant->process = 0;
	evtimer_del(supplicant->connect);
	disconnect(supplicant);
}

static void on_child(evutil_socket_t number, short what, void *argument)
{
	struct phonewall_supplicant *supplicant = argument;
	char *reason;
	int status;

	(void)number;
	(void)what;
	if (!supplicant->process ||
	    waitpid(supplicant->process, &status, WNOHANG) !=
		    supplicant->process)
		return;
	forget_process(supplicant);
	if (time(NULL) - supplicant->started >= RETRY_SECONDS_MAX)
		supplicant->retry_seconds = RETRY_SECONDS_MIN;
	reason = describe_end(status);
	fail_and_back_off(supplicant, reason);
	free(reason);
}

/* Asked to, it ends within milliseconds. */
static bool has_ended(pid_t process)
{
	static const struct timespec delay = { .tv_nsec = 10000000 };
	int waited;

	for (waited = 0; waited < PATIENCE_MS; waited += 10) {
		if (waitpid(process, NULL, WNOHANG))
			return true;
		nanosleep(&delay, NULL);
	}
	return false;
}

static void end_process(struct phonewall_supplicant *supplicant)
{
	pid_t process = supplicant->process;

	evtimer_del(supplicant->retry);
	if (!process)
		return;
	forget_process(supplicant);
	kill(process, SIGTERM);
	if (has_ended(process))
		return;
	kill(process, SIGKILL);
	waitpid(process, NULL, 0);
}

/* What is seen from outside */

static int add_events(struct phonewall_supplicant *supplicant)
{
	struct event_base *base = supplicant->base;

	supplicant->child = evsignal_new(base, SIGCHLD, on_child, supplicant);
	supplicant->retry = evtimer_new(base, on_retry, supplicant);
	supplicant->connect = evtimer_new(base, on_connect, supplicant);
	if (!supplicant->child || !supplicant->retry || !supplicant->connect)
		return -1;
	return event_add(supplicant->child, NULL);
}

static void free_event(struct event *event)
{
	if (event)
		event_free(event);
}

static void free_supplicant(struct phonewall_supplicant *supplicant)
{
	free_event(supplicant->connect);
	free_event(supplicant->retry);
	free_event(supplicant->child);
	free(supplicant->configuration_file);
	free(supplicant->pac_file);
	free(supplicant->control);
	free(supplicant->directory);
	free(supplicant);
}

struct phonewall_supplicant *
phonewall_supplicant_open(struct event_base *base, const char *directory,
			  const struct phonewall_supplicant_handlers *handlers,
			  void *argument)
{
	struct phonewall_supplicant *supplicant;

	supplicant = phonewall_memory_resize(NULL, 1, sizeof(*supplicant));
	*supplicant = (struct phonewall_supplicant){
		.base = base, .handlers = handlers, .argument = argument,
		.directory = phonewall_memory_print("%s", directory),
		.control = phonewall_memory_print("%s/control", directory),
		.pac_file = phonewall_memory_print("%s/pac", directory),
		.configuration_file = phonewall_memory_print(
			"%s/wpa_supplicant.conf", directory),
		.retry_seconds = RETRY_SECONDS_MIN,
	};
	if (add_events(supplicant)) {
		phonewall_log(LOG_ERR, "cannot watch over wpa_supplicant: memory is exhausted; free some");
		free_supplicant(supplicant);
		return NULL;
	}
	remove_files(supplicant);
	return supplicant;
}

const char *
phonewall_supplicant_control(const struct phonewall_supplicant *supplicant)
{
	return supplicant->control;
}

const char *
phonewall_supplicant_pac_file(const struct phonewall_supplicant *supplicant)
{
	return supplicant->pac_file;
}

void phonewall_supplicant_start(struct phonewall_supplicant *supplicant,
				const char *device, const char *configuration)
{
	end_process(supplicant);
	memcpy(supplicant->device, device, strlen(device) + 1);
	set_configuration(supplicant, configuration);
	supplicant->retry_seconds = RETRY_SECONDS_MIN;
	run(supplicant);
}

void phonewall_supplicant_stop(struct phonewall_supplicant *supplicant)
{
	end_process(supplicant);
	set_configuration(supplicant, NULL);
	remove_files(supplicant);
}

void phonewall_supplicant_close(struct phonewall_supplicant *supplicant)
{
	if (!supplicant)
		return;
	phonewall_supplicant_stop(supplicant);
	free_supplicant(supplicant);
}
