/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_MEMORY_H
#define KERNEL_MEMORY_H

/*
 * Return the number of objects in a slab cache, a name below /sys/kernel/slab;
 * 0 if there is no such cache.
 */
unsigned long kernel_memory_objects(const char *cache);

/*
 * Return the bytes of an object of a slab cache; 0 if there is no such cache.
 */
unsigned long kernel_memory_object_size(const char *cache);

/* Return the number of flows of the module that take memory. */
unsigned long kernel_memory_flows(void);

/* Return the number of objects allocated by kmalloc(). */
unsigned long kernel_memory_kmalloc_objects(void);

/*
 * Return the number of free pages. Each processor also has a cache of many
 * megabytes, which /proc/meminfo does not show.
 */
unsigned long kernel_memory_free_pages(void);

/* Return the value of a line of /proc/meminfo, as "Percpu", in kB. */
unsigned long kernel_memory_kilobytes(const char *name);

/*
 * Return how many kB of freed memory the kernel may keep: KASAN keeps it to
 * detect use after free. 0 without KASAN.
 */
unsigned long kernel_memory_quarantine(void);

#endif /* KERNEL_MEMORY_H */
