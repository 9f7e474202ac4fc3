/* SPDX-License-Identifier: MIT */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

/* Return the number in an environment variable; @otherwise if unset or empty. */
unsigned long environment_number(const char *name, unsigned long otherwise);

#endif /* ENVIRONMENT_H */
