/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_DEVICE_H
#define PHONEWALL_DEVICE_H

#include <stddef.h>

#include "base/fault.h"

#define PHONEWALL_DEVICE_FILE		"/etc/phonewall/provision.conf"
/* Bytes of the file, and of a value, at most. */
#define PHONEWALL_DEVICE_FILE_MAX	65536
#define PHONEWALL_DEVICE_VALUE_MAX	1024

/**
 * enum phonewall_device_fact - what provision.conf tells of the phone
 * @PHONEWALL_DEVICE_PRODUCT: product: $PN
 * @PHONEWALL_DEVICE_SERIES: series: $PSN
 * @PHONEWALL_DEVICE_SERIAL: serial: $SN
 * @PHONEWALL_DEVICE_FIRMWARE: firmware: $SWVER
 * @PHONEWALL_DEVICE_HARDWARE: hardware: $HWVER
 * @PHONEWALL_DEVICE_INTERFACE: interface: the network device that has the
 *	phone's MAC address and its IP address
 * @PHONEWALL_DEVICE_AUTHORITIES: ca_certificate: PEM file of the authorities
 *	that may have issued a server's certificate
 * @PHONEWALL_DEVICE_CERTIFICATE: certificate: PEM file of the phone's own
 * @PHONEWALL_DEVICE_KEY: key: PEM file of its key
 * @PHONEWALL_DEVICE_HOOK: upgrade_hook: the program that verifies and takes an
 *	image of the firmware
 * @PHONEWALL_DEVICE_BUSY: busy_file: a file that is there while a line is in use
 * @PHONEWALL_DEVICE_FACTS: how many there are
 */
enum phonewall_device_fact {
	PHONEWALL_DEVICE_PRODUCT,
	PHONEWALL_DEVICE_SERIES,
	PHONEWALL_DEVICE_SERIAL,
	PHONEWALL_DEVICE_FIRMWARE,
	PHONEWALL_DEVICE_HARDWARE,
	PHONEWALL_DEVICE_INTERFACE,
	PHONEWALL_DEVICE_AUTHORITIES,
	PHONEWALL_DEVICE_CERTIFICATE,
	PHONEWALL_DEVICE_KEY,
	PHONEWALL_DEVICE_HOOK,
	PHONEWALL_DEVICE_BUSY,
	PHONEWALL_DEVICE_FACTS,
};

/**
 * struct phonewall_device - the phone itself
 * @facts: by enum phonewall_device_fact; NULL if the file does not tell
 *
 * Zero-initialise it; release it with phonewall_device_clear().
 */
struct phonewall_device {
	char *facts[PHONEWALL_DEVICE_FACTS];
};

/**
 * phonewall_device_read - read provision.conf
 * @text: lines "name = value"; empty ones and those that begin with "#" do not
 *	count
 * @device: set whole, or left empty if there is a fault
 * @faults: every fault is added here
 *
 * Return: 0, or -1 if a fault was added.
 */
int phonewall_device_read(const char *text, struct phonewall_device *device,
			  struct phonewall_faults *faults);

/**
 * phonewall_device_user_agent - what servers of HTTP are told of the phone
 * @device: the phone
 *
 * A server that cannot tell phones by their certificate finds the serial number
 * here, as the vendor's chapter on HTTPS says.
 *
 * Return: "PRODUCT/FIRMWARE (SERIAL)", without what is not known, for User-Agent,
 * to be released with free(); or NULL.
 */
char *phonewall_device_user_agent(const struct phonewall_device *device);

/**
 * phonewall_device_clear - release it
 * @device: emptied
 */
void phonewall_device_clear(struct phonewall_device *device);

#endif /* PHONEWALL_DEVICE_H */
