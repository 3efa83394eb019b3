/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * To another node: VXLAN over IPv4, written here (RFC 7348: UDP checksum zero, source port from the inner flow). What the kernel refuses
 * to encapsulate that way (other than IP, tunnels inside) leaves through the metadata vxlan device with the same bytes on the wire.
 */
#ifndef WEFT_ENCAP_H
#define WEFT_ENCAP_H

#include "weft/checksum.h"
#include "weft/counters.h"
#include "weft/node_config.h"
#include "weft/vxlan_header.h"

#define WEFT_UNDERLAY_TTL 64
/* Source ports of RFC 7348 section 5: 49152 and up. */
#define WEFT_SOURCE_L4_PORT_BASE 49152
#define WEFT_SOURCE_L4_PORT_MASK 16383

/* Where a frame is tunnelled to, and what its outer header takes from it. */
struct weft_tunnel_to {
	__u32 vni;
	__be32 vtep_ip4;
	__u32 flow_hash;
	__u8 tos;
};

/* Same for all packets of a flow, and for all fragments of a datagram. */
static __always_inline __u32 weft_flow_hash(const struct weft_ip4 *ip4)
{
	__u64 mixed = ((__u64)ip4->source << 32 | ip4->destination) ^ (__u64)ip4->protocol << 24;

	if (!ip4->fragment)
		mixed += ((__u64)ip4->source_l4_port << 16 | ip4->destination_l4_port) * 0x9e3779b97f4a7c15ULL;
	mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93ULL;
	return mixed >> 32;
}

/*
 * Does the frame, or each segment of a GSO frame, fit the underlay once encapsulated? `headers_len` is that of the IP and l4
 * headers which every segment repeats.
 */
static __always_inline enum weft_drop_reason weft_fits_underlay(struct __sk_buff *skb, const struct weft_config *node, __u32 headers_len)
{
	__u32 mtu = 0;
	int result = bpf_check_mtu(skb, node->underlay_ifindex, &mtu, WEFT_TUNNEL_LEN, 0);

	if (result < 0)
		return WEFT_DROP_ENCAP_FAILED;
	if (result > 0 || (skb->gso_size && skb->gso_size + headers_len + WEFT_TUNNEL_LEN > mtu))
		return WEFT_DROP_TOO_BIG;
	return WEFT_DROP_NONE;
}

/* Attaches what the metadata vxlan device needs to encapsulate the frame. */
static __always_inline bool weft_set_tunnel_key(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to)
{
	struct bpf_tunnel_key key = {
		.tunnel_id = to->vni,
		.remote_ipv4 = bpf_ntohl(to->vtep_ip4),
		.local_ipv4 = bpf_ntohl(node->vtep_ip4),
		.tunnel_tos = to->tos,
		.tunnel_ttl = WEFT_UNDERLAY_TTL,
	};

	return bpf_skb_set_tunnel_key(skb, &key, sizeof(key), BPF_F_ZERO_CSUM_TX | BPF_F_DONT_FRAGMENT) == 0;
}

/* A tenant's sockets must not choose the host's routing rules or transmit queues. */
static __always_inline void weft_forget_sender(struct __sk_buff *skb)
{
	skb->mark = 0;
	skb->priority = 0;
}

static __always_inline int weft_encap_by_device(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to,
						__u32 slot)
{
	if (!weft_set_tunnel_key(skb, node, to))
		return weft_drop(slot, WEFT_DROP_ENCAP_FAILED);
	weft_forget_sender(skb);
	return bpf_redirect(node->vxlan_ifindex, 0);
}

/* Lengths over 64 KB occur in GSO frames only, whose segments get their own. */
static __always_inline __be16 weft_length16(__u32 length)
{
	return length > 0xffff ? 0 : bpf_htons(length);
}

/* Encapsulates the frame and sends it to the VTEP; drops are counted on `slot`. The frame is known to fit the underlay. */
static __always_inline int weft_encap(struct __sk_buff *skb, const struct weft_config *node, const struct weft_tunnel_to *to,
				      const struct weft_ethernet *ethernet, __u32 slot)
{
	const __u64 flags = BPF_F_ADJ_ROOM_FIXED_GSO | BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 | BPF_F_ADJ_ROOM_ENCAP_L4_UDP |
			    BPF_F_ADJ_ROOM_ENCAP_L2(ETH_HLEN) | BPF_F_ADJ_ROOM_ENCAP_L2_ETH;
	struct weft_tunnel tunnel = {
		.ip = {
			.version = 4,
			.ihl = 5,
			.tos = to->tos,
			.tot_len = weft_length16(skb->len + WEFT_TUNNEL_LEN - ETH_HLEN),
			.frag_off = bpf_htons(WEFT_IP4_DONT_FRAGMENT),
			.ttl = WEFT_UNDERLAY_TTL,
			.protocol = IPPROTO_UDP,
			.saddr = node->vtep_ip4,
			.daddr = to->vtep_ip4,
		},
		.udp = {
			.source = bpf_htons(WEFT_SOURCE_L4_PORT_BASE + (to->flow_hash & WEFT_SOURCE_L4_PORT_MASK)),
			.dest = node->vxlan_port,
			.len = weft_length16(skb->len + WEFT_TUNNEL_LEN - ETH_HLEN - sizeof(struct iphdr)),
		},
		.vxlan = {
			.flags = bpf_htonl(WEFT_VXLAN_VALID_VNI),
			.vni = bpf_htonl(to->vni << 8),
		},
		.inner = *ethernet,
	};

	if (ethernet->ethertype != bpf_htons(ETH_P_IP) ||
	    bpf_skb_adjust_room(skb, WEFT_TUNNEL_LEN, BPF_ADJ_ROOM_MAC, flags))
		return weft_encap_by_device(skb, node, to, slot);
	tunnel.ip.check = weft_ip4_checksum(&tunnel.ip);
	if (bpf_skb_store_bytes(skb, ETH_HLEN, &tunnel, WEFT_TUNNEL_LEN, 0))
		return weft_drop(slot, WEFT_DROP_ENCAP_FAILED);
	weft_forget_sender(skb);
	return bpf_redirect_neigh(node->underlay_ifindex, NULL, 0, 0);
}

#endif
