// SPDX-License-Identifier: GPL-2.0
/*
 * The stack does much work for a packet before LOCAL_IN drops it. While there
 * are many of them, a hook at the ingress of the device drops what is certain
 * to be dropped there. It costs the other packets a little, so it is only there
 * during a flood.
 */
#include <linux/jiffies.h>
#include <linux/rtnetlink.h>

#include "firewall/flood.h"

/* A flood: FLOOD_DROPS packets of one CPU in FLOOD_INTERVAL, 2,000 a second. */
#define FLOOD_INTERVAL	(HZ / 10)
#define FLOOD_DROPS	200

/*
 * It is over after so many checks in a row with fewer packets each. The bounds
 * lie apart, so that nobody can switch the hook often: each time costs as much
 * as some thousand packets.
 */
#define CHECK_INTERVAL	HZ
#define CHECK_DROPS	1000
#define CHECKS_QUIET	5

/*
 * As many as the stack can send in any such interval: 50 at once
 * (icmp_msgs_burst), and 1,000 a second (icmp_msgs_per_sec).
 */
#define ANSWERS_INTERVAL	(HZ / 20)
#define ANSWERS			100

/* Why packets are dropped that the ingress can be certain of. */
static const enum phonewall_reason reasons[] = {
	PHONEWALL_REASON_UDP_BLOCKED,
	PHONEWALL_REASON_UDP_REJECTED,
	PHONEWALL_REASON_TCP_BLOCKED,
	PHONEWALL_REASON_NO_ICMP_PING,
	PHONEWALL_REASON_ICMP_TYPE,
	PHONEWALL_REASON_ICMP_ERROR,
};

static bool is_counted(enum phonewall_reason reason)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (reasons[i] == reason)
			return true;
	}
	return false;
}

static u64 count_dropped(const struct phonewall_flood *flood)
{
	unsigned int i;
	u64 packets = 0;

	for (i = 0; i < ARRAY_SIZE(reasons); i++)
		packets += phonewall_stats_read(flood->stats, reasons[i]);
	return packets;
}

/*
 * The stack receives what comes in by a port of a bridge, a bond or a VRF as if
 * it came in by the master.
 */
static bool can_be_hooked(struct net_device *device)
{
	return !(device->flags & IFF_LOOPBACK) && !netif_is_l3_master(device) &&
	       !netdev_master_upper_dev_get(device);
}

/* Without the hook everything is as before, only slower. */
static void hook(struct phonewall_flood *flood)
{
	struct net_device *device;

	device = __dev_get_by_index(flood->net, READ_ONCE(flood->ifindex));
	if (!device || !can_be_hooked(device))
		return;
	flood->ingress.dev = device;
	if (nf_register_net_hook(flood->net, &flood->ingress))
		return;
	WRITE_ONCE(flood->hooked, device->ifindex);
	flood->seen = count_dropped(flood);
	flood->quiet = 0;
	schedule_delayed_work(&flood->check, CHECK_INTERVAL);
}

static void unhook(struct phonewall_flood *flood)
{
	if (!flood->hooked)
		return;
	nf_unregister_net_hook(flood->net, &flood->ingress);
	WRITE_ONCE(flood->hooked, 0);
}

static bool is_over(struct phonewall_flood *flood)
{
	u64 seen = count_dropped(flood);

	if (seen - flood->seen >= CHECK_DROPS)
		flood->quiet = 0;
	else
		flood->quiet++;
	flood->seen = seen;
	return flood->quiet == CHECKS_QUIET;
}

static void check(struct work_struct *work)
{
	struct phonewall_flood *flood = container_of(to_delayed_work(work),
						     struct phonewall_flood,
						     check);

	rtnl_lock();
	if (!flood->started)
		goto unlock;
	if (!flood->hooked)
		hook(flood);
	else if (is_over(flood))
		unhook(flood);
	else
		schedule_delayed_work(&flood->check, CHECK_INTERVAL);
unlock:
	rtnl_unlock();
}

static int netdev_event(struct notifier_block *notifier, unsigned long event,
			void *info)
{
	struct phonewall_flood *flood = container_of(notifier,
						     struct phonewall_flood,
						     notifier);
	struct net_device *device = netdev_notifier_info_to_dev(info);

	if (device->ifindex == flood->hooked &&
	    (event == NETDEV_UNREGISTER || !can_be_hooked(device)))
		unhook(flood);
	return NOTIFY_DONE;
}

void phonewall_flood_init(struct phonewall_flood *flood, struct net *net,
			  struct phonewall_stats __percpu *stats,
			  const struct nf_hook_ops *ingress)
{
	flood->net = net;
	flood->stats = stats;
	flood->ingress = *ingress;
	flood->notifier.notifier_call = netdev_event;
	INIT_DELAYED_WORK(&flood->check, check);
}

int phonewall_flood_start(struct phonewall_flood *flood)
{
	int error;

	error = register_netdevice_notifier_net(flood->net, &flood->notifier);
	if (error)
		return error;
	rtnl_lock();
	flood->started = true;
	rtnl_unlock();
	return 0;
}

void phonewall_flood_stop(struct phonewall_flood *flood)
{
	rtnl_lock();
	flood->started = false;
	unhook(flood);
	rtnl_unlock();
	unregister_netdevice_notifier_net(flood->net, &flood->notifier);
}

void phonewall_flood_exit(struct phonewall_flood *flood)
{
	cancel_delayed_work_sync(&flood->check);
}

void phonewall_flood_count(struct phonewall_flood *flood,
			   const struct sk_buff *skb,
			   const struct net_device *device,
			   enum phonewall_reason reason)
{
	unsigned long now = jiffies;

	if (skb->pkt_type != PACKET_HOST || !is_counted(reason))
		return;
	if (now - this_cpu_read(flood->stats->dropped_since) >=
	    FLOOD_INTERVAL) {
		this_cpu_write(flood->stats->dropped_since, now);
		this_cpu_write(flood->stats->dropped, 0);
	}
	if (this_cpu_inc_return(flood->stats->dropped) != FLOOD_DROPS)
		return;
	WRITE_ONCE(flood->ifindex, device->ifindex);
	schedule_delayed_work(&flood->check, 0);
}

bool phonewall_flood_may_answer(struct phonewall_flood *flood)
{
	unsigned long now = jiffies;

	if (now - this_cpu_read(flood->stats->answered_since) >=
	    ANSWERS_INTERVAL) {
		this_cpu_write(flood->stats->answered_since, now);
		this_cpu_write(flood->stats->answered, 0);
	}
	return this_cpu_inc_return(flood->stats->answered) <= ANSWERS;
}
