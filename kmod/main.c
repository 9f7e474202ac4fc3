// SPDX-License-Identifier: GPL-2.0
#include <linux/init.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <net/genetlink.h>

#include "firewall/flow.h"
#include "netlink/netlink.h"
#include "netns.h"
#include "version.h"

static int __init phonewall_init(void)
{
	int error;

	error = phonewall_flow_init();
	if (error)
		return error;
	error = phonewall_netns_init();
	if (error)
		goto exit_flow;
	error = phonewall_netlink_init();
	if (error)
		goto exit_netns;
	return 0;

exit_netns:
	phonewall_netns_exit();
exit_flow:
	rcu_barrier();
	phonewall_flow_exit();
	return error;
}

static void __exit phonewall_exit(void)
{
	phonewall_netlink_exit();
	phonewall_netns_exit();
	rcu_barrier();
	phonewall_flow_exit();
}

module_init(phonewall_init);
module_exit(phonewall_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("The phonewall authors");
MODULE_DESCRIPTION("Stateful firewall and 802.1X pass-through for a desk phone");
MODULE_VERSION(PHONEWALL_VERSION);
MODULE_ALIAS_GENL_FAMILY(PHONEWALL_GENL_NAME);
