// SPDX-License-Identifier: MIT
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "provisioning/dhcp_environment.h"
#include "version.h"

#define PROGRAM		"phonewall-dhcp"

/* Seconds. Only a logger that does not read could take so long. */
#define TIME_MAX	2

extern char **environ;

static void on_alarm(int signal)
{
	(void)signal;
	_exit(0);
}

/* Whoever else could write there could lead root's writing elsewhere. */
static int check_directory(const char *path)
{
	struct stat status;

	if (lstat(path, &status))
		return -errno;
	if (!S_ISDIR(status.st_mode))
		return -ENOTDIR;
	return status.st_uid == geteuid() &&
	       !(status.st_mode & (S_IWGRP | S_IWOTH)) ? 0 : -EPERM;
}

static int check_directories(void)
{
	char parent[] = PHONEWALL_LEASE_DIRECTORY;
	int error;

	*strrchr(parent, '/') = '\0';
	error = check_directory(parent);
	return error ? error : check_directory(PHONEWALL_LEASE_DIRECTORY);
}

static int write_record(const char *path,
			const struct phonewall_lease_record *record)
{
	char *text = phonewall_lease_record_print(record);
	int error = phonewall_file_replace_for_this_boot(path, text,
							 strlen(text), 0640);

	free(text);
	return error;
}

static int remove_record(const char *path)
{
	return unlink(path) && errno != ENOENT ? -errno : 0;
}

/* By a clock that nobody sets. */
static void set_expiry(struct phonewall_dhcp_event *event)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &now);
	if (event->seconds < PHONEWALL_DHCP_FOREVER - now.tv_sec)
		event->record.expires = now.tv_sec + event->seconds;
}

static void deliver(const struct phonewall_dhcp_event *event)
{
	char name[PHONEWALL_LEASE_NAME_SIZE];
	int error = check_directories();
	char *path;

	phonewall_lease_record_get_name(&event->record, name);
	path = phonewall_memory_print(PHONEWALL_LEASE_DIRECTORY "/%s", name);
	if (!error)
		error = event->change == PHONEWALL_DHCP_LEASED ?
			write_record(path, &event->record) :
			remove_record(path);
	if (error)
		syslog(LOG_ERR, "cannot change %s: %s; make the directory and the one above for root alone, as tmpfiles.d/phonewall.conf does",
		       path, strerror(-error));
	free(path);
}

static void take_event(const char *action)
{
	static struct phonewall_dhcp_event event;
	const char *fault;

	fault = phonewall_dhcp_environment_read((const char *const *)environ,
						action, &event);
	if (fault)
		syslog(LOG_ERR, "%s", fault);
	for (size_t i = 0; i < event.skip_count; i++)
		syslog(LOG_WARNING, "DHCP option %u %s", event.skips[i].code,
		       event.skips[i].reason);
	if (event.change == PHONEWALL_DHCP_LEASED)
		set_expiry(&event);
	if (event.change != PHONEWALL_DHCP_NO_CHANGE)
		deliver(&event);
}

/*
 * The client needs no more of a hook than that it ends: whatever is wrong, the
 * status is 0, so that no lease is lost for it.
 */
int main(int argc, char **argv)
{
	const char *action = argc > 1 ? argv[1] : NULL;

	if (action && !strcmp(action, "--version")) {
		puts(PROGRAM " " PHONEWALL_VERSION);
		return 0;
	}
	if (action && !strcmp(action, "--help")) {
		puts("Usage: " PROGRAM " [ACTION]\n"
		     "\n"
		     "Keeps what a DHCP client tells its hook, for the phone's "
		     "provisioning.\n"
		     "ACTION is what udhcpc gives its script.\n"
		     "\n"
		     "See " PROGRAM "(8).");
		return 0;
	}
	signal(SIGALRM, on_alarm);
	signal(SIGPIPE, SIG_IGN);
	alarm(TIME_MAX);
	openlog(PROGRAM, LOG_PID | LOG_PERROR, LOG_DAEMON);
	take_event(action);
	return 0;
}
