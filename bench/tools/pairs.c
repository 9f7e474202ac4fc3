// SPDX-License-Identifier: MIT
#include <err.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "host.h"
#include "mark.h"

#define FIRST_PORT	16400
#define SIZE		172
#define PAIRS_MAX	8
#define WARM_UP		500

struct pair {
	pthread_t thread;
	struct sockaddr_in to;
	int cpu;
	int lan;
	int phone;
};

static unsigned long packets;
static pthread_barrier_t warm;

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

/* Softirqs that a busy processor defers deliver a little later. */
static void wait_and_receive(int fd)
{
	char bytes[SIZE];

	if (recv(fd, bytes, sizeof(bytes), 0) != SIZE)
		err(1, "a datagram did not arrive");
}

static void carry(const struct pair *pair, unsigned long count)
{
	while (count--) {
		host_send(pair->lan, &pair->to, SIZE);
		wait_and_receive(pair->phone);
	}
}

static void *run(void *argument)
{
	const struct pair *pair = argument;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(pair->cpu, &one);
	if (pthread_setaffinity_np(pthread_self(), sizeof(one), &one))
		errx(1, "there is no processor %d", pair->cpu);
	carry(pair, WARM_UP);
	pthread_barrier_wait(&warm);
	mark_edge();
	carry(pair, packets);
	mark_edge();
	return NULL;
}

static void run_all(struct pair *pairs, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (pthread_create(&pairs[i].thread, NULL, run, &pairs[i]))
			errx(1, "pthread_create");
	for (i = 0; i < count; i++)
		pthread_join(pairs[i].thread, NULL);
}

/*
 * pairs COUNT PACKETS - COUNT threads, each on a processor of its own, send RTP
 * to the phone and receive it there, PACKETS each. The run is a section, and
 * each thread's packets are a window, for a plugin of QEMU.
 */
int main(int argc, char **argv)
{
	struct pair pairs[PAIRS_MAX] = { 0 };
	int count = argc == 3 ? atoi(argv[1]) : 0;
	int i;

	if (count < 1 || count > PAIRS_MAX)
		errx(2, "Usage: pairs COUNT PACKETS");
	packets = strtoul(argv[2], NULL, 10);
	if (pthread_barrier_init(&warm, NULL, count))
		errx(1, "pthread_barrier_init");
	for (i = 0; i < count; i++)
		open_pair(&pairs[i], i);
	mark_section();
	run_all(pairs, count);
	return 0;
}
