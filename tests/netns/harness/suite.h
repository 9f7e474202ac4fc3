/* SPDX-License-Identifier: GPL-2.0 */
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

/**
 * suite_begin - the group's set-up: hosts, topology and module
 * @state: not used
 *
 * Return: 0.
 */
int suite_begin(void **state);

/**
 * suite_end - the group's tear-down
 * @state: not used
 *
 * Return: 0.
 */
int suite_end(void **state);

/**
 * suite_lift_rate_limits - have a host send every ICMP error that is due
 * @host: the host; the phone's are lifted anyway
 *
 * The limits would make a test depend on those before it.
 */
void suite_lift_rate_limits(enum host host);

/**
 * suite_begin_test - the set-up of every test
 * @state: the struct suite_variant
 *
 * firewall_policy() is in force, there are no flows, and the kernel limits no
 * answers.
 *
 * Return: 0.
 */
int suite_begin_test(void **state);

/**
 * suite_prepare_tests - add a step to the set-up of every test
 * @prepare: what suite_begin_test() calls last
 */
void suite_prepare_tests(void (*prepare)(void));

/**
 * suite_end_test - the tear-down of every test: closes its sockets
 * @state: not used
 *
 * Return: 0.
 */
int suite_end_test(void **state);

/**
 * suite_family - the family that a test runs with
 * @state: the test's
 *
 * Return: AF_INET or AF_INET6.
 */
sa_family_t suite_family(void **state);

#endif /* SUITE_H */
