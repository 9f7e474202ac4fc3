/* SPDX-License-Identifier: MIT */
#ifndef PHONEWALL_PAC_CAGE_H
#define PHONEWALL_PAC_CAGE_H

/*
 * The cage of phonewall-pac: what a script could do if it broke out of the
 * interpreter.
 */

/* Seconds of processor time, and bytes of address space, at most. */
#define PHONEWALL_PAC_CPU_SECONDS	1
#define PHONEWALL_PAC_MEMORY		(32 * 1024 * 1024)

/**
 * phonewall_pac_cage_limit - limit what the process uses
 *
 * Processor time, address space, no new file, no process, no core.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_pac_cage_limit(void);

/**
 * phonewall_pac_cage_filter - forbid system calls, for ever
 *
 * Allowed are: read of descriptor 0, write to descriptor 1, memory that is not
 * executable and no file, the clock, and the process's own end. Any other call
 * kills the process by SIGSYS.
 *
 * Return: 0, or a negative errno.
 */
int phonewall_pac_cage_filter(void);

#endif /* PHONEWALL_PAC_CAGE_H */
