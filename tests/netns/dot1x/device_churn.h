/* SPDX-License-Identifier: MIT */
#ifndef DEVICE_CHURN_H
#define DEVICE_CHURN_H

#include "harness/dot1x.h"
#include "harness/host.h"

/*
 * Random operations on devices, settings and frames, three processes at once,
 * in two namespaces of one user: HOST_PHONE and HOST_LAN. Ports, and devices
 * that could be, have names of one pool; the other ends of their pairs those of
 * another, and only devices of the first are ever put into a bridge or have
 * something on top: so no frame runs in a circle.
 */
#define DEVICE_CHURN_HOSTS	2
#define DEVICE_CHURN_NAME_MAX	16

/**
 * device_churn_open - prepare what the processes share and count
 *
 * Before anything else, once in a program.
 */
void device_churn_open(void);

/**
 * device_churn_begin - open sockets in both namespaces, nothing being set there
 *
 * After hosts_create().
 */
void device_churn_begin(void);

/**
 * device_churn_run - run the processes for a while, and end them
 * @seed: of their random numbers
 * @operations: how many on devices and settings together
 *
 * Fails the test if one of them found something wrong.
 */
void device_churn_run(unsigned int seed, unsigned int operations);

/**
 * device_churn_ask - put settings into force in a namespace
 * @host: HOST_PHONE or HOST_LAN
 * @settings: the settings; their names outlive the program
 * @answer: set to the answer; may be NULL
 *
 * Return: 0 or a negative errno.
 */
int device_churn_ask(enum host host, const struct dot1x_settings *settings,
		     struct genetlink_answer *answer);

/**
 * device_churn_read - read the status of a namespace
 * @host: HOST_PHONE or HOST_LAN
 * @status: set to it
 */
void device_churn_read(enum host host, struct dot1x_status *status);

/**
 * device_churn_find_difference - compare a status with what was last granted
 * @host: whose it is
 * @status: the status
 *
 * Return: what differs; NULL if nothing does.
 */
const char *device_churn_find_difference(enum host host,
					 const struct dot1x_status *status);

/**
 * device_churn_rtnetlink - the socket for devices of a namespace
 * @host: HOST_PHONE or HOST_LAN
 *
 * Return: what rtnetlink_open() returned.
 */
int device_churn_rtnetlink(enum host host);

/**
 * device_churn_report - print how often what was done, and what succeeded
 *
 * Return: how many kinds of operations never succeeded.
 */
unsigned int device_churn_report(void);

#endif /* DEVICE_CHURN_H */
