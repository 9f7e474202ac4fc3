// SPDX-License-Identifier: GPL-2.0
/*
 * A module that commits one fault at a time that no module may commit.
 * tests/debug/complaints uses it to check that the debug kernel complains, and
 * that this fails a run. It has no other use.
 */
#define pr_fmt(format)	KBUILD_MODNAME ": " format

#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

#define OBJECT_BYTES	40

static char *fault = "none";
module_param(fault, charp, 0);
MODULE_PARM_DESC(fault, "which fault");

/**
 * struct broken_fault - something that no module may do
 * @name: its name
 * @commit: does it
 */
struct broken_fault {
	const char *name;
	void (*commit)(void);
};

static void none(void)
{
	kfree(kmalloc(OBJECT_BYTES, GFP_KERNEL));
}

static void use_after_free(void)
{
	u8 *object = kzalloc(OBJECT_BYTES, GFP_KERNEL);

	kfree(object);
	OPTIMIZER_HIDE_VAR(object);
	WRITE_ONCE(object[3], 1);
}

static void out_of_bounds(void)
{
	u8 *object = kzalloc(OBJECT_BYTES, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(object);
	WRITE_ONCE(object[OBJECT_BYTES], 1);
	kfree(object);
}

static void double_free(void)
{
	u8 *object = kzalloc(OBJECT_BYTES, GFP_KERNEL);

	kfree(object);
	OPTIMIZER_HIDE_VAR(object);
	kfree(object);
}

/* No pointer to them is left, not even on the stack. */
static noinline void leak(void)
{
	unsigned int i;

	for (i = 0; i < 10; i++)
		WRITE_ONCE(*(u8 *)kzalloc(OBJECT_BYTES, GFP_KERNEL), i);
}

static void sleep_under_rcu(void)
{
	rcu_read_lock();
	kfree(kmalloc(OBJECT_BYTES, GFP_KERNEL));
	rcu_read_unlock();
}

static void sleep_under_lock(void)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock_bh(&lock);
	kfree(kmalloc(OBJECT_BYTES, GFP_KERNEL));
	spin_unlock_bh(&lock);
}

static void dereference_without_rcu(void)
{
	static int number;
	static int __rcu *pointer = (int __rcu __force *)&number;

	WRITE_ONCE(number, *rcu_dereference(pointer));
}

/* Both are of one class. */
static void lock_twice(void)
{
	spinlock_t locks[2];
	int i;

	for (i = 0; i < 2; i++)
		spin_lock_init(&locks[i]);
	spin_lock(&locks[0]);
	spin_lock(&locks[1]);
	spin_unlock(&locks[1]);
	spin_unlock(&locks[0]);
}

static void lock_in_either_order(void)
{
	static DEFINE_SPINLOCK(one);
	static DEFINE_SPINLOCK(other);

	spin_lock(&one);
	spin_lock(&other);
	spin_unlock(&other);
	spin_unlock(&one);
	spin_lock(&other);
	spin_lock(&one);
	spin_unlock(&one);
	spin_unlock(&other);
}

static void shift_too_far(void)
{
	int by = 40;

	OPTIMIZER_HIDE_VAR(by);
	pr_info("shifted: %d\n", 1 << by);
}

static void release_twice(void)
{
	refcount_t count = REFCOUNT_INIT(1);

	refcount_dec(&count);
	refcount_dec(&count);
}

static void corrupt_list(void)
{
	LIST_HEAD(list);
	LIST_HEAD(other);
	LIST_HEAD(entry);

	list.next = &other;
	list_add(&entry, &list);
}

static void no_timer(struct timer_list *timer)
{
}

static void set_up_twice(void)
{
	static struct timer_list timer;

	timer_setup(&timer, no_timer, 0);
	mod_timer(&timer, jiffies + HZ);
	timer_setup(&timer, no_timer, 0);
	del_timer_sync(&timer);
}

static void keep_object_of_cache(void)
{
	struct kmem_cache *cache = kmem_cache_create("broken", OBJECT_BYTES, 0,
						     0, NULL);
	void *object = kmem_cache_alloc(cache, GFP_KERNEL);

	kmem_cache_destroy(cache);
	OPTIMIZER_HIDE_VAR(object);
}

/* Longer than the test lets a task wait. */
static void hang(void)
{
	msleep(8000);
}

static const struct net_device_ops no_operations;
static struct net_device *device;

static void release_device(struct work_struct *work)
{
	dev_put(device);
}

/* It is released in the end: otherwise the machine never stops. */
static void keep_device(void)
{
	static DECLARE_DELAYED_WORK(release, release_device);

	device = alloc_etherdev(0);
	device->netdev_ops = &no_operations;
	if (register_netdev(device))
		return;
	dev_hold(device);
	schedule_delayed_work(&release, 5 * HZ);
	unregister_netdev(device);
	free_netdev(device);
}

static const struct broken_fault faults[] = {
	{ "none", none },
	{ "use-after-free", use_after_free },
	{ "out-of-bounds", out_of_bounds },
	{ "double-free", double_free },
	{ "leak", leak },
	{ "sleep-under-rcu", sleep_under_rcu },
	{ "sleep-under-lock", sleep_under_lock },
	{ "dereference-without-rcu", dereference_without_rcu },
	{ "lock-twice", lock_twice },
	{ "lock-in-either-order", lock_in_either_order },
	{ "shift-too-far", shift_too_far },
	{ "release-twice", release_twice },
	{ "corrupt-list", corrupt_list },
	{ "set-up-twice", set_up_twice },
	{ "keep-object-of-cache", keep_object_of_cache },
	{ "hang", hang },
	{ "keep-device", keep_device },
};

static int __init broken_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		if (strcmp(fault, faults[i].name))
			continue;
		pr_info("fault %s begins\n", fault);
		faults[i].commit();
		pr_info("fault %s ends\n", fault);
		return 0;
	}
	return -EINVAL;
}

static void __exit broken_exit(void)
{
}

module_init(broken_init);
module_exit(broken_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Faults for the debug kernel to find");
