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
 * They end with the test program: nothing else holds them. Whatever fails in
 * this file fails the test that runs.
 */
enum host {
	HOST_PHONE,
	HOST_LAN,
	HOST_PC,
	HOST_SWITCH,
	HOSTS,
};

/**
 * hosts_create - make every host, without any device but lo
 *
 * The test program keeps to one processor from then on, so that packets are
 * delivered in the order in which they were sent.
 */
void hosts_create(void);

/**
 * hosts_destroy - forget every host and close its sockets
 */
void hosts_destroy(void);

/**
 * host_enter - put the test program into a host's namespace
 * @host: the host
 *
 * What is opened meanwhile stays there. Ends with host_leave(); not nested.
 */
void host_enter(enum host host);

/**
 * host_leave - put the test program back where it came from
 */
void host_leave(void);

/**
 * host_path - a path that names a host's namespace, as ip(8) takes it
 * @host: the host
 *
 * Return: a string that the next call overwrites.
 */
const char *host_path(enum host host);

/**
 * host_socket - open a socket on a host
 * @host: the host
 * @domain: as for socket(2), as are the others
 * @type: SOCK_*
 * @protocol: protocol
 *
 * Return: the descriptor, which hosts_close_sockets() closes.
 */
int host_socket(enum host host, int domain, int type, int protocol);

/**
 * host_keep_socket - leave a descriptor to hosts_close_sockets()
 * @fd: the descriptor
 *
 * Return: @fd.
 */
int host_keep_socket(int fd);

/**
 * host_close_socket - close a socket before the test is over
 * @fd: what host_socket() or host_keep_socket() returned
 */
void host_close_socket(int fd);

/**
 * hosts_close_sockets - close every socket that is still open
 */
void hosts_close_sockets(void);

/**
 * host_set - set a kernel setting of a host
 * @host: the host
 * @name: the path below /proc/sys/net, as "ipv4/ip_early_demux"
 * @value: the value
 */
void host_set(enum host host, const char *name, const char *value);

/**
 * host_run - run a shell command on a host, which must succeed
 * @host: the host
 * @format: printf format of the command
 */
void host_run(enum host host, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * host_output - run a shell command on a host and read what it prints
 * @host: the host
 * @text: set to its standard output, cut where it is longer
 * @size: bytes of @text
 * @format: printf format of the command
 *
 * Return: its exit status.
 */
int host_output(enum host host, char *text, size_t size,
		const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * host_kernel_is - whether the kernel is of a version or a later one
 * @major: its first number
 * @minor: its second number
 */
bool host_kernel_is(int major, int minor);

#endif /* HOST_H */
