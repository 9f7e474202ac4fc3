/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_FRAME_H
#define PHONEWALL_PAC_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/host_name.h"
#include "proxy/pac_result.h"
#include "proxy/target.h"

/*
 * What phonewall-pac and the program that has started it say to each other, on
 * one socket: frames of a type, the length of the payload as four bytes, the
 * most significant first, and the payload, a text without a NUL.
 *
 * The program sends the own address, the URL, the host and the script. Then
 * phonewall-pac sends names, each of which is answered before the next one, and
 * in the end one result or fault.
 */

#define PHONEWALL_PAC_HEADER	5

/* Bytes of a script, and of the text of a fault, at most. */
#define PHONEWALL_PAC_SCRIPT_MAX	(1024 * 1024)
#define PHONEWALL_PAC_FAULT_MAX		512

/* Bytes of a payload that phonewall-pac sends, at most. */
#define PHONEWALL_PAC_ANSWER_MAX	PHONEWALL_PAC_RESULT_MAX

/**
 * enum phonewall_pac_frame_type - what a frame has in it
 * @PHONEWALL_PAC_OWN_ADDRESS: the phone's own address
 * @PHONEWALL_PAC_URL: the URL that is to be fetched
 * @PHONEWALL_PAC_HOST: its host
 * @PHONEWALL_PAC_SCRIPT: the script
 * @PHONEWALL_PAC_ADDRESS: the IPv4 address of the name that was asked for;
 *	empty if it has none
 * @PHONEWALL_PAC_NAME: asks for the address of this name
 * @PHONEWALL_PAC_RESULT: what FindProxyForURL has returned
 * @PHONEWALL_PAC_FAULT: the line of the script, a space and what is wrong there;
 *	line 0 if it is not known
 */
enum phonewall_pac_frame_type {
	PHONEWALL_PAC_OWN_ADDRESS = 'o',
	PHONEWALL_PAC_URL = 'u',
	PHONEWALL_PAC_HOST = 'h',
	PHONEWALL_PAC_SCRIPT = 's',
	PHONEWALL_PAC_ADDRESS = 'a',
	PHONEWALL_PAC_NAME = 'n',
	PHONEWALL_PAC_RESULT = 'r',
	PHONEWALL_PAC_FAULT = 'f',
};

/**
 * phonewall_pac_header_put - write the header of a frame
 * @header: set
 * @type: its type
 * @length: bytes of its payload
 */
void phonewall_pac_header_put(uint8_t header[PHONEWALL_PAC_HEADER],
			      enum phonewall_pac_frame_type type,
			      size_t length);

/**
 * phonewall_pac_header_get - read the header of a frame
 * @header: the header
 * @type: set to its type
 * @length: set to the bytes of its payload
 *
 * Return: true if it is the header of a frame of a known type that is not
 * longer than such a frame may be.
 */
bool phonewall_pac_header_get(const uint8_t header[PHONEWALL_PAC_HEADER],
			      enum phonewall_pac_frame_type *type,
			      size_t *length);

#endif /* PHONEWALL_PAC_FRAME_H */
