// SPDX-License-Identifier: MIT
#include "harness/host.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "harness/assertion.h"

#define SOCKETS_MAX	512
#define NAMESPACE	"/proc/self/ns/net"

static int home = -1;
static int namespaces[HOSTS] = { -1, -1, -1, -1 };
static int sockets[SOCKETS_MAX];
static unsigned int socket_count;

static int open_namespace(void)
{
	int fd = open(NAMESPACE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail_msg("cannot open " NAMESPACE ": %s", strerror(errno));
	return fd;
}

static void set_namespace(int fd)
{
	if (setns(fd, CLONE_NEWNET))
		fail_msg("cannot enter a namespace: %s", strerror(errno));
}

static void keep_to_one_processor(void)
{
	cpu_set_t processors;

	CPU_ZERO(&processors);
	CPU_SET(0, &processors);
	if (sched_setaffinity(0, sizeof(processors), &processors))
		fail_msg("cannot keep to processor 0: %s", strerror(errno));
}

void hosts_create(void)
{
	unsigned int i;

	keep_to_one_processor();
	home = open_namespace();
	for (i = 0; i < HOSTS; i++) {
		if (unshare(CLONE_NEWNET))
			fail_msg("cannot make a namespace: %s",
				 strerror(errno));
		namespaces[i] = open_namespace();
	}
	set_namespace(home);
}

static void close_once(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void hosts_destroy(void)
{
	unsigned int i;

	hosts_close_sockets();
	for (i = 0; i < HOSTS; i++)
		close_once(&namespaces[i]);
	close_once(&home);
}

void host_enter(enum host host)
{
	set_namespace(namespaces[host]);
}

void host_leave(void)
{
	set_namespace(home);
}

const char *host_path(enum host host)
{
	static char path[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/%d", getpid(),
		 namespaces[host]);
	return path;
}

int host_keep_socket(int fd)
{
	if (socket_count == SOCKETS_MAX)
		fail_msg("more than %d sockets in a test", SOCKETS_MAX);
	sockets[socket_count++] = fd;
	return fd;
}

int host_socket(enum host host, int domain, int type, int protocol)
{
	int error;
	int fd;

	host_enter(host);
	fd = socket(domain, type | SOCK_CLOEXEC, protocol);
	error = errno;
	host_leave();
	if (fd < 0)
		fail_msg("cannot open a socket: %s", strerror(error));
	return host_keep_socket(fd);
}

void host_close_socket(int fd)
{
	unsigned int i;

	for (i = 0; i < socket_count && sockets[i] != fd; i++)
		;
	if (i == socket_count)
		fail_msg("%d is no open socket", fd);
	sockets[i] = sockets[--socket_count];
	close(fd);
}

void hosts_close_sockets(void)
{
	while (socket_count)
		close(sockets[--socket_count]);
}

void host_set(enum host host, const char *name, const char *value)
{
	char *path = phonewall_memory_print("/proc/sys/net/%s", name);
	FILE *file;
	int failed;

	host_enter(host);
	file = fopen(path, "we");
	failed = !file || fputs(value, file) < 0;
	if (file)
		failed |= fclose(file);
	host_leave();
	if (failed)
		fail_msg("cannot set %s to %s: %s", path, value,
			 strerror(errno));
	free(path);
}

/* bash: the sh of the test machine prefers its built-in programs. */
static void exec_bash(char *command, int output)
{
	char *arguments[] = { "bash", "-c", command, NULL };

	if (output >= 0)
		dup2(output, STDOUT_FILENO);
	execvp(arguments[0], arguments);
	_exit(127);
}

/* @output is the descriptor that the command prints to; -1 for our own. */
static pid_t start(enum host host, char *command, int output)
{
	pid_t pid;

	host_enter(host);
	pid = fork();
	if (!pid)
		exec_bash(command, output);
	host_leave();
	if (pid < 0)
		fail_msg("cannot run \"%s\": %s", command, strerror(errno));
	return pid;
}

static int wait_for(pid_t pid, const char *command)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		fail_msg("\"%s\" did not end by itself", command);
	return WEXITSTATUS(status);
}

void host_run(enum host host, const char *format, ...)
{
	va_list arguments;
	char *command;
	int status;

	va_start(arguments, format);
	command = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	status = wait_for(start(host, command, -1), command);
	if (status)
		fail_msg("\"%s\" ended with status %d", command, status);
	free(command);
}

/* Reads to the end, so that the writer never waits. */
static void read_all(int fd, char *text, size_t size)
{
	char rest[512];
	size_t length = 0;
	ssize_t got;

	do {
		got = read(fd, text + length, size - 1 - length);
		length += got > 0 ? got : 0;
	} while (got > 0);
	text[length] = '\0';
	while (read(fd, rest, sizeof(rest)) > 0)
		;
}

int host_output(enum host host, char *text, size_t size,
		const char *format, ...)
{
	va_list arguments;
	char *command;
	int ends[2];
	int status;
	pid_t pid;

	va_start(arguments, format);
	command = phonewall_memory_print_list(format, arguments);
	va_end(arguments);
	if (pipe2(ends, O_CLOEXEC))
		fail_msg("cannot make a pipe: %s", strerror(errno));
	pid = start(host, command, ends[1]);
	close(ends[1]);
	read_all(ends[0], text, size);
	close(ends[0]);
	status = wait_for(pid, command);
	free(command);
	return status;
}

bool host_kernel_is(int major, int minor)
{
	struct utsname name;
	int found[2];

	if (uname(&name) ||
	    sscanf(name.release, "%d.%d", &found[0], &found[1]) != 2)
		fail_msg("the kernel does not tell its version");
	return found[0] > major || (found[0] == major && found[1] >= minor);
}
