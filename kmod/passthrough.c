// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netfilter_bridge.h>

#include "dot1x.h"
#include "events.h"
#include "passthrough.h"

static bool is_eapol(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_PAE);
}

/* A priority tag, of VLAN 0, puts a frame into no VLAN (802.1Q 6.9). */
static bool is_in_vlan(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) && skb_vlan_tag_get_id(skb);
}

/*
 * Whether there is a tag behind the first one, which the kernel has taken off. A
 * bridge takes off the first where a frame leaves untagged, and then the frame is
 * in the VLAN of the second, in which the PC may not be; and EAPOL in several
 * tags of VLAN 0 would reach a supplicant.
 */
static bool has_stacked_tags(const struct sk_buff *skb)
{
	return eth_type_vlan(skb->protocol);
}

static bool parse(struct sk_buff *skb, struct phonewall_eapol *eapol)
{
	unsigned int available = min_t(unsigned int, skb->len,
				       PHONEWALL_EAPOL_FACTS);
	u8 buffer[PHONEWALL_EAPOL_FACTS];
	const u8 *data;

	data = skb_header_pointer(skb, 0, available, buffer);
	return data && phonewall_eapol_parse(data, available, skb->len, eapol);
}

static bool device_has(const struct net_device *device, const u8 *address)
{
	struct net_device *master;

	if (ether_addr_equal(device->dev_addr, address))
		return true;
	master = netdev_master_upper_dev_get_rcu((struct net_device *)device);
	return master && ether_addr_equal(master->dev_addr, address);
}

/* Whether an address is the phone's own: a port's, or that of its bridge. */
static bool is_own(const struct phonewall_dot1x *dot1x, const u8 *address)
{
	const struct net_device *pc = rcu_dereference(dot1x->pc.device);
	const struct net_device *lan;

	lan = rcu_dereference(dot1x->switch_port.device);
	return (pc && device_has(pc, address)) ||
	       (lan && device_has(lan, address));
}

/* Consumes the frame, which lies as it came in. */
static void send(struct phonewall_dot1x *dot1x, struct sk_buff *skb,
		 const struct phonewall_port *port,
		 enum phonewall_dot1x_count count)
{
	struct net_device *device = rcu_dereference(port->device);

	if (!device || !netif_running(device) || skb->len > device->mtu) {
		phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_NOT_SENT);
		kfree_skb(skb);
		return;
	}
	phonewall_dot1x_count(dot1x, count);
	skb_push(skb, skb->mac_len);
	skb->dev = device;
	skb->tstamp = 0;
	dev_queue_xmit(skb);
}

static unsigned int steal(struct phonewall_dot1x *dot1x, struct sk_buff *skb,
			  const struct phonewall_port *port,
			  enum phonewall_dot1x_count count)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (skb)
		send(dot1x, skb, port, count);
	else
		phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_NOT_SENT);
	return NF_STOLEN;
}

static unsigned int block(struct phonewall_dot1x *dot1x,
			  enum phonewall_dot1x_count count)
{
	phonewall_dot1x_count(dot1x, count);
	return NF_DROP;
}

static void count_noted(struct phonewall_dot1x *dot1x,
			enum phonewall_noted noted)
{
	if (noted == PHONEWALL_NOTED_EVICTION)
		phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_SESSIONS_EVICTED);
	if (noted == PHONEWALL_NOTED_REFUSAL)
		phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_SESSIONS_REFUSED);
}

static void tell(struct phonewall_dot1x *dot1x, enum phonewall_noted noted,
		 const struct phonewall_session *session)
{
	if (noted == PHONEWALL_NOTED_CHANGE ||
	    noted == PHONEWALL_NOTED_EVICTION)
		phonewall_events_session(dot1x, session, GFP_ATOMIC);
}

/*
 * A frame that was on its way when the link went would begin a session that
 * nothing ends. Returns whether it came from a PC that is still there.
 */
static bool note_pc(struct phonewall_dot1x *dot1x, const struct sk_buff *skb,
		    const struct net_device *device,
		    const struct phonewall_eapol *eapol)
{
	enum phonewall_noted noted = PHONEWALL_NOTED;
	struct phonewall_session copy = { 0 };
	struct phonewall_session *session;
	bool is_there;

	spin_lock(&dot1x->lock);
	is_there = READ_ONCE(dot1x->pc_port_enabled) &&
		   (!dot1x->is_unplugged || netif_carrier_ok(device));
	if (is_there) {
		dot1x->is_unplugged = false;
		noted = phonewall_session_note_pc(&dot1x->sessions,
						  eth_hdr(skb)->h_source, eapol,
						  phonewall_dot1x_now(),
						  &session);
		if (session)
			copy = *session;
	}
	spin_unlock(&dot1x->lock);
	count_noted(dot1x, noted);
	tell(dot1x, noted, &copy);
	return is_there;
}

static void note_switch(struct phonewall_dot1x *dot1x,
			const struct sk_buff *skb,
			const struct phonewall_eapol *eapol)
{
	struct phonewall_session copy = { 0 };
	struct phonewall_session *session;
	enum phonewall_noted noted;

	spin_lock(&dot1x->lock);
	noted = phonewall_session_note_switch(&dot1x->sessions,
					      eth_hdr(skb)->h_dest, eapol,
					      &session);
	if (session)
		copy = *session;
	spin_unlock(&dot1x->lock);
	tell(dot1x, noted, &copy);
}

static noinline unsigned int eapol_from_pc(struct phonewall_dot1x *dot1x,
					   struct sk_buff *skb,
					   const struct net_device *device)
{
	struct phonewall_eapol eapol;

	if (has_stacked_tags(skb) || is_in_vlan(skb))
		return block(dot1x, PHONEWALL_DOT1X_TAGGED);
	if (!is_valid_ether_addr(eth_hdr(skb)->h_source) ||
	    is_own(dot1x, eth_hdr(skb)->h_source))
		return block(dot1x, PHONEWALL_DOT1X_SPOOFED);
	if (is_own(dot1x, eth_hdr(skb)->h_dest))
		return block(dot1x, PHONEWALL_DOT1X_FOR_PHONE);
	if (!parse(skb, &eapol))
		return block(dot1x, PHONEWALL_DOT1X_MALFORMED);
	if (!note_pc(dot1x, skb, device, &eapol))
		return block(dot1x, PHONEWALL_DOT1X_NOT_SENT);
	return steal(dot1x, skb, &dot1x->switch_port,
		     PHONEWALL_DOT1X_TO_SWITCH);
}

static unsigned int from_pc(void *dot1x, struct sk_buff *skb,
			    const struct nf_hook_state *state)
{
	const struct phonewall_dot1x *settings = dot1x;

	if (unlikely(!READ_ONCE(settings->pc_port_enabled)))
		return block(dot1x, PHONEWALL_DOT1X_PORT_DISABLED);
	if (likely(!is_eapol(skb) && !has_stacked_tags(skb)))
		return NF_ACCEPT;
	return eapol_from_pc(dot1x, skb, state->in);
}

static void copy_to_pc(struct phonewall_dot1x *dot1x,
		       const struct sk_buff *skb)
{
	struct sk_buff *copy;

	if (!READ_ONCE(dot1x->pc_port_enabled))
		return;
	copy = skb_clone((struct sk_buff *)skb, GFP_ATOMIC);
	if (copy)
		send(dot1x, copy, &dot1x->pc, PHONEWALL_DOT1X_TO_PC);
	else
		phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_NOT_SENT);
}

/*
 * A supplicant listens at the port, where a bridge leaves what is sent to the
 * PAE group address but not what is sent to the phone alone.
 */
static unsigned int deliver(struct phonewall_dot1x *dot1x, struct sk_buff *skb,
			    const struct net_device *device)
{
	phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_TO_PHONE);
	if (!netif_is_bridge_port(device) || skb_shared(skb) ||
	    skb_cow_head(skb, 0))
		return NF_ACCEPT;
	ether_addr_copy(eth_hdr(skb)->h_dest, phonewall_pae_group);
	skb->pkt_type = PACKET_MULTICAST;
	return NF_ACCEPT;
}

static noinline unsigned int eapol_from_switch(struct phonewall_dot1x *dot1x,
					       struct sk_buff *skb,
					       const struct net_device *device)
{
	struct phonewall_eapol eapol;

	if (is_in_vlan(skb))
		return NF_ACCEPT;
	if (!parse(skb, &eapol))
		return block(dot1x, PHONEWALL_DOT1X_MALFORMED);
	if (is_own(dot1x, eth_hdr(skb)->h_dest))
		return deliver(dot1x, skb, device);
	note_switch(dot1x, skb, &eapol);
	if (is_multicast_ether_addr(eth_hdr(skb)->h_dest)) {
		copy_to_pc(dot1x, skb);
		phonewall_dot1x_count(dot1x, PHONEWALL_DOT1X_TO_PHONE);
		return NF_ACCEPT;
	}
	if (!READ_ONCE(dot1x->pc_port_enabled))
		return block(dot1x, PHONEWALL_DOT1X_PORT_DISABLED);
	return steal(dot1x, skb, &dot1x->pc, PHONEWALL_DOT1X_TO_PC);
}

static unsigned int from_switch(void *dot1x, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	if (likely(!is_eapol(skb)))
		return NF_ACCEPT;
	return eapol_from_switch(dot1x, skb, state->in);
}

static unsigned int blocked_to_pc(void *dot1x, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	return block(dot1x, PHONEWALL_DOT1X_PORT_DISABLED);
}

/* Where group_fwd_mask lets a bridge forward EAPOL, it has been forwarded. */
static unsigned int forwarded(void *priv, struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	const struct phonewall_dot1x *dot1x = priv;
	const struct net_device *pc, *lan;

	if (likely(!is_eapol(skb)))
		return NF_ACCEPT;
	pc = rcu_dereference(dot1x->pc.device);
	lan = rcu_dereference(dot1x->switch_port.device);
	if ((state->in == pc && state->out == lan) ||
	    (state->in == lan && state->out == pc))
		return NF_DROP;
	return NF_ACCEPT;
}

/* What the phone says to the switch by way of a bridge is not for the PC. */
static unsigned int from_phone(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	const struct phonewall_dot1x *dot1x = priv;

	if (is_eapol(skb) && state->out == rcu_dereference(dot1x->pc.device))
		return NF_DROP;
	return NF_ACCEPT;
}

static struct nf_hook_ops ingress_hook(struct phonewall_dot1x *dot1x,
				       nf_hookfn *function)
{
	return (struct nf_hook_ops){
		.hook = function,
		.priv = dot1x,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_INGRESS,
		.priority = INT_MIN,
	};
}

static struct nf_hook_ops bridge_hook(struct phonewall_dot1x *dot1x,
				      nf_hookfn *function, unsigned int number)
{
	return (struct nf_hook_ops){
		.hook = function,
		.priv = dot1x,
		.pf = NFPROTO_BRIDGE,
		.hooknum = number,
		.priority = NF_BR_PRI_FILTER_OTHER,
	};
}

void phonewall_passthrough_init(struct phonewall_dot1x *dot1x)
{
	dot1x->pc.ingress = ingress_hook(dot1x, from_pc);
	dot1x->pc.egress.function = blocked_to_pc;
	dot1x->pc.egress.priv = dot1x;
	dot1x->switch_port.ingress = ingress_hook(dot1x, from_switch);
	dot1x->bridge[0] = bridge_hook(dot1x, forwarded, NF_BR_FORWARD);
	dot1x->bridge[1] = bridge_hook(dot1x, from_phone, NF_BR_LOCAL_OUT);
}
