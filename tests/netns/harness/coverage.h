/* SPDX-License-Identifier: MIT */
#ifndef COVERAGE_H
#define COVERAGE_H

#include <stdbool.h>

/*
 * Which places of the module this process has run through, in a kernel with
 * KCOV and with a module built for it (Documentation/dev-tools/kcov.rst).
 */

/**
 * coverage_open - note the places from here on
 *
 * Return: whether this kernel can tell; where it cannot there is nothing new.
 */
bool coverage_open(void);

/**
 * coverage_begin - forget what was run through since coverage_grows()
 */
void coverage_begin(void);

/**
 * coverage_grows - note what was run through since coverage_begin()
 *
 * Return: whether some of it is new.
 */
bool coverage_grows(void);

/**
 * coverage_places - how many places there were
 */
unsigned int coverage_places(void);

/**
 * coverage_close - note no more
 */
void coverage_close(void);

#endif /* COVERAGE_H */
