/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_CHANNEL_H
#define PHONEWALL_PAC_CHANNEL_H

#include <stddef.h>

#include "proxy/pac_frame.h"

/*
 * The program's way to the one that has started it. Whatever is wrong there
 * ends the program.
 */

/**
 * phonewall_pac_channel_read - wait for the next frame
 * @type: the type that it must have
 * @length: set to the bytes of its payload; may be NULL
 *
 * Return: the payload, followed by a NUL, to be released with free().
 */
char *phonewall_pac_channel_read(enum phonewall_pac_frame_type type,
				 size_t *length);

/**
 * phonewall_pac_channel_write - send a frame
 * @type: its type
 * @text: its payload
 */
void phonewall_pac_channel_write(enum phonewall_pac_frame_type type,
				 const char *text);

/**
 * phonewall_pac_channel_fault - send a fault and end the program
 * @line: line of the script, 0 if none is known
 * @text: what is wrong; shortened if it is too long
 */
void phonewall_pac_channel_fault(unsigned int line, const char *text)
	__attribute__((noreturn));

#endif /* PHONEWALL_PAC_CHANNEL_H */
