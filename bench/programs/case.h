/* SPDX-License-Identifier: MIT */
#ifndef BENCH_CASE_H
#define BENCH_CASE_H

#include <stdbool.h>
#include <stdint.h>

#define RTP_PORT	16384	/* open in every subject's configuration */
#define CLOSED_PORT	9999	/* closed in all of them, as are the next two */
#define DNS_PORT	53
#define RTP_SIZE	172	/* 20 ms of G.711 and the RTP header */

/**
 * struct bench_case - a packet whose cost is measured
 * @name: what the results call it
 * @open: opens sockets and does what comes before
 * @once: sends the packet once, and returns how long the system call took;
 *	ends the program if it was not treated as by a firewall
 * @is_filtered: whether the packet, and one that should fare otherwise, fare as
 *	under a firewall; told before anything is measured
 */
struct bench_case {
	const char *name;
	void (*open)(void);
	uint64_t (*once)(void);
	bool (*is_filtered)(void);
};

/** bench_cases_udp - the cases of UDP, up to one without a name */
extern const struct bench_case bench_cases_udp[];

/** bench_cases_tcp - the cases of TCP, up to one without a name */
extern const struct bench_case bench_cases_tcp[];

/** bench_cases_icmp - the cases of ICMP, up to one without a name */
extern const struct bench_case bench_cases_icmp[];

#endif /* BENCH_CASE_H */
