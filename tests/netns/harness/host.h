/* SPDX-License-Identifier: MIT */
#ifndef HOST_H
#define HOST_H

#include <sys/types.h>

#include "base/address.h"

/**
 * enum host - the hosts of a test, each a network namespace without a name
 * @HOST_PHONE: where the firewall is
 * @HOST_LAN: a neighbour on the LAN
 * @HOST_PC: a second neighbour, with addresses of its own
 * @HOST_SWITCH: what connects them
 * @HOSTS: how many there are
 *
 * They end with the test program: nothing else holds them. A failure in this
 * file fails the test.
 */
enum host {
	HOST_PHONE,
	HOST_LAN,
	HOST_PC,
	HOST_SWITCH,
	HOSTS,
};

/*
 * Create every host with no device but lo. The test program runs on one
 * processor from then on, so that packets arrive in the order in which they
 * were sent.
 */
void hosts_create(void);

/* Drop every host and close its sockets. */
void hosts_destroy(void);

/*
 * Enter the namespace of a host. What is opened there stays there. Ends with
 * host_leave(); not nested.
 */
void host_enter(enum host host);

/* Return to the original namespace. */
void host_leave(void);

/*
 * Return a path of a host's namespace for ip(8). The next call overwrites it.
 */
const char *host_path(enum host host);

/*
 * Open a socket on a host, with the arguments of socket(2).
 * hosts_close_sockets() closes it.
 */
int host_socket(enum host host, int domain, int type, int protocol);

/* Leave a descriptor to hosts_close_sockets(). Return @fd. */
int host_keep_socket(int fd);

/*
 * Close what host_socket() or host_keep_socket() returned before the test is
 * over.
 */
void host_close_socket(int fd);

/* Close every socket that is still open. */
void hosts_close_sockets(void);

/*
 * Set a kernel setting of a host. @name is the path below /proc/sys/net, as
 * "ipv4/ip_early_demux".
 */
void host_set(enum host host, const char *name, const char *value);

/* Run a shell command on a host, which must succeed. */
void host_run(enum host host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Run a shell command on a host, store its output in @text, cut to @size bytes
 * with the NUL, and return its exit status.
 */
int host_output(enum host host, char *text, size_t size,
		const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Return whether the kernel is of this version or a later one. */
bool host_kernel_is(int major, int minor);

#endif /* HOST_H */
