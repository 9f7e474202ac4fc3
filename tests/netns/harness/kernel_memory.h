/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

/**
 * kernel_memory_objects - how many objects of a kind the kernel has
 * @cache: a name below /sys/kernel/slab
 *
 * Return: the number; 0 where there is no such cache.
 */
unsigned long kernel_memory_objects(const char *cache);

/**
 * kernel_memory_object_size - how much memory an object of a kind takes
 * @cache: a name below /sys/kernel/slab
 *
 * Return: bytes; 0 if there is no such cache.
 */
unsigned long kernel_memory_object_size(const char *cache);

/**
 * kernel_memory_flows - how many flows of the module's take memory
 */
unsigned long kernel_memory_flows(void);

/**
 * kernel_memory_kmalloc_objects - how much is allocated by kmalloc()
 *
 * Return: how many objects.
 */
unsigned long kernel_memory_kmalloc_objects(void);

/**
 * kernel_memory_free_pages - how many pages are free
 *
 * Of these each processor has a store, of many megabytes, that /proc/meminfo
 * does not tell.
 */
unsigned long kernel_memory_free_pages(void);

/**
 * kernel_memory_kilobytes - how much memory the kernel says there is of a kind
 * @name: a name in /proc/meminfo, as "Percpu"
 */
unsigned long kernel_memory_kilobytes(const char *name);

/**
 * kernel_memory_quarantine - how much of what was freed the kernel may keep
 *
 * KASAN keeps it, to see who uses it after all.
 *
 * Return: kilobytes; 0 without KASAN.
 */
unsigned long kernel_memory_quarantine(void);

#endif /* KERNEL_MEMORY_H */
