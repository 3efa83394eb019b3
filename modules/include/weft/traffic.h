/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * What tunnels carry: tenants' frames by (VNI, other node), counted where nothing of weft drops them any more. A frame that is not counted
 * costs one test of the node's configuration, which has been read anyway.
 */
#ifndef WEFT_TRAFFIC_H
#define WEFT_TRAFFIC_H

#include "weft/inner_flow.h"

/* The other node of a frame, and where what it carries is counted. */
struct weft_carrier {
	__u32 vtep_id;
	__u32 slot;             /* of tunnel_traffic */
};

/* The frame is sent; `offset` is where its IP header is now. `bytes`: its length outside the tunnel. */
static __always_inline void weft_count_tunnel_sent(struct __sk_buff *skb, const struct weft_config *node, __u32 vni, __u32 vtep_id,
						   __u32 offset, __u32 bytes)
{
	struct weft_member_key key = { .vni = vni, .vtep_id = vtep_id };
	__u32 full = WEFT_TRAFFIC_FULL;
	struct weft_tunnel_traffic *traffic;
	const __u32 *slot;

	if (!(node->counts & WEFT_COUNT_TUNNELS))
		return;
	slot = bpf_map_lookup_elem(&member, &key);
	traffic = bpf_map_lookup_elem(&tunnel_traffic, slot ? slot : &full);
	if (traffic) {
		traffic->sent_packets++;
		traffic->sent_bytes += bytes;
	}
	if (node->counts & WEFT_COUNT_INNER_FLOWS)
		weft_inner_flow_sent(skb, vni, vtep_id, offset, bytes);
}

/* A frame of so many bytes came from the other node; not its inner addresses. */
static __always_inline void weft_count_carried(const struct weft_config *node, const struct weft_carrier *carrier, __u32 bytes)
{
	struct weft_tunnel_traffic *traffic;

	if (!(node->counts & WEFT_COUNT_TUNNELS))
		return;
	traffic = bpf_map_lookup_elem(&tunnel_traffic, &carrier->slot);
	if (traffic) {
		traffic->received_packets++;
		traffic->received_bytes += bytes;
	}
}

/* A frame of the fabric, out of its tunnel, on its way to ports of this node. */
static __always_inline void weft_count_tunnel_received(struct __sk_buff *skb, const struct weft_config *node, __u32 vni,
						       const struct weft_carrier *carrier)
{
	weft_count_carried(node, carrier, skb->len);
	if (node->counts & WEFT_COUNT_INNER_FLOWS)
		weft_inner_flow_received(skb, vni, carrier->vtep_id, ETH_HLEN, skb->len);
}

#endif
