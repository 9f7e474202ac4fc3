/* SPDX-License-Identifier: MIT */
#ifndef MEMORY_CGROUP_H
#define MEMORY_CGROUP_H

/*
 * Move this process to a new memory cgroup of the unified hierarchy, as a
 * container has one: its allocations are charged there.
 */
void memory_cgroup_enter(void);

/*
 * Move the process back to the root group. Earlier charges stay until the
 * memory is freed.
 */
void memory_cgroup_leave(void);

/* Remove the group after memory_cgroup_leave(). */
void memory_cgroup_remove(void);

/* Return the bytes charged to the group. */
unsigned long memory_cgroup_charged(void);

/* Return how many of those bytes are in slab caches. */
unsigned long memory_cgroup_slab(void);

#endif /* MEMORY_CGROUP_H */
