/* SPDX-License-Identifier: MIT */
#ifndef DEVICE_CHURN_H
#define DEVICE_CHURN_H

#include "harness/dot1x.h"
#include "harness/host.h"

/*
 * Random operations on devices, settings and frames by three processes at once,
 * in two namespaces of one user: HOST_PHONE and HOST_LAN. Ports, and devices
 * that could be ports, have names of one pool, the other ends of their pairs
 * names of another. Only devices of the first are ever added to a bridge or get
 * a device on top, so no frame loops.
 */
#define DEVICE_CHURN_HOSTS	2
#define DEVICE_CHURN_NAME_MAX	16

/*
 * Allocate what the processes share and count. Call it first, once in a
 * program.
 */
void device_churn_open(void);

/*
 * Open sockets in both namespaces, in which nothing is set. Call it after
 * hosts_create().
 */
void device_churn_begin(void);

/*
 * Run the processes for @operations on devices and settings together, then end
 * them. Fail the test if one of them found something wrong.
 */
void device_churn_run(unsigned int seed, unsigned int operations);

/*
 * Set settings in a namespace. Their names must stay valid until the program
 * ends. @answer may be NULL. Return 0 or a negative errno.
 */
int device_churn_ask(enum host host, const struct dot1x_settings *settings,
		     struct genetlink_answer *answer);

/* Get the status of a namespace. */
void device_churn_read(enum host host, struct dot1x_status *status);

/*
 * Compare a status with the settings that were accepted last. Return what
 * differs, or NULL.
 */
const char *device_churn_find_difference(enum host host,
					 const struct dot1x_status *status);

/* Return the rtnetlink_open() socket of a namespace. */
int device_churn_rtnetlink(enum host host);

/*
 * Print how often each operation was tried and succeeded. Return how many kinds
 * never succeeded.
 */
unsigned int device_churn_report(void);

#endif /* DEVICE_CHURN_H */
