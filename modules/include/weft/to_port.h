/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* The to-port stage, and handing a frame that passed it to the port. */
#ifndef WEFT_TO_PORT_H
#define WEFT_TO_PORT_H

#include <stdbool.h>
#include "weft/counters.h"
#include "weft/node_config.h"
#include "weft/port_policy.h"
#include "weft/to_port_stage.h"

/* skb->pkt_type (linux/if_packet.h). */
#define WEFT_PACKET_HOST 0

static __always_inline enum weft_drop_reason weft_to_port_stage(struct __sk_buff *skb, __u32 slot)
{
	return weft_stage_towards_port(slot, skb->len, skb);
}

/* A copy of a broadcast or multicast frame, from the node `vtep_id`. */
static __always_inline enum weft_drop_reason weft_copy_to_port_stage(struct __sk_buff *skb, const struct weft_port *port, __u32 vtep_id)
{
	__u64 active = weft_active_policy(port->slot);
	enum weft_drop_reason reason = active ? weft_police_copy(skb, port, active, vtep_id) : WEFT_DROP_NONE;

	return reason ? reason : weft_to_port_stage(skb, port->slot);
}

/* Out through the port's device; the guard on its egress lets the mark pass and takes it off. */
static __always_inline int weft_redirect_staged(struct __sk_buff *skb, const struct weft_config *node, __u32 ifindex)
{
	skb->mark = weft_mark_staged(node);
	return bpf_redirect(ifindex, 0);
}

/*
 * A unicast frame to the port of this node that has the datapath id, from the node `vtep_id`. `through_device` avoids the short cut into the peer's namespace, which keeps skb->protocol
 * and tunnel metadata as they are: needed when either is that of an outer packet.
 */
static __always_inline int weft_deliver_to_port(struct __sk_buff *skb, const struct weft_config *node, const struct weft_port_out *out,
						__u32 datapath_id, __u32 vtep_id, bool through_device)
{
	__u64 active = weft_active_policy(out->slot);
	enum weft_drop_reason reason = active ? weft_police_unicast(skb, out, active, datapath_id, vtep_id) : WEFT_DROP_NONE;

	if (!reason)
		reason = weft_to_port_stage(skb, out->slot);
	if (reason)
		return weft_drop(out->slot, reason);
	if (out->deliver != WEFT_DELIVER_PEER || through_device)
		return weft_redirect_staged(skb, node, out->ifindex);
	/*
	 * The host-side device judged the destination MAC foreign. Kernels whose redirect does not scrub the packet (6.6 does not, 6.18
	 * does) would not look again at the peer, and its stack drops what is for others.
	 */
	if (skb->pkt_type != WEFT_PACKET_HOST)
		bpf_skb_change_type(skb, WEFT_PACKET_HOST);
	skb->mark = 0;
	return bpf_redirect_peer(out->ifindex, 0);
}

#endif
