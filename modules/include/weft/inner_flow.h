/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* What tunnels carry by inner addresses, where the operator wants it. Counting never decides about a packet: without room the loss is counted. */
#ifndef WEFT_INNER_FLOW_H
#define WEFT_INNER_FLOW_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <bpf/bpf_endian.h>
#include "weft/maps.h"

/* Which helper reads a frame. */
enum weft_frame_kind {
	WEFT_FRAME_TC,
	WEFT_FRAME_XDP,
};

static __always_inline long weft_frame_load(void *context, const enum weft_frame_kind kind, __u32 offset, void *to, __u32 length)
{
	return kind == WEFT_FRAME_XDP ? bpf_xdp_load_bytes(context, offset, to, length) : bpf_skb_load_bytes(context, offset, to, length);
}

static __always_inline void weft_count_inner_full(bool received)
{
	__u32 slot = WEFT_TRAFFIC_INNER_FULL;
	struct weft_tunnel_traffic *traffic = bpf_map_lookup_elem(&tunnel_traffic, &slot);

	if (!traffic)
		return;
	if (received)
		traffic->received_packets++;
	else
		traffic->sent_packets++;
}

/* The row of the key; a new one if there is none. NULL if there is no room. Another CPU may be as quick. */
static __always_inline struct weft_inner_flow *weft_inner_flow_row(const struct weft_inner_flow_key *key)
{
	struct weft_inner_flow *flow = bpf_map_lookup_elem(&inner_flow, key);
	const struct weft_inner_flow first = {};

	if (flow)
		return flow;
	bpf_map_update_elem(&inner_flow, key, &first, BPF_NOEXIST);
	return bpf_map_lookup_elem(&inner_flow, key);
}

/* `offset` is that of the IP header, behind its Ethernet header. What is not IP has no addresses, and is not counted here. */
static __always_inline void weft_inner_flow_count(void *context, const enum weft_frame_kind kind, struct weft_inner_flow_key *key, __u32 offset,
						  __u32 bytes)
{
	struct weft_inner_flow *flow;
	__be16 ethertype;

	if (weft_frame_load(context, kind, offset - sizeof(ethertype), &ethertype, sizeof(ethertype)))
		return;
	if (ethertype == bpf_htons(ETH_P_IP)) {
		const __u32 addresses = offset + __builtin_offsetof(struct iphdr, saddr);

		key->source[10] = key->source[11] = key->destination[10] = key->destination[11] = 0xff;
		if (weft_frame_load(context, kind, addresses, &key->source[12], 4) ||
		    weft_frame_load(context, kind, addresses + 4, &key->destination[12], 4))
			return;
	} else if (ethertype != bpf_htons(ETH_P_IPV6) ||
		   weft_frame_load(context, kind, offset + __builtin_offsetof(struct ipv6hdr, saddr), key->source, sizeof(key->source) * 2)) {
		return;
	}
	flow = weft_inner_flow_row(key);
	if (!flow) {
		weft_count_inner_full(key->received);
		return;
	}
	__sync_fetch_and_add(&flow->packets, 1);
	__sync_fetch_and_add(&flow->bytes, bytes);
	flow->last_ns = bpf_ktime_get_coarse_ns();
}

/* Functions of their own for their room on the stack. */
static __noinline int weft_inner_flow_sent(struct __sk_buff *skb, __u32 vni, __u32 vtep_id, __u32 offset, __u32 bytes)
{
	struct weft_inner_flow_key key = { .vni = vni, .vtep_id = vtep_id };

	weft_inner_flow_count(skb, WEFT_FRAME_TC, &key, offset, bytes);
	return 0;
}

static __noinline int weft_inner_flow_received(struct __sk_buff *skb, __u32 vni, __u32 vtep_id, __u32 offset, __u32 bytes)
{
	struct weft_inner_flow_key key = { .vni = vni, .vtep_id = vtep_id, .received = 1 };

	weft_inner_flow_count(skb, WEFT_FRAME_TC, &key, offset, bytes);
	return 0;
}

#endif
