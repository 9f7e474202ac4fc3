// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "host.h"

#define FIRST_PORT	16400
#define SIZE		172
#define PAIRS_MAX	8

struct pair {
	pthread_t thread;
	struct sockaddr_in to;
	int cpu;
	int lan;
	int phone;
	unsigned long packets;
};

static bool stopped;

static void open_pair(struct pair *pair, int cpu)
{
	uint16_t port = FIRST_PORT + 2 * cpu;
	struct timeval wait = { .tv_sec = 2 };

	pair->cpu = cpu;
	pair->lan = host_bound("lan", SOCK_DGRAM, port);
	pair->phone = host_bound("phone", SOCK_DGRAM, port);
	if (setsockopt(pair->phone, SOL_SOCKET, SO_RCVTIMEO, &wait,
		       sizeof(wait)))
		err(1, "SO_RCVTIMEO");
	pair->to = host_address(HOST_PHONE_ADDRESS, port);
}

/* Softirqs that a busy processor puts off deliver a little later. */
static void wait_and_receive(int fd)
{
	char bytes[SIZE];

	if (recv(fd, bytes, sizeof(bytes), 0) != SIZE)
		err(1, "a datagram did not arrive");
}

static void *run(void *argument)
{
	struct pair *pair = argument;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(pair->cpu, &one);
	if (pthread_setaffinity_np(pthread_self(), sizeof(one), &one))
		errx(1, "there is no processor %d", pair->cpu);
	while (!__atomic_load_n(&stopped, __ATOMIC_RELAXED)) {
		host_send(pair->lan, &pair->to, SIZE);
		wait_and_receive(pair->phone);
		pair->packets++;
	}
	return NULL;
}

/*
 * pairs COUNT SECONDS - so many threads, each on a processor of its own, send RTP
 * to the phone and receive it there; prints the packets a second of all.
 */
int main(int argc, char **argv)
{
	struct pair pairs[PAIRS_MAX] = { 0 };
	int count = argc == 3 ? atoi(argv[1]) : 0;
	unsigned long packets = 0;
	int seconds;
	int i;

	if (count < 1 || count > PAIRS_MAX)
		errx(2, "Usage: pairs COUNT SECONDS");
	seconds = atoi(argv[2]);
	for (i = 0; i < count; i++)
		open_pair(&pairs[i], i);
	for (i = 0; i < count; i++)
		if (pthread_create(&pairs[i].thread, NULL, run, &pairs[i]))
			errx(1, "pthread_create");
	sleep(seconds);
	__atomic_store_n(&stopped, true, __ATOMIC_RELAXED);
	for (i = 0; i < count; i++) {
		pthread_join(pairs[i].thread, NULL);
		packets += pairs[i].packets;
	}
	printf("%lu\n", packets / seconds);
	return 0;
}
