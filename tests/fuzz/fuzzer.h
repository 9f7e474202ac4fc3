/* SPDX-License-Identifier: MIT */
#ifndef FUZZER_H
#define FUZZER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * libFuzzer calls this again and again; each program of this directory defines
 * it. Always returns 0; a fault is an abort().
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * libFuzzer calls this, if a program defines it, instead of its own mutations:
 * changes the input, which may grow to @max_size, and returns its new size.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed);

/* libFuzzer's own mutations. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* What must be true for every input. */
#define REQUIRE(condition)						\
	do {								\
		if (!(condition)) {					\
			fprintf(stderr, "%s:%d: not true: %s\n",	\
				__FILE__, __LINE__, #condition);	\
			abort();					\
		}							\
	} while (0)

#endif /* FUZZER_H */
