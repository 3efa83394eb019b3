/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/* Where a frame is tunnelled to, and what its outer headers take from it, whichever family they are of. */
#ifndef WEFT_TUNNEL_TO_H
#define WEFT_TUNNEL_TO_H

#include "weft/maps.h"
#include "weft/parse.h"

/* Time to live, or hop limit. */
#define WEFT_UNDERLAY_TTL 64
/* What is sent on to a port that has moved begins with half of it at most (weft/departing.h). */
#define WEFT_SENT_ON_TTL (WEFT_UNDERLAY_TTL / 2)
/* Source ports of RFC 7348 section 5: 49152 and up. */
#define WEFT_SOURCE_L4_PORT_BASE 49152
#define WEFT_SOURCE_L4_PORT_MASK 16383
#define WEFT_FLOW_LABEL_MASK 0xfffff
/* What all encapsulation says to bpf_skb_adjust_room, beside the outer family. */
#define WEFT_ENCAP_FLAGS                                                                                              \
	(BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_ENCAP_L4_UDP | BPF_F_ADJ_ROOM_ENCAP_L2(ETH_HLEN) | BPF_F_ADJ_ROOM_ENCAP_L2_ETH)

struct weft_tunnel_to {
	const struct weft_vtep *remote; /* of the underlay's family (weft_remote_vtep) */
	__u32 vni;
	__u32 flow_hash;
	__u8 tos;               /* or traffic class */
	__u8 ttl_spent;         /* of WEFT_UNDERLAY_TTL, on the way that the frame had in a tunnel before this one */
};

/* The other node, if it has an address of the underlay's family: that of our own VTEP. */
static __always_inline const struct weft_vtep *weft_remote_vtep(const struct weft_config *node, __u32 vtep_id)
{
	const struct weft_vtep *remote = bpf_map_lookup_elem(&vtep, &vtep_id);
	const __u64 *ip6;

	if (!remote)
		return NULL;
	if (node->vtep_ip4)
		return remote->ip4 ? remote : NULL;
	ip6 = (const void *)remote->ip6;
	return ip6[0] | ip6[1] ? remote : NULL;
}

static __always_inline __be16 weft_source_l4_port(const struct weft_tunnel_to *to)
{
	return bpf_htons(WEFT_SOURCE_L4_PORT_BASE + (to->flow_hash & WEFT_SOURCE_L4_PORT_MASK));
}

static __always_inline __u8 weft_outer_ttl(const struct weft_tunnel_to *to)
{
	return WEFT_UNDERLAY_TTL - to->ttl_spent;
}

/* IPv6 flow label (RFC 6438: tunnels spread flows by it). Bits that the source port does not take as well. */
static __always_inline __u32 weft_flow_label(const struct weft_tunnel_to *to)
{
	return to->flow_hash >> 12 & WEFT_FLOW_LABEL_MASK;
}

/* Lengths over 64 KB occur in GSO frames only, whose segments get their own. */
static __always_inline __be16 weft_length16(__u32 length)
{
	return length > 0xffff ? 0 : bpf_htons(length);
}

#endif
