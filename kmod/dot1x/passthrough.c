// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netfilter_bridge.h>
#include <linux/pkt_sched.h>

#include "dot1x/logoff.h"
#include "dot1x/passthrough.h"
#include "dot1x/state.h"

static bool is_eapol(const struct sk_buff *skb)
{
	return skb->protocol == htons(ETH_P_PAE);
}

/* A priority tag (VLAN 0) puts a frame into no VLAN (802.1Q 6.9). */
static bool is_in_vlan(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) && skb_vlan_tag_get_id(skb);
}

/*
 * Return: true if there is a tag behind the first, which the kernel has taken
 * off. A bridge removes the first if a frame leaves untagged, which moves the
 * frame to the VLAN of the second, where the PC may not be. And EAPOL in
 * several tags of VLAN 0 would reach a supplicant.
 */
static bool has_stacked_tags(const struct sk_buff *skb)
{
	return eth_type_vlan(skb->protocol);
}

static bool parse_eapol(struct sk_buff *skb, struct phonewall_eapol *eapol)
{
	unsigned int available = min_t(unsigned int, skb->len,
				       PHONEWALL_EAPOL_FACTS);
	u8 buffer[PHONEWALL_EAPOL_FACTS];
	const u8 *data;

	data = skb_header_pointer(skb, 0, available, buffer);
	return data && phonewall_eapol_parse(data, available, skb->len, eapol);
}

static bool may_be_own(const struct phonewall_dot1x *dot1x, const u8 *address)
{
	return READ_ONCE(dot1x->own_addresses) &
	       phonewall_port_address_bit(address);
}

/* Return: true if a port, or a device above one, has the address. */
static bool is_own(const struct phonewall_dot1x *dot1x, const u8 *address)
{
	if (!may_be_own(dot1x, address))
		return false;
	return phonewall_port_has_address(&dot1x->pc_port, address) ||
	       phonewall_port_has_address(&dot1x->switch_port, address);
}

/*
 * Consumes the frame, whose MAC header is before its data. It has the priority
 * of a Logoff, which must not overtake it. Return: true if the device has taken
 * it.
 */
static bool send_frame(struct phonewall_dot1x *dot1x, struct sk_buff *skb,
		       const struct phonewall_port *port,
		       enum phonewall_dot1x_count count)
{
	struct net_device *device = rcu_dereference(port->device);

	if (!device || !netif_running(device) || skb->len > device->mtu) {
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_NOT_SENT);
		kfree_skb(skb);
		return false;
	}
	phonewall_dot1x_inc(dot1x, count);
	skb_push(skb, skb->mac_len);
	skb->dev = device;
	skb->tstamp = 0;
	skb->priority = TC_PRIO_CONTROL;
	return dev_queue_xmit(skb) == NET_XMIT_SUCCESS &&
	       netif_carrier_ok(device);
}

/* send_frame() for the frame that the hook was called for. */
static bool steal_frame(struct phonewall_dot1x *dot1x, struct sk_buff *skb,
			const struct phonewall_port *port,
			enum phonewall_dot1x_count count)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (skb)
		return send_frame(dot1x, skb, port, count);
	phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_NOT_SENT);
	return false;
}

static unsigned int drop_frame(struct phonewall_dot1x *dot1x,
			       enum phonewall_dot1x_count count)
{
	phonewall_dot1x_inc(dot1x, count);
	return NF_DROP;
}

static void notify_session(struct phonewall_dot1x *dot1x,
			   enum phonewall_learned learned,
			   const struct phonewall_session *session)
{
	if (learned == PHONEWALL_LEARNED_EVICTION)
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_SESSIONS_EVICTED);
	if (learned == PHONEWALL_LEARNED_CHANGE ||
	    learned == PHONEWALL_LEARNED_EVICTION)
		phonewall_dot1x_notify(dot1x, session, GFP_ATOMIC);
}

/* A frame that was in flight when the link was lost starts no session. */
static bool is_pc_present(const struct phonewall_dot1x *dot1x,
			  const struct net_device *device)
{
	return READ_ONCE(dot1x->pc_port_enabled) &&
	       (!dot1x->unplugged ||
		(netif_running(device) && netif_carrier_ok(device)));
}

/* Return: true if the PC is present; @learned and @copy are set then. */
static bool learn_pc(struct phonewall_dot1x *dot1x, const u8 *source,
		     const struct net_device *device,
		     const struct phonewall_eapol *eapol,
		     enum phonewall_learned *learned,
		     struct phonewall_session *copy)
{
	struct phonewall_session *session;
	bool present;

	spin_lock(&dot1x->lock);
	present = is_pc_present(dot1x, device);
	if (present) {
		dot1x->unplugged = false;
		*learned = phonewall_session_learn_pc(&dot1x->sessions, source,
						      eapol,
						      phonewall_dot1x_now(),
						      &session);
		if (session)
			*copy = *session;
	}
	spin_unlock(&dot1x->lock);
	return present;
}

/* Make room for a PC: log off one that has been idle for long. */
static bool displace_session(struct phonewall_dot1x *dot1x)
{
	struct phonewall_session session;
	bool found;

	spin_lock(&dot1x->lock);
	found = phonewall_session_find_displaceable(&dot1x->sessions,
						    phonewall_dot1x_now(),
						    &session);
	spin_unlock(&dot1x->lock);
	return found &&
	       phonewall_logoff_one(dot1x,
				    rcu_dereference(dot1x->switch_port.device),
				    &session, PHONEWALL_LOGOFF_DISPLACED,
				    GFP_ATOMIC);
}

/*
 * The switch may authorise any PC that it receives EAPOL from, so forward
 * nothing from a PC that could not be logged off later. Return: true if the
 * frame may be forwarded; @session is then that of the PC.
 */
static bool admit_frame(struct phonewall_dot1x *dot1x, const u8 *source,
			const struct net_device *device,
			const struct phonewall_eapol *eapol,
			struct phonewall_session *session)
{
	enum phonewall_learned learned;
	bool present;

	present = learn_pc(dot1x, source, device, eapol, &learned, session);
	if (present && learned == PHONEWALL_LEARNED_REFUSAL &&
	    displace_session(dot1x))
		present = learn_pc(dot1x, source, device, eapol, &learned,
				   session);
	if (!present) {
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_NOT_SENT);
		return false;
	}
	if (learned == PHONEWALL_LEARNED_REFUSAL) {
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_SESSIONS_REFUSED);
		return false;
	}
	notify_session(dot1x, learned, session);
	return true;
}

/*
 * Only a Logoff that every switch accepts ends a session: another Logoff later
 * does no harm, a missing one leaves the switch port open.
 */
static bool is_heeded_logoff(const struct sk_buff *skb,
			     const struct phonewall_eapol *eapol)
{
	return eapol->type == PHONEWALL_EAPOL_LOGOFF && eapol->version &&
	       !skb_vlan_tag_present(skb) &&
	       ether_addr_equal(eth_hdr(skb)->h_dest, phonewall_pae_group);
}

static void learn_logoff(struct phonewall_dot1x *dot1x,
			 struct phonewall_session *session)
{
	enum phonewall_session_state before = session->state;
	bool changed;

	spin_lock(&dot1x->lock);
	changed = phonewall_session_learn_logoff(&dot1x->sessions, session);
	spin_unlock(&dot1x->lock);
	if (changed && before != session->state)
		phonewall_dot1x_notify(dot1x, session, GFP_ATOMIC);
}

static void learn_result(struct phonewall_dot1x *dot1x, const u8 *destination,
			 const struct phonewall_eapol *eapol)
{
	struct phonewall_session session;
	enum phonewall_learned learned;
	bool found;

	do {
		spin_lock(&dot1x->lock);
		found = phonewall_session_learn_result(&dot1x->sessions,
						       destination, eapol,
						       &session, &learned);
		spin_unlock(&dot1x->lock);
		if (found)
			notify_session(dot1x, learned, &session);
	} while (found);
}

static bool is_known(struct phonewall_dot1x *dot1x, const u8 *address)
{
	bool known;

	spin_lock(&dot1x->lock);
	known = phonewall_session_is_known(&dot1x->sessions, address);
	spin_unlock(&dot1x->lock);
	return known;
}

static noinline unsigned int eapol_from_pc(struct phonewall_dot1x *dot1x,
					   struct sk_buff *skb,
					   const struct net_device *device)
{
	struct phonewall_session session;
	struct phonewall_eapol eapol;
	bool logoff;

	if (has_stacked_tags(skb) || is_in_vlan(skb))
		return drop_frame(dot1x, PHONEWALL_DOT1X_TAGGED);
	if (!is_valid_ether_addr(eth_hdr(skb)->h_source))
		return drop_frame(dot1x, PHONEWALL_DOT1X_SPOOFED);
	if (is_own(dot1x, eth_hdr(skb)->h_dest))
		return drop_frame(dot1x, PHONEWALL_DOT1X_FOR_PHONE);
	if (!parse_eapol(skb, &eapol))
		return drop_frame(dot1x, PHONEWALL_DOT1X_MALFORMED);
	if (!admit_frame(dot1x, eth_hdr(skb)->h_source, device, &eapol,
			 &session))
		return NF_DROP;
	logoff = is_heeded_logoff(skb, &eapol);
	if (steal_frame(dot1x, skb, &dot1x->switch_port,
			PHONEWALL_DOT1X_TO_SWITCH) &&
	    logoff)
		learn_logoff(dot1x, &session);
	return NF_STOLEN;
}

/* Out of line, so that other frames do not spill registers. */
static noinline unsigned int check_from_pc(struct phonewall_dot1x *dot1x,
					   struct sk_buff *skb,
					   const struct net_device *device)
{
	if (!READ_ONCE(dot1x->pc_port_enabled))
		return drop_frame(dot1x, PHONEWALL_DOT1X_PORT_DISABLED);
	if (is_own(dot1x, eth_hdr(skb)->h_source))
		return drop_frame(dot1x, PHONEWALL_DOT1X_SPOOFED);
	if (!is_eapol(skb) && !has_stacked_tags(skb))
		return NF_ACCEPT;
	return eapol_from_pc(dot1x, skb, device);
}

static unsigned int hook_from_pc(void *dot1x, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	const struct phonewall_dot1x *settings = dot1x;

	if (likely(READ_ONCE(settings->pc_port_enabled) &&
		   !may_be_own(settings, eth_hdr(skb)->h_source) &&
		   !is_eapol(skb) && !has_stacked_tags(skb)))
		return NF_ACCEPT;
	return check_from_pc(dot1x, skb, state->in);
}

static void copy_to_pc(struct phonewall_dot1x *dot1x,
		       const struct sk_buff *skb)
{
	struct sk_buff *copy;

	if (!READ_ONCE(dot1x->pc_port_enabled))
		return;
	copy = skb_clone((struct sk_buff *)skb, GFP_ATOMIC);
	if (copy)
		send_frame(dot1x, copy, &dot1x->pc_port, PHONEWALL_DOT1X_TO_PC);
	else
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_NOT_SENT);
}

/*
 * A supplicant listens at the port. A bridge leaves frames to the PAE group
 * address there, but takes frames to the phone's own address.
 */
static unsigned int deliver_to_phone(struct phonewall_dot1x *dot1x,
				     struct sk_buff *skb,
				     const struct net_device *device)
{
	phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_TO_PHONE);
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
	if (!parse_eapol(skb, &eapol))
		return drop_frame(dot1x, PHONEWALL_DOT1X_MALFORMED);
	if (is_own(dot1x, eth_hdr(skb)->h_dest))
		return deliver_to_phone(dot1x, skb, device);
	learn_result(dot1x, eth_hdr(skb)->h_dest, &eapol);
	if (is_multicast_ether_addr(eth_hdr(skb)->h_dest)) {
		copy_to_pc(dot1x, skb);
		phonewall_dot1x_inc(dot1x, PHONEWALL_DOT1X_TO_PHONE);
		return NF_ACCEPT;
	}
	if (!READ_ONCE(dot1x->pc_port_enabled))
		return drop_frame(dot1x, PHONEWALL_DOT1X_PORT_DISABLED);
	/* A PC without a session must start again, and then has one. */
	if (phonewall_eapol_admits(&eapol) &&
	    !is_known(dot1x, eth_hdr(skb)->h_dest))
		return drop_frame(dot1x, PHONEWALL_DOT1X_SESSIONS_REFUSED);
	steal_frame(dot1x, skb, &dot1x->pc_port, PHONEWALL_DOT1X_TO_PC);
	return NF_STOLEN;
}

static unsigned int hook_from_switch(void *dot1x, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	if (likely(!is_eapol(skb)))
		return NF_ACCEPT;
	return eapol_from_switch(dot1x, skb, state->in);
}

static unsigned int hook_to_blocked_pc(void *dot1x, struct sk_buff *skb,
				       const struct nf_hook_state *state)
{
	return drop_frame(dot1x, PHONEWALL_DOT1X_PORT_DISABLED);
}

/* Drop the bridge's copy (group_fwd_mask): the frame was forwarded at ingress. */
static unsigned int hook_bridge_forward(void *priv, struct sk_buff *skb,
					const struct nf_hook_state *state)
{
	const struct phonewall_dot1x *dot1x = priv;
	const struct net_device *pc_port, *switch_port;

	if (likely(!is_eapol(skb)))
		return NF_ACCEPT;
	pc_port = rcu_dereference(dot1x->pc_port.device);
	switch_port = rcu_dereference(dot1x->switch_port.device);
	if ((state->in == pc_port && state->out == switch_port) ||
	    (state->in == switch_port && state->out == pc_port))
		return NF_DROP;
	return NF_ACCEPT;
}

/* EAPOL that the phone sends through a bridge is not for the PC. */
static unsigned int hook_bridge_output(void *priv, struct sk_buff *skb,
				       const struct nf_hook_state *state)
{
	const struct phonewall_dot1x *dot1x = priv;

	if (is_eapol(skb) &&
	    state->out == rcu_dereference(dot1x->pc_port.device))
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
	dot1x->pc_port.ingress = ingress_hook(dot1x, hook_from_pc);
	dot1x->pc_port.egress.function = hook_to_blocked_pc;
	dot1x->pc_port.egress.priv = dot1x;
	dot1x->switch_port.ingress = ingress_hook(dot1x, hook_from_switch);
	dot1x->bridge[0] = bridge_hook(dot1x, hook_bridge_forward,
				       NF_BR_FORWARD);
	dot1x->bridge[1] = bridge_hook(dot1x, hook_bridge_output,
				       NF_BR_LOCAL_OUT);
}
