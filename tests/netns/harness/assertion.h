/* SPDX-License-Identifier: GPL-2.0 */
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
