/* SPDX-License-Identifier: MIT */
#ifndef BENCH_HOST_H
#define BENCH_HOST_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * DOC: the two hosts
 *
 * bench/network.bash connects the network namespaces "phone" and "lan" by a
 * pair of veth devices. One program has sockets in both, so that what it sends
 * from one has arrived at the other, or was dropped, when the system call that
 * sent it returns. All of IPv4.
 */

#define HOST_PHONE_ADDRESS	0xc0000201	/* 192.0.2.1, host byte order */
#define HOST_LAN_ADDRESS	0xc0000202

/**
 * host_address - a socket address
 * @address: host byte order
 * @port: host byte order
 */
struct sockaddr_in host_address(uint32_t address, uint16_t port);

/**
 * host_socket - open a socket at a host
 * @name: "phone" or "lan"
 * @type: SOCK_STREAM, SOCK_DGRAM or SOCK_RAW
 * @protocol: as for socket(), or 0
 */
int host_socket(const char *name, int type, int protocol);

/**
 * host_set_ipv4 - change a setting of the phone's kernel
 * @name: a file of /proc/sys/net/ipv4
 * @value: a number, in decimal
 */
void host_set_ipv4(const char *name, const char *value);

/**
 * host_bound - open a socket at a host and bind it
 * @name: "phone" or "lan"
 * @type: SOCK_STREAM or SOCK_DGRAM
 * @port: host byte order; 0: any
 */
int host_bound(const char *name, int type, uint16_t port);

/**
 * host_send - send a datagram of zeros
 * @fd: the socket
 * @to: the destination
 * @length: bytes, at most 1500
 */
void host_send(int fd, const struct sockaddr_in *to, size_t length);

/**
 * host_receive - receive a datagram that has already arrived
 * @fd: the socket
 * @length: bytes that it must have
 *
 * Return: whether there was one.
 */
bool host_receive(int fd, size_t length);

/**
 * host_must_receive - host_receive(), or end the program
 * @fd: the socket
 * @length: bytes that it must have
 */
void host_must_receive(int fd, size_t length);

#endif /* BENCH_HOST_H */
