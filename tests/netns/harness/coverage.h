/* SPDX-License-Identifier: MIT */
#ifndef COVERAGE_H
#define COVERAGE_H

#include <stdbool.h>

/*
 * The places of the module that this process has executed, in a kernel with
 * KCOV and with a module built for it (Documentation/dev-tools/kcov.rst).
 */

/*
 * Record the places from now on. Return whether this kernel can; if not,
 * nothing is ever new.
 */
bool coverage_open(void);

/* Forget the places passed since coverage_grows(). */
void coverage_begin(void);

/*
 * Record the places passed since coverage_begin() and return whether some of
 * them are new.
 */
bool coverage_grows(void);

/* Return the number of places recorded. */
unsigned int coverage_places(void);

/* Stop recording. */
void coverage_close(void);

#endif /* COVERAGE_H */
