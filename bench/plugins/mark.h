/* SPDX-License-Identifier: MIT */
/*
 * Marks that a program in the test machine sets and the counter outside sees:
 * instructions without effect, with an operand that no compiler would choose.
 */
#ifndef BENCH_MARK_H
#define BENCH_MARK_H

#define MARK_SIZE	7

/* nopl 0x57484f4e(%rax), where a window begins and where it ends */
#define MARK_EDGE	"\x0f\x1f\x80\x4e\x4f\x48\x57"

/* nopl 0x57484f53(%rax), where a section begins */
#define MARK_SECTION	"\x0f\x1f\x80\x53\x4f\x48\x57"

/**
 * mark_edge - begin or end a window
 */
static inline void mark_edge(void)
{
	__asm__ volatile("nopl 0x57484f4e(%%rax)" ::: "memory");
}

/**
 * mark_section - begin a section
 */
static inline void mark_section(void)
{
	__asm__ volatile("nopl 0x57484f53(%%rax)" ::: "memory");
}

#endif /* BENCH_MARK_H */
