/* SPDX-License-Identifier: MIT */
#ifndef SUITE_H
#define SUITE_H

#include "harness/assertion.h"
#include "harness/firewall.h"
#include "harness/host.h"

/**
 * struct suite_variant - how a test runs this time
 * @family: AF_INET or AF_INET6
 * @early_demux: whether the kernel puts the socket on a packet beforehand
 */
struct suite_variant {
	sa_family_t family;
	bool early_demux;
};

extern struct suite_variant suite_ipv4;
extern struct suite_variant suite_ipv6;
extern struct suite_variant suite_ipv4_late;
extern struct suite_variant suite_ipv6_late;

#define SUITE_TEST(test, name, variant) \
	{ #test name, test, suite_begin_test, suite_end_test, variant }

/* A test of IPv4 or IPv6 only. */
#define TEST_IPV4(test)	SUITE_TEST(test, "", &suite_ipv4)
#define TEST_IPV6(test)	SUITE_TEST(test, "", &suite_ipv6)

/* A test that runs with each; its state is a struct suite_variant. */
#define TEST_FAMILIES(test) \
	SUITE_TEST(test, "_ipv4", &suite_ipv4), \
	SUITE_TEST(test, "_ipv6", &suite_ipv6)

/* The same, and each with early demultiplexing on and off. */
#define TEST_DEMUX(test) \
	TEST_FAMILIES(test), \
	SUITE_TEST(test, "_ipv4_no_early_demux", &suite_ipv4_late), \
	SUITE_TEST(test, "_ipv6_no_early_demux", &suite_ipv6_late)

/* Group set-up: hosts, topology and module. */
int suite_begin(void **state);

/* Group tear-down. */
int suite_end(void **state);

/*
 * Make a host send every ICMP error that is due; with rate limits a test would
 * depend on those before it. suite_begin_test() does this for the phone.
 */
void suite_lift_rate_limits(enum host host);

/*
 * Set-up of every test: firewall_policy() is in force, there are no flows, and
 * the phone's ICMP errors are not rate limited.
 */
int suite_begin_test(void **state);

/* Add a step to the set-up of every test: suite_begin_test() calls it last. */
void suite_prepare_tests(void (*prepare)(void));

/* Tear-down of every test: close its sockets. */
int suite_end_test(void **state);

/* Return the family that a test runs with. */
sa_family_t suite_family(void **state);

#endif /* SUITE_H */
