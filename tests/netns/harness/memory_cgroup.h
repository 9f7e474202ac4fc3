/* SPDX-License-Identifier: MIT */
#ifndef MEMORY_CGROUP_H
#define MEMORY_CGROUP_H

/**
 * memory_cgroup_enter - have what is allocated on behalf of this process
 *	charged to a memory cgroup of its own
 *
 * A container has one. Makes the group in the unified hierarchy.
 */
void memory_cgroup_enter(void);

/**
 * memory_cgroup_leave - take the process back to the root group
 *
 * What has been charged to its own stays charged there until it is freed.
 */
void memory_cgroup_leave(void);

/**
 * memory_cgroup_remove - remove the group, which the process has left
 */
void memory_cgroup_remove(void);

/**
 * memory_cgroup_charged - how much is charged to the group
 *
 * Return: bytes.
 */
unsigned long memory_cgroup_charged(void);

/**
 * memory_cgroup_slab - how much of it is in slab caches
 *
 * Return: bytes.
 */
unsigned long memory_cgroup_slab(void);

#endif /* MEMORY_CGROUP_H */
