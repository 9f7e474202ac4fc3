/* SPDX-License-Identifier: MIT */
#ifndef ASSERTION_H
#define ASSERTION_H

/*
 * <cmocka.h> with what it wants to be included before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#endif /* ASSERTION_H */
