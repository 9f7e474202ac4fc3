// SPDX-License-Identifier: MIT
#include "dot1x/supplicant.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <wpa_ctrl.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "rtnetlink/link.h"

#define PROGRAM			"wpa_supplicant"
#define RETRY_SECONDS_MIN	1
#define RETRY_SECONDS_MAX	60
#define MESSAGE_SIZE		8192

/* Milliseconds from its start to its first message on the control interface. */
#define START_MS		30000

/* Milliseconds that wpa_supplicant has to end. phonewalld has a second. */
#define CLOSE_MS		700

/* Socket names in the directory: /control/DEVICE, /wpa_ctrl_PROCESS-NUMBER. */
#define SOCKET_NAME_MAX		sizeof("/wpa_ctrl_4194304-2147483647")
#define DIRECTORY_MAX							\
	(sizeof(((struct sockaddr_un *)NULL)->sun_path) - SOCKET_NAME_MAX)

/*
 * @retry: runs while wpa_supplicant is to run and does not. @connect: runs
 * while its control interface is not reached. @is_ending: it was asked to end;
 * if it is @wanted, it is started again after that.
 */
struct phonewall_supplicant {
	struct event_base *base;
	const struct phonewall_supplicant_handlers *handlers;
	void *argument;
	struct phonewall_supplicant_files *files;
	char *control;
	char *pac_file;
	char device[IFNAMSIZ];
	bool wanted;
	bool is_ending;
	struct phonewall_children *children;
	struct phonewall_child *child;
	uint64_t started;
	unsigned int retry_seconds;
	struct event *retry;
	struct event *connect;
	struct wpa_ctrl *connection;
	struct event *readable;
};

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

/* If wpa_supplicant has ended, on_ended() is called: ignore errors here. */
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
		phonewall_child_set_deadline(supplicant->child, 0);
		supplicant->handlers->message(message, supplicant->argument);
	}
}

static int attach(struct phonewall_supplicant *supplicant)
{
	static const char request[] = "ATTACH";
	int descriptor = wpa_ctrl_get_fd(supplicant->connection);

	/* The library does not set this flag. */
	if (fcntl(descriptor, F_SETFD, FD_CLOEXEC))
		return -errno;
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

/* With -W, wpa_supplicant waits for this first, so no message is missed. */
static void on_connect(evutil_socket_t descriptor, short what, void *argument)
{
	struct phonewall_supplicant *supplicant = argument;
	char *path = phonewall_memory_print("%s/%s", supplicant->control,
					    supplicant->device);

	(void)descriptor;
	(void)what;
	supplicant->connection = wpa_ctrl_open2(path,
		phonewall_supplicant_files_directory(supplicant->files));
	free(path);
	if (supplicant->connection && attach(supplicant))
		disconnect(supplicant);
	if (!supplicant->connection)
		connect_later(supplicant);
}

/* The process */

/* Its files hold secrets, so only the owner may read them. */
static void run_child(void *argument)
{
	const struct phonewall_supplicant *supplicant = argument;
	const char *configuration = phonewall_supplicant_files_path(
		supplicant->files, PHONEWALL_SUPPLICANT_CONFIGURATION);

	umask(077);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execlp(PROGRAM, PROGRAM, "-W", "-q", "-D", "wired", "-i",
	       supplicant->device, "-c", configuration, NULL);
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
		phonewall_supplicant_files_directory(supplicant->files),
		strerror(error));

	fail_and_back_off(supplicant, reason);
	free(reason);
}

/* The port may be added later, and looking for it is cheap: do not back off. */
static void wait_for_device(struct phonewall_supplicant *supplicant)
{
	char *reason = phonewall_memory_print(
		"there is no device %s; add it, or correct switch_port",
		supplicant->device);

	fail(supplicant, reason, RETRY_SECONDS_MIN);
	free(reason);
}

/* Do not retry: its sockets cannot have such a name. */
static void refuse_directory(struct phonewall_supplicant *supplicant)
{
	const char *directory =
		phonewall_supplicant_files_directory(supplicant->files);
	char *reason = phonewall_memory_print(
		"%s is too long for the sockets of wpa_supplicant, by %zu bytes; name a shorter --run-directory",
		directory, strlen(directory) - DIRECTORY_MAX);

	supplicant->handlers->ended(reason, supplicant->argument);
	free(reason);
}

static void run(struct phonewall_supplicant *supplicant);

static char *describe_end(const struct phonewall_child_end *end)
{
	int status = end->status;

	if (end->is_late)
		return phonewall_memory_print(
			"wpa_supplicant did not answer within %u s, and was killed",
			START_MS / 1000);
	if (WIFSIGNALED(status))
		return phonewall_memory_print(
			"wpa_supplicant was killed by signal %d (%s)",
			WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (WEXITSTATUS(status) == PHONEWALL_CHILD_NOT_RUN)
		return phonewall_memory_print(
			"wpa_supplicant cannot be run; install it");
	return phonewall_memory_print(
		"wpa_supplicant exited with status %d; see its messages in the log",
		WEXITSTATUS(status));
}

static void end_by_itself(struct phonewall_supplicant *supplicant,
			  const struct phonewall_child_end *end)
{
	char *reason = describe_end(end);

	if (phonewall_clock_elapsed() - supplicant->started >=
	    RETRY_SECONDS_MAX * UINT64_C(1000))
		supplicant->retry_seconds = RETRY_SECONDS_MIN;
	fail_and_back_off(supplicant, reason);
	free(reason);
}

static void forget_child(struct phonewall_supplicant *supplicant)
{
	evtimer_del(supplicant->connect);
	disconnect(supplicant);
}

/* wpa_supplicant removes only its own files; the others may hold secrets. */
static void on_ended(const struct phonewall_child_end *end, void *argument)
{
	struct phonewall_supplicant *supplicant = argument;
	bool was_ending = supplicant->is_ending;

	forget_child(supplicant);
	supplicant->child = NULL;
	supplicant->is_ending = false;
	if (!supplicant->wanted)
		phonewall_supplicant_files_remove(supplicant->files);
	else if (was_ending)
		run(supplicant);
	else
		end_by_itself(supplicant, end);
}

static const struct phonewall_child_handlers child_handlers = {
	.run = run_child,
	.ended = on_ended,
};

static bool
is_directory_too_long(const struct phonewall_supplicant *supplicant)
{
	return strlen(phonewall_supplicant_files_directory(supplicant->files)) >
	       DIRECTORY_MAX;
}

/*
 * wpa_supplicant sets a port up that is down, and down again when it ends: with
 * 802.1X turned off, the phone would be off its network. It leaves a port up
 * that was up before. If this fails, so does wpa_supplicant, which logs why.
 */
static void set_port_up(const struct phonewall_supplicant *supplicant)
{
	struct phonewall_rtnetlink *rtnetlink = phonewall_rtnetlink_open();

	if (!rtnetlink)
		return;
	phonewall_link_set_up(rtnetlink, supplicant->device);
	phonewall_rtnetlink_close(rtnetlink);
}

static void run(struct phonewall_supplicant *supplicant)
{
	int error;

	if (is_directory_too_long(supplicant)) {
		refuse_directory(supplicant);
		return;
	}
	if (!if_nametoindex(supplicant->device)) {
		wait_for_device(supplicant);
		return;
	}
	set_port_up(supplicant);
	error = -phonewall_supplicant_files_write(supplicant->files);
	if (!error) {
		supplicant->child = phonewall_child_start(supplicant->children,
							  &child_handlers,
							  supplicant);
		error = supplicant->child ? 0 : errno;
	}
	if (error) {
		fail_to_start(supplicant, error);
		return;
	}
	phonewall_child_set_deadline(supplicant->child, START_MS);
	supplicant->started = phonewall_clock_elapsed();
	connect_later(supplicant);
	supplicant->handlers->started(supplicant->argument);
}

static void on_retry(evutil_socket_t descriptor, short what, void *argument)
{
	(void)descriptor;
	(void)what;
	run(argument);
}

static void end_child(struct phonewall_supplicant *supplicant)
{
	evtimer_del(supplicant->retry);
	if (!supplicant->child)
		return;
	supplicant->is_ending = true;
	forget_child(supplicant);
	phonewall_child_end(supplicant->child);
}

/* Interface */

static int add_events(struct phonewall_supplicant *supplicant)
{
	struct event_base *base = supplicant->base;

	supplicant->retry = evtimer_new(base, on_retry, supplicant);
	supplicant->connect = evtimer_new(base, on_connect, supplicant);
	return supplicant->retry && supplicant->connect ? 0 : -1;
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
	free(supplicant->pac_file);
	free(supplicant->control);
	phonewall_supplicant_files_close(supplicant->files);
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
		.files = phonewall_supplicant_files_open(directory),
		.control = phonewall_memory_print("%s/control", directory),
		.pac_file = phonewall_memory_print("%s/pac", directory),
		.retry_seconds = RETRY_SECONDS_MIN,
		.children = phonewall_children_open(base),
	};
	if (add_events(supplicant)) {
		phonewall_log(LOG_ERR, "cannot run wpa_supplicant: out of memory");
		phonewall_children_close(supplicant->children, 0);
		free_supplicant(supplicant);
		return NULL;
	}
	phonewall_supplicant_files_remove(supplicant->files);
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

const char *
phonewall_supplicant_path(const struct phonewall_supplicant *supplicant,
			  enum phonewall_supplicant_file which)
{
	return phonewall_supplicant_files_path(supplicant->files, which);
}

/* The PAC file may come from a server that is no longer trusted. */
void phonewall_supplicant_start(struct phonewall_supplicant *supplicant,
				const char *device,
				const struct phonewall_file *contents)
{
	end_child(supplicant);
	memcpy(supplicant->device, device, strlen(device) + 1);
	phonewall_supplicant_files_set(supplicant->files, contents);
	unlink(supplicant->pac_file);
	supplicant->retry_seconds = RETRY_SECONDS_MIN;
	supplicant->wanted = true;
	if (!supplicant->child)
		run(supplicant);
}

void phonewall_supplicant_stop(struct phonewall_supplicant *supplicant)
{
	end_child(supplicant);
	supplicant->wanted = false;
	phonewall_supplicant_files_set(supplicant->files, NULL);
	phonewall_supplicant_files_remove(supplicant->files);
}

/* Wait here, so that the next phonewalld does not find it running. */
void phonewall_supplicant_close(struct phonewall_supplicant *supplicant)
{
	if (!supplicant)
		return;
	phonewall_supplicant_stop(supplicant);
	phonewall_children_close(supplicant->children, CLOSE_MS);
	phonewall_supplicant_files_remove(supplicant->files);
	free_supplicant(supplicant);
}
